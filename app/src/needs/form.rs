//! What is done with a need, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use serde::{Deserialize, Serialize};

/// A step as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NeedForm {
    /// Code of the need.
    pub code: String,
    /// The version that was seen.
    pub version: String,
    /// `publish`, or the code of a verdict.
    pub step: String,
    /// Number of the session that presents it; empty for none.
    pub session: String,
    /// What is said of it.
    pub opinion: String,
    /// Why it is closed.
    pub reason: String,
}

impl TypedForm for NeedForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("code", &mut self.code),
            ("version", &mut self.version),
            ("step", &mut self.step),
            ("session", &mut self.session),
            ("opinion", &mut self.opinion),
            ("reason", &mut self.reason),
        ]
    }
}

/// The control that a refusal means; the text of the diagnosis or the reason to close.
pub fn control(code: &str, closing: bool) -> &'static str {
    match (code, closing) {
        ("NEED_OPINION", true) => "need-reason",
        ("NEED_OPINION", false) => "need-opinion",
        _ => "",
    }
}
