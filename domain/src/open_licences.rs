//! Open licences (开放许可, Patent Law art. 50–51; domain.md PP-09, LG-12): what the owner of a lot has
//! declared, so that anybody may take a licence on the same terms. Nobody bids for such a lot
//! ([`check_biddable`](crate::packages::check_biddable)).

use crate::lots::{LicenceKind, Lot, PatentType, TransactionMode};
use crate::text::length;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Most characters of the fee standard and of the payment method.
pub const WORDS_MAX: usize = 500;
/// Most characters of a number of a report or an announcement.
pub const NUMBER_MAX: usize = 40;
/// The longest term, years: a patent lasts no longer.
pub const YEARS_MAX: i32 = 20;

/// What is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLicence {
    /// Standard of the licence fee (许可使用费标准) in words, 1–500 characters.
    pub fee_standard: String,
    /// How it is paid (支付方式), 1–500 characters.
    pub payment_method: String,
    /// First day on which a licence may be taken.
    pub from: Date,
    /// Last day of the term; not after the expiry of a patent of the lot.
    pub to: Date,
    /// The day on which the declaration was announced (公告日).
    pub announced_on: Date,
    /// Number of the announcement, ≤ 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_no: Option<String>,
    /// Number of the evaluation report (专利权评价报告), ≤ 40 characters; utility models and designs
    /// need one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_report_no: Option<String>,
}

/// Whether nobody bids for the lot because anybody may take a licence.
pub fn is_open(lot: &Lot) -> bool {
    lot.modes.contains(&TransactionMode::OpenLicence)
}

/// Whether a lot needs the number of an evaluation report: a utility model or a design is granted
/// without an examination of its substance (Patent Law art. 50).
pub fn needs_report(lot: &Lot) -> bool {
    let examined = |patent_type| patent_type == PatentType::Invention;
    !lot.patents.iter().all(|one| examined(one.patent_type))
}

impl OpenLicence {
    /// Whether this can be declared of `lot`.
    ///
    /// # Errors
    /// The error code of the first thing that is wrong: `OPEN_LICENCE_NOT_OFFERED`,
    /// `OPEN_LICENCE_NON_EXCLUSIVE`, `OPEN_LICENCE_TERMS_REQUIRED`, `OPEN_LICENCE_WORDS`,
    /// `OPEN_LICENCE_TERM`, `OPEN_LICENCE_REPORT_REQUIRED`.
    pub fn check(&self, lot: &Lot) -> Result<(), &'static str> {
        if !is_open(lot) {
            return Err("OPEN_LICENCE_NOT_OFFERED");
        }
        // While everybody may have a licence, nobody can have one alone (Patent Law art. 51).
        let alone = [LicenceKind::Exclusive, LicenceKind::Sole];
        if lot.licence_kind.is_some_and(|kind| alone.contains(&kind)) {
            return Err("OPEN_LICENCE_NON_EXCLUSIVE");
        }
        let words = [&self.fee_standard, &self.payment_method];
        if words.iter().any(|text| text.trim().is_empty()) {
            return Err("OPEN_LICENCE_TERMS_REQUIRED");
        }
        let numbers = [&self.announced_no, &self.evaluation_report_no];
        let long = |text: &&String| length(text) > NUMBER_MAX;
        if words.iter().any(|text| length(text) > WORDS_MAX)
            || numbers
                .iter()
                .any(|number| number.iter().any(|text| long(&text)))
        {
            return Err("OPEN_LICENCE_WORDS");
        }
        let last = lot.patents.iter().map(|patent| patent.expires_on()).min();
        let outlived = last.is_some_and(|last| self.to > last);
        if self.from > self.to || self.to > self.from.plus_years(YEARS_MAX) || outlived {
            return Err("OPEN_LICENCE_TERM");
        }
        if needs_report(lot) && self.evaluation_report_no.is_none() {
            return Err("OPEN_LICENCE_REPORT_REQUIRED");
        }
        Ok(())
    }
}

