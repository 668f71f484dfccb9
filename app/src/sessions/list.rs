//! The list of sessions: coming ones first, then those that have been held. Public.

use super::card::SessionCardView;
use crate::lang::use_lang;
use crate::ui::{Empty, Loaded, PageHead};
use domain::sessions::SessionState;
use domain::views::SessionCard;
use leptos::prelude::*;
use locales::sessions as m;

/// Every session of the season.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let lang = use_lang();
    let sessions = crate::wire::page_data(|| (), |()| super::sessions());
    view! {
        <PageHead title=m::title(lang) description=m::description(lang) path="/sessions" />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::description(lang)}</p>
        </div>
        <Loaded resource=sessions let:sessions>
            <Lists sessions />
        </Loaded>
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
