//! A session as the centre sets it up (domain.md IS-01, IS-03, §3.4 `session`): season, number, address,
//! industry, city, and who holds it. What its page says is the host's from the first revision on.

use super::{Bilingual, Holder, Session, SessionRole, SessionState};
use crate::ids::{SeasonId, SessionId};
use crate::institutions::{City, InstitutionKind};
use crate::lots::Industry;
use crate::seasons::{Programme, Season};
use crate::time::Timestamp;

/// The largest number within a season.
pub const SESSION_NUMBER_MAX: u16 = 99;
/// Most institutions that hold a session together.
pub const HOLDERS_MAX: usize = 20;
/// So long a session takes at most, ms: seven days.
const SPAN_MAX_MS: i64 = 7 * 86_400_000;

/// What the centre types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPlan {
    /// The season.
    pub season: SeasonId,
    /// Number within the season, 1 to [`SESSION_NUMBER_MAX`].
    pub number: u16,
    /// Address of the page: 3 to 60 lower-case letters, digits and hyphens.
    pub slug: String,
    /// Title, until the page has one of its own.
    pub title: Bilingual,
    /// Industry.
    pub industry: Industry,
    /// City.
    pub city: City,
    /// Place in words, until the page says it.
    pub venue: Bilingual,
    /// First minute.
    pub starts_at: Timestamp,
    /// Last minute.
    pub ends_at: Timestamp,
    /// Who holds it, by the names that are printed.
    pub holders: Vec<(SessionRole, String)>,
    /// Torch achievement express.
    pub torch_express: bool,
    /// Low-carbon session.
    pub low_carbon: bool,
}

impl SessionPlan {
    /// Checks what is asked of a session that is new, or that nobody has read of yet.
    ///
    /// # Errors
    /// `SESSION_NUMBER`, `SESSION_SLUG`, `SESSION_TITLE_LENGTH`, `SESSION_VENUE_LENGTH`, `SESSION_HOURS`;
    /// `OUTSIDE_SEASON` (AS-03); the codes of [`Self::check_holders`].
    pub fn check(
        &self,
        season: &Season,
        lead: Option<InstitutionKind>,
    ) -> Result<(), &'static str> {
        let length = |text: &str| crate::text::length(text.trim());
        if !(1..=SESSION_NUMBER_MAX).contains(&self.number) {
            return Err("SESSION_NUMBER");
        }
        if !is_address(&self.slug) {
            return Err("SESSION_SLUG");
        }
        if !(4..=80).contains(&length(&self.title.zh)) {
            return Err("SESSION_TITLE_LENGTH");
        }
        if !(2..=200).contains(&length(&self.venue.zh)) {
            return Err("SESSION_VENUE_LENGTH");
        }
        if !(1..=SPAN_MAX_MS).contains(&self.ends_at.millis_since(self.starts_at)) {
            return Err("SESSION_HOURS");
        }
        let days = season.start_on..=season.end_on;
        if !days.contains(&self.starts_at.date()) || !days.contains(&self.ends_at.date()) {
            return Err("OUTSIDE_SEASON");
        }
        self.check_holders(season, lead)
    }

    /// Checks who holds it. `lead` is the kind of the institution that stands first, if it has an entry.
    ///
    /// # Errors
    /// `SESSION_HOLDERS` unless there are 1 to [`HOLDERS_MAX`] names of 2 to 60 characters, an organiser
    /// among them; `SESSION_TORCH_SEASON`, `SESSION_TORCH_LEAD`: a stop of the torch express is a session of
    /// the auction season, led by the centre (TX-03).
    pub fn check_holders(
        &self,
        season: &Season,
        lead: Option<InstitutionKind>,
    ) -> Result<(), &'static str> {
        let fits = |name: &str| (2..=60).contains(&crate::text::length(name));
        let all = (1..=HOLDERS_MAX).contains(&self.holders.len())
            && self.holders.iter().all(|(_, name)| fits(name));
        let organised = self
            .holders
            .iter()
            .any(|(role, _)| *role == SessionRole::Organiser);
        if !all || !organised {
            return Err("SESSION_HOLDERS");
        }
        if self.torch_express && season.programme != Programme::Auction {
            return Err("SESSION_TORCH_SEASON");
        }
        if self.torch_express && lead != Some(InstitutionKind::OperationCentre) {
            return Err("SESSION_TORCH_LEAD");
        }
        Ok(())
    }

    /// The session as it is set up.
    pub fn begin(self, holders: Vec<Holder>) -> Session {
        Session {
            id: SessionId(0),
            season: self.season,
            number: self.number,
            slug: self.slug,
            title: self.title,
            industry: self.industry,
            city: self.city,
            venue: self.venue,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            holders,
            torch_express: self.torch_express,
            low_carbon: self.low_carbon,
            state: SessionState::Planned,
            cancelled_reason: None,
            published_revision: None,
            moved_from: None,
        }
    }
}

