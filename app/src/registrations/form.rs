//! The forms as they are typed and posted.

use crate::error::AppError;
use domain::registrations::{
    AttendeeDraft, AttendeeRole, PEOPLE_MAX, RegistrationDraft, RegistrationPlan, TalkPlan,
    TalkTime, read_hour, write_hour,
};
use domain::text::{clean, fold_width};
use domain::time::Timestamp;
use locales::Lang;
use serde::{Deserialize, Serialize};

/// The form of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterForm {
    /// Credit code of the unit.
    pub credit_code: String,
    /// Its name.
    pub unit: String,
    /// Who comes.
    pub people: Vec<AttendeeDraft>,
    /// `1` for the consent.
    pub consent: String,
    /// Version of the disclaimer that is accepted.
    pub disclaimer: String,
    /// A field that no person sees.
    pub website: String,
}

/// An empty row.
pub fn blank_person() -> AttendeeDraft {
    AttendeeDraft {
        role: AttendeeRole::Leader.code().into(),
        ..AttendeeDraft::default()
    }
}

impl Default for RegisterForm {
    fn default() -> Self {
        Self {
            credit_code: String::new(),
            unit: String::new(),
            people: vec![blank_person()],
            consent: String::new(),
            disclaimer: String::new(),
            website: String::new(),
        }
    }
}

impl RegisterForm {
    /// Adds or removes a row, as a button without scripts asks for; false for any other button.
    pub fn change(&mut self, intent: &str) -> bool {
        if intent == "add" {
            if self.people.len() < PEOPLE_MAX {
                self.people.push(blank_person());
            }
            return true;
        }
        let row = intent.strip_prefix("remove-");
        let Some(row) = row.and_then(|row| row.parse::<usize>().ok()) else {
            return false;
        };
        if row < self.people.len() {
            self.people.remove(row);
        }
        if self.people.is_empty() {
            self.people.push(blank_person());
        }
        true
    }

    /// What the rules read.
    pub fn draft(&self) -> RegistrationDraft {
        RegistrationDraft {
            credit_code: self.credit_code.clone(),
            unit: self.unit.clone(),
            people: self.people.clone(),
            consent: self.consent == "1",
            disclaimer: self.disclaimer.parse().ok(),
            trap: self.website.clone(),
        }
    }
}

/// The control that a refusal is about; empty for none.
pub fn control(error: &AppError) -> String {
    let AppError::Invalid { code, args } = error else {
        return String::new();
    };
    let row = args.iter().find(|(name, _)| name == "row");
    let row = row.and_then(|(_, row)| row.parse::<usize>().ok());
    let of_row = |field: &str| {
        let row = row.unwrap_or(1).saturating_sub(1);
        format!("person-{row}-{field}")
    };
    match code.as_str() {
        "USCC_FORMAT" | "USCC_CHECK" | "REGISTRATION_UNIT_AGAIN" => "credit-code".into(),
        "REGISTRATION_UNIT" => "unit".into(),
        "REGISTRATION_PEOPLE" | "REGISTRATION_TOO_MANY" => "people".into(),
        "REGISTRATION_NAME" => of_row("name"),
        "REGISTRATION_PHONE" | "REGISTRATION_PHONE_AGAIN" => of_row("phone"),
        "REGISTRATION_EMAIL" => of_row("email"),
        "REGISTRATION_ROLE" => of_row("role"),
        "CONSENT_REQUIRED" => "consent".into(),
        "DISCLAIMER_REQUIRED" => "disclaimer".into(),
        "REGISTRATION_TIMES" | "REGISTRATION_AFTER_END" | "REGISTRATION_HOURS" => {
            "closes-at".into()
        }
        "REGISTRATION_SEATS" | "REGISTRATION_SEATS_TAKEN" => "seats".into(),
        "REGISTRATION_DISCLAIMER" => "disclaimer".into(),
        "TALK_MINUTES" => "minutes".into(),
        "TALK_COUNT" => "count".into(),
        "TALK_PLACE" => "place".into(),
        "TALK_COUNTERPART" => "counterpart".into(),
        "TALK_OVERLAP" | "TALK_HOUR" => "starts-at".into(),
        _ => String::new(),
    }
}

/// The sentence about one control.
pub fn sentence_at(lang: Lang, refused: Option<&AppError>, at: &str) -> Option<String> {
    let error = refused.filter(|error| control(error) == at)?;
    Some(error.sentence(lang))
}

