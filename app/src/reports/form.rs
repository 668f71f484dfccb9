//! The form of a report as it is posted.

use domain::reports::Prose;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The words of a report as they were typed, upon a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    /// The version that was shown.
    pub base: String,
    /// How the session went.
    pub course: String,
    /// What came of it.
    pub effects: String,
    /// What was difficult.
    pub problems: String,
    /// What follows.
    pub plans: String,
    /// Why targets are not met, by their codes.
    pub reasons: BTreeMap<String, String>,
}

impl ReportForm {
    /// The version that was shown, and the words.
    pub fn read(&self) -> (u32, Prose) {
        let form = self.clone();
        let prose = Prose {
            course: form.course,
            effects: form.effects,
            problems: form.problems,
            plans: form.plans,
            reasons: form.reasons,
        };
        // A version that cannot be read is none that there is: the answer is a conflict.
        (self.base.parse().unwrap_or(u32::MAX), prose)
    }
}

/// The control that a refusal means.
pub fn control(code: &str, args: &[(String, String)]) -> String {
    match code {
        "REPORT_PROSE_REQUIRED" | "REPORT_PART_LONG" => "report-course".to_owned(),
        "SESSION_REPORT_QUOTA" => {
            let target = args.iter().find(|(name, _)| name == "target");
            target.map_or_else(String::new, |(_, id)| format!("reason-{id}"))
        }
        "REPORT_NOTES_REQUIRED" => "report-notes".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posted_form_is_prose() {
        let body = "form%5Bbase%5D=3&form%5Bcourse%5D=x&form%5Breasons%5D%5BQ-S-8%5D=y";
        #[derive(Deserialize)]
        struct Posted {
            form: ReportForm,
        }
        let config = serde_qs::Config::new(5, false);
        let posted: Posted = config.deserialize_str(body).expect("a form");
        let (base, prose) = posted.form.read();
        assert_eq!((base, prose.course.as_str()), (3, "x"));
        assert_eq!(prose.reasons["Q-S-8"], "y");
        let none = ReportForm::default();
        assert_eq!(none.read().0, u32::MAX);
        let args = [("target".to_owned(), "Q-S-8".to_owned())];
        assert_eq!(control("SESSION_REPORT_QUOTA", &args), "reason-Q-S-8");
    }
}
