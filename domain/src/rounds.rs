//! Rounds (竞价场次): the bidding days of a season.

use crate::evidence::Reason;
use crate::ids::{RoundId, SeasonId};
use crate::seasons::Season;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

codes! {
    /// Life of a round (domain.md §3.4 `round`).
    RoundState {
        Scheduled = "SCHEDULED" / "待开始",
        Closed = "CLOSED" / "已结束",
        Cancelled = "CANCELLED" / "已取消",
    }
}

/// Length of the trigger window of an extension, ms (bidding.md, decisions: 300 s).
pub const WINDOW_DEFAULT_MS: i64 = 300_000;
/// Length of an extension, ms (bidding.md, decisions: 300 s).
pub const EXTENSION_DEFAULT_MS: i64 = 300_000;
/// The free bidding period of a day when nothing else is set, Beijing hours
/// (domain.md §3.6 item 1).
pub const FREE_PERIOD_HOURS: (i64, i64) = (10, 15);

/// A single bidder may buy, as long as nothing else is said.
const fn one() -> u32 {
    1
}

/// A bidding day, or a practice round (演练) at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Identity.
    pub id: RoundId,
    /// The season it belongs to.
    pub season: SeasonId,
    /// The day.
    pub on: Date,
    /// Bidding opens.
    pub opens_at: Timestamp,
    /// Bidding ends, before any extension.
    pub closes_at: Timestamp,
    /// A bid this close to the end extends it, ms.
    pub window_ms: i64,
    /// The new distance to the end after such a bid, ms.
    pub extension_ms: i64,
    /// No extension beyond this instant; shown from the first day (bidding.md C.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_end: Option<Timestamp>,
    /// A lot with fewer bidders than this stays unsold; 1 or 2 (bidding.md C.1).
    #[serde(default = "one")]
    pub min_bidders: u32,
    /// Where it stands.
    pub state: RoundState,
    /// Practice rounds take practice lots only, on any day.
    pub practice: bool,
    /// What its postponements have left behind; nothing for a round that takes place as it was announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<RoundMoved>,
}

/// The postponements (改期) of a round, all together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundMoved {
    /// When bidding was to open as it was announced first.
    pub from: Timestamp,
    /// The reason of the last one, for the public.
    pub reason: String,
    /// How many there were; the calendar of the round counts them.
    pub times: u32,
}

/// Why a round cannot be created as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoundRefusal {
    /// Not one of the season's weekdays (error code `ROUND_NOT_WED_FRI`).
    #[error("ROUND_NOT_WED_FRI")]
    RoundNotWedFri,
    /// Outside the bidding window (error code `OUTSIDE_SEASON`).
    #[error("OUTSIDE_SEASON")]
    OutsideSeason,
    /// Ends before it opens, or is shorter than it may be: 2 h for real rounds
    /// (bidding.md C.1), one minute for practice.
    #[error("ROUND_TOO_SHORT")]
    RoundTooShort,
    /// Window or extension below 30 s (bidding.md C.1); 5 s for practice.
    #[error("ROUND_WINDOW_TOO_SHORT")]
    RoundWindowTooShort,
    /// The latest end leaves no room for one extension (bidding.md C.1: ≥ ends_at + E).
    #[error("ROUND_HARD_END_TOO_EARLY")]
    RoundHardEndTooEarly,
    /// Fewest bidders other than 1 or 2 (bidding.md C.1).
    #[error("ROUND_MIN_BIDDERS")]
    RoundMinBidders,
    /// Bidding has opened, or the round is over: too late for a postponement (error code
    /// `ROUND_HAS_OPENED`).
    #[error("ROUND_HAS_OPENED")]
    RoundHasOpened,
    /// Not later than it was to open: whoever keeps the day free must not miss it (error code
    /// `ROUND_MOVE_NOT_LATER`).
    #[error("ROUND_MOVE_NOT_LATER")]
    RoundMoveNotLater,
}

