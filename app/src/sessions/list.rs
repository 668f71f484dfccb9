//! The list of sessions: coming ones first, then those that have been held. Public.

use super::card::SessionCardView;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use domain::sessions::SessionState;
use domain::views::{SessionCard, SessionGroup};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::sessions as m;

/// Every session of the season.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|query| query.get("year").unwrap_or_default()));
    let group = crate::wire::page_data(move || year.get(), super::sessions);
    let feed = (m::feed(lang).to_owned(), href(lang, "/sessions/feed.atom"));
    view! {
        <PageHead title=m::title(lang) description=m::description(lang) path="/sessions" feed />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::description(lang)}</p>
        </div>
        <Loaded resource=group let:group>
            <Group group />
        </Loaded>
    }
}

/// How many of the sessions of a year have been held, the sessions, and the other years.
#[component]
fn Group(group: SessionGroup) -> impl IntoView {
    let lang = use_lang();
    let (held, year) = (group.held, group.year);
    let count = match group.planned {
        Some(planned) => m::group(lang, held, planned, year),
        None => m::group_open(lang, held, year),
    };
    let years = group
        .years
        .into_iter()
        .map(|year| {
            let to = href(lang, &format!("/sessions?year={year}"));
            view! {
                <li>
                    <a href=to>{m::year(lang, year)}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="session-group" data-testid="session-group">
            <strong>{count}</strong>
            " "
            <span class="field-hint">{m::group_hint(lang)}</span>
        </p>
        <Lists sessions=group.sessions />
        <nav class="section" aria-label=m::years(lang)>
            <h2 class="section-title">{m::years(lang)}</h2>
            <ul class="sorts">{years}</ul>
            <p>
                // A file and no page.
                <a href=href(lang, "/sessions/feed.atom") rel="external">
                    {m::feed(lang)}
                </a>
            </p>
        </nav>
    }
}

#[component]
fn Lists(sessions: Vec<SessionCard>) -> impl IntoView {
    let lang = use_lang();
    if sessions.is_empty() {
        return view! { <Empty reason=m::none(lang) /> }.into_any();
    }
    let over =
        |card: &SessionCard| matches!(card.state, SessionState::Held | SessionState::Summarised);
    let (mut past, coming): (Vec<_>, Vec<_>) = sessions.into_iter().partition(over);
    past.reverse();
    view! {
        <List title=m::upcoming(lang) sessions=coming />
        <List title=m::past(lang) sessions=past />
    }
    .into_any()
}

/// One of the two lists; nothing when it is empty.
#[component]
fn List(title: &'static str, sessions: Vec<SessionCard>) -> impl IntoView {
    (!sessions.is_empty()).then(|| {
        let items = sessions
            .into_iter()
            .map(|card| view! { <li class="session-card"><SessionCardView card /></li> })
            .collect_view();
        view! {
            <section class="section">
                <h2 class="section-title">{title}</h2>
                <ul class="session-list">{items}</ul>
            </section>
        }
    })
}
