//! The forms of interests and follow-ups as they are posted: every field a text.

use crate::typed_form::TypedForm;
use domain::interests::{FollowUpShow, InterestDraft, InterestLevel, NextStep};
use serde::{Deserialize, Serialize};

/// What a choice of no known enterprise is called.
pub const OTHER: &str = "other";

/// An interest as it was chosen or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InterestForm {
    /// Credit code and name of a known enterprise; [`OTHER`] for one that is typed.
    pub unit: String,
    /// Name of the enterprise that is typed.
    pub enterprise: String,
    /// Its credit code.
    pub credit_code: String,
    /// Code of the lot.
    pub lot: String,
    /// Code of the level: the button that was pressed.
    pub level: String,
    /// Code of what follows.
    pub next_step: String,
    /// Whom to speak to.
    pub contact: String,
    /// Telephone.
    pub phone: String,
}

impl TypedForm for InterestForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("unit", &mut self.unit),
            ("enterprise", &mut self.enterprise),
            ("credit_code", &mut self.credit_code),
            ("lot", &mut self.lot),
            ("next_step", &mut self.next_step),
            ("contact", &mut self.contact),
            ("phone", &mut self.phone),
        ]
    }
}

impl InterestForm {
    /// What is to be noted; its rules are asked by whoever notes it.
    ///
    /// # Errors
    /// `INTEREST_LEVEL` when none was chosen, `REQUEST_MALFORMED` for what no form sends.
    pub fn draft(&self) -> Result<InterestDraft, &'static str> {
        let level = InterestLevel::from_code(&self.level).ok_or("INTEREST_LEVEL")?;
        let next_step = match self.next_step.as_str() {
            "" => NextStep::Call,
            code => NextStep::from_code(code).ok_or("REQUEST_MALFORMED")?,
        };
        let chosen = (self.unit != OTHER)
            .then(|| self.unit.split_once(' '))
            .flatten();
        let (credit_code, enterprise) =
            chosen.unwrap_or((self.credit_code.as_str(), self.enterprise.as_str()));
        Ok(InterestDraft {
            enterprise: enterprise.to_owned(),
            credit_code: credit_code.to_owned(),
            lot: self.lot.clone(),
            level,
            next_step,
            contact: self.contact.clone(),
            phone: self.phone.clone(),
        })
    }
}

/// The control that a refusal of an interest means.
pub fn interest_control(code: &str) -> &'static str {
    match code {
        "INTEREST_ENTERPRISE" => "interest-enterprise",
        "USCC_FORMAT" | "USCC_CHECK" => "interest-credit-code",
        "INTEREST_LOT" => "interest-lot",
        "INTEREST_CONTACT" => "interest-contact",
        "PHONE_FORMAT" => "interest-phone",
        "INTEREST_LEVEL" => "interest-strong",
        _ => "",
    }
}

/// A step with a follow-up as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowUpForm {
    /// Which step: `log`, `assign` or `end`.
    pub step: String,
    /// Code of the way in which the enterprise was spoken to.
    pub way: String,
    /// What was said.
    pub words: String,
    /// Number of the manager's account.
    pub manager: String,
    /// The day until which it is to be done.
    pub due_on: String,
    /// Code of what came of it.
    pub outcome: String,
    /// What is to be remembered.
    pub note: String,
}

impl TypedForm for FollowUpForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("step", &mut self.step),
            ("way", &mut self.way),
            ("words", &mut self.words),
            ("manager", &mut self.manager),
            ("due_on", &mut self.due_on),
            ("outcome", &mut self.outcome),
            ("note", &mut self.note),
        ]
    }
}

/// The control that a refusal of a step means.
pub fn follow_up_control(code: &str) -> &'static str {
    match code {
        "FOLLOWUP_LOG_LENGTH" => "follow-up-words",
        "FOLLOWUP_MANAGER" => "follow-up-manager",
        "FOLLOWUP_DUE" | "DATE_FORMAT" => "follow-up-due",
        "FOLLOWUP_NOTE_REQUIRED" | "FOLLOWUP_NOTE_LONG" => "follow-up-note",
        _ => "",
    }
}

/// Which follow-ups an address asks for; those that wait when it asks for none.
#[cfg_attr(
    target_arch = "wasm32",
    allow(dead_code, reason = "the server reads the address")
)]
pub fn show(word: &str) -> FollowUpShow {
    FollowUpShow::from_code(word).unwrap_or(FollowUpShow::Open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_taps_are_an_interest() {
        let form = InterestForm {
            unit: "91320000MA1XTEA00X 澄川精密仪器 有限公司（示例）".into(),
            enterprise: "别的".into(),
            lot: "P2026-ENER-0071".into(),
            level: "STRONG".into(),
            ..InterestForm::default()
        };
        let draft = form.draft().expect("an interest");
        assert_eq!(draft.enterprise, "澄川精密仪器 有限公司（示例）");
        assert_eq!(draft.credit_code, "91320000MA1XTEA00X");
        assert_eq!(draft.next_step, NextStep::Call);
        let other = InterestForm {
            unit: OTHER.into(),
            ..form.clone()
        };
        assert_eq!(other.draft().expect("an interest").enterprise, "别的");
        let none = InterestForm {
            level: String::new(),
            ..form
        };
        assert_eq!(none.draft(), Err("INTEREST_LEVEL"));
        assert_eq!(show("overdue"), FollowUpShow::Overdue);
        assert_eq!(show("nothing"), FollowUpShow::Open);
    }
}
