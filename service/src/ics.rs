//! Calendars for other programs (iCalendar, RFC 5545; ux.md §5): as feeds, and with the mails about
//! registrations.

use crate::Portal;
use domain::sessions::{Session, SessionState};
use domain::time::{Date, Timestamp};
use std::fmt::Write as _;

/// The longest line, in bytes, without its end (RFC 5545 §3.1).
const LINE_MAX: usize = 75;
/// One clock in the whole country, without daylight saving time.
const ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\n\
    DTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\n\
    END:STANDARD\r\nEND:VTIMEZONE\r\n";

/// When something takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// From one instant to another.
    Hours(Timestamp, Timestamp),
    /// A whole day in Beijing.
    Day(Date),
}

/// What is told ten minutes ahead: the beginning, the end, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Nothing.
    None,
    /// The beginning.
    Start,
    /// Both: bidding begins, and is decided at its end.
    Both,
}

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which it is, the same for as long as it exists.
    pub uid: String,
    /// Grows with every change.
    pub sequence: u64,
    /// In one line.
    pub summary: String,
    /// Where it takes place; empty when online.
    pub location: String,
    /// The page about it.
    pub url: Option<String>,
    /// When.
    pub span: Span,
    /// Called off: it stays in the calendar and says so.
    pub cancelled: bool,
    /// The reminder.
    pub alarm: Alarm,
}

/// What is the same at every address of this portal: the name of its public ledger.
pub fn host(portal: &Portal) -> &str {
    let origin = &portal.settings().ledger_origin;
    origin.split(['/', ':']).next().unwrap_or_default()
}

/// What `what` is called in every calendar of this portal.
pub fn uid(portal: &Portal, what: &str) -> String {
    format!("{what}@{}", host(portal))
}

/// A session with the address of its page, in English or in Chinese.
pub fn session_event(portal: &Portal, session: &Session, english: bool, url: String) -> Event {
    let cancelled = session.state == SessionState::Cancelled;
    let revision = u64::from(session.published_revision.unwrap_or_default());
    Event {
        uid: uid(portal, &format!("session-{}", session.id)),
        // A revision and a cancellation are a change each.
        sequence: revision * 2 + u64::from(cancelled),
        summary: session.title.pick(english).to_owned(),
        location: session.venue.pick(english).to_owned(),
        url: Some(url),
        span: Span::Hours(session.starts_at, session.ends_at),
        cancelled,
        alarm: Alarm::Start,
    }
}

