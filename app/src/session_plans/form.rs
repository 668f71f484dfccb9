//! The form of a session's set-up, as it is posted: every field a text.

use crate::typed_form::TypedForm;
use domain::ids::SessionId;
use domain::institutions::City;
use domain::lots::Industry;
use domain::registrations::{read_hour, write_hour};
use domain::sessions::{Bilingual, Session, SessionPlan, SessionRole};
use domain::text::{clean, fold_width};
use domain::views::SessionSetup;
use serde::{Deserialize, Serialize};

/// A session as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionPlanForm {
    /// Which; empty for a new one.
    pub id: String,
    /// The season.
    pub season: String,
    /// Number within the season.
    pub number: String,
    /// Address of the page.
    pub slug: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English; may be empty.
    pub title_en: String,
    /// Code of the industry.
    pub industry: String,
    /// Code of the city.
    pub city: String,
    /// Place in Chinese.
    pub venue_zh: String,
    /// Place in English; may be empty.
    pub venue_en: String,
    /// First minute, `2026-11-20T09:00`.
    pub starts_at: String,
    /// Last minute.
    pub ends_at: String,
    /// Sponsors, one a line, in rank order.
    pub sponsors: String,
    /// Organisers, likewise.
    pub organisers: String,
    /// Co-organisers, likewise.
    pub co_organisers: String,
    /// `1` for a stop of the torch express.
    pub torch: String,
    /// `1` for a low-carbon session.
    pub low_carbon: String,
}

impl TypedForm for SessionPlanForm {
    /// Sixteen names of institutions in one role.
    const KEPT_CHARS_MAX: usize = 1_020;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("id", &mut self.id),
            ("season", &mut self.season),
            ("number", &mut self.number),
            ("slug", &mut self.slug),
            ("title_zh", &mut self.title_zh),
            ("title_en", &mut self.title_en),
            ("industry", &mut self.industry),
            ("city", &mut self.city),
            ("venue_zh", &mut self.venue_zh),
            ("venue_en", &mut self.venue_en),
            ("starts_at", &mut self.starts_at),
            ("ends_at", &mut self.ends_at),
            ("sponsors", &mut self.sponsors),
            ("organisers", &mut self.organisers),
            ("co_organisers", &mut self.co_organisers),
            ("torch", &mut self.torch),
            ("low_carbon", &mut self.low_carbon),
        ]
    }
}

impl SessionPlanForm {
    /// The form as it stands for a session, or for a new one.
    pub fn standing(setup: &SessionSetup) -> Self {
        match &setup.session {
            Some(session) => Self::of_session(session),
            None => Self {
                season: setup.season.to_string(),
                number: setup.next_number.to_string(),
                ..Self::default()
            },
        }
    }

    fn of_session(session: &Session) -> Self {
        let named = |role| {
            let holders = session.holders.iter().filter(|one| one.role == role);
            let names: Vec<_> = holders.map(|one| one.name.as_str()).collect();
            names.join("\n")
        };
        let tick = |ticked| if ticked { "1" } else { "" }.to_owned();
        Self {
            id: session.id.to_string(),
            season: session.season.to_string(),
            number: session.number.to_string(),
            slug: session.slug.clone(),
            title_zh: session.title.zh.clone(),
            title_en: session.title.en.clone(),
            industry: session.industry.code().to_owned(),
            city: session.city.code().to_owned(),
            venue_zh: session.venue.zh.clone(),
            venue_en: session.venue.en.clone(),
            starts_at: write_hour(session.starts_at),
            ends_at: write_hour(session.ends_at),
            sponsors: named(SessionRole::Sponsor),
            organisers: named(SessionRole::Organiser),
            co_organisers: named(SessionRole::CoOrganiser),
            torch: tick(session.torch_express),
            low_carbon: tick(session.low_carbon),
        }
    }

