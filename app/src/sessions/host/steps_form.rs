//! The forms of the second desk, as they are posted: every field a text, one of them says what is wanted.

use crate::typed_form::TypedForm;
use domain::ids::SessionId;
use domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// What is typed on the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// `schedule`, `unschedule`, `cancel`, `waive` or `copy`.
    pub step: String,
    /// Day of a publication.
    pub on: String,
    /// Hour of a publication, Beijing time.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Number of the session that is copied.
    pub source: String,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Publish at this hour.
    Schedule(Timestamp),
    /// No longer publish at an hour.
    Unschedule,
    /// Call the session off for this reason.
    Cancel(String),
    /// Waive its last day for this reason.
    Waive(String),
    /// Copy this session.
    Copy(SessionId),
}

impl TypedForm for StepForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("step", &mut self.step),
            ("on", &mut self.on),
            ("at", &mut self.at),
            ("reason", &mut self.reason),
            ("source", &mut self.source),
        ]
    }
}

impl StepForm {
    /// Reads what is wanted. The rules are asked by whoever does it.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn wanted(&self) -> Result<Step, &'static str> {
        match self.step.as_str() {
            "schedule" => {
                let day = Date::parse_iso(self.on.trim()).ok_or("SESSION_TIME_FORMAT")?;
                let (hour, minute) = super::form::clock(&self.at).ok_or("SESSION_TIME_FORMAT")?;
                Ok(Step::Schedule(day.at(hour, minute)))
            }
            "unschedule" => Ok(Step::Unschedule),
            "cancel" => Ok(Step::Cancel(self.reason.clone())),
            "waive" => Ok(Step::Waive(self.reason.clone())),
            "copy" => {
                let source = self
                    .source
                    .trim()
                    .parse()
                    .map_err(|_| "REQUEST_MALFORMED")?;
                Ok(Step::Copy(source))
            }
            _ => Err("REQUEST_MALFORMED"),
        }
    }

    /// The id of the control that a refusal means; empty when it means none.
    pub fn control(&self, code: &str) -> &'static str {
        match (self.step.as_str(), code) {
            ("schedule", _) => "schedule-on",
            ("cancel", "SESSION_REASON_LENGTH") => "cancel-reason",
            ("waive", "SESSION_REASON_LENGTH") => "waive-reason",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_is_wanted() {
        let form = |step: &str| StepForm {
            step: step.into(),
            on: "2026-11-20".into(),
            at: "08:30".into(),
            reason: "场地停电".into(),
            source: "7".into(),
        };
        let hour = Date::of(2026, 11, 20).at(8, 30);
        assert_eq!(form("schedule").wanted(), Ok(Step::Schedule(hour)));
        assert_eq!(form("cancel").wanted(), Ok(Step::Cancel("场地停电".into())));
        assert_eq!(form("copy").wanted(), Ok(Step::Copy(SessionId(7))));
        assert_eq!(form("explode").wanted(), Err("REQUEST_MALFORMED"));
        let mut wrong = form("schedule");
        wrong.at = "25:00".into();
        assert_eq!(wrong.wanted(), Err("SESSION_TIME_FORMAT"));
        assert_eq!(wrong.control("SESSION_TIME_FORMAT"), "schedule-on");
    }
}
