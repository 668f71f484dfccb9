//! Rounds (竞价场次): the bidding days of a season.

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