/// Whether a lot may be published: one under open licence only with what is declared of it.
///
/// # Errors
/// `OPEN_LICENCE_TERMS_REQUIRED`, or what [`OpenLicence::check`] says of terms that fit no longer.
pub fn check_published(lot: &Lot, declared: Option<&OpenLicence>) -> Result<(), &'static str> {
    match declared {
        _ if !is_open(lot) => Ok(()),
        Some(declared) => declared.check(lot),
        None => Err("OPEN_LICENCE_TERMS_REQUIRED"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LotCode, LotId};
    use crate::lots::{Industry, LegalStatus, LotKind, LotPatent, Trl};
    use crate::patents::PatentNumber;
    use proptest::prelude::*;

    fn patent(patent_type: PatentType) -> LotPatent {
        LotPatent {
            number: PatentNumber::from_digits("202110000004", 2026).expect("a number"),
            patent_type,
            filed_on: Date::of(2021, 1, 29),
            granted_on: Date::of(2023, 5, 9),
            holders: "示例大学".into(),
            inventors: "甲".into(),
            ipc: None,
            further_ipc: vec![],
            legal_status: LegalStatus::default(),
            legal_checked_on: None,
            grant_pub_no: None,
        }
    }

    fn lot(patent_type: PatentType) -> Lot {
        let code = LotCode::parse("P2026-ENER-0001").expect("a code");
        let trl = Trl::new(6).expect("a level");
        Lot {
            modes: vec![TransactionMode::OpenLicence],
            licence_kind: Some(LicenceKind::Open),
            patents: vec![patent(patent_type)],
            ..Lot::blank(LotId(1), code, LotKind::Patent, Industry::Energy, trl)
        }
    }

    fn declared() -> OpenLicence {
        OpenLicence {
            fee_standard: "每年2万元，不论产量。".into(),
            payment_method: "每年1月31日前一次付清。".into(),
            from: Date::of(2026, 11, 1),
            to: Date::of(2029, 10, 31),
            announced_on: Date::of(2026, 10, 20),
            announced_no: None,
            evaluation_report_no: None,
        }
    }

    type Change = fn(&mut OpenLicence);

    #[test]
    fn each_rule_is_named() {
        let cases: [(Change, Result<(), &str>); 8] = [
            (|_| (), Ok(())),
            (
                |d| d.fee_standard = " ".into(),
                Err("OPEN_LICENCE_TERMS_REQUIRED"),
            ),
            (
                |d| d.payment_method.clear(),
                Err("OPEN_LICENCE_TERMS_REQUIRED"),
            ),
            (
                |d| d.fee_standard = "费".repeat(501),
                Err("OPEN_LICENCE_WORDS"),
            ),
            (
                |d| d.announced_no = Some("号".repeat(41)),
                Err("OPEN_LICENCE_WORDS"),
            ),
            (|d| d.to = Date::of(2026, 10, 31), Err("OPEN_LICENCE_TERM")),
            (|d| d.to = Date::of(2041, 1, 30), Err("OPEN_LICENCE_TERM")),
            (|d| d.to = Date::of(2041, 1, 29), Ok(())),
        ];
        for (number, (change, expected)) in cases.into_iter().enumerate() {
            let mut one = declared();
            change(&mut one);
            assert_eq!(one.check(&lot(PatentType::Invention)), expected, "{number}");
        }
    }

    #[test]
    fn what_was_not_examined_needs_an_evaluation_report() {
        for patent_type in [PatentType::UtilityModel, PatentType::Design] {
            let mut one = declared();
            assert_eq!(
                one.check(&lot(patent_type)),
                Err("OPEN_LICENCE_REPORT_REQUIRED")
            );
            one.evaluation_report_no = Some("PJ2026-0001".into());
            assert_eq!(one.check(&lot(patent_type)), Ok(()));
        }
    }

    #[test]
    fn nobody_has_an_open_licence_alone() {
        let mut one = lot(PatentType::Invention);
        one.modes.push(TransactionMode::Licence);
        one.licence_kind = Some(LicenceKind::Sole);
        assert_eq!(declared().check(&one), Err("OPEN_LICENCE_NON_EXCLUSIVE"));
        one.licence_kind = Some(LicenceKind::Ordinary);
        assert_eq!(declared().check(&one), Ok(()));
        one.modes = vec![TransactionMode::Transfer];
        assert_eq!(declared().check(&one), Err("OPEN_LICENCE_NOT_OFFERED"));
    }

    #[test]
    fn only_an_open_licence_waits_for_its_terms() {
        let open = lot(PatentType::Invention);
        assert_eq!(check_published(&open, Some(&declared())), Ok(()));
        let missing = check_published(&open, None);
        assert_eq!(missing, Err("OPEN_LICENCE_TERMS_REQUIRED"));
        let other = Lot {
            modes: vec![TransactionMode::Transfer],
            ..open
        };
        assert_eq!(check_published(&other, None), Ok(()));
    }

    proptest! {
        /// Whatever the days are: a term that is taken lies within the life of the patent.
        #[test]
        fn a_term_never_outlives_the_patent(from in 0_i32..12_000, days in -400_i32..12_000) {
            let first = Date::of(2021, 1, 29);
            let mut one = declared();
            one.from = first.plus_days(from);
            one.to = one.from.plus_days(days);
            let lot = lot(PatentType::Invention);
            let fits = days >= 0 && one.to <= lot.patents[0].expires_on();
            prop_assert_eq!(one.check(&lot).is_ok(), fits);
        }
    }
}
