//! What a browser shows: read by `public/push.js`, which knows these names.

use serde::{Deserialize, Serialize};

/// Bytes of a message before it is encrypted, at most: every push service takes 4,096 in all (RFC 8291, 4).
pub const PAYLOAD_MAX: usize = 2_048;

/// Characters of the title, and of the text.
const TITLE_MAX: usize = 60;
const BODY_MAX: usize = 240;

/// A message as the browser reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushMessage {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The page that it leads to, from the slash on: of the portal and of nobody else.
    pub path: String,
    /// What it takes the place of on the screen: [`topic`](super::topic).
    pub tag: String,
    /// Its language, as `lang` has it.
    pub lang: String,
}

impl PushMessage {
    /// The message as it is stored and encrypted, JSON of at most [`PAYLOAD_MAX`] bytes: what is too long
    /// is cut.
    ///
    /// # Panics
    /// Never: texts always serialise.
    pub fn payload(mut self) -> String {
        self.title = cut(&self.title, TITLE_MAX);
        self.body = cut(&self.body, BODY_MAX);
        serde_json::to_string(&self).expect("texts always serialise")
    }
}

/// The first `max` characters at most; what is missing is marked.
fn cut(text: &str, max: usize) -> String {
    match text.chars().count() > max {
        true => text.chars().take(max - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(title: &str, body: &str) -> PushMessage {
        PushMessage {
            title: title.into(),
            body: body.into(),
            path: "/en/lots/P2026-ENER-0001".into(),
            tag: "0123456789abcdef01234567".into(),
            lang: "zh-CN".into(),
        }
    }

    #[test]
    fn a_browser_reads_what_was_written() {
        let whole = message("被超越", "P2026-ENER-0001 示例\n当前价 ¥105,000");
        let read: PushMessage = serde_json::from_str(&whole.clone().payload()).unwrap();
        assert_eq!(read, whole);
        let long = message(&"长".repeat(500), &"文".repeat(500)).payload();
        let read: PushMessage = serde_json::from_str(&long).unwrap();
        assert!(read.body.ends_with('…') && read.body.chars().count() <= BODY_MAX);
        assert!(read.title.ends_with('…') && read.title.chars().count() <= TITLE_MAX);
    }

    proptest! {
        #[test]
        fn no_message_is_too_long(title in "(?s).{0,300}", body in "(?s).{0,900}") {
            prop_assert!(message(&title, &body).payload().len() <= PAYLOAD_MAX);
        }
    }
}
