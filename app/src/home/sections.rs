//! The parts of the front page.

use crate::bidding::provide_cards_feed;
use crate::lang::{href, use_lang};
use crate::lots::LotCardView;
use crate::sessions::SessionCardView;
use crate::ui::Empty;
use domain::time::Timestamp;
use domain::views::{LotCard, Progress, SessionCard};
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

/// How far the season is.
#[component]
pub fn ProgressFigures(
    /// The counts.
    progress: Progress,
) -> impl IntoView {
    let lang = use_lang();
    let parts = (progress.sold > 0).then(|| {
        let (negotiated, offline) = (progress.negotiated, progress.offline);
        let words = m::sold_of(lang, progress.by_bidding(), negotiated, offline);
        view! { <small data-testid="sold-of">{words}</small> }
    });
    let figures = [
        (m::collected(lang), progress.collected, None),
        (m::selected(lang), progress.selected, None),
        (m::published(lang), progress.published, None),
        (m::sold(lang), progress.sold, parts),
    ];
    let figures = figures
        .into_iter()
        .map(|(name, count, parts)| view! { <div><dt>{name} {parts}</dt><dd>{count} " " <small>{m::progress_unit(lang)}</small></dd></div> })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="progress-title">
            <div class="section-head section-head--plain">
                <h2 id="progress-title">{m::progress(lang)}</h2>
                <p class="section-note">{m::progress_note(lang)}</p>
            </div>
            <dl class="progress">{figures}</dl>
        </section>
    }
}
