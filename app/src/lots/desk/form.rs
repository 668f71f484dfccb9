//! The form that asks for an intervention, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::bidding::two_person::Intervention;
use domain::bidding::{Paddle, SuspendReason};
use domain::text::{clean, fold_width};
use domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Interrupting bidding, as a form names it.
pub const SUSPEND: &str = "suspend";
/// Letting it go on.
pub const RESUME: &str = "resume";
/// Striking out the bids of one number.
pub const VOID: &str = "void";
/// Calling the lot off.
pub const CANCEL: &str = "cancel";

/// Why a person may step in (bidding.md C.8). An outage is not among them: the clock alone suspends
/// for one (reliability.md §2.3).
pub const REASONS: [SuspendReason; 5] = [
    SuspendReason::SystemFault,
    SuspendReason::IdentityFraud,
    SuspendReason::BarredPerson,
    SuspendReason::PaymentReversal,
    SuspendReason::Collusion,
];

/// A wish as it is typed; times are Beijing time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InterventionForm {
    /// [`SUSPEND`], [`RESUME`], [`VOID`] or [`CANCEL`].
    pub step: String,
    /// Code of the reason.
    pub why: String,
    /// The reason in words.
    pub words: String,
    /// Day of a resumption, `YYYY-MM-DD`.
    pub on: String,
    /// Time of a resumption, `HH:MM`.
    pub at: String,
    /// Whose instructions are struck out.
    pub paddle: String,
}

impl TypedForm for InterventionForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("step", &mut self.step),
            ("why", &mut self.why),
            ("words", &mut self.words),
            ("on", &mut self.on),
            ("at", &mut self.at),
            ("paddle", &mut self.paddle),
        ]
    }
}

impl InterventionForm {
    /// Reads what is wanted.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn intervention(&self) -> Result<Intervention, &'static str> {
        let reason = || reason_of(&self.why).ok_or("INTERVENTION_REASON_MISSING");
        match self.step.as_str() {
            SUSPEND => Ok(Intervention::Suspend { reason: reason()? }),
            RESUME => Ok(Intervention::Resume {
                resume_at: self.instant().ok_or("RESUME_TIME_FORMAT")?,
            }),
            VOID => Ok(Intervention::Void {
                paddle: Paddle::parse(&tidy(&self.paddle)).ok_or("PADDLE_MISSING")?,
                reason: reason()?,
            }),
            CANCEL => Ok(Intervention::Cancel { reason: reason()? }),
            _ => Err("REQUEST_MALFORMED"),
        }
    }

    /// The instant that day and time stand for.
    fn instant(&self) -> Option<Timestamp> {
        let day = Date::parse_iso(&tidy(&self.on))?;
        let time = tidy(&self.at);
        let (hour, minute) = time.split_once(':')?;
        let part = |text: &str, max: i64| {
            let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|value| digits && *value <= max)
        };
        Some(day.at(part(hour, 23)?, part(minute, 59)?))
    }
}

/// The id of the control that a refusal means in the form of `step`; empty when it means none.
pub fn control(step: &str, code: &str) -> String {
    let field = match code {
        "INTERVENTION_REASON_MISSING" => "why",
        "REASON_LENGTH" => "words",
        "RESUME_TIME_FORMAT" | "RESUME_NOTICE_TOO_SHORT" | "SUSPENDED_TOO_LONG" => "at",
        "PADDLE_MISSING" => "paddle",
        _ => return String::new(),
    };
    format!("{step}-{field}")
}

/// The code of a reason, as in the ledger.
pub const fn reason_code(reason: SuspendReason) -> &'static str {
    match reason {
        SuspendReason::IdentityFraud => "IDENTITY_FRAUD",
        SuspendReason::BarredPerson => "BARRED_PERSON",
        SuspendReason::PaymentReversal => "PAYMENT_REVERSAL",
        SuspendReason::Collusion => "COLLUSION",
        SuspendReason::SystemFault => "SYSTEM_FAULT",
        SuspendReason::Outage => "OUTAGE",
    }
}

fn reason_of(code: &str) -> Option<SuspendReason> {
    REASONS
        .into_iter()
        .find(|reason| reason_code(*reason) == code)
}

fn tidy(text: &str) -> String {
    clean(&fold_width(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    fn form(step: &str) -> InterventionForm {
        InterventionForm {
            step: step.into(),
            why: "SYSTEM_FAULT".into(),
            words: "机房断电".into(),
            on: "2026-11-18".into(),
            at: "１０：３０".into(),
            paddle: "c0417".into(),
        }
    }

    #[test]
    fn every_step_is_read() {
        let reason = SuspendReason::SystemFault;
        let expected = [
            Intervention::Suspend { reason },
            Intervention::Resume {
                resume_at: Date::of(2026, 11, 18).at(10, 30),
            },
            Intervention::Void {
                paddle: Paddle(417),
                reason,
            },
            Intervention::Cancel { reason },
        ];
        for (step, wanted) in [SUSPEND, RESUME, VOID, CANCEL].into_iter().zip(expected) {
            assert_eq!(form(step).intervention(), Ok(wanted), "{step}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_control() {
        let refused = |step: &str, change: fn(&mut InterventionForm)| {
            let mut form = form(step);
            change(&mut form);
            control(step, form.intervention().unwrap_err())
        };
        assert_eq!(refused(SUSPEND, |f| f.why.clear()), "suspend-why");
        assert_eq!(refused(SUSPEND, |f| f.why = "OUTAGE".into()), "suspend-why");
        assert_eq!(refused(RESUME, |f| f.at = "25:00".into()), "resume-at");
        assert_eq!(refused(RESUME, |f| f.on = "soon".into()), "resume-at");
        assert_eq!(refused(VOID, |f| f.paddle = "0".into()), "void-paddle");
        assert_eq!(refused("sell", |_| ()), "");
    }

    #[test]
    fn the_code_of_a_reason_is_that_of_the_ledger() {
        for reason in REASONS {
            let written = serde_json::to_value(reason).unwrap();
            assert_eq!(written, reason_code(reason));
        }
    }

    #[test]
    fn what_was_typed_survives_a_refusal() {
        let refused = AppError::Invalid {
            code: "REASON_LENGTH".into(),
            args: vec![],
        };
        let kept = form(VOID).keep_in(refused);
        assert_eq!(InterventionForm::of(Some(&kept)), form(VOID));
        assert_eq!(InterventionForm::of(None), InterventionForm::default());
    }
}