impl Round {
    /// Whether there is something to wait for at `now`: neither closed nor called off, and its latest end
    /// is ahead. A round without lots is never closed by the clock; its hours say that it is over.
    pub fn is_to_come(&self, now: Timestamp) -> bool {
        let last = self
            .hard_end
            .map_or(self.closes_at, |end| end.max(self.closes_at));
        self.state == RoundState::Scheduled && now < last
    }

    /// The round postponed to `opens_at`: everything keeps its distance to the opening. A round moves as
    /// long as bidding has not opened, and only to a later time, so that its notice stays long enough.
    ///
    /// # Errors
    /// `ROUND_HAS_OPENED`, `ROUND_MOVE_NOT_LATER`, or what [`RoundPlan::check`] refuses.
    pub fn postponed(
        &self,
        opens_at: Timestamp,
        reason: &Reason,
        season: &Season,
        now: Timestamp,
    ) -> Result<Self, RoundRefusal> {
        if self.state != RoundState::Scheduled || self.opens_at <= now {
            return Err(RoundRefusal::RoundHasOpened);
        }
        if opens_at <= self.opens_at {
            return Err(RoundRefusal::RoundMoveNotLater);
        }
        let by = opens_at.millis_since(self.opens_at);
        let before = self.moved.as_ref();
        let moved = Self {
            on: opens_at.date(),
            opens_at,
            closes_at: self.closes_at.plus_millis(by),
            hard_end: self.hard_end.map(|end| end.plus_millis(by)),
            moved: Some(RoundMoved {
                from: before.map_or(self.opens_at, |before| before.from),
                reason: reason.as_str().to_owned(),
                times: before.map_or(0, |before| before.times) + 1,
            }),
            ..self.clone()
        };
        moved.plan().check(season)?;
        Ok(moved)
    }

    /// How often it was postponed.
    pub fn moves(&self) -> u32 {
        self.moved.as_ref().map_or(0, |moved| moved.times)
    }

    /// What was asked for when it was made, as it stands now.
    pub const fn plan(&self) -> RoundPlan {
        RoundPlan {
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            window_ms: self.window_ms,
            extension_ms: self.extension_ms,
            hard_end: self.hard_end,
            min_bidders: self.min_bidders,
            practice: self.practice,
        }
    }
}

/// A round as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundPlan {
    /// Bidding opens.
    pub opens_at: Timestamp,
    /// Bidding ends, before any extension.
    pub closes_at: Timestamp,
    /// Trigger window, ms.
    pub window_ms: i64,
    /// Extension, ms.
    pub extension_ms: i64,
    /// No extension beyond this instant.
    #[serde(default)]
    pub hard_end: Option<Timestamp>,
    /// Fewest bidders, 1 or 2.
    #[serde(default = "one")]
    pub min_bidders: u32,
    /// Practice round.
    pub practice: bool,
}

impl RoundPlan {
    /// The plan of an ordinary bidding day.
    pub const fn of_day(on: Date) -> Self {
        Self {
            opens_at: on.at(FREE_PERIOD_HOURS.0, 0),
            closes_at: on.at(FREE_PERIOD_HOURS.1, 0),
            window_ms: WINDOW_DEFAULT_MS,
            extension_ms: EXTENSION_DEFAULT_MS,
            hard_end: None,
            min_bidders: 1,
            practice: false,
        }
    }