impl Session {
    /// Whether everything of its set-up may still be changed: nobody has read its page yet.
    pub const fn is_unread(&self) -> bool {
        self.published_revision.is_none()
    }

    /// Takes a changed plan over: all of it while nobody has read the page; then only who holds it, and what
    /// it is called, because number, address, industry and city have been announced.
    ///
    /// # Errors
    /// `SESSION_PLAN_CLOSED` for one that is summarised or called off.
    pub fn replan(&mut self, plan: SessionPlan, holders: Vec<Holder>) -> Result<(), &'static str> {
        if matches!(
            self.state,
            SessionState::Summarised | SessionState::Cancelled
        ) {
            return Err("SESSION_PLAN_CLOSED");
        }
        if self.is_unread() {
            let (id, state) = (self.id, self.state);
            *self = plan.begin(holders);
            (self.id, self.state) = (id, state);
            return Ok(());
        }
        self.holders = holders;
        self.torch_express = plan.torch_express;
        self.low_carbon = plan.low_carbon;
        Ok(())
    }
}

fn is_address(slug: &str) -> bool {
    let letters = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (3..=60).contains(&slug.len())
        && slug.bytes().all(letters)
        && !slug.starts_with('-')
        && !slug.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seasons::catalogue;
    use crate::time::Date;

    const CENTRE: Option<InstitutionKind> = Some(InstitutionKind::OperationCentre);

    fn plan() -> SessionPlan {
        let both = |zh: &str| Bilingual {
            zh: zh.into(),
            en: String::new(),
        };
        SessionPlan {
            season: SeasonId(20_221),
            number: 3,
            slug: "2022-new-materials".into(),
            title: both("新材料产业专场"),
            industry: Industry::Materials,
            city: City::Nanjing,
            venue: both("示例会议中心"),
            starts_at: Date::of(2022, 9, 1).at(9, 0),
            ends_at: Date::of(2022, 9, 1).at(12, 0),
            holders: vec![
                (SessionRole::Sponsor, "省运营中心（示例）".into()),
                (SessionRole::Organiser, "江澜大学（示例）".into()),
            ],
            torch_express: false,
            low_carbon: false,
        }
    }

    fn refused(change: impl Fn(&mut SessionPlan)) -> &'static str {
        let mut plan = plan();
        change(&mut plan);
        let season = catalogue::auction_2022();
        plan.check(&season, CENTRE).expect_err("refused")
    }

    #[test]
    fn what_is_wrong_with_a_plan_is_named() {
        assert_eq!(plan().check(&catalogue::auction_2022(), None), Ok(()));
        assert_eq!(refused(|plan| plan.number = 0), "SESSION_NUMBER");
        assert_eq!(refused(|plan| plan.number = 100), "SESSION_NUMBER");
        for slug in ["", "ab", "-new", "new-", "New", "新材料", "a b c"] {
            assert_eq!(refused(|plan| plan.slug = slug.into()), "SESSION_SLUG");
        }
        assert_eq!(
            refused(|plan| plan.title.zh = "三个字".into()),
            "SESSION_TITLE_LENGTH"
        );
        assert_eq!(
            refused(|plan| plan.venue.zh.clear()),
            "SESSION_VENUE_LENGTH"
        );
        assert_eq!(
            refused(|plan| plan.ends_at = plan.starts_at),
            "SESSION_HOURS"
        );
        assert_eq!(
            refused(|plan| plan.ends_at = Date::of(2022, 9, 9).at(9, 0)),
            "SESSION_HOURS"
        );
    }

    #[test]
    fn a_session_lies_within_its_season() {
        // AS-03: 2022-06-01 to 2022-11-30.
        let on = |plan: &mut SessionPlan, day: Date| {
            plan.starts_at = day.at(9, 0);
            plan.ends_at = day.at(12, 0);
        };
        for day in [Date::of(2022, 5, 31), Date::of(2022, 12, 1)] {
            assert_eq!(refused(|plan| on(plan, day)), "OUTSIDE_SEASON");
        }
        for day in [Date::of(2022, 6, 1), Date::of(2022, 11, 30)] {
            let mut plan = plan();
            on(&mut plan, day);
            assert_eq!(plan.check(&catalogue::auction_2022(), None), Ok(()));
        }
    }

    #[test]
    fn somebody_organises_it_and_everybody_has_a_name() {
        assert_eq!(refused(|plan| plan.holders.clear()), "SESSION_HOLDERS");
        assert_eq!(refused(|plan| drop(plan.holders.pop())), "SESSION_HOLDERS");
        let nameless = |plan: &mut SessionPlan| plan.holders[0].1 = "省".into();
        assert_eq!(refused(nameless), "SESSION_HOLDERS");
        let crowd = |plan: &mut SessionPlan| {
            let one = plan.holders[1].clone();
            plan.holders.resize(HOLDERS_MAX + 1, one);
        };
        assert_eq!(refused(crowd), "SESSION_HOLDERS");
    }

    #[test]
    fn a_stop_of_the_torch_express_belongs_to_the_auction_season_and_the_centre_leads_it() {
        let torch = SessionPlan {
            torch_express: true,
            ..plan()
        };
        let auction = catalogue::auction_2022();
        assert_eq!(torch.check(&auction, CENTRE), Ok(()));
        for lead in [None, Some(InstitutionKind::University)] {
            assert_eq!(torch.check(&auction, lead), Err("SESSION_TORCH_LEAD"));
        }
        let challenge = catalogue::challenge_2022();
        assert_eq!(
            torch.check_holders(&challenge, CENTRE),
            Err("SESSION_TORCH_SEASON")
        );
    }

    #[test]
    fn what_was_announced_stays() {
        let holder = Holder {
            role: SessionRole::Organiser,
            name: "江澜大学（示例）".into(),
            institution: None,
        };
        let mut session = plan().begin(vec![holder.clone()]);
        session.id = SessionId(7);
        let other = SessionPlan {
            number: 4,
            slug: "another".into(),
            low_carbon: true,
            ..plan()
        };
        session.replan(other, vec![holder.clone()]).expect("taken");
        assert_eq!((session.id, session.number), (SessionId(7), 4));
        session.published_revision = Some(1);
        session.state = SessionState::Published;
        session.replan(plan(), Vec::new()).expect("taken");
        assert_eq!((session.number, session.slug.as_str()), (4, "another"));
        assert!(session.holders.is_empty() && !session.low_carbon);
        assert_eq!(session.state, SessionState::Published);
        for state in [SessionState::Summarised, SessionState::Cancelled] {
            session.state = state;
            let late = session.replan(plan(), vec![holder.clone()]);
            assert_eq!(late, Err("SESSION_PLAN_CLOSED"));
        }
    }
}
