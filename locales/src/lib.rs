//! Messages for people, in Chinese and English, as typed functions.
//!
//! The texts live in `zh-CN/*.json` and `en/*.json`; `build.rs` turns each key into a function, so
//! that a missing key, a missing translation or a forgotten value does not compile. Own tables
//! cost the browser 5 KB where the usual crates cost 50.

mod figures;
pub mod form_words;
mod labels;
mod sentences;

pub use figures::{
    amount, amount_card, date_long, date_time, date_time_seconds, place_wan, remaining, when_short,
};
pub use labels::Label;
pub use sentences::{lot_standing, notice_sentence};
use std::fmt::{Display, Write as _};

/// The two languages of the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, the source language.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The value of the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// What stands before the path of a page: nothing, or `/en`.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Zh => "",
            Self::En => "/en",
        }
    }

    /// The language of an address.
    pub fn of_path(path: &str) -> Self {
        if path == "/en" || path.starts_with("/en/") {
            Self::En
        } else {
            Self::Zh
        }
    }

    /// True for English, where the domain asks for it.
    pub const fn is_english(self) -> bool {
        matches!(self, Self::En)
    }

    /// The other language.
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A line of a table: the code, and what it is called in Chinese and English.
type Line = (&'static str, &'static str, &'static str);

/// The words for a code. A table that is searched takes fewer bytes in the browser than a `match`.
fn words(table: &[Line], lang: Lang, code: &str) -> Option<&'static str> {
    let (_, zh, en) = table.iter().find(|line| line.0 == code)?;
    Some(if lang.is_english() { en } else { zh })
}

/// A message with its places filled. One function for all messages: the browser would get the code
/// of each `format!` otherwise, twice.
fn filled(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((place, tail)) = after.split_once('}') else {
            break;
        };
        text.push_str(before);
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == place) {
            // Writing into a string never fails.
            let _ = write!(text, "{value}");
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// The sentence for an error code, with its places filled from `args`; the code itself when there
/// is no sentence, so that nothing is ever silent.
pub fn errors_text(lang: Lang, code: &str, args: &[(&str, &str)]) -> String {
    let Some(template) = error_template(lang, code) else {
        return code.to_owned();
    };
    args.iter()
        .fold(template.to_owned(), |text, (place, value)| {
            text.replace(&format!("{{{place}}}"), value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_an_address() {
        assert_eq!(Lang::of_path("/en/lots"), Lang::En);
        assert_eq!(Lang::of_path("/en"), Lang::En);
        assert_eq!(Lang::of_path("/energy"), Lang::Zh);
        assert_eq!(Lang::of_path("/"), Lang::Zh);
    }

    #[test]
    fn every_place_of_a_message_is_filled_once() {
        let values: [(&str, &dyn Display); 2] = [("a", &1), ("b", &"{a}")];
        assert_eq!(filled("{b}：{a}、{a}。", &values), "{a}：1、1。");
        assert_eq!(filled("", &values), "");
        assert_eq!(filled("100 %", &values), "100 %");
    }

    #[test]
    fn unknown_codes_are_not_silent() {
        assert_eq!(errors_text(Lang::Zh, "NO_SUCH_CODE", &[]), "NO_SUCH_CODE");
    }

    /// Words that error sentences avoid (ux.md §2.1, check 25).
    #[test]
    fn error_sentences_do_not_plead() {
        for lang in ["zh-CN", "en"] {
            let path = format!("{}/{lang}/errors.json", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap().to_lowercase();
            for word in ["抱歉", "非法", "哎呀", "please", "sorry", "oops"] {
                assert!(!text.contains(word), "{lang}: {word}");
            }
        }
    }
}
