//! The form of what is declared of a lot, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::open_licences::OpenLicence;
use domain::text::{clean, fold_width};
use domain::time::Date;
use serde::{Deserialize, Serialize};

/// What is declared, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenLicenceForm {
    /// Standard of the fee.
    pub fee: String,
    /// Way of payment.
    pub payment: String,
    /// First day of the term.
    pub from: String,
    /// Last day of the term.
    pub to: String,
    /// Day of the announcement.
    pub announced: String,
    /// Number of the announcement.
    pub number: String,
    /// Number of the evaluation report.
    pub report: String,
}

impl TypedForm for OpenLicenceForm {
    /// More than a field may have.
    const KEPT_CHARS_MAX: usize = 520;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("fee", &mut self.fee),
            ("payment", &mut self.payment),
            ("from", &mut self.from),
            ("to", &mut self.to),
            ("announced", &mut self.announced),
            ("number", &mut self.number),
            ("report", &mut self.report),
        ]
    }
}

impl OpenLicenceForm {
    /// The form of what is declared already.
    pub fn from_declared(declared: OpenLicence) -> Self {
        Self {
            fee: declared.fee_standard,
            payment: declared.payment_method,
            from: declared.from.to_string(),
            to: declared.to.to_string(),
            announced: declared.announced_on.to_string(),
            number: declared.announced_no.unwrap_or_default(),
            report: declared.evaluation_report_no.unwrap_or_default(),
        }
    }

    /// Reads what is declared. The rules of a declaration are asked by whoever keeps it.
    ///
    /// # Errors
    /// The control and the code of the first field that cannot be read.
    pub fn declared(&self) -> Result<OpenLicence, (&'static str, &'static str)> {
        let fee_standard = self.fee.trim().to_owned();
        let payment_method = self.payment.trim().to_owned();
        // What the rule names first is named first, whatever else is missing.
        if fee_standard.is_empty() || payment_method.is_empty() {
            let missing = if fee_standard.is_empty() {
                FEE
            } else {
                PAYMENT
            };
            return Err((missing, "OPEN_LICENCE_TERMS_REQUIRED"));
        }
        let day = |id, typed: &str| {
            let day = Date::parse_iso(&clean(&fold_width(typed)));
            day.ok_or((id, "OPEN_LICENCE_DATE"))
        };
        let number = |typed: &str| Some(clean(&fold_width(typed))).filter(|text| !text.is_empty());
        Ok(OpenLicence {
            fee_standard,
            payment_method,
            from: day(FROM, &self.from)?,
            to: day(TO, &self.to)?,
            announced_on: day(ANNOUNCED, &self.announced)?,
            announced_no: number(&self.number),
            evaluation_report_no: number(&self.report),
        })
    }

    /// The id of the control that a refusal means; empty when it means none.
    pub fn control(&self, code: &str) -> &'static str {
        match code {
            "OPEN_LICENCE_REPORT_REQUIRED" => REPORT,
            "OPEN_LICENCE_TERM" => TO,
            "OPEN_LICENCE_WORDS" => FEE,
            _ => self.declared().err().map_or("", |(id, _)| id),
        }
    }
}

/// Ids of the controls.
pub const FEE: &str = "licence-fee";
/// Way of payment.
pub const PAYMENT: &str = "licence-payment";
/// First day.
pub const FROM: &str = "licence-from";
/// Last day.
pub const TO: &str = "licence-to";
/// Day of the announcement.
pub const ANNOUNCED: &str = "licence-announced";
/// Number of the announcement.
pub const NUMBER: &str = "licence-number";
/// Number of the evaluation report.
pub const REPORT: &str = "licence-report";

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> OpenLicenceForm {
        OpenLicenceForm {
            fee: " 每年2万元 ".into(),
            payment: "一次付清".into(),
            from: "2026-11-01".into(),
            to: "２０２９-10-31".into(),
            announced: "2026-10-20".into(),
            ..OpenLicenceForm::default()
        }
    }

    #[test]
    fn what_was_typed_is_read_and_shown_again() {
        let declared = form().declared().expect("a declaration");
        assert_eq!(declared.fee_standard, "每年2万元");
        assert_eq!(declared.to, Date::of(2029, 10, 31));
        assert_eq!(declared.announced_no, None);
        let again = OpenLicenceForm::from_declared(declared.clone());
        assert_eq!(again.declared(), Ok(declared));
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        let mut wrong = form();
        wrong.payment = " ".into();
        let (id, code) = wrong.declared().expect_err("no payment");
        assert_eq!((id, code), (PAYMENT, "OPEN_LICENCE_TERMS_REQUIRED"));
        assert_eq!(wrong.control(code), PAYMENT);
        let mut wrong = form();
        wrong.announced = "下周".into();
        let (id, code) = wrong.declared().expect_err("no day");
        assert_eq!((id, code), (ANNOUNCED, "OPEN_LICENCE_DATE"));
        assert_eq!(form().control("OPEN_LICENCE_REPORT_REQUIRED"), REPORT);
        assert_eq!(form().control("STATE_TRANSITION"), "");
    }
}