    /// Checks the plan against the season.
    ///
    /// # Errors
    /// The first [`RoundRefusal`] that applies.
    pub fn check(&self, season: &Season) -> Result<(), RoundRefusal> {
        let on = self.opens_at.date();
        if !self.practice {
            if !season.bidding_weekdays.contains(&on.weekday()) {
                return Err(RoundRefusal::RoundNotWedFri);
            }
            if !season
                .bidding_window
                .is_some_and(|(from, to)| from <= on && on <= to)
            {
                return Err(RoundRefusal::OutsideSeason);
            }
        }
        let (length_min, window_min) = if self.practice {
            (60_000, 5_000)
        } else {
            (2 * 3_600_000, 30_000)
        };
        if self.closes_at.millis_since(self.opens_at) < length_min {
            return Err(RoundRefusal::RoundTooShort);
        }
        if self.window_ms < window_min || self.extension_ms < window_min {
            return Err(RoundRefusal::RoundWindowTooShort);
        }
        let one_extension = self.closes_at.plus_millis(self.extension_ms);
        if self.hard_end.is_some_and(|end| end < one_extension) {
            return Err(RoundRefusal::RoundHardEndTooEarly);
        }
        if !(1..=2).contains(&self.min_bidders) {
            return Err(RoundRefusal::RoundMinBidders);
        }
        Ok(())
    }
}

