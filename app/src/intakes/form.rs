//! The form of a record as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::intakes::{IntakeDraft, IntakeKind};
use domain::money::{YUAN, parse_amount};

/// A record as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeForm {
    /// Number of the session.
    pub session: String,
    /// Code of the kind.
    pub kind: String,
    /// Code of the lot.
    pub lot: String,
    /// Name of the buyer.
    pub buyer: String,
    /// Credit code of the buyer.
    pub buyer_code: String,
    /// Price, yuan.
    pub amount: String,
    /// The day on which it happened.
    pub agreed_on: String,
    /// Number of the bureau's approval.
    pub approval_number: String,
    /// The day of that approval.
    pub approved_on: String,
}

impl TypedForm for IntakeForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("session", &mut self.session),
            ("kind", &mut self.kind),
            ("lot", &mut self.lot),
            ("buyer", &mut self.buyer),
            ("buyer_code", &mut self.buyer_code),
            ("amount", &mut self.amount),
            ("agreed_on", &mut self.agreed_on),
            ("approval_number", &mut self.approval_number),
            ("approved_on", &mut self.approved_on),
        ]
    }
}

impl IntakeForm {
    /// The form that posted fields make.
    pub fn of_fields(posted: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, field) in form.fields() {
            if let Some((_, value)) = posted.iter().find(|(known, _)| known == name) {
                field.clone_from(value);
            }
        }
        form
    }

    /// What is to be entered; its rules are asked by whoever enters it.
    ///
    /// # Errors
    /// `INTAKE_KIND`, `AMOUNT_NOT_UNDERSTOOD`.
    pub fn draft(&self) -> Result<IntakeDraft, &'static str> {
        let amount = match self.amount.trim() {
            "" => None,
            typed => Some(parse_amount(typed, YUAN).map_err(|_| "AMOUNT_NOT_UNDERSTOOD")?),
        };
        Ok(IntakeDraft {
            kind: IntakeKind::from_code(&self.kind).ok_or("INTAKE_KIND")?,
            lot: self.lot.clone(),
            buyer: self.buyer.clone(),
            buyer_code: self.buyer_code.clone(),
            amount,
            agreed_on: self.agreed_on.clone(),
            approval_number: self.approval_number.clone(),
            approved_on: self.approved_on.clone(),
        })
    }
}

/// The control that a refusal means.
pub fn control(code: &str) -> &'static str {
    match code {
        "INTAKE_KIND" => "intake-kind",
        "REF_UNKNOWN" | "INTAKE_LOT_STATE" | "REPORT_DUPLICATE" => "intake-lot",
        "INTAKE_BUYER" => "intake-buyer",
        "USCC_FORMAT" | "USCC_CHECK" => "intake-buyer-code",
        "AMOUNT_RANGE" | "AMOUNT_NOT_UNDERSTOOD" | "BID_TOO_LOW" => "intake-amount",
        "INTAKE_DAY" => "intake-day",
        "INTAKE_APPROVAL" => "intake-approval",
        "INTAKE_APPROVAL_DAY" => "intake-approved",
        code if code.starts_with("FILE_") => "intake-file",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Fen;

    #[test]
    fn posted_fields_are_a_draft() {
        let posted = [
            ("kind", "OFFLINE_AUCTION"),
            ("amount", "12万"),
            ("more", "x"),
        ];
        let posted = posted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = IntakeForm::of_fields(&posted);
        let draft = form.draft().expect("a draft");
        assert_eq!(draft.kind, IntakeKind::Auction);
        assert_eq!(draft.amount, Some(Fen::yuan(120_000)));
        let wrong = IntakeForm {
            amount: "viel".into(),
            ..form.clone()
        };
        assert_eq!(wrong.draft(), Err("AMOUNT_NOT_UNDERSTOOD"));
        let none = IntakeForm {
            kind: String::new(),
            ..form
        };
        assert_eq!(none.draft(), Err("INTAKE_KIND"));
        assert_eq!(control("FILE_MISSING"), "intake-file");
    }
}
