//! Following a lot (关注; domain.md §3.4 *watch*: account × lot): whoever follows is told when it is listed,
//! before it opens, when its price or terms change, and how it ends. Extensions are not told: they are
//! for those who bid.

use crate::time::Timestamp;

/// Lots that an account may follow at a time.
pub const FOLLOWS_MAX: u32 = 200;

codes! {
    /// What followers are reminded of ahead of a round.
    FollowReminder {
        /// Bidding opens within a day.
        Day = "OPENING_DAY" / "开始前一天",
        /// Bidding opens within the hour.
        Hour = "OPENING" / "开始前一小时",
    }
}

impl FollowReminder {
    /// How long before the opening it is due, ms.
    pub const fn ahead_ms(self) -> i64 {
        match self {
            Self::Day => 86_400_000,
            Self::Hour => 3_600_000,
        }
    }

    /// When it is due for a lot that opens then.
    pub const fn due_at(self, opens_at: Timestamp) -> Timestamp {
        opens_at.plus_millis(-self.ahead_ms())
    }

    /// Whether it is still worth telling at `now`: not once bidding is open, and not the day when the
    /// hour has come (a lot that was listed late, or an outage).
    pub fn is_news(self, opens_at: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Day => now < Self::Hour.due_at(opens_at),
            Self::Hour => now < opens_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Date;
    use proptest::prelude::*;

    const OPENS: Timestamp = Date::of(2026, 11, 20).at(10, 0);

    #[test]
    fn the_day_and_the_hour_are_told_in_their_time() {
        use FollowReminder::{Day, Hour};
        assert_eq!(Day.due_at(OPENS), Date::of(2026, 11, 19).at(10, 0));
        assert_eq!(Hour.due_at(OPENS), Date::of(2026, 11, 20).at(9, 0));
        assert!(Day.is_news(OPENS, Date::of(2026, 11, 20).at(8, 59)));
        assert!(!Day.is_news(OPENS, Date::of(2026, 11, 20).at(9, 0)));
        assert!(Hour.is_news(OPENS, Date::of(2026, 11, 20).at(9, 59)));
        assert!(!Hour.is_news(OPENS, OPENS));
    }

    proptest! {
        #[test]
        fn never_two_of_them_at_once(minutes in -3_000i64..3_000) {
            let now = OPENS.plus_millis(minutes * 60_000);
            let due = |one: FollowReminder| one.due_at(OPENS) <= now && one.is_news(OPENS, now);
            prop_assert!(!(due(FollowReminder::Day) && due(FollowReminder::Hour)));
            if now >= OPENS {
                prop_assert!(!FollowReminder::ALL.iter().any(|one| due(*one)));
            }
        }
    }
}
