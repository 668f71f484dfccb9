//! Instants and civil dates. Inside everything is UTC microseconds; people see 北京时间 (UTC+8,
//! no daylight saving time).

use serde::{Deserialize, Serialize};
use std::fmt;

const DAY_US: i64 = 86_400_000_000;
/// 北京时间 is eight hours ahead of UTC all year.
const BEIJING_US: i64 = 8 * 3_600_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant `ms` milliseconds after the epoch.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms * 1_000)
    }

    /// Whole milliseconds since the epoch, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This instant moved by `ms` milliseconds.
    pub const fn plus_millis(self, ms: i64) -> Self {
        Self(self.0 + ms * 1_000)
    }

    /// Milliseconds from `earlier` to this instant, rounded down; negative when it is later.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000)
    }

    /// The civil date in Beijing.
    pub const fn date(self) -> Date {
        Date((self.0 + BEIJING_US).div_euclid(DAY_US) as i32)
    }

    /// The time of day in Beijing.
    pub const fn clock(self) -> ClockTime {
        let us = (self.0 + BEIJING_US).rem_euclid(DAY_US);
        ClockTime { micros: us }
    }

    /// RFC 3339 with the offset of Beijing, to the microsecond, for APIs and feeds.
    pub fn rfc3339(self) -> String {
        let c = self.clock();
        format!(
            "{}T{}.{:06}+08:00",
            self.date(),
            c.hms(),
            c.micros % 1_000_000
        )
    }
}

/// A time of day in Beijing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockTime {
    micros: i64,
}

impl ClockTime {
    /// Hours, 0–23.
    pub const fn hour(self) -> i64 {
        self.micros / 3_600_000_000
    }
    /// Minutes, 0–59.
    pub const fn minute(self) -> i64 {
        self.micros / 60_000_000 % 60
    }
    /// `16:05`.
    pub fn hm(self) -> String {
        format!("{:02}:{:02}", self.hour(), self.minute())
    }
    /// `16:05:09`.
    pub fn hms(self) -> String {
        format!("{}:{:02}", self.hm(), self.micros / 1_000_000 % 60)
    }
    /// `16:05:09.3`, tenths rounded down: the resolution of the bid list (ux.md §1.6).
    pub fn hms_tenths(self) -> String {
        format!("{}.{}", self.hms(), self.micros / 100_000 % 10)
    }
    /// `16:05:09.327`: the resolution of a receipt.
    pub fn hms_millis(self) -> String {
        format!("{}.{:03}", self.hms(), self.micros / 1_000 % 1_000)
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];
}

/// A civil date: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i32);

impl Date {
    /// The date `year-month-day`, or `None` when there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let in_range = (1..=9999).contains(&year) && (1..=12).contains(&month);
        (in_range && day >= 1 && day <= days_in_month(year, month))
            .then(|| Self(days_from_civil(year, month, day)))
    }

    /// A date that is known to exist; for season data written by hand.
    ///
    /// # Panics
    /// When there is no such day.
    pub const fn of(year: i32, month: u32, day: u32) -> Self {
        assert!(month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month));
        Self(days_from_civil(year, month, day))
    }

    /// Year, month (1–12) and day (1–31).
    pub const fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.ymd().0
    }

    /// The day of the week.
    pub const fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(self.0 + 3).rem_euclid(7) as usize]
    }

    /// This date moved by `days`.
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The same day `years` later; 29 February becomes 28 February.
    pub fn plus_years(self, years: i32) -> Self {
        let (y, m, d) = self.ymd();
        Self::of(y + years, m, d.min(days_in_month(y + years, m)))
    }

    /// The instant at which the clock in Beijing shows `hour:minute` on this day.
    pub const fn at(self, hour: i64, minute: i64) -> Timestamp {
        let us = self.0 as i64 * DAY_US - BEIJING_US;
        Timestamp(us + hour * 3_600_000_000 + minute * 60_000_000)
    }

    /// Parses `YYYY-MM-DD`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Self::new(year, month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

/// Days in a month of the Gregorian calendar.
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Howard Hinnant's `days_from_civil`, the usual integer algorithm for the Gregorian calendar.
const fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let shifted = (month as i32 + 9) % 12;
    let doy = (153 * shifted + 2) / 5 + day as i32 - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    let year = yoe + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn beijing_is_eight_hours_ahead() {
        let t = Date::of(2026, 11, 20).at(16, 5);
        assert_eq!(t.rfc3339(), "2026-11-20T16:05:00.000000+08:00");
        assert_eq!(t.millis() % 86_400_000, (8 * 3600 + 5 * 60) * 1000);
        assert_eq!(
            Date::of(2026, 11, 20).at(0, 0).date(),
            Date::of(2026, 11, 20)
        );
    }

    #[test]
    fn weekdays_of_the_2023_plan() {
        assert_eq!(Date::of(2023, 4, 5).weekday(), Weekday::Wed);
        assert_eq!(Date::of(2023, 11, 29).weekday(), Weekday::Wed);
        assert_eq!(Date::of(2023, 6, 23).weekday(), Weekday::Fri);
    }

    #[test]
    fn impossible_days_are_refused() {
        assert!(Date::new(2023, 2, 29).is_none());
        assert!(Date::new(2024, 2, 29).is_some());
        assert!(Date::new(2023, 13, 1).is_none());
        assert_eq!(Date::of(2024, 2, 29).plus_years(1), Date::of(2025, 2, 28));
    }

    proptest! {
        #[test]
        fn civil_dates_round_trip(days in -200_000i32..200_000) {
            let (y, m, d) = Date(days).ymd();
            prop_assert_eq!(Date::new(y, m, d), Some(Date(days)));
            prop_assert_eq!(Date::parse_iso(&Date(days).to_string()), Some(Date(days)));
        }
    }
}
