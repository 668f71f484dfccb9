//! `/admin/participations`: the institutions of the season. For the centre.

use super::office_participations;
use super::parts::DoneNote;
use crate::lang::{href, use_lang};
use crate::ui::{DOT, Day, Empty, Loaded, PageHead, Pager, Place, Places};
use domain::views::{OfficeParticipations, ParticipationLine, ParticipationShow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, participation as m};

/// Where the page lives.
pub const PATH: &str = "/admin/participations";

/// The list.
#[component]
pub fn OfficeParticipationsPage() -> impl IntoView {
    let lang = use_lang();
    let map = use_query_map();
    let query = Memo::new(move |_| {
        map.with(|map| {
            (
                map.get("show").unwrap_or_default(),
                map.get("after").unwrap_or_default(),
            )
        })
    });
    let page = crate::wire::blocking_data(
        move || query.get(),
        |(show, after)| office_participations(show, after),
    );
    view! {
        <PageHead title=m::office_title(lang) description=m::office_intro(lang) path=PATH />
        <DoneNote />
        <div class="office deposits" data-density="compact">
            <Loaded resource=page let:page>
                <h1>{m::office_heading(lang, page.year)}</h1>
                <p class="office-intro">{m::office_intro(lang)}</p>
                <Places label=m::office_places(lang) places=places(lang, page.show) />
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
    let address = href(lang, &format!("{PATH}?show={}", page.show.code()));
    let later = use_query_map().with_untracked(|query| query.get("after").is_some());
    let next = page.next.map(|after| format!("{address}&after={after}"));
    let heading = page.show.label(lang);
    let body = if page.lines.is_empty() {
        view! { <Empty reason=m::office_empty(lang) /> }.into_any()
    } else {
        let rows = page.lines.into_iter();
        let rows = rows.map(|line| view! { <Row line /> }).collect_view();
        view! {
            <ul class="deposit-rows" data-testid="participations">{rows}</ul>
            <Pager first=later.then_some(address) next />
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="shown-title">
            <h2 class="section-title" id="shown-title">
                {heading}
            </h2>
            {body}
        </section>
    }
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
            {m::reopened_short(lang, until.to_string())}
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
                {paper}
                {reopened}
            </p>
            {open}
        </li>
    }
}
