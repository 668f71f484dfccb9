//! A month of a year, as it stands in the address of the calendar.

use crate::ui::figures::month_name;
use domain::time::{Date, Weekday, days_in_month};
use locales::{Lang, calendar as m};

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1-12.
    pub month: u32,
}

impl Month {
    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        Date::parse_iso(&format!("{text}-01")).map(Self::of)
    }

    /// The month of a day.
    pub fn of(day: Date) -> Self {
        let (year, month, _) = day.ymd();
        Self { year, month }
    }

    /// The month before.
    pub const fn before(self) -> Self {
        match self.month {
            1 => Self {
                year: self.year - 1,
                month: 12,
            },
            month => Self {
                year: self.year,
                month: month - 1,
            },
        }
    }

    /// The month after.
    pub const fn after(self) -> Self {
        match self.month {
            12 => Self {
                year: self.year + 1,
                month: 1,
            },
            month => Self {
                year: self.year,
                month: month + 1,
            },
        }
    }

    /// Its address without the language.
    pub fn path(self) -> String {
        format!("/calendar?month={:04}-{:02}", self.year, self.month)
    }

    /// Month and year for people.
    pub fn name(self, lang: Lang) -> String {
        m::month_year(lang, month_name(lang, self.month), self.year)
    }

    /// The weeks that hold its days, Monday to Sunday, with days of the months beside it.
    pub fn weeks(self) -> Vec<[Date; 7]> {
        let first = Date::of(self.year, self.month, 1);
        let last = Date::of(self.year, self.month, days_in_month(self.year, self.month));
        let since_monday = |day: Date| {
            Weekday::ALL
                .iter()
                .position(|name| *name == day.weekday())
                .unwrap_or(0) as i32
        };
        let monday = first.plus_days(-since_monday(first));
        let weeks = (last.0 - monday.0) / 7 + 1;
        (0..weeks)
            .map(|week| std::array::from_fn(|day| monday.plus_days(week * 7 + day as i32)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        let november = Month::parse("2026-11").unwrap();
        assert_eq!(
            november,
            Month {
                year: 2026,
                month: 11
            }
        );
        assert_eq!(november.path(), "/calendar?month=2026-11");
        for bad in ["2026-13", "2026", "11-2026", "2026-11-05", ""] {
            assert!(Month::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_year_turns() {
        let december = Month {
            year: 2026,
            month: 12,
        };
        assert_eq!(
            december.after(),
            Month {
                year: 2027,
                month: 1
            }
        );
        assert_eq!(december.after().before(), december);
    }

    #[test]
    fn weeks_run_from_monday_and_hold_every_day() {
        for month in 1..=12 {
            let weeks = Month { year: 2026, month }.weeks();
            assert!((4..=6).contains(&weeks.len()));
            assert!(weeks.iter().all(|week| week[0].weekday() == Weekday::Mon));
            let inside = weeks
                .iter()
                .flatten()
                .filter(|day| day.ymd().1 == month)
                .count();
            assert_eq!(inside as u32, days_in_month(2026, month));
        }
    }
}
