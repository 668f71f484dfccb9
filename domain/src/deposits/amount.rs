//! How much a deposit is (bidding.md C.1, `D`; 法释〔2016〕18号 17 as model).

use crate::lots::{Lot, TransactionMode};
use crate::money::Fen;

/// The share of the start price that a form proposes, per cent.
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

/// The deposit that a form proposes for a start price: a tenth of it, rounded half up to 100 yuan;
/// not rounded when that would leave the range, as for the smallest lots. `start` ≥ 1 yuan.
pub fn proposed(start: Fen) -> Fen {
    let tenth = start.0 / (100 / DEPOSIT_PERCENT_DEFAULT);
    let unit = DEPOSIT_UNIT.0;
    let rounded = Fen((tenth + unit / 2) / unit * unit);
    match check(start, rounded, false) {
        Ok(()) => rounded,
        Err(_) => Fen(tenth),
    }
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
            assert_eq!(proposed(Fen::yuan(start)), Fen::yuan(deposit), "{start}");
        }
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
        fn what_is_proposed_is_in_the_range(start in 100i64..=AMOUNT_MAX.0) {
            let deposit = proposed(Fen(start));
            prop_assert_eq!(check(Fen(start), deposit, false), Ok(()));
            prop_assert!(start < 200_000 || deposit.is_multiple_of(DEPOSIT_UNIT));
        }
    }
}