/// Every bidding day of the season: each allowed weekday inside the bidding window, both ends
/// included. Public holidays stay in; staff cancel one with a notice (domain.md §5, D15).
pub fn bidding_days(season: &Season) -> Vec<Date> {
    let Some((from, to)) = season.bidding_window else {
        return Vec::new();
    };
    (from.0..=to.0)
        .map(Date)
        .filter(|day| season.bidding_weekdays.contains(&day.weekday()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seasons::catalogue;
    use crate::time::Weekday;

    #[test]
    fn the_2023_season_has_exactly_69_bidding_days() {
        let days = bidding_days(&catalogue::auction_2023());
        assert_eq!(days.len(), 69);
        assert_eq!(days.first(), Some(&Date::of(2023, 4, 5)));
        assert_eq!(days.last(), Some(&Date::of(2023, 11, 29)));
        let wednesdays = days.iter().filter(|d| d.weekday() == Weekday::Wed).count();
        assert_eq!((wednesdays, days.len() - wednesdays), (35, 34));
        // Statutory holidays are not skipped (domain.md §5).
        assert!(days.contains(&Date::of(2023, 10, 4)));
    }

    #[test]
    fn the_2022_season_has_42_bidding_days_from_the_submission_deadline() {
        assert_eq!(bidding_days(&catalogue::auction_2022()).len(), 42);
    }

    #[test]
    fn rounds_keep_to_wednesday_and_friday() {
        let season = catalogue::auction_2023();
        let day = |y, m, d| RoundPlan::of_day(Date::of(y, m, d)).check(&season);
        assert_eq!(day(2023, 4, 5), Ok(()));
        assert_eq!(day(2023, 4, 6), Err(RoundRefusal::RoundNotWedFri));
        assert_eq!(day(2023, 12, 1), Err(RoundRefusal::OutsideSeason));
        let practice = RoundPlan {
            practice: true,
            ..RoundPlan::of_day(Date::of(2023, 4, 6))
        };
        assert_eq!(practice.check(&season), Ok(()));
    }

    fn friday() -> Round {
        let plan = RoundPlan::of_day(Date::of(2023, 4, 7));
        Round {
            id: RoundId(1),
            season: SeasonId(1),
            on: plan.opens_at.date(),
            opens_at: plan.opens_at,
            closes_at: plan.closes_at,
            window_ms: plan.window_ms,
            extension_ms: plan.extension_ms,
            hard_end: Some(plan.closes_at.plus_millis(3_600_000)),
            min_bidders: 1,
            state: RoundState::Scheduled,
            practice: false,
            moved: None,
        }
    }

    #[test]
    fn a_round_is_to_come_until_its_latest_end() {
        let round = friday();
        let last = round.hard_end.unwrap();
        assert!(round.is_to_come(last.plus_millis(-1)) && !round.is_to_come(last));
        let open_end = Round {
            hard_end: None,
            ..friday()
        };
        assert!(!open_end.is_to_come(open_end.closes_at));
        for state in [RoundState::Closed, RoundState::Cancelled] {
            let over = Round { state, ..friday() };
            assert!(!over.is_to_come(over.opens_at), "{state:?}");
        }
    }

    #[test]
    fn a_postponed_round_keeps_its_distances_and_the_first_day() {
        let (season, round) = (catalogue::auction_2023(), friday());
        let (now, day) = (Date::of(2023, 4, 1).at(9, 0), Date::of(2023, 4, 12));
        let because = |words| Reason::parse(words).unwrap();
        let once = round.postponed(day.at(14, 0), &because(" 停电 "), &season, now);
        let once = once.unwrap();
        assert_eq!((once.on, once.opens_at), (day, day.at(14, 0)));
        assert_eq!(
            (once.closes_at, once.hard_end),
            (day.at(19, 0), Some(day.at(20, 0)))
        );
        let moved = once.moved.clone().unwrap();
        assert_eq!((moved.from, moved.times), (round.opens_at, 1));
        assert_eq!(moved.reason, "停电");
        let day = Date::of(2023, 4, 14);
        let twice = once.postponed(day.at(10, 0), &because("系统维护"), &season, now);
        let moved = twice.unwrap().moved.unwrap();
        assert_eq!((moved.from, moved.times), (round.opens_at, 2));
        assert_eq!(moved.reason, "系统维护");
    }

    #[test]
    fn a_round_is_not_postponed_too_late_to_earlier_or_to_a_wrong_day() {
        let (season, round) = (catalogue::auction_2023(), friday());
        let before = Date::of(2023, 4, 1).at(9, 0);
        let later = Date::of(2023, 4, 12).at(10, 0);
        let because = Reason::parse("停电").unwrap();
        let refused =
            |round: &Round, to, now| round.postponed(to, &because, &season, now).unwrap_err();
        let opened = RoundRefusal::RoundHasOpened;
        assert_eq!(refused(&round, later, round.opens_at), opened);
        let cancelled = Round {
            state: RoundState::Cancelled,
            ..round.clone()
        };
        assert_eq!(refused(&cancelled, later, before), opened);
        let earlier = Date::of(2023, 4, 5).at(10, 0);
        for to in [round.opens_at, earlier] {
            let found = refused(&round, to, before);
            assert_eq!(found, RoundRefusal::RoundMoveNotLater);
        }
        let thursday = Date::of(2023, 4, 13).at(10, 0);
        let found = refused(&round, thursday, before);
        assert_eq!(found, RoundRefusal::RoundNotWedFri);
        let december = Date::of(2023, 12, 1).at(10, 0);
        let found = refused(&round, december, before);
        assert_eq!(found, RoundRefusal::OutsideSeason);
    }

    #[test]
    fn real_rounds_last_two_hours_at_least() {
        let season = catalogue::auction_2023();
        let mut plan = RoundPlan::of_day(Date::of(2023, 4, 5));
        plan.closes_at = plan.opens_at.plus_millis(7_199_999);
        assert_eq!(plan.check(&season), Err(RoundRefusal::RoundTooShort));
        plan.closes_at = plan.opens_at.plus_millis(7_200_000);
        assert_eq!(plan.check(&season), Ok(()));
        plan.hard_end = Some(plan.closes_at.plus_millis(299_999));
        assert_eq!(plan.check(&season), Err(RoundRefusal::RoundHardEndTooEarly));
        plan.hard_end = Some(plan.closes_at.plus_millis(300_000));
        plan.min_bidders = 2;
        assert_eq!(plan.check(&season), Ok(()));
        plan.min_bidders = 3;
        assert_eq!(plan.check(&season), Err(RoundRefusal::RoundMinBidders));
        plan.min_bidders = 0;
        assert_eq!(plan.check(&season), Err(RoundRefusal::RoundMinBidders));
        plan.min_bidders = 1;
        plan.window_ms = 29_999;
        assert_eq!(plan.check(&season), Err(RoundRefusal::RoundWindowTooShort));
    }
}
