//! The parts of the front page.

use crate::bidding::provide_cards_feed;
use crate::lang::{href, use_lang};
use crate::lots::LotCardView;
use crate::sessions::SessionCardView;
use crate::ui::Empty;
use domain::time::Timestamp;
use domain::views::{LotCard, SessionCard};
use leptos::prelude::*;
use locales::home as m;

/// A heading with a link to all of it.
#[component]
fn Head(
    id: &'static str,
    #[prop(into)] title: String,
    to: &'static str,
    label: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="section-head">
            <h2 id=id>{title}</h2>
            <a href=href(lang, to)>{label}</a>
        </div>
    }
}

fn cards(cards: Vec<LotCard>, now: Timestamp) -> AnyView {
    let items = cards
        .into_iter()
        .map(|card| view! { <li><LotCardView card now /></li> })
        .collect_view();
    view! { <ul class="lot-grid">{items}</ul> }.into_any()
}

/// What is under the hammer at this moment; the cards move.
#[component]
pub fn LiveNow(
    /// The lots, ending first.
    cards: Vec<LotCard>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let shown: Vec<LotCard> = cards.into_iter().take(6).collect();
    provide_cards_feed(&shown);
    let body = if shown.is_empty() {
        view! { <Empty reason=m::live_none(lang) /> }.into_any()
    } else {
        self::cards(shown, now)
    };
    view! {
        <section class="section" aria-labelledby="live-title">
            <Head id="live-title" title=m::live(lang) to="/live" label=m::enter_hall(lang) />
            {body}
        </section>
    }
}

/// The next sessions.
#[component]
pub fn SessionStrip(
    /// The sessions.
    sessions: Vec<SessionCard>,
) -> impl IntoView {
    let lang = use_lang();
    let body = if sessions.is_empty() {
        view! { <Empty reason=m::sessions_none(lang) /> }.into_any()
    } else {
        let items = sessions
            .into_iter()
            .map(|card| view! { <li class="session-card"><SessionCardView card /></li> })
            .collect_view();
        view! { <ul class="session-list">{items}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="sessions-title">
            <Head
                id="sessions-title"
                title=m::sessions(lang)
                to="/sessions"
                label=m::all_sessions(lang)
            />
            {body}
        </section>
    }
}

/// Featured lots on display.
#[component]
pub fn Featured(
    /// The lots.
    cards: Vec<LotCard>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let body = if cards.is_empty() {
        view! { <Empty reason=m::featured_none(lang) /> }.into_any()
    } else {
        self::cards(cards, now)
    };
    view! {
        <section class="section" aria-labelledby="featured-title">
            <Head id="featured-title" title=m::featured(lang) to="/lots" label=m::all_lots(lang) />
            {body}
        </section>
    }
}
