//! The form that asks for a webhook, as it is posted.

use crate::error::AppError;
use domain::notices::NoticeKind;
use domain::text::clean;
use domain::webhooks::{Address, NewWebhook, WebhookDraft};
use serde::{Deserialize, Serialize};

/// Names of the fields of a plain form.
const ADDRESS: &str = "form[address]";
const KINDS: &str = "form[kinds][]";

/// A webhook as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookForm {
    /// Where it posts to.
    pub address: String,
    /// Codes of the kinds that it is told of.
    pub kinds: Vec<String>,
}

/// What became of a plain form: the page is the answer, so that the secret stands in no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// What was typed.
    pub form: WebhookForm,
    /// The webhook, or why there is none.
    pub answer: Result<NewWebhook, AppError>,
}

impl Default for WebhookForm {
    /// Nothing: a box that is not ticked is not sent.
    fn default() -> Self {
        Self {
            address: String::new(),
            kinds: Vec::new(),
        }
    }
}

impl WebhookForm {
    /// The form before anybody has typed into it: all kinds.
    pub fn fresh() -> Self {
        let kinds = NoticeKind::ALL.iter().map(|kind| kind.code().to_owned());
        Self {
            address: String::new(),
            kinds: kinds.collect(),
        }
    }

    /// The form of these names and values; others are passed over.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                ADDRESS => form.address = value,
                KINDS => form.kinds.push(value),
                _ => {}
            }
        }
        form
    }

    /// Whether the kind is ticked.
    pub fn wants(&self, kind: NoticeKind) -> bool {
        self.kinds.iter().any(|code| code == kind.code())
    }

    /// Reads the draft.
    ///
    /// # Errors
    /// The code of what is wrong with the address.
    pub fn draft(&self) -> Result<WebhookDraft, String> {
        let address = Address::parse(&clean(&self.address)).map_err(|why| why.to_string())?;
        let kinds = NoticeKind::ALL.iter().copied();
        Ok(WebhookDraft {
            address,
            kinds: kinds.filter(|kind| self.wants(*kind)).collect(),
        })
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "WEBHOOK_ADDRESS" | "WEBHOOK_HTTPS" | "WEBHOOK_USER" | "WEBHOOK_PORT" | "WEBHOOK_HOST"
        | "WEBHOOK_EGRESS" => "hook-address",
        "WEBHOOK_NO_KIND" => "hook-kind-outbid",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_and_a_script_say_the_same() {
        let body = "form%5Baddress%5D=+https%3A%2F%2Fexample.org%2Fh&form%5Bkinds%5D%5B%5D=WON";
        let config = serde_qs::Config::new(5, false);
        let sent: super::super::CreateWebhook = config.deserialize_str(body).unwrap();
        let pairs = [
            (ADDRESS, " https://example.org/h"),
            (KINDS, "WON"),
            ("x", "y"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let plain = WebhookForm::of_pairs(pairs.to_vec());
        assert_eq!(sent.form, plain);
        let draft = plain.draft().unwrap();
        assert_eq!(draft.address.to_string(), "https://example.org/h");
        assert_eq!(draft.kinds, [NoticeKind::Won]);
    }

    #[test]
    fn what_cannot_be_read_is_named_at_its_field() {
        let form = WebhookForm {
            address: "https://localhost/".into(),
            kinds: vec![],
        };
        let code = form.draft().unwrap_err();
        assert_eq!(code, "WEBHOOK_HOST");
        let args = Vec::new();
        let refused = AppError::Invalid { code, args };
        assert_eq!(control(&refused), "hook-address");
        assert_eq!(WebhookForm::fresh().draft(), Err("WEBHOOK_ADDRESS".into()));
    }
}
