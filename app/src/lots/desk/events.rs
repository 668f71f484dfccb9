//! What has happened on the lot so far, newest first.

use super::words::event_words;
use crate::lang::use_lang;
use crate::ui::{Column, Money, Table};
use domain::time::Date;
use domain::views::{DeskEvent, LotDesk};
use leptos::prelude::*;
use locales::desk as m;

/// The latest events; ceilings are not in them.
#[component]
pub fn Events(
    /// The desk.
    desk: RwSignal<LotDesk>,
) -> impl IntoView {
    let lang = use_lang();
    let events = move || desk.with(|desk| dated(&desk.events));
    let columns = vec![
        Column::number(m::seq(lang)),
        Column::text(m::time(lang)),
        Column::text(m::event(lang)),
        Column::text(m::paddle(lang)),
        Column::number(m::price(lang)),
    ];
    view! {
        <section aria-labelledby="events-title">
            <h2 class="section-title" id="events-title">
                {m::events_title(lang)}
            </h2>
            <Table caption=m::events_title(lang) columns class="office-table">
                <For each=events key=|(event, day)| (event.seq, *day) let:row>
                            <EventRow event=row.0 day=row.1 />
                        </For>
            </Table>
        </section>
    }
}

/// Each event with its day where another one begins: a round has one day or two, and on a phone
/// the day in every line leaves no room for what happened.
fn dated(events: &[DeskEvent]) -> Vec<(DeskEvent, Option<Date>)> {
    let mut last = None;
    events
        .iter()
        .map(|event| {
            let day = event.at.date();
            let other = last.replace(day) != Some(day);
            (event.clone(), other.then_some(day))
        })
        .collect()
}

#[component]
fn EventRow(event: DeskEvent, day: Option<Date>) -> impl IntoView {
    let lang = use_lang();
    let day = day.map(|day| {
        view! { <small class="office-note">{locales::date_long(lang, day)}</small> }
    });
    view! {
        <tr>
            <th scope="row" class="number">
                {event.seq}
            </th>
            <td>
                <time datetime=event.at.rfc3339()>{day} {event.at.clock().hms()}</time>
            </td>
            <td>{event_words(lang, &event.kind)}</td>
            <td>{event.paddle.map(|paddle| paddle.to_string())}</td>
            <td class="number">{event.price.map(|amount| view! { <Money amount /> })}</td>
        </tr>
    }
}
