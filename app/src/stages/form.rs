//! The form that moves a lot, as it is posted: every field a text.

use crate::error::AppError;

/// Characters of a field that come back with a refusal.
const KEPT_CHARS_MAX: usize = 520;
/// Fields that do not come back: they stand in the form anyway.
const NOT_KEPT: [&str; 2] = ["lot", "file"];

/// A form as it was typed: names and values in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoveForm(Vec<(String, String)>);

impl MoveForm {
    /// The fields as they came in.
    pub fn posted(fields: &[(String, String)]) -> Self {
        Self(fields.to_vec())
    }

    /// The field with this name; empty when it was not posted.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// `error` with what was typed. Values of the sentence come first, so a field never hides one.
    pub fn keep_in(&self, error: AppError) -> AppError {
        let AppError::Invalid { code, mut args } = error else {
            return error;
        };
        let kept = self.0.iter().filter(|(name, _)| {
            let known = args.iter().any(|(taken, _)| taken == name);
            !known && !NOT_KEPT.contains(&name.as_str())
        });
        let kept = kept.map(|(name, value)| {
            let value: String = value.chars().take(KEPT_CHARS_MAX).collect();
            (name.clone(), value)
        });
        let kept: Vec<_> = kept.collect();
        args.extend(kept);
        AppError::Invalid { code, args }
    }

    /// What was typed, from a refusal; an empty form otherwise.
    pub fn of(error: Option<&AppError>) -> Self {
        match error {
            Some(AppError::Invalid { args, .. }) => Self(args.clone()),
            _ => Self::default(),
        }
    }
}

/// The id of a control in the form of an event.
pub fn id_of(event: &str, field: &str) -> String {
    format!("{}-{field}", event.to_ascii_lowercase().replace('_', "-"))
}

/// The id of the control that a refusal means in the form of `event`; empty when it means none.
pub fn control(event: &str, code: &str) -> String {
    let field = match code {
        "REASON_LENGTH" => "words",
        "FILE_MISSING" | "FILE_TOO_LARGE" | "FILE_KIND" | "FILE_INFECTED" | "FILE_UNSCANNED"
        | "FILES_UNREACHABLE" => "file",
        "BUYER_NOT_CHECKED" => "identity",
        "DATE_FORMAT"
        | "END_TOO_EARLY"
        | "CONTRACT_TOO_LATE"
        | "PROLONGATION_NOT_LATER"
        | "SIGNED_TOO_EARLY" => "on",
        "NOT_YET" if event == "CONTRACT_SIGNED" => "on",
        "DEFAULT_WAY_MISSING" => "way",
        "NOT_YET" if event == "BUYER_DEFAULTED" => "way",
        "REGISTER_NUMBER_LENGTH" => "number",
        "PRICE_MISSING"
        | "AMOUNT_NOT_UNDERSTOOD"
        | "AMOUNT_RANGE"
        | "START_TOO_LOW"
        | "RESERVE_OFF_GRID" => "price",
        "MODE_MISSING" => "mode",
        "PARTY_LENGTH" | "OBJECTION_UNNAMED" => "party",
        "ROUND_CLOSED" | "NOTICE_TOO_SHORT" | "DISPLAY_TOO_SHORT" | "RELIST_IMPOSSIBLE" => "round",
        "PRIORITY_NOT_NOTIFIED" => "notified",
        "RESERVE_NOT_COMMITTED" => "committed",
        "DIFFERENCE_NOT_NOTED" => "difference",
        "PARTIES_NOT_AGREED" => "consignor",
        "TOP_BIDDER_NOT_ASKED" => "asked",
        "DEAL_NOT_CHECKED" => "checked",
        "PUBLICITY_INCOMPLETE" => "related",
        _ => return String::new(),
    };
    id_of(event, field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> MoveForm {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        MoveForm::posted(&fields.collect::<Vec<_>>())
    }

    #[test]
    fn a_refused_form_comes_back_with_what_was_typed() {
        let typed = form(&[("lot", "P1"), ("event", "RELIST"), ("price", "9")]);
        let refused = AppError::Invalid {
            code: "START_TOO_LOW".into(),
            args: vec![("amount".into(), "80,000".into())],
        };
        let kept = typed.keep_in(refused);
        let back = MoveForm::of(Some(&kept));
        assert_eq!((back.get("price"), back.get("lot")), ("9", ""));
        assert_eq!(control(back.get("event"), "START_TOO_LOW"), "relist-price");
        assert_eq!(control("CONFIRM", "CONFLICT_RETRY"), "");
    }
}
