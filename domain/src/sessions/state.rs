//! Where a session stands, what the clock makes of it, and what its publication needs.

use super::{Session, SessionRole};
use crate::institutions::InstitutionKind;
use crate::seasons::{Programme, Season};
use crate::time::{Date, Timestamp};

codes! {
    /// Life of a session (domain.md §3.4 `session`).
    SessionState {
        Planned = "PLANNED" / "待公布",
        Published = "PUBLISHED" / "已公布",
        Ongoing = "ONGOING" / "进行中",
        Held = "HELD" / "已举办",
        Summarised = "SUMMARISED" / "已总结",
        Cancelled = "CANCELLED" / "已取消",
    }
}

impl SessionState {
    /// What a published session is at `now`: its hours say whether it goes on or is over. The other
    /// states are somebody's decision and stay.
    #[must_use]
    pub fn at(self, starts_at: Timestamp, ends_at: Timestamp, now: Timestamp) -> Self {
        match self {
            Self::Published | Self::Ongoing | Self::Held if ends_at <= now => Self::Held,
            Self::Published | Self::Ongoing | Self::Held if starts_at <= now => Self::Ongoing,
            Self::Published | Self::Ongoing | Self::Held => Self::Published,
            decided => decided,
        }
    }

    /// Whether it is still ahead or going on, so that it can be called off.
    pub const fn can_be_cancelled(self) -> bool {
        matches!(self, Self::Planned | Self::Published | Self::Ongoing)
    }

    /// Whether a session that ends at `ends_at` is worth an entry in a calendar at `now`: it is neither
    /// called off nor over.
    pub fn is_to_come(self, ends_at: Timestamp, now: Timestamp) -> bool {
        self.can_be_cancelled() && now < ends_at
    }
}

codes! {
    /// A rule of a session that the centre may waive, with a reason: it is held by the last day of its
    /// season (IS-16, CS-35).
    SessionRule {
        AfterDeadline = "SESSION_AFTER_DEADLINE" / "专场截止日期",
    }
}

/// Why a session is not published or not called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionRefusal {
    /// A session of the auction season is held with a university (IS-15).
    #[error("SESSION_COHOST_UNIV_REQUIRED")]
    UniversityRequired,
    /// A session of the challenge season is held with a science park (CS-34).
    #[error("SESSION_COHOST_PARK_REQUIRED")]
    ParkRequired,
    /// It is held by this day (IS-16, CS-35), unless the centre waives it.
    #[error("SESSION_AFTER_DEADLINE")]
    AfterDeadline(Date),
    /// It lies within its season (AS-03).
    #[error("OUTSIDE_SEASON")]
    OutsideSeason,
    /// It is over, or called off already.
    #[error("STATE_TRANSITION")]
    State,
    /// The reason has not 4–200 characters.
    #[error("SESSION_REASON_LENGTH")]
    ReasonLength,
    /// The hour of a publication that is to happen by itself has passed.
    #[error("SESSION_SCHEDULE_PAST")]
    SchedulePast,
    /// A revision behind the public one is not published: it is restored first.
    #[error("SESSION_REVISION_OLD")]
    RevisionOld,
}

/// What a publication is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'a> {
    /// The season.
    pub season: &'a Season,
    /// The kinds of the institutions that organise it with the host, sponsors left out.
    pub cohosts: &'a [InstitutionKind],
    /// The day on which it is to be held.
    pub on: Date,
    /// Whether the centre has waived the last day.
    pub waived: bool,
}

impl Publication<'_> {
    /// Checks whether the session may be published.
    ///
    /// # Errors
    /// The first [`SessionRefusal`] that applies.
    pub fn check(&self) -> Result<(), SessionRefusal> {
        let (needed, refusal) = match self.season.programme {
            Programme::Auction => (
                InstitutionKind::University,
                SessionRefusal::UniversityRequired,
            ),
            Programme::Challenge => (InstitutionKind::Park, SessionRefusal::ParkRequired),
        };
        if !self.cohosts.contains(&needed) {
            return Err(refusal);
        }
        if !(self.season.start_on..=self.season.end_on).contains(&self.on) {
            return Err(SessionRefusal::OutsideSeason);
        }
        match self.season.session_deadline {
            Some(last) if self.on > last && !self.waived => {
                Err(SessionRefusal::AfterDeadline(last))
            }
            _ => Ok(()),
        }
    }
}

