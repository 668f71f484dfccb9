//! Notices as people read them.

use domain::notices::NoticeKind;
use locales::{Label, Lang};

pub use locales::notice_sentence as sentence;

/// The kind of a notice, as the settings and the list name it.
pub fn kind(lang: Lang, kind: NoticeKind) -> &'static str {
    kind.label(lang)
}
