//! What somebody wants to be told, and when (通知设置). Quiet hours hold a notice back until they are
//! over; nothing is lost by them. *Outbid* is never held back: it is worth nothing afterwards.

use super::NoticeKind;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
const MINUTE_MS: i64 = 60_000;

/// Hours without notices, by the clock in Beijing; they may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// They begin at this minute of the day, 0–1439.
    pub from: u16,
    /// They are over at this minute of the day, 0–1439, another one than `from`.
    pub until: u16,
}

/// What somebody wants to be told. By default everything, at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Kinds that are switched off.
    pub off: Vec<NoticeKind>,
    /// Hours without notices.
    pub quiet: Option<Quiet>,
}

/// Why preferences cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreferencesRefusal {
    /// Quiet hours begin and end at times of the day that exist, and differ.
    #[error("QUIET_HOURS")]
    QuietHours,
}

/// Whether a notice reaches its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// At once.
    Now,
    /// When the quiet hours are over.
    From(Timestamp),
    /// Not at all: its reader has switched it off.
    Never,
}

/// Whether and when a notice of this `kind` about what happened `at` reaches somebody with these
/// `preferences`.
pub fn delivers(kind: NoticeKind, preferences: &Preferences, at: Timestamp) -> Delivery {
    if preferences.off.contains(&kind) {
        return Delivery::Never;
    }
    match preferences.quiet {
        Some(quiet) if kind != NoticeKind::Outbid => match quiet.over(at) {
            Some(over) => Delivery::From(over),
            None => Delivery::Now,
        },
        _ => Delivery::Now,
    }
}

impl Quiet {
    /// Quiet hours between two times of the day.
    ///
    /// # Errors
    /// [`PreferencesRefusal::QuietHours`].
    pub fn new(from: u16, until: u16) -> Result<Self, PreferencesRefusal> {
        let exist = from < DAY_MINUTES && until < DAY_MINUTES;
        match exist && from != until {
            true => Ok(Self { from, until }),
            false => Err(PreferencesRefusal::QuietHours),
        }
    }

    /// Quiet hours as they are typed, `22:00` and `07:30`.
    ///
    /// # Errors
    /// [`PreferencesRefusal::QuietHours`].
    pub fn parse(from: &str, until: &str) -> Result<Self, PreferencesRefusal> {
        let read = |text| minute(text).ok_or(PreferencesRefusal::QuietHours);
        Self::new(read(from)?, read(until)?)
    }

    /// The end of the quiet hours that `at` lies in; nothing outside of them. The last minute
    /// belongs to them no more.
    fn over(self, at: Timestamp) -> Option<Timestamp> {
        let clock = at.clock();
        let now = (clock.hour() * 60 + clock.minute()) as u16;
        let is_quiet = match self.from < self.until {
            true => (self.from..self.until).contains(&now),
            false => now >= self.from || now < self.until,
        };
        let days = i32::from(now >= self.until);
        let end = at.date().plus_days(days).at(0, 0);
        is_quiet.then(|| end.plus_millis(i64::from(self.until) * MINUTE_MS))
    }
}

/// A time of the day as it is shown in a form: `07:30`.
pub fn clock_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day that `07:30` means.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str, below: u16| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse::<u16>().ok().filter(|_| digits)?;
        (number < below).then_some(number)
    };
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Date;
    use proptest::prelude::*;

    const DAY: Date = Date::of(2026, 11, 20);

    fn nights() -> Preferences {
        Preferences {
            off: vec![NoticeKind::Opening],
            quiet: Some(Quiet::parse("22:00", "07:30").unwrap()),
        }
    }

    #[test]
    fn at_night_notices_wait_for_the_morning_but_for_outbid() {
        let of = |kind, at| delivers(kind, &nights(), at);
        let morning = Delivery::From(DAY.plus_days(1).at(7, 30));
        assert_eq!(of(NoticeKind::Won, DAY.at(22, 0)), morning);
        assert_eq!(of(NoticeKind::Won, DAY.plus_days(1).at(7, 29)), morning);
        assert_eq!(of(NoticeKind::Won, DAY.at(7, 30)), Delivery::Now);
        assert_eq!(of(NoticeKind::Won, DAY.at(21, 59)), Delivery::Now);
        assert_eq!(of(NoticeKind::Outbid, DAY.at(23, 0)), Delivery::Now);
        assert_eq!(of(NoticeKind::Opening, DAY.at(12, 0)), Delivery::Never);
        let siesta = Preferences {
            off: vec![NoticeKind::Outbid],
            quiet: Some(Quiet::new(12 * 60, 14 * 60).unwrap()),
        };
        let of = |kind, at| delivers(kind, &siesta, at);
        assert_eq!(
            of(NoticeKind::Won, DAY.at(13, 0)),
            Delivery::From(DAY.at(14, 0))
        );
        assert_eq!(of(NoticeKind::Outbid, DAY.at(13, 0)), Delivery::Never);
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        for (from, until) in [
            ("22:00", "22:00"),
            ("24:00", "07:00"),
            ("22:60", "07:00"),
            ("", "07:00"),
            ("22", "7"),
            ("+2:00", "07:00"),
            ("022:00", "07:00"),
        ] {
            let refused = Quiet::parse(from, until);
            assert_eq!(
                refused,
                Err(PreferencesRefusal::QuietHours),
                "{from} {until}"
            );
        }
        let read = Quiet::parse(" 7:05 ", "22:00").unwrap();
        assert_eq!(
            (clock_text(read.from), clock_text(read.until)),
            ("07:05".into(), "22:00".into())
        );
    }

    proptest! {
        #[test]
        fn no_notice_waits_longer_than_a_day_nor_into_quiet_hours(
            from in 0u16..1440,
            until in 0u16..1440,
            minutes in 0i64..5_000_000,
            kind in proptest::sample::select(NoticeKind::ALL),
        ) {
            let Ok(quiet) = Quiet::new(from, until) else { return Ok(()) };
            let preferences = Preferences { off: Vec::new(), quiet: Some(quiet) };
            let at = Timestamp::from_millis(minutes * MINUTE_MS);
            match delivers(kind, &preferences, at) {
                Delivery::Never => prop_assert!(false, "nothing is switched off"),
                Delivery::Now => {}
                Delivery::From(over) => {
                    prop_assert!(kind != NoticeKind::Outbid);
                    let waits = over.millis_since(at);
                    prop_assert!(waits > 0 && waits <= i64::from(DAY_MINUTES) * MINUTE_MS);
                    prop_assert_eq!(delivers(kind, &preferences, over), Delivery::Now);
                }
            }
        }
    }
}