/// The file: `name` is what the calendar is called, `now` when it was written.
pub fn calendar(name: &str, now: Timestamp, events: &[Event]) -> String {
    let mut out = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    line(&mut out, "PRODID", "-//luochui//calendar//ZH");
    line(&mut out, "CALSCALE", "GREGORIAN");
    line(&mut out, "METHOD", "PUBLISH");
    line(&mut out, "X-WR-CALNAME", &text(name));
    line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    out.push_str(ZONE);
    for event in events {
        write_event(&mut out, now, event);
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn write_event(out: &mut String, now: Timestamp, event: &Event) {
    out.push_str("BEGIN:VEVENT\r\n");
    line(out, "UID", &event.uid);
    line(out, "DTSTAMP", &utc(now));
    line(out, "SEQUENCE", &event.sequence.to_string());
    match event.span {
        Span::Hours(from, to) => {
            line(out, "DTSTART;TZID=Asia/Shanghai", &local(from));
            line(out, "DTEND;TZID=Asia/Shanghai", &local(to));
        }
        Span::Day(day) => {
            line(out, "DTSTART;VALUE=DATE", &compact(day));
            // The end of whole days is the first day that no longer belongs to them.
            line(out, "DTEND;VALUE=DATE", &compact(day.plus_days(1)));
        }
    }
    line(out, "SUMMARY", &text(&event.summary));
    if !event.location.is_empty() {
        line(out, "LOCATION", &text(&event.location));
    }
    if let Some(url) = &event.url {
        line(out, "URL", url);
    }
    let status = if event.cancelled {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    line(out, "STATUS", status);
    let triggers: &[&str] = match event.alarm {
        Alarm::Start => &["TRIGGER"],
        Alarm::Both => &["TRIGGER", "TRIGGER;RELATED=END"],
        Alarm::None => &[],
    };
    // Nobody is reminded of what was called off.
    for trigger in triggers.iter().filter(|_| !event.cancelled) {
        out.push_str("BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
        line(out, "DESCRIPTION", &text(&event.summary));
        line(out, trigger, "-PT10M");
        out.push_str("END:VALARM\r\n");
    }
    out.push_str("END:VEVENT\r\n");
}

/// `20261120`.
fn compact(day: Date) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// `20261120T160000`, by the clock in Beijing.
fn local(at: Timestamp) -> String {
    format!(
        "{}T{}",
        compact(at.date()),
        at.clock().hms().replace(':', "")
    )
}

/// `20261120T080000Z`.
fn utc(at: Timestamp) -> String {
    const EIGHT_HOURS_MS: i64 = 8 * 3_600_000;
    format!("{}Z", local(at.plus_millis(-EIGHT_HOURS_MS)))
}

/// A text value: commas, semicolons, backslashes and line ends stand for themselves only when
/// escaped (RFC 5545 §3.3.11).
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for each in value.chars() {
        match each {
            '\\' | ';' | ',' => out.extend(['\\', each]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            each => out.push(each),
        }
    }
    out
}

/// One line, folded before it gets too long; never inside a character.
fn line(out: &mut String, name: &str, value: &str) {
    let mut whole = String::new();
    let _ = write!(whole, "{name}:{value}");
    let mut length = 0;
    for each in whole.chars() {
        if length + each.len_utf8() > LINE_MAX {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(each);
        length += each.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            uid: "round-7@auction.example".into(),
            sequence: 2,
            summary: "集中竞价，3 项标的; 一, 二".into(),
            location: String::new(),
            url: Some("https://auction.example/rounds/7".into()),
            span: Span::Hours(
                Date::of(2026, 11, 20).at(10, 0),
                Date::of(2026, 11, 20).at(15, 30),
            ),
            cancelled: false,
            alarm: Alarm::Start,
        }
    }

    #[test]
    fn lines_are_short_and_whole_again_when_unfolded() {
        let long = "太阳能电池".repeat(40);
        let file = calendar(
            "日历",
            Timestamp(0),
            &[Event {
                summary: long.clone(),
                ..event()
            }],
        );
        assert!(file.split("\r\n").all(|line| line.len() <= LINE_MAX));
        assert!(file.ends_with("END:VCALENDAR\r\n"));
        assert!(!file.replace("\r\n", "").contains('\n'));
        assert!(
            file.replace("\r\n ", "")
                .contains(&format!("SUMMARY:{long}\r\n"))
        );
    }

    #[test]
    fn an_entry_says_when_in_beijing_and_which_change_it_is() {
        let now = Date::of(2026, 11, 1).at(7, 30);
        let file = calendar("日历", now, &[event()]);
        for line in [
            "UID:round-7@auction.example",
            "DTSTAMP:20261031T233000Z",
            "SEQUENCE:2",
            "DTSTART;TZID=Asia/Shanghai:20261120T100000",
            "DTEND;TZID=Asia/Shanghai:20261120T153000",
            "SUMMARY:集中竞价，3 项标的\\; 一\\, 二",
            "STATUS:CONFIRMED",
            "TRIGGER:-PT10M",
        ] {
            assert!(
                file.contains(&format!("\r\n{line}\r\n")),
                "{line} in {file}"
            );
        }
    }

    #[test]
    fn what_is_called_off_stays_and_rings_no_more() {
        let called_off = Event {
            cancelled: true,
            ..event()
        };
        let file = calendar("日历", Timestamp(0), &[called_off]);
        assert!(file.contains("STATUS:CANCELLED\r\n") && !file.contains("VALARM"));
    }

    #[test]
    fn a_deadline_is_a_whole_day() {
        let day = Span::Day(Date::of(2026, 11, 30));
        let file = calendar(
            "日历",
            Timestamp(0),
            &[Event {
                span: day,
                ..event()
            }],
        );
        assert!(file.contains("DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261201\r\n"));
    }
}