    /// Reads which session is meant and what it is to be. Its rules are asked by whoever sets it up.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn read(&self) -> Result<(Option<SessionId>, SessionPlan), &'static str> {
        let malformed = "REQUEST_MALFORMED";
        let id = match self.id.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| malformed)?),
        };
        let both = |zh: &str, en: &str| Bilingual {
            zh: clean(zh),
            en: clean(en),
        };
        let number = fold_width(&self.number);
        let plan = SessionPlan {
            season: self.season.parse().map_err(|_| malformed)?,
            number: number.trim().parse().map_err(|_| "SESSION_NUMBER")?,
            slug: self.slug.trim().to_owned(),
            title: both(&self.title_zh, &self.title_en),
            industry: Industry::from_code(&self.industry).ok_or("SESSION_INDUSTRY")?,
            city: City::from_code(&self.city).ok_or("SESSION_CITY")?,
            venue: both(&self.venue_zh, &self.venue_en),
            starts_at: read_hour(&self.starts_at).ok_or("SESSION_HOURS")?,
            ends_at: read_hour(&self.ends_at).ok_or("SESSION_HOURS")?,
            holders: self.holders(),
            torch_express: self.torch == "1",
            low_carbon: self.low_carbon == "1",
        };
        Ok((id, plan))
    }

    /// Every line of the three roles that has a name, each once in its role.
    fn holders(&self) -> Vec<(SessionRole, String)> {
        let lines = [
            (SessionRole::Sponsor, &self.sponsors),
            (SessionRole::Organiser, &self.organisers),
            (SessionRole::CoOrganiser, &self.co_organisers),
        ];
        let mut holders = Vec::new();
        for (role, typed) in lines {
            for name in typed.lines().map(clean).filter(|name| !name.is_empty()) {
                if !holders.contains(&(role, name.clone())) {
                    holders.push((role, name));
                }
            }
        }
        holders
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(code: &str) -> &'static str {
    match code {
        "SESSION_NUMBER" | "SESSION_DUPLICATE" => "plan-number",
        "SESSION_SLUG" => "plan-slug",
        "SESSION_TITLE_LENGTH" => "plan-title-zh",
        "SESSION_INDUSTRY" => "plan-industry",
        "SESSION_CITY" => "plan-city",
        "SESSION_VENUE_LENGTH" => "plan-venue-zh",
        "SESSION_HOURS" | "OUTSIDE_SEASON" | "SESSION_AFTER_DEADLINE" => "plan-starts-at",
        "SESSION_TORCH_LEAD" => "plan-sponsors",
        "SESSION_HOLDERS" => "plan-organisers",
        "SESSION_COHOST_UNIV_REQUIRED" | "SESSION_COHOST_PARK_REQUIRED" => "plan-co-organisers",
        "SESSION_TORCH_SEASON" => "plan-torch",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> SessionPlanForm {
        SessionPlanForm {
            season: "20261".into(),
            number: "１５".into(),
            slug: "2026-new-materials".into(),
            title_zh: " 新材料产业专场 ".into(),
            industry: "MAT".into(),
            city: "3201".into(),
            venue_zh: "示例会议中心".into(),
            starts_at: "2026-11-20T09:00".into(),
            ends_at: "2026-11-20T12:00".into(),
            sponsors: "甲中心（示例）\r\n\r\n甲中心（示例）".into(),
            organisers: "乙大学（示例）\n丙园区（示例）".into(),
            torch: "1".into(),
            ..SessionPlanForm::default()
        }
    }

    #[test]
    fn a_set_up_is_read_and_stands_in_the_form_again() {
        let (id, plan) = typed().read().expect("readable");
        assert_eq!((id, plan.number), (None, 15));
        assert_eq!(plan.title.zh, "新材料产业专场");
        assert!(plan.torch_express && !plan.low_carbon);
        let names: Vec<_> = plan.holders.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(
            names,
            ["甲中心（示例）", "乙大学（示例）", "丙园区（示例）"]
        );
        let holders = plan
            .holders
            .iter()
            .map(|(role, name)| domain::sessions::Holder {
                role: *role,
                name: name.clone(),
                institution: None,
            });
        let mut session = plan.clone().begin(holders.collect());
        session.id = SessionId(7);
        let setup = SessionSetup {
            season: session.season,
            session: Some(session),
            seasons: Vec::new(),
            next_number: 1,
        };
        let again = SessionPlanForm::standing(&setup).read();
        assert_eq!(again, Ok((Some(SessionId(7)), plan)));
    }

    #[test]
    fn what_cannot_be_read_has_its_control() {
        let refused = |change: &dyn Fn(&mut SessionPlanForm)| {
            let mut form = typed();
            change(&mut form);
            control(form.read().expect_err("refused"))
        };
        assert_eq!(refused(&|form| form.number.clear()), "plan-number");
        assert_eq!(refused(&|form| form.industry.clear()), "plan-industry");
        assert_eq!(refused(&|form| form.city = "0000".into()), "plan-city");
        assert_eq!(refused(&|form| form.ends_at.clear()), "plan-starts-at");
        assert_eq!(refused(&|form| form.season = "x".into()), "");
    }
}