impl Session {
    /// The session as it stands at `now`.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.state = self.state.at(self.starts_at, self.ends_at, now);
        self
    }

    /// The institutions that hold it beside the sponsors.
    pub fn organisers(&self) -> impl Iterator<Item = &super::Holder> {
        let organises = |role| role != SessionRole::Sponsor;
        self.holders.iter().filter(move |one| organises(one.role))
    }

    /// Calls the session off; everybody reads why.
    ///
    /// # Errors
    /// [`SessionRefusal::State`] when it is over at `now`, [`SessionRefusal::ReasonLength`].
    pub fn cancel(&mut self, reason: &str, now: Timestamp) -> Result<(), SessionRefusal> {
        let stands = self.state.at(self.starts_at, self.ends_at, now);
        if !stands.can_be_cancelled() {
            return Err(SessionRefusal::State);
        }
        let reason = reason_of(reason)?;
        self.state = SessionState::Cancelled;
        self.cancelled_reason = Some(reason);
        Ok(())
    }
}

/// A reason that everybody or the record reads.
///
/// # Errors
/// [`SessionRefusal::ReasonLength`].
pub fn reason_of(typed: &str) -> Result<String, SessionRefusal> {
    let reason = typed.trim();
    match crate::text::length(reason) {
        4..=200 => Ok(reason.to_owned()),
        _ => Err(SessionRefusal::ReasonLength),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seasons::catalogue;

    #[test]
    fn a_publication_needs_its_cohost_and_its_day() {
        use InstitutionKind::{Park, University};
        let (auction, challenge) = (catalogue::auction_2022(), catalogue::challenge_2022());
        let check = |season, cohosts: &[InstitutionKind], on, waived| {
            let asked = Publication {
                season,
                cohosts,
                on,
                waived,
            };
            asked.check()
        };
        let day = Date::of(2022, 9, 30);
        assert_eq!(check(&auction, &[University], day, false), Ok(()));
        assert_eq!(
            check(&auction, &[Park], day, true),
            Err(SessionRefusal::UniversityRequired)
        );
        assert_eq!(check(&challenge, &[Park], day, false), Ok(()));
        assert_eq!(
            check(&challenge, &[University], day, false),
            Err(SessionRefusal::ParkRequired)
        );
        let late = day.plus_days(1);
        assert_eq!(
            check(&auction, &[University], late, false),
            Err(SessionRefusal::AfterDeadline(day))
        );
        assert_eq!(check(&auction, &[University], late, true), Ok(()));
        // AS-03: nothing waives the season itself.
        for outside in [Date::of(2022, 5, 31), Date::of(2022, 12, 1)] {
            assert_eq!(
                check(&auction, &[University], outside, true),
                Err(SessionRefusal::OutsideSeason)
            );
        }
    }

    /// Roadshows by 09-30 (Q-S-4), on-site matching by 10-30 (Q-C-4): data of the season, the same for the page
    /// and for the target; the plan of 2023 names no such day.
    #[test]
    fn the_last_day_is_what_each_plan_says() {
        use crate::targets::{Figure, Metric};
        use InstitutionKind::{Park, University};
        let last_of = |season: &crate::seasons::Season| {
            let rules = season.session_targets();
            let day = rules.iter().find(|rule| rule.metric == Metric::Day);
            day.and_then(|rule| rule.threshold)
        };
        for (season, last) in [
            (catalogue::auction_2022(), Date::of(2022, 9, 30)),
            (catalogue::challenge_2022(), Date::of(2022, 10, 30)),
        ] {
            let on = |on| Publication {
                season: &season,
                cohosts: &[University, Park],
                on,
                waived: false,
            };
            assert_eq!(on(last).check(), Ok(()));
            let late = on(last.plus_days(1)).check();
            assert_eq!(late, Err(SessionRefusal::AfterDeadline(last)));
            assert_eq!(last_of(&season), Some(Figure::Day(last)));
        }
        assert_eq!(last_of(&catalogue::auction_2023()), None);
    }
}
