//! The form of the lots of a session, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::ids::LotCode;
use domain::text::fold_width;
use serde::{Deserialize, Serialize};

/// Lots that come, with the reason for those of another industry; or one that goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionLotsForm {
    /// Code of the lot that goes; empty when lots come.
    pub remove: String,
    /// Codes of the lots that come.
    pub lots: String,
    /// Why those of another industry come.
    pub reason: String,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These come.
    Add(Vec<LotCode>),
    /// This one goes.
    Remove(LotCode),
}

impl TypedForm for SessionLotsForm {
    /// Sixty codes, one a line.
    const KEPT_CHARS_MAX: usize = 1_500;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("remove", &mut self.remove),
            ("lots", &mut self.lots),
            ("reason", &mut self.reason),
        ]
    }
}

impl SessionLotsForm {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// `SESSION_LOT_CODES` when something is no code, `REQUEST_MALFORMED` when a button sent none.
    pub fn change(&self) -> Result<Change, &'static str> {
        if !self.remove.is_empty() {
            let code = LotCode::parse(&self.remove);
            return code.map(Change::Remove).ok_or("REQUEST_MALFORMED");
        }
        let folded = fold_width(&self.lots).to_uppercase();
        let apart = |each: char| each.is_whitespace() || matches!(each, ',' | ';' | '\u{3001}');
        let codes = folded.split(apart).filter(|code| !code.is_empty());
        let lots: Option<Vec<LotCode>> = codes.map(LotCode::parse).collect();
        lots.map(Change::Add).ok_or("SESSION_LOT_CODES")
    }

    /// The id of the control that a refusal means; empty when it means none.
    pub fn control(&self, code: &str) -> &'static str {
        match code {
            _ if !self.remove.is_empty() => "",
            "SESSION_LOT_INDUSTRY" => "session-reason",
            "SESSION_LOT_CODES"
            | "SESSION_LOT_UNKNOWN"
            | "SESSION_LOT_TAKEN"
            | "LOTS_NONE_CHOSEN"
            | "LOTS_TOO_MANY" => "session-lots",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_separate_them() {
        let form = SessionLotsForm {
            lots: "p2026-ENER-0001，P2026-ENER-0002\n P2026-ENER-0003、".into(),
            ..SessionLotsForm::default()
        };
        assert!(matches!(form.change(), Ok(Change::Add(lots)) if lots.len() == 3));
        let wrong = SessionLotsForm {
            lots: "P2026 ÄÖ".into(),
            ..form.clone()
        };
        assert_eq!(wrong.change(), Err("SESSION_LOT_CODES"));
        assert_eq!(wrong.control("SESSION_LOT_CODES"), "session-lots");
        let going = SessionLotsForm {
            remove: "P2026-ENER-0001".into(),
            ..form
        };
        assert!(matches!(going.change(), Ok(Change::Remove(_))));
        assert_eq!(going.control("SESSION_LOT_INDUSTRY"), "");
    }
}
