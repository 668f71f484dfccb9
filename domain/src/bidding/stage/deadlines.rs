//! When something is due (bidding.md C.7). A refused registration would leave a lot in a state
//! that is not true, so those deadlines remind and never refuse.

use super::rules::{PUBLICITY_DAYS_MIN, StageRules};
use crate::time::{Date, Timestamp, days_in_month};

pub(super) const DAY_MS: i64 = 86_400_000;
pub(super) const MINUTE_MS: i64 = 60_000;

/// How many days ahead a working day is looked for, for each one that is counted: longer than any
/// public holiday.
const SEARCH_DAYS_MAX: i32 = 30;

/// The buyer must have confirmed before this instant: the end, in Beijing, of the last working day
/// after that of the close. `is_working_day` knows the holidays of the year.
pub fn confirm_due(
    closed_at: Timestamp,
    rules: &StageRules,
    is_working_day: impl Fn(Date) -> bool,
) -> Timestamp {
    let mut day = closed_at.date();
    for _ in 0..rules.confirm_working_days {
        let next = (1..=SEARCH_DAYS_MAX)
            .map(|ahead| day.plus_days(ahead))
            .find(|day| is_working_day(*day));
        day = next.unwrap_or(day.plus_days(SEARCH_DAYS_MAX));
    }
    day.plus_days(1).at(0, 0)
}

/// The contract is to be signed by then, that instant included.
pub const fn contract_due(confirmed_at: Timestamp, rules: &StageRules) -> Timestamp {
    confirmed_at.plus_millis(rules.contract_days * DAY_MS)
}

/// The registration of the technology contract is to be applied for by then.
pub const fn tech_application_due(signed_at: Timestamp, rules: &StageRules) -> Timestamp {
    signed_at.plus_millis(rules.tech_application_days * DAY_MS)
}

/// The licence is to be recorded on this day at the latest: the same day of the month, or the last
/// one of a shorter month.
pub fn licence_record_due(signed_on: Date, rules: &StageRules) -> Date {
    let (year, month, day) = signed_on.ymd();
    let months = month - 1 + rules.licence_record_months;
    let (year, month) = (year + (months / 12) as i32, months % 12 + 1);
    Date::of(year, month, day.min(days_in_month(year, month)))
}

/// The earliest end of a publicity that begins at `from`. Practice lots have none to wait for.
pub fn publicity_end(from: Timestamp, rules: &StageRules, practice: bool) -> Timestamp {
    let days = match practice {
        true => 0,
        false => rules.publicity_days.max(PUBLICITY_DAYS_MIN),
    };
    from.plus_millis(days * DAY_MS)
}

/// The earliest end of a publicity that goes on at `rejected_at`: what was left when the objection
/// stopped it, and a few days at least.
pub fn publicity_end_after_objection(
    rejected_at: Timestamp,
    remaining_ms: i64,
    rules: &StageRules,
) -> Timestamp {
    rejected_at.plus_millis(remaining_ms.max(rules.publicity_rest_days * DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Weekday;

    const RULES: fn() -> StageRules = StageRules::default;

    fn is_weekday(day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    #[test]
    fn five_working_days_skip_the_weekend_and_the_holidays() {
        // Closed on Friday, 20 November 2026: Monday is the first day, Friday the fifth.
        let closed = Date::of(2026, 11, 20).at(15, 0);
        assert_eq!(
            confirm_due(closed, &RULES(), is_weekday),
            Date::of(2026, 11, 28).at(0, 0)
        );
        let holiday = |day: Date| is_weekday(day) && day != Date::of(2026, 11, 25);
        assert_eq!(
            confirm_due(closed, &RULES(), holiday),
            Date::of(2026, 12, 1).at(0, 0)
        );
        // No working day at all: the search is bounded.
        assert_eq!(
            confirm_due(closed, &RULES(), |_| false),
            Date::of(2026, 11, 21).plus_days(150).at(0, 0)
        );
    }

    #[test]
    fn contract_and_registrations() {
        let signed = Date::of(2026, 11, 30);
        let due = contract_due(signed.at(9, 30), &RULES());
        assert_eq!(due, Date::of(2026, 12, 20).at(9, 30));
        let due = tech_application_due(signed.at(9, 30), &RULES());
        assert_eq!(due, Date::of(2026, 12, 30).at(9, 30));
        assert_eq!(
            licence_record_due(signed, &RULES()),
            Date::of(2027, 2, 28),
            "February has no 30th"
        );
        assert_eq!(
            licence_record_due(Date::of(2026, 9, 1), &RULES()),
            Date::of(2026, 12, 1)
        );
    }

    #[test]
    fn publicity_lasts_fifteen_days_whatever_a_season_says() {
        let from = Timestamp(0);
        let days = |rules: StageRules, practice| {
            publicity_end(from, &rules, practice).millis_since(from) / DAY_MS
        };
        let season = |publicity_days| StageRules {
            publicity_days,
            ..RULES()
        };
        assert_eq!(days(season(10), false), 15);
        assert_eq!(days(season(20), false), 20);
        assert_eq!(days(season(20), true), 0);
    }

    #[test]
    fn three_days_at_least_are_left_after_an_objection() {
        let rest = |days: i64| {
            let end = publicity_end_after_objection(Timestamp(0), days * DAY_MS, &RULES());
            end.millis() / DAY_MS
        };
        assert_eq!((rest(0), rest(3), rest(9)), (3, 3, 9));
    }
}
