//! The month as a list of days: the view of small screens, and of everybody.

use super::grid::{is_cancelled, kind_key};
use crate::lang::{href, use_lang};
use crate::ui::Day;
use domain::time::Date;
use domain::views::{CalendarEntry, CalendarKind, CalendarMonth};
use leptos::prelude::*;
use locales::{Lang, calendar as m};

/// What an entry says.
pub fn entry_words(lang: Lang, kind: &CalendarKind) -> String {
    let words = match kind {
        CalendarKind::Round { lot_count: 0, .. } => m::round_empty(lang).to_owned(),
        CalendarKind::Round { lot_count: 1, .. } => m::round_lots_one(lang).to_owned(),
        CalendarKind::Round { lot_count, .. } => m::round_lots(lang, lot_count),
        CalendarKind::Session { link, .. } => link.title.pick(lang.is_english()).to_owned(),
        CalendarKind::Deadline { key } => match key.as_str() {
            "submission" => m::deadline_submission(lang).to_owned(),
            "session" => m::deadline_session(lang).to_owned(),
            _ => m::deadline_other(lang).to_owned(),
        },
    };
    if is_cancelled(kind) {
        format!("{words}{}", m::cancelled(lang))
    } else {
        words
    }
}

/// Where an entry leads: a session and a round to their pages, today's bidding to the live hall.
pub fn entry_href(lang: Lang, entry: &CalendarEntry, today: Date) -> Option<String> {
    entry_path(entry, today).map(|path| href(lang, &path))
}

/// The same without the language.
pub fn entry_path(entry: &CalendarEntry, today: Date) -> Option<String> {
    match &entry.kind {
        CalendarKind::Session { link, .. } => Some(format!("/sessions/{}", link.slug)),
        CalendarKind::Round {
            id,
            lot_count: 1..,
            cancelled: false,
            ..
        } => Some(match entry.on == today {
            true => "/live".to_owned(),
            false => format!("/rounds/{id}"),
        }),
        _ => None,
    }
}

/// The word for the kind of an entry.
fn kind_words(lang: Lang, kind: &CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Round { .. } => m::kind_round(lang),
        CalendarKind::Session { .. } => m::kind_session(lang),
        CalendarKind::Deadline { .. } => m::kind_deadline(lang),
    }
}

/// The days that have an entry, in order.
fn by_day(entries: Vec<CalendarEntry>) -> Vec<(Date, Vec<CalendarEntry>)> {
    let mut days: Vec<(Date, Vec<CalendarEntry>)> = Vec::new();
    for entry in entries {
        match days.last_mut() {
            Some((day, list)) if *day == entry.on => list.push(entry),
            _ => days.push((entry.on, vec![entry])),
        }
    }
    days
}

/// The list view.
#[component]
pub fn DayList(
    /// The month.
    page: CalendarMonth,
) -> impl IntoView {
    let lang = use_lang();
    let today = page.today;
    let days = by_day(page.entries)
        .into_iter()
        .map(|(day, entries)| {
            let entries = entries
                .into_iter()
                .map(|entry| view! { <ListEntry entry today /> })
                .collect_view();
            let mark = (day == today).then(|| format!(" · {}", m::today(lang)));
            view! {
                <li
                    data-today=(day == today).then_some("true")
                    data-past=(day < today).then_some("true")
                >
                    <p class="day-list-date">
                        <Day on=day />
                        {mark}
                    </p>
                    <div class="day-entries">{entries}</div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="day-list">{days}</ol> }
}

#[component]
fn ListEntry(entry: CalendarEntry, today: Date) -> impl IntoView {
    let lang = use_lang();
    let words = entry_words(lang, &entry.kind);
    let time = match entry.kind {
        CalendarKind::Deadline { .. } => m::all_day(lang).to_owned(),
        _ => hours(lang, &entry),
    };
    let text = match entry_href(lang, &entry, today) {
        Some(to) => view! { <a href=to>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    view! {
        <p
            class="day-entry"
            data-kind=kind_key(&entry.kind)
            data-cancelled=is_cancelled(&entry.kind).then_some("true")
        >
            <span class="day-entry-time">{time}</span>
            <span class="day-entry-kind">{kind_words(lang, &entry.kind)}</span>
            <span class="day-entry-text">{text}</span>
        </p>
    }
}

/// The hours of an entry. Practice rounds may end on the next day.
fn hours(lang: Lang, entry: &CalendarEntry) -> String {
    let (from, to) = (entry.starts_at.clock().hm(), entry.ends_at.clock().hm());
    match entry.starts_at.date() == entry.ends_at.date() {
        true => m::from_to(lang, from, to),
        false => m::from_to_next_day(lang, from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::RoundId;

    fn entry(day: i32) -> CalendarEntry {
        CalendarEntry {
            on: Date(day),
            starts_at: Date(day).at(10, 0),
            ends_at: Date(day).at(15, 0),
            kind: CalendarKind::Round {
                id: RoundId(7),
                lot_count: 3,
                cancelled: false,
                moves: 0,
            },
        }
    }

    #[test]
    fn a_round_leads_to_what_can_be_seen_of_it() {
        let to = |day| entry_href(Lang::Zh, &entry(day), Date(5));
        assert_eq!(to(5).as_deref(), Some("/live"));
        assert_eq!(to(6).as_deref(), Some("/rounds/7"));
        assert_eq!(to(4).as_deref(), Some("/rounds/7"));
        let kind = CalendarKind::Round {
            id: RoundId(7),
            lot_count: 3,
            cancelled: true,
            moves: 0,
        };
        let cancelled = CalendarEntry { kind, ..entry(4) };
        assert_eq!(entry_href(Lang::Zh, &cancelled, Date(5)), None);
    }

    #[test]
    fn an_end_on_the_next_day_is_told() {
        let late = CalendarEntry {
            ends_at: Date(5).at(0, 30),
            ..entry(4)
        };
        assert_eq!(hours(Lang::Zh, &entry(4)), "10:00–15:00");
        assert_eq!(hours(Lang::Zh, &late), "10:00–次日00:30");
    }

    #[test]
    fn one_lot_is_singular() {
        let one = |lot_count| CalendarKind::Round {
            id: RoundId(7),
            lot_count,
            cancelled: false,
            moves: 0,
        };
        assert_eq!(entry_words(Lang::En, &one(1)), "Bidding on 1 lot");
        assert_eq!(entry_words(Lang::En, &one(2)), "Bidding on 2 lots");
    }

    #[test]
    fn entries_of_a_day_stand_together() {
        let days = by_day(vec![entry(1), entry(1), entry(4)]);
        let counts: Vec<_> = days.iter().map(|(day, list)| (day.0, list.len())).collect();
        assert_eq!(counts, [(1, 2), (4, 1)]);
    }
}
