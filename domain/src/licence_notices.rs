//! Notices of open licences (开放许可通知, PP-09; Patent Law art. 51): an enterprise says that it takes the
//! licence on the terms that are declared, and has it from then on. What was declared that day stays its
//! terms, whatever is declared afterwards (LG-12).

use crate::ids::{InstitutionId, LotCode};
use crate::lots::Lot;
use crate::open_licences::{OpenLicence, is_open};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Licences of one lot.
pub const NOTICES_OF_LOT_MAX: usize = 200;

/// A licence that somebody has by his notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceNotice {
    /// Which one of its lot it is, from 1.
    pub number: u16,
    /// Who has it.
    pub licensee: InstitutionId,
    /// The day of the notice.
    pub notified_on: Date,
    /// What was declared that day.
    pub terms: OpenLicence,
    /// The day on which the fee was paid; absent before.
    pub paid_on: Option<Date>,
}

impl LicenceNotice {
    /// The number of the record, such as `P2026-ENER-0001-L1`.
    pub fn record(&self, lot: &LotCode) -> String {
        format!("{lot}-L{}", self.number)
    }
}

/// Whether `licensee` can take the licence today. `before` are the notices of the lot.
///
/// # Errors
/// The error code of the first thing that is in the way: `OPEN_LICENCE_NOT_OFFERED`,
/// `LICENCE_NOTICE_OWN`, `LICENCE_NOTICE_TERM` outside of the term, `LICENCE_NOTICE_GIVEN` for a second
/// one, `LICENCE_NOTICES_FULL`.
pub fn check_notice(
    lot: &Lot,
    declared: Option<&OpenLicence>,
    licensee: InstitutionId,
    before: &[LicenceNotice],
    today: Date,
) -> Result<(), &'static str> {
    let declared = declared.filter(|_| is_open(lot) && lot.state.is_public());
    let declared = declared.ok_or("OPEN_LICENCE_NOT_OFFERED")?;
    if lot.owner == licensee {
        return Err("LICENCE_NOTICE_OWN");
    }
    if today < declared.from || declared.to < today {
        return Err("LICENCE_NOTICE_TERM");
    }
    if before.iter().any(|one| one.licensee == licensee) {
        return Err("LICENCE_NOTICE_GIVEN");
    }
    match before.len() < NOTICES_OF_LOT_MAX {
        true => Ok(()),
        false => Err("LICENCE_NOTICES_FULL"),
    }
}

/// Whether the fee of a licence can have been paid on this day.
///
/// # Errors
/// `LICENCE_PAID_DAY` before the notice and in the future.
pub fn check_paid(notice: &LicenceNotice, paid_on: Date, today: Date) -> Result<(), &'static str> {
    match (notice.notified_on..=today).contains(&paid_on) {
        true => Ok(()),
        false => Err("LICENCE_PAID_DAY"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LotId;
    use crate::lots::{Industry, LotKind, LotState, TransactionMode, Trl};

    const OWNER: InstitutionId = InstitutionId(1);
    const TAKER: InstitutionId = InstitutionId(2);
    const FIRST: Date = Date::of(2026, 11, 1);
    const LAST: Date = Date::of(2029, 10, 31);

    fn code() -> LotCode {
        LotCode::parse("P2026-ENER-0001").expect("a code")
    }

    fn lot() -> Lot {
        let trl = Trl::new(6).expect("a level");
        Lot {
            owner: OWNER,
            modes: vec![TransactionMode::OpenLicence],
            state: LotState::Published,
            ..Lot::blank(LotId(1), code(), LotKind::Patent, Industry::Energy, trl)
        }
    }

    fn declared() -> OpenLicence {
        OpenLicence {
            fee_standard: "每年2万元".into(),
            payment_method: "一次付清".into(),
            from: FIRST,
            to: LAST,
            announced_on: FIRST,
            announced_no: None,
            evaluation_report_no: None,
        }
    }

    fn notice(number: u16, licensee: InstitutionId) -> LicenceNotice {
        LicenceNotice {
            number,
            licensee,
            notified_on: FIRST,
            terms: declared(),
            paid_on: None,
        }
    }

    #[test]
    fn anybody_else_takes_it_once_within_the_term() {
        let (lot, declared) = (lot(), declared());
        let check = |who, before: &[LicenceNotice], today| {
            check_notice(&lot, Some(&declared), who, before, today)
        };
        assert_eq!(check(TAKER, &[], FIRST), Ok(()));
        assert_eq!(check(TAKER, &[], LAST), Ok(()));
        for outside in [FIRST.plus_days(-1), LAST.plus_days(1)] {
            assert_eq!(check(TAKER, &[], outside), Err("LICENCE_NOTICE_TERM"));
        }
        assert_eq!(check(OWNER, &[], FIRST), Err("LICENCE_NOTICE_OWN"));
        let others = [notice(1, InstitutionId(3))];
        assert_eq!(check(TAKER, &others, FIRST), Ok(()));
        let own = [notice(1, TAKER)];
        assert_eq!(check(TAKER, &own, FIRST), Err("LICENCE_NOTICE_GIVEN"));
        let full: Vec<_> = (0..NOTICES_OF_LOT_MAX as u16)
            .map(|number| notice(number + 1, InstitutionId(i64::from(number) + 10)))
            .collect();
        assert_eq!(check(TAKER, &full, FIRST), Err("LICENCE_NOTICES_FULL"));
        assert_eq!(check(TAKER, &full[1..], FIRST), Ok(()));
    }

    #[test]
    fn only_what_is_offered_and_public_is_taken() {
        let declared = declared();
        let hidden = Lot {
            state: LotState::Submitted,
            ..lot()
        };
        let sold_otherwise = Lot {
            modes: vec![TransactionMode::Transfer],
            ..lot()
        };
        for (lot, declared) in [
            (&hidden, Some(&declared)),
            (&sold_otherwise, Some(&declared)),
            (&lot(), None),
        ] {
            let answer = check_notice(lot, declared, TAKER, &[], FIRST);
            assert_eq!(answer, Err("OPEN_LICENCE_NOT_OFFERED"));
        }
    }

    #[test]
    fn a_fee_is_paid_between_the_notice_and_today() {
        let one = notice(3, TAKER);
        assert_eq!(one.record(&code()), "P2026-ENER-0001-L3");
        let today = FIRST.plus_days(10);
        for (day, expected) in [(0, true), (10, true), (-1, false), (11, false)] {
            let answer = check_paid(&one, FIRST.plus_days(day), today);
            assert_eq!(answer.is_ok(), expected, "{day}");
        }
    }
}
