//! `/admin/participations`: the institutions of the season. For the centre.

use super::office_participations;
use super::parts::DoneNote;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Day, Loaded, OfficeLines, OfficeList, PageHead, Place, shown_query};
use domain::views::{OfficeParticipations, ParticipationLine, ParticipationShow};
use leptos::prelude::*;
use locales::{Label, Lang, date_long, participation as m};

/// Where the page lives.
pub const PATH: &str = "/admin/participations";

/// The list.
#[component]
pub fn OfficeParticipationsPage() -> impl IntoView {
    let lang = use_lang();
    let query = shown_query();
    let page = crate::wire::blocking_data(
        move || query.get(),
        |(show, after)| office_participations(show, after),
    );
    view! {
        <PageHead title=m::office_title(lang) description=m::office_intro(lang) path=PATH />
        <DoneNote />
        <div class="office deposits" data-density="compact">
            <Loaded resource=page let:page>
                <Shown page />
            </Loaded>
        </div>
    }
}

fn places(lang: Lang, shown: ParticipationShow) -> Vec<Place> {
    let place = |show: &ParticipationShow| Place {
        to: href(lang, &format!("{PATH}?show={}", show.code())),
        words: show.label(lang).to_owned(),
        current: *show == shown,
    };
    ParticipationShow::ALL.iter().map(place).collect()
}

#[component]
fn Shown(page: OfficeParticipations) -> impl IntoView {
    let lang = use_lang();
    let places = places(lang, page.show);
    let row = |line| view! { <Row line /> }.into_any();
    let lines = OfficeLines {
        testid: "participations",
        heading: page.show.label(lang).to_owned(),
        empty: m::office_empty(lang).to_owned(),
        rows: page.lines.into_iter().map(row).collect(),
        address: href(lang, &format!("{PATH}?show={}", page.show.code())),
        next: page.next.map(|after| after.to_string()),
    };
    let (heading, intro) = (m::office_heading(lang, page.year), m::office_intro(lang));
    view! { <OfficeList heading intro label=m::office_places(lang) places lines /> }
}

#[component]
fn Row(line: ParticipationLine) -> impl IntoView {
    let lang = use_lang();
    let to = href(lang, &format!("{PATH}/{}", line.id));
    let states = line.facts.states();
    let done = m::tasks_done(lang, line.facts.finished(), states.len());
    let open: Vec<String> = states
        .into_iter()
        .filter(|(_, state)| !state.is_over())
        .map(|(task, state)| m::task_is(lang, state.label(lang), task.label(lang)))
        .collect();
    let open = (!open.is_empty()).then(|| view! { <p>{open.join(m::task_joint(lang))}</p> });
    let channel = line.channel.map(|channel| {
        view! {
            {DOT}
            {channel.label(lang)}
        }
    });
    let paper = line.paper_received_on.map(|on| {
        view! {
            {DOT}
            {m::paper_received(lang)}
            " "
            <Day on=on />
        }
    });
    let reopened = line.reopened_until.map(|until| {
        view! {
            {DOT}
            {m::reopened_short(lang, date_long(lang, until))}
        }
    });
    view! {
        <li class="deposit-row">
            <h3>
                <a href=to lang="zh-CN">
                    {line.name}
                </a>
            </h3>
            <p>
                {done}
                {channel}
                {paper}
                {reopened}
            </p>
            {open}
        </li>
    }
}
