//! The form that asks for a round, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::rounds::RoundPlan;
use domain::text::{clean, fold_width};
use domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A round as it is typed; times are Beijing time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoundForm {
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// Bidding opens, `HH:MM` or `HH:MM:SS`.
    pub opens: String,
    /// Bidding ends, before any extension.
    pub closes: String,
    /// Trigger window, seconds.
    pub window: String,
    /// Extension, seconds.
    pub extension: String,
    /// The latest end, `HH:MM`; empty for none.
    pub hard_end: String,
    /// Fewest bidders.
    pub min_bidders: String,
    /// `1` for a practice round.
    pub practice: String,
}

impl Default for RoundForm {
    /// The usual bidding day, with the day still open.
    fn default() -> Self {
        let usual = RoundPlan::of_day(Date(0));
        Self {
            on: String::new(),
            opens: usual.opens_at.clock().hm(),
            closes: usual.closes_at.clock().hm(),
            window: (usual.window_ms / 1_000).to_string(),
            extension: (usual.extension_ms / 1_000).to_string(),
            hard_end: String::new(),
            min_bidders: usual.min_bidders.to_string(),
            practice: String::new(),
        }
    }
}

impl TypedForm for RoundForm {
    const KEPT_CHARS_MAX: usize = 20;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("on", &mut self.on),
            ("opens", &mut self.opens),
            ("closes", &mut self.closes),
            ("window", &mut self.window),
            ("extension", &mut self.extension),
            ("hard_end", &mut self.hard_end),
            ("min_bidders", &mut self.min_bidders),
            ("practice", &mut self.practice),
        ]
    }
}

impl RoundForm {
    /// Reads the plan. A practice round whose end stands before its start ends on the next day, and so
    /// does one whose latest end stands before its end.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn plan(&self) -> Result<RoundPlan, &'static str> {
        let day = Date::parse_iso(&tidy(&self.on)).ok_or("ROUND_DATE_FORMAT")?;
        let opens_at = instant(day, &self.opens).ok_or("ROUND_OPENS_FORMAT")?;
        let mut closes_at = instant(day, &self.closes).ok_or("ROUND_CLOSES_FORMAT")?;
        let practice = !self.practice.is_empty();
        if practice && closes_at < opens_at {
            closes_at = closes_at.plus_millis(86_400_000);
        }
        let hard_end = match tidy(&self.hard_end).is_empty() {
            true => None,
            false => Some(instant(day, &self.hard_end).ok_or("ROUND_HARD_END_FORMAT")?),
        };
        let hard_end = hard_end.map(|end| match practice && end < closes_at {
            true => end.plus_millis(86_400_000),
            false => end,
        });
        Ok(RoundPlan {
            opens_at,
            closes_at,
            window_ms: millis(&self.window).ok_or("ROUND_WINDOW_FORMAT")?,
            extension_ms: millis(&self.extension).ok_or("ROUND_EXTENSION_FORMAT")?,
            hard_end,
            min_bidders: tidy(&self.min_bidders)
                .parse()
                .map_err(|_| "ROUND_MIN_BIDDERS")?,
            practice,
        })
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(code: &str) -> &'static str {
    match code {
        "ROUND_DATE_FORMAT" | "ROUND_NOT_WED_FRI" | "OUTSIDE_SEASON" => "on",
        "ROUND_OPENS_FORMAT" => "opens",
        "ROUND_CLOSES_FORMAT" | "ROUND_TOO_SHORT" => "closes",
        "ROUND_WINDOW_FORMAT" | "ROUND_WINDOW_TOO_SHORT" => "window",
        "ROUND_EXTENSION_FORMAT" => "extension",
        "ROUND_HARD_END_FORMAT" | "ROUND_HARD_END_TOO_EARLY" => "hard-end",
        "ROUND_MIN_BIDDERS" => "min-bidders",
        _ => "",
    }
}

