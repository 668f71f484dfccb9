//! How much a deposit is (bidding.md C.1, `D`; 法释〔2016〕18号 17 as model).

use crate::lots::{DealMethod, Lot, TransactionMode};
use crate::money::Fen;

/// The share of the start price that a season asks for when it names no other, per cent.
pub const DEPOSIT_PERCENT_DEFAULT: i64 = 10;
/// The least and the largest share of the start price, per cent, both included.
pub const DEPOSIT_PERCENT_RANGE: (i64, i64) = (5, 20);
/// A proposed deposit is rounded to this.
pub const DEPOSIT_UNIT: Fen = Fen::yuan(100);

/// A deposit outside its range (error code `DEPOSIT_RANGE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("DEPOSIT_RANGE")]
pub struct DepositOutOfRange {
    /// The least deposit.
    pub least: Fen,
    /// The largest deposit.
    pub most: Fen,
}

/// The deposit that is proposed for a start price: `percent` of it, rounded half up to 100 yuan; not
/// rounded when that would leave the range, as for the smallest lots. `start` ≥ 1 yuan; a share out
/// of [`DEPOSIT_PERCENT_RANGE`] counts as its nearer end.
pub fn proposed(start: Fen, percent: i64) -> Fen {
    let ((least, most), unit) = (DEPOSIT_PERCENT_RANGE, DEPOSIT_UNIT.0);
    let percent = percent.clamp(least, most);
    let share = start.0 / 100 * percent + start.0 % 100 * percent / 100;
    let rounded = Fen((share + unit / 2) / unit * unit);
    let (least, most) = range(start);
    match check(start, rounded, false) {
        Ok(()) => rounded,
        Err(_) => Fen(share).max(least).min(most),
    }
}

/// The deposit that a lot gets with its publication when none was stated for it: the `percent` of its
/// season. Nothing where one is stated, zero included, for practice, and for lots that are not bid
/// for.
pub fn unstated(lot: &Lot, percent: i64) -> Option<Fen> {
    let is_bid_for = lot.deal_methods.contains(&DealMethod::OnlineBid);
    let start = lot.start_price.filter(|_| is_bid_for && !lot.practice)?;
    lot.deposit.is_none().then(|| proposed(start, percent))
}

/// Checks a deposit against the start price. Zero stands for none, where that is allowed.
///
/// # Errors
/// [`DepositOutOfRange`] names the range.
pub fn check(start: Fen, deposit: Fen, may_be_none: bool) -> Result<(), DepositOutOfRange> {
    let (least, most) = range(start);
    let fits = (least..=most).contains(&deposit) || (may_be_none && deposit == Fen(0));
    if fits {
        Ok(())
    } else {
        Err(DepositOutOfRange { least, most })
    }
}

/// Whether a lot may go without a deposit: one that only licences are given of, as nothing changes
/// hands there, and one for practice, where nobody pays anything.
pub fn may_be_none(modes: &[TransactionMode], practice: bool) -> bool {
    let licences = !modes.is_empty() && modes.iter().all(|mode| is_licence(*mode));
    practice || licences
}

/// What a bidder must have deposited before he may bid on the lot; zero when nothing is asked for, as
/// always for practice.
pub fn demanded(lot: &Lot) -> Fen {
    match lot.deposit {
        Some(deposit) if !lot.practice => deposit,
        _ => Fen(0),
    }
}

const fn is_licence(mode: TransactionMode) -> bool {
    matches!(
        mode,
        TransactionMode::Licence | TransactionMode::OpenLicence
    )
}

/// The least and the largest deposit, to the fen inside the range.
fn range(start: Fen) -> (Fen, Fen) {
    let (least, most) = DEPOSIT_PERCENT_RANGE;
    // Split, so that no start price overflows.
    let share = |percent: i64, up: i64| {
        let rest = (start.0 % 100 * percent + up) / 100;
        Fen(start.0 / 100 * percent + rest)
    };
    (share(least, 99), share(most, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::AMOUNT_MAX;
    use TransactionMode as Mode;
    use proptest::prelude::*;

    #[test]
    fn a_tenth_rounded_to_a_hundred_yuan() {
        let vectors = [
            (100_000, 10_000),
            (126_400, 12_600),
            (126_500, 12_700),
            (1_000, 100),
            // 40 yuan round to nothing and 80 to 100, which is 12.5 %.
            (400, 40),
            (800, 100),
        ];
        for (start, deposit) in vectors {
            let proposed = proposed(Fen::yuan(start), DEPOSIT_PERCENT_DEFAULT);
            assert_eq!(proposed, Fen::yuan(deposit), "{start}");
        }
    }

    #[test]
    fn a_season_may_ask_for_another_share_within_the_range() {
        let of = |percent| proposed(Fen::yuan(126_400), percent);
        assert_eq!(of(12), Fen::yuan(15_200));
        // 6,300 would be less than 5 %, 25,300 more than 20 %.
        assert_eq!((of(5), of(20)), (Fen::yuan(6_320), Fen::yuan(25_280)));
        assert_eq!((of(1), of(90)), (of(5), of(20)));
    }

    #[test]
    fn five_to_twenty_per_cent_and_both_ends() {
        let start = Fen::yuan(100_000);
        let ok = |fen| check(start, Fen(fen), false).is_ok();
        assert!(ok(500_000) && ok(2_000_000));
        assert!(!ok(499_999) && !ok(2_000_001) && !ok(0) && !ok(-1));
        assert_eq!(check(start, Fen(0), true), Ok(()));
        // Half a fen more than 5 % of 1.01 yuan: rounded into the range.
        let range = check(Fen(101), Fen(5), true);
        assert_eq!(
            range,
            Err(DepositOutOfRange {
                least: Fen(6),
                most: Fen(20)
            })
        );
    }

    #[test]
    fn licences_and_practice_may_go_without() {
        assert!(may_be_none(&[Mode::Licence, Mode::OpenLicence], false));
        assert!(!may_be_none(&[Mode::Licence, Mode::Transfer], false));
        assert!(!may_be_none(&[], false));
        assert!(may_be_none(&[Mode::Transfer], true));
    }

    proptest! {
        #[test]
        fn what_is_proposed_is_in_the_range(start in 100i64..=AMOUNT_MAX.0, percent in 0i64..30) {
            let deposit = proposed(Fen(start), percent);
            prop_assert_eq!(check(Fen(start), deposit, false), Ok(()));
            let tenth = proposed(Fen(start), DEPOSIT_PERCENT_DEFAULT);
            prop_assert!(start < 200_000 || tenth.is_multiple_of(DEPOSIT_UNIT));
        }
    }
}