fn number(text: &str) -> Option<u32> {
    clean(&fold_width(text)).parse().ok()
}

/// The settings of registration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    /// `2026-11-22T09:30`.
    pub opens_at: String,
    /// The same.
    pub closes_at: String,
    /// People that fit in.
    pub seats: String,
    /// What everybody accepts; empty for nothing.
    pub disclaimer: String,
}

impl PlanForm {
    /// The form as it stands for a plan; without one, with hours that fit a session that begins then.
    pub fn of(plan: Option<&RegistrationPlan>, (now, starts_at): (Timestamp, Timestamp)) -> Self {
        match plan {
            Some(plan) => Self {
                opens_at: write_hour(plan.opens_at),
                closes_at: write_hour(plan.closes_at),
                seats: plan.seats.to_string(),
                disclaimer: plan
                    .disclaimer
                    .as_ref()
                    .map(|one| one.text.clone())
                    .unwrap_or_default(),
            },
            None => Self {
                opens_at: write_hour(now),
                closes_at: write_hour(starts_at),
                seats: "100".into(),
                disclaimer: String::new(),
            },
        }
    }

    /// Hours and seats.
    ///
    /// # Errors
    /// The code of the first of them that is none.
    pub fn read(&self) -> Result<(Timestamp, Timestamp, u32), &'static str> {
        let hours = read_hour(&self.opens_at).zip(read_hour(&self.closes_at));
        let (opens_at, closes_at) = hours.ok_or("REGISTRATION_HOURS")?;
        let seats = number(&self.seats).ok_or("REGISTRATION_SEATS")?;
        Ok((opens_at, closes_at, seats))
    }
}

/// Slots of talks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TalkForm {
    /// `2026-11-22T09:30`.
    pub starts_at: String,
    /// Minutes of each.
    pub minutes: String,
    /// How many.
    pub count: String,
    /// The table.
    pub place: String,
    /// With whom.
    pub counterpart: String,
}

impl TalkForm {
    /// The form at first.
    pub fn first(starts_at: Timestamp) -> Self {
        Self {
            starts_at: write_hour(starts_at),
            minutes: "20".into(),
            count: "6".into(),
            ..Self::default()
        }
    }

    /// The slots.
    ///
    /// # Errors
    /// The code of the first field that is no hour or number.
    pub fn read(&self) -> Result<TalkPlan, &'static str> {
        Ok(TalkPlan {
            first: TalkTime {
                starts_at: read_hour(&self.starts_at).ok_or("TALK_HOUR")?,
                minutes: number(&self.minutes).ok_or("TALK_MINUTES")?,
                place: self.place.clone(),
                counterpart: self.counterpart.clone(),
            },
            count: number(&self.count).ok_or("TALK_COUNT")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_and_go_and_one_stays() {
        let mut form = RegisterForm::default();
        for _ in 0..20 {
            assert!(form.change("add"));
        }
        assert_eq!(form.people.len(), PEOPLE_MAX);
        form.people[1].name = "林晓".into();
        assert!(form.change("remove-0"));
        assert_eq!(form.people[0].name, "林晓");
        assert!(form.change("remove-99"), "nothing there");
        for _ in 0..20 {
            assert!(form.change("remove-0"));
        }
        assert_eq!(form.people.len(), 1);
        assert!(!form.change("") && !form.change("remove-x"));
    }

    #[test]
    fn a_refusal_leads_to_its_control() {
        let refused = |code: &str, row: &str| AppError::Invalid {
            code: code.into(),
            args: vec![("row".into(), row.into())],
        };
        assert_eq!(
            control(&refused("REGISTRATION_PHONE", "3")),
            "person-2-phone"
        );
        assert_eq!(control(&refused("USCC_CHECK", "1")), "credit-code");
        assert_eq!(control(&AppError::Busy), "");
    }

    #[test]
    fn hours_and_numbers_are_read_in_any_width() {
        let form = PlanForm {
            opens_at: "2026-11-20T09:00".into(),
            closes_at: "2026-11-22T09:00".into(),
            seats: " ５０ ".into(),
            disclaimer: String::new(),
        };
        assert_eq!(form.read().unwrap().2, 50);
        let wrong = PlanForm {
            seats: "x".into(),
            ..form
        };
        assert_eq!(wrong.read(), Err("REGISTRATION_SEATS"));
        assert_eq!(PlanForm::default().read(), Err("REGISTRATION_HOURS"));
    }
}
