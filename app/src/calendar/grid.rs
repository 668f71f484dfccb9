//! The month as a table with a column for each weekday; bidding days stand out. Wide screens
//! only: the list below says the same.

use super::list::{entry_href, entry_words};
use super::month::Month;
use crate::lang::use_lang;
use crate::ui::figures::weekday_name;
use domain::time::{Date, Weekday};
use domain::views::{CalendarEntry, CalendarKind, CalendarMonth};
use leptos::prelude::*;
use locales::calendar as m;

/// The weekdays of concentrated bidding (season plan: every Wednesday and Friday).
const fn is_bidding_day(day: Weekday) -> bool {
    matches!(day, Weekday::Wed | Weekday::Fri)
}

/// The value of `data-kind` of an entry.
pub const fn kind_key(kind: &CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Round { .. } => "round",
        CalendarKind::Session { .. } => "session",
        CalendarKind::Deadline { .. } => "deadline",
    }
}

/// Whether the entry does not take place.
pub const fn is_cancelled(kind: &CalendarKind) -> bool {
    matches!(
        kind,
        CalendarKind::Round {
            cancelled: true,
            ..
        } | CalendarKind::Session {
            cancelled: true,
            ..
        }
    )
}

/// The month view.
#[component]
pub fn MonthGrid(
    /// The month.
    page: CalendarMonth,
) -> impl IntoView {
    let lang = use_lang();
    let month = Month::of(page.first);
    let heads = Weekday::ALL
        .iter()
        .map(|day| {
            let bidding = is_bidding_day(*day);
            view! {
                <th scope="col" data-bidding-day=bidding.then_some("true")>
                    {weekday_name(lang, *day)}
                    {bidding.then(|| format!(" · {}", m::bidding_day(lang)))}
                </th>
            }
        })
        .collect_view();
    let weeks = month
        .weeks()
        .into_iter()
        .map(|week| {
            let days = week.map(|day| view! { <DayCell day month page=page.clone() /> });
            view! { <tr>{days.into_iter().collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <table class="month-grid">
            <caption class="visually-hidden">{m::grid(lang, month.name(lang))}</caption>
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{weeks}</tbody>
        </table>
    }
}

#[component]
fn DayCell(day: Date, month: Month, page: CalendarMonth) -> impl IntoView {
    let lang = use_lang();
    let outside = Month::of(day) != month;
    let today = day == page.today;
    let entries = page
        .entries
        .into_iter()
        .filter(|entry| entry.on == day && !outside)
        .map(|entry| view! { <GridEntry entry today=page.today /> })
        .collect_view();
    view! {
        <td
            data-outside=outside.then_some("true")
            data-today=today.then_some("true")
            data-bidding-day=(!outside && is_bidding_day(day.weekday())).then_some("true")
        >
            <time class="month-day" datetime=day.to_string()>
                {day.ymd().2}
                {today.then(|| format!(" {}", m::today(lang)))}
            </time>
            {entries}
        </td>
    }
}

#[component]
fn GridEntry(entry: CalendarEntry, today: Date) -> impl IntoView {
    let lang = use_lang();
    let words = entry_words(lang, &entry.kind);
    let inner = match entry_href(lang, &entry, today) {
        Some(to) => view! { <a href=to>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    view! {
        <span
            class="month-entry"
            data-kind=kind_key(&entry.kind)
            data-cancelled=is_cancelled(&entry.kind).then_some("true")
        >
            {inner}
        </span>
    }
}