pub(super) fn tidy(text: &str) -> String {
    clean(&fold_width(text))
}

/// The instant at which the clock in Beijing shows `time` on `day`.
pub(super) fn instant(day: Date, time: &str) -> Option<Timestamp> {
    let time = tidy(time);
    let mut parts = time.split(':');
    let hour = part(parts.next()?, 23)?;
    let minute = part(parts.next()?, 59)?;
    let second = parts.next().map_or(Some(0), |second| part(second, 59))?;
    parts
        .next()
        .is_none()
        .then(|| day.at(hour, minute).plus_millis(second * 1_000))
}

fn part(text: &str, max: i64) -> Option<i64> {
    let fits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| fits && *value <= max)
}

/// Whole seconds, at most a day, as milliseconds.
fn millis(seconds: &str) -> Option<i64> {
    let seconds: i64 = tidy(seconds).parse().ok()?;
    (0..=86_400).contains(&seconds).then_some(seconds * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    fn form(on: &str, opens: &str, closes: &str) -> RoundForm {
        RoundForm {
            on: on.into(),
            opens: opens.into(),
            closes: closes.into(),
            ..Default::default()
        }
    }

    #[test]
    fn the_usual_day_needs_only_a_date() {
        let plan = RoundForm {
            on: "2026-11-20".into(),
            ..Default::default()
        }
        .plan();
        assert_eq!(plan, Ok(RoundPlan::of_day(Date::of(2026, 11, 20))));
    }

    #[test]
    fn full_width_digits_and_seconds_are_read() {
        let plan = form("2026-11-20", "１０：００:30", "15:00").plan().unwrap();
        assert_eq!(
            plan.opens_at,
            Date::of(2026, 11, 20).at(10, 0).plus_millis(30_000)
        );
    }

    #[test]
    fn a_practice_round_may_cross_midnight() {
        let mut form = form("2026-11-20", "23:59:10", "00:01:10");
        let same_day = form.plan().unwrap();
        assert!(
            same_day.closes_at < same_day.opens_at,
            "the domain refuses it"
        );
        form.practice = "1".into();
        let plan = form.plan().unwrap();
        assert_eq!(plan.closes_at.millis_since(plan.opens_at), 120_000);
    }

    #[test]
    fn unreadable_fields_are_named() {
        let refused = |form: RoundForm| control(form.plan().unwrap_err());
        assert_eq!(refused(form("20 Nov", "10:00", "15:00")), "on");
        assert_eq!(refused(form("2026-11-20", "24:00", "15:00")), "opens");
        assert_eq!(refused(form("2026-11-20", "10:00", "15")), "closes");
        let with = |window: &str, extension: &str| RoundForm {
            window: window.into(),
            extension: extension.into(),
            ..form("2026-11-20", "10:00", "15:00")
        };
        assert_eq!(refused(with("-1", "300")), "window");
        assert_eq!(refused(with("300", "x")), "extension");
        let limits = |hard_end: &str, min_bidders: &str| RoundForm {
            hard_end: hard_end.into(),
            min_bidders: min_bidders.into(),
            ..form("2026-11-20", "10:00", "15:00")
        };
        assert_eq!(refused(limits("late", "1")), "hard-end");
        assert_eq!(refused(limits("", "two")), "min-bidders");
        let plan = limits("16:00", "2").plan().unwrap();
        let end = Date::of(2026, 11, 20).at(16, 0);
        assert_eq!((plan.hard_end, plan.min_bidders), (Some(end), 2));
    }

    #[test]
    fn what_was_typed_survives_a_refusal() {
        let form = RoundForm {
            practice: "1".into(),
            ..form("soon", "9:00", "9:02")
        };
        let refused = AppError::Invalid {
            code: "ROUND_DATE_FORMAT".into(),
            args: vec![],
        };
        assert_eq!(RoundForm::of(Some(&form.keep_in(refused))), form);
        assert_eq!(RoundForm::of(None), RoundForm::default());
    }
}
