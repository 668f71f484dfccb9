//! The form that asks for a webhook, or edits one, as it is posted.

use crate::error::AppError;
use domain::notices::NoticeKind;
use domain::text::clean;
use domain::webhooks::{Address, NewWebhook, Webhook, WebhookDraft};
use serde::{Deserialize, Serialize};

/// Names of the fields of a plain form.
const NAME: &str = "form[name]";
const ADDRESS: &str = "form[address]";
const KINDS: &str = "form[kinds][]";

/// A webhook as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookForm {
    /// What its owner calls it.
    pub name: String,
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
            name: String::new(),
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
            kinds: kinds.collect(),
            ..Self::default()
        }
    }

    /// The form that edits a webhook, before anybody has typed into it.
    pub fn of(webhook: &Webhook) -> Self {
        let kinds = webhook.kinds.iter().map(|kind| kind.code().to_owned());
        Self {
            name: webhook.name.clone(),
            address: webhook.address.to_string(),
            kinds: kinds.collect(),
        }
    }

    /// `error` with what was typed to edit the webhook `id`.
    pub fn keep_in(&self, id: i64, error: AppError) -> AppError {
        let AppError::Invalid { code, mut args } = error else {
            return error;
        };
        let known = |code: &&String| NoticeKind::from_code(code).is_some();
        let kinds: Vec<&str> = self
            .kinds
            .iter()
            .filter(known)
            .map(String::as_str)
            .collect();
        let cut = |text: &str| text.chars().take(TYPED_MAX).collect::<String>();
        args.push(("id".into(), id.to_string()));
        args.push(("name".into(), cut(&self.name)));
        args.push(("address".into(), cut(&self.address)));
        args.push(("kinds".into(), kinds.join("+")));
        AppError::Invalid { code, args }
    }

    /// Which webhook was to be edited, and what was typed, from a refusal.
    pub fn kept(error: &AppError) -> Option<(i64, Self)> {
        let AppError::Invalid { args, .. } = error else {
            return None;
        };
        let of = |name: &str| {
            let found = args.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        let id = of("id")?.parse().ok()?;
        let form = Self {
            name: of("name").unwrap_or_default(),
            address: of("address").unwrap_or_default(),
            kinds: of("kinds")?.split('+').map(str::to_owned).collect(),
        };
        Some((id, form))
    }

    /// The form of these names and values; others are passed over.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                NAME => form.name = value,
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
            name: clean(&self.name),
            address,
            kinds: kinds.filter(|kind| self.wants(*kind)).collect(),
        })
    }
}

/// Characters of a field that come back to whoever typed them, so that they fit into an address.
const TYPED_MAX: usize = 600;

/// The control that a refusal means, as its id goes on behind that of its form; empty when it means none.
pub fn control(error: &AppError) -> &'static str {
    let AppError::Invalid { code, .. } = error else {
        return "";
    };
    match code.as_str() {
        "WEBHOOK_ADDRESS" | "WEBHOOK_HTTPS" | "WEBHOOK_USER" | "WEBHOOK_PORT" | "WEBHOOK_HOST"
        | "WEBHOOK_EGRESS" => "address",
        "WEBHOOK_NAME" => "name",
        "WEBHOOK_NO_KIND" => "kind-outbid",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_and_a_script_say_the_same() {
        let body = "form%5Bname%5D=a&form%5Baddress%5D=+https%3A%2F%2Fexample.org%2Fh&form%5Bkinds%5D%5B%5D=WON";
        let config = serde_qs::Config::new(5, false);
        let sent: super::super::CreateWebhook = config.deserialize_str(body).unwrap();
        let pairs = [
            (NAME, "a"),
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
        assert_eq!(draft.name, "a");
    }

    #[test]
    fn a_refusal_keeps_what_was_typed_and_for_which() {
        let form = WebhookForm {
            name: "程序".into(),
            address: "https://localhost/".into(),
            kinds: vec!["WON".into(), "x".repeat(900)],
        };
        let args = Vec::new();
        let code = "WEBHOOK_HOST".into();
        let refused = form.keep_in(7, AppError::Invalid { code, args });
        let (id, kept) = WebhookForm::kept(&refused).unwrap();
        assert_eq!((id, kept.name, kept.address), (7, form.name, form.address));
        assert_eq!(kept.kinds, ["WON"]);
        assert_eq!(WebhookForm::kept(&AppError::Busy), None);
    }

    #[test]
    fn what_cannot_be_read_is_named_at_its_field() {
        let form = WebhookForm {
            address: "https://localhost/".into(),
            ..WebhookForm::default()
        };
        let code = form.draft().unwrap_err();
        assert_eq!(code, "WEBHOOK_HOST");
        let args = Vec::new();
        let refused = AppError::Invalid { code, args };
        assert_eq!(control(&refused), "address");
        assert_eq!(WebhookForm::fresh().draft(), Err("WEBHOOK_ADDRESS".into()));
    }
}
