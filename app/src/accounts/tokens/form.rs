//! The form that asks for a token, as it is posted: every field a text.

use crate::error::AppError;
use domain::text::{clean, fold_width};
use domain::tokens::{NewToken, TokenDraft, TokenScope};
use serde::{Deserialize, Serialize};

/// A token lasts this many days unless somebody says otherwise: about one season.
const DAYS_USUAL: u32 = 90;

/// A token as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    /// What its owner calls it.
    pub name: String,
    /// Code of what it allows.
    pub scope: String,
    /// Days until it expires.
    pub days: String,
}

/// What became of a plain form: the page is the answer, so that the secret stands in no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// What was typed.
    pub form: TokenForm,
    /// The token, or why there is none.
    pub answer: Result<NewToken, AppError>,
}

impl Default for TokenForm {
    /// The most harmless token.
    fn default() -> Self {
        Self {
            name: String::new(),
            scope: TokenScope::Read.code().to_owned(),
            days: DAYS_USUAL.to_string(),
        }
    }
}

impl TokenForm {
    /// Reads the draft; whether a token may be like that is the domain's to say.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn draft(&self) -> Result<TokenDraft, &'static str> {
        Ok(TokenDraft {
            name: clean(&self.name),
            scope: TokenScope::from_code(&self.scope).ok_or("REQUEST_MALFORMED")?,
            days: clean(&fold_width(&self.days))
                .parse()
                .map_err(|_| "TOKEN_DAYS_RANGE")?,
        })
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "TOKEN_NAME_LENGTH" => "token-name",
        "TOKEN_DAYS_RANGE" => "token-days",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(scope: &str, days: &str) -> TokenForm {
        TokenForm {
            name: " 报价程序 ".into(),
            scope: scope.into(),
            days: days.into(),
        }
    }

    #[test]
    fn what_is_typed_is_read_kindly() {
        let draft = form("BID", " ３０ ").draft().unwrap();
        assert_eq!(draft.name, "报价程序");
        assert_eq!((draft.scope, draft.days), (TokenScope::Bid, 30));
        assert_eq!(draft.check(0), Ok(()));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for days in ["", "ten", "-1", "1.5", "99999999999"] {
            assert_eq!(
                form("READ", days).draft(),
                Err("TOKEN_DAYS_RANGE"),
                "{days}"
            );
        }
        assert_eq!(form("ADMIN", "30").draft(), Err("REQUEST_MALFORMED"));
    }

    #[test]
    fn the_form_stands_ready_but_for_its_name() {
        let draft = TokenForm::default().draft().unwrap();
        assert_eq!((draft.scope, draft.days), (TokenScope::Read, 90));
        assert!(draft.check(0).is_err(), "a name is asked for");
    }
}
