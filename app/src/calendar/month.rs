//! A month of a year, as it stands in the address of the calendar.

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

/// The whole name of a month, 1-12; dates carry the short one.
fn month_name(lang: Lang, month: u32) -> &'static str {
    match month {
        1 => m::month_1(lang),
        2 => m::month_2(lang),
        3 => m::month_3(lang),
        4 => m::month_4(lang),
        5 => m::month_5(lang),
        6 => m::month_6(lang),
        7 => m::month_7(lang),
        8 => m::month_8(lang),
        9 => m::month_9(lang),
        10 => m::month_10(lang),
        11 => m::month_11(lang),
        _ => m::month_12(lang),
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
    fn a_month_has_its_whole_name() {
        let november = Month::parse("2026-11").unwrap();
        assert_eq!(november.name(Lang::En), "November 2026");
        assert_eq!(november.name(Lang::Zh), "2026年11月");
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
