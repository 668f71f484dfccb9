//! Live cards: lots under the hammer whose figures move; and the board of all of them.

use super::clock::use_clock;
use super::connection::Connection;
use super::feed::{Feed, live_figures, provide_cards_feed};
use super::panel::{view_name, view_words};
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead, When};
use domain::live::{Figures, View};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::{Board, LotCard};
use leptos::prelude::*;
use locales::{Lang, amount, bidding as m};

/// A grid of live cards that share one connection.
#[component]
pub fn LiveCards(
    /// The lots.
    cards: Vec<LotCard>,
    /// The server's clock at rendering.
    now: Timestamp,
) -> impl IntoView {
    let feed = provide_cards_feed(&cards);
    let tiles = cards
        .into_iter()
        .map(|card| view! { <LiveCard card now /> })
        .collect_view();
    view! {
        <div class="board">{tiles}</div>
        <BoardConnection feed />
    }
}

/// One lot with figures that move when the page follows it.
#[component]
pub fn LiveCard(
    /// The lot.
    card: LotCard,
    /// The server's clock at rendering.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let clock = use_clock();
    let stale = use_context::<Feed>();
    let figures = live_figures(&card);
    let view = Memo::new(move |_| figures.with(|f| f.as_ref().map(|f| f.view(clock.now_or(now)))));
    let left = Memo::new(move |_| {
        figures.with(|f| f.as_ref().map(|f| time_left(lang, f, clock.now_or(now))))
    });
    let to = href(lang, &format!("/lots/{}", card.code));
    let title = card.title.clone();
    let still_price = card.start_price.or(card.asking_price);
    let bids = Memo::new(move |_| figures.with(|f| f.as_ref().map(|f| f.bid_count)));
    view! {
        <article
            class="tile"
            data-testid="tile"
            data-view=move || view.get().map(view_name)
            data-stale=move || stale.is_some_and(Feed::is_stale).then_some("true")
        >
            <p class="lot-status" data-view=move || view.get().map(view_name)>
                {move || match view.get() {
                    Some(view) => view_words(lang, view),
                    None => locales::Label::label(card.state, lang),
                }}
                {card
                    .practice
                    .then(|| {
                        view! { " " <span class="badge badge--practice">{m::practice_badge(lang)}</span> }
                    })}
            </p>
            <h3 class="tile-title" lang="zh-CN">
                <a href=to>{title}</a>
            </h3>
            {move || {
                left.get()
                    .map(|left| {
                        view! {
                            <p class="tile-timer" role="timer" aria-label=m::time_left(lang)>
                                {left}
                            </p>
                        }
                    })
            }}
            <TilePrice figures still=still_price />
            <p class="tile-figures">{move || bids.get().map(|n| m::bids(lang, n))}</p>
        </article>
    }
}

/// The price, marked for a moment when it has moved.
#[component]
fn TilePrice(figures: Signal<Option<Figures>>, still: Option<Fen>) -> impl IntoView {
    let lang = use_lang();
    let price = Memo::new(move |_| {
        figures.with(|f| match f {
            Some(f) => (f.price.is_some(), f.price.or(Some(f.start))),
            None => (false, still),
        })
    });
    let changes = Memo::new(move |before: Option<&(u32, Option<i64>)>| {
        let now = price.get().1.map(|fen| fen.0);
        let times = before.map_or(0, |(times, old)| times + u32::from(*old != now));
        (times, now)
    });
    view! {
        <p class="tile-price">
            <span class="bid-panel-label">
                {move || {
                    if price.get().0 { m::current_price(lang) } else { m::start_price(lang) }
                }}
            </span>
            <data
                class="tile-amount"
                data-testid="tile-price"
                data-changed=move || (changes.get().0 > 0).then(|| changes.get().0.to_string())
                value=move || price.get().1.map(|fen| fen.digits().replace(',', ""))
            >
                {move || match price.get().1 {
                    Some(fen) => amount(lang, fen),
                    None => m::negotiable(lang).to_owned(),
                }}
            </data>
        </p>
    }
}

fn time_left(lang: Lang, figures: &Figures, now: Timestamp) -> String {
    match figures.view(now) {
        View::Preview => m::opens_in(
            lang,
            locales::remaining(lang, figures.opens_at.millis_since(now)),
        ),
        View::Open | View::Extended => locales::remaining(lang, figures.ends_at.millis_since(now)),
        View::Settling => m::state_settling(lang).to_owned(),
        View::Suspended => m::state_suspended(lang).to_owned(),
        View::Hammer | View::Passed | View::Cancelled => m::timer_over(lang).to_owned(),
    }
}

/// Says only when the figures of the board may be out of date.
#[component]
fn BoardConnection(feed: Feed) -> impl IntoView {
    let lang = use_lang();
    let lost = move || feed.is_stale();
    let at = move || {
        feed.updated_at
            .get()
            .map(|at| at.clock().hms())
            .unwrap_or_default()
    };
    let back = move || feed.connection.get() == Connection::Back;
    view! {
        <Show when=lost>
            <p class="connection" data-state="lost">
                <span>{move || m::board_lost(lang, at())}</span>
                <button class="button button--small" type="button" on:click=move |_| feed.retry()>
                    {m::retry_now(lang)}
                </button>
            </p>
        </Show>
        <Show when=back>
            <p class="connection" data-state="back">
                {move || m::connection_back(lang, feed.missed())}
            </p>
        </Show>
    }
}

/// `/live`: every lot under the hammer.
#[component]
pub fn BoardPage() -> impl IntoView {
    let lang = use_lang();
    let board = Resource::new_blocking(|| (), |()| super::board());
    view! {
        <PageHead title=m::board_title(lang) description=m::board_description(lang) />
        <h1>{m::board_title(lang)}</h1>
        <p class="lead">{m::board_lead(lang)}</p>
        <Loaded resource=board let:board>
            <BoardBody board />
        </Loaded>
    }
}

#[component]
fn BoardBody(board: Board) -> impl IntoView {
    let lang = use_lang();
    let now = board.server_now;
    let next = board.next_round.map(|next| {
        view! {
            <p class="muted">
                {m::next_round(lang, next.lot_count)} " " <When at=next.round.opens_at />
            </p>
        }
    });
    if board.cards.is_empty() {
        let calendar = href(lang, "/calendar");
        return view! {
            <Empty reason=m::board_empty(lang)>
                <a class="button" href=calendar>
                    {m::see_calendar(lang)}
                </a>
            </Empty>
            {next}
        }
        .into_any();
    }
    view! {
        <h2 class="visually-hidden">{m::board_running(lang)}</h2>
        <LiveCards cards=board.cards now />
        {next}
    }
    .into_any()
}
