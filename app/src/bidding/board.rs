//! Live cards: lots under the hammer whose figures move; and the board of all of them.

use super::clock::use_clock;
use super::connection::Connection;
use super::feed::{Feed, live_figures, provide_cards_feed};
use super::panel::{view_name, view_words};
use super::words;
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, changing, redrawn};
use crate::ui::{Empty, Loaded, PageHead};
use domain::live::{Figures, View};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::{Board, LotCard, RoundSummary};
use leptos::prelude::*;
use locales::{Lang, amount, bidding as m};

/// A grid of live cards.
#[component]
fn Tiles(
    /// The lots.
    cards: Vec<LotCard>,
    /// The server's clock at rendering.
    now: Timestamp,
) -> impl IntoView {
    let tiles = cards
        .into_iter()
        .map(|card| view! { <LiveCard card now /> })
        .collect_view();
    view! { <div class="board">{tiles}</div> }
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
    let end = Memo::new(move |_| {
        figures.with(|f| {
            f.as_ref()
                .and_then(|f| end_words(lang, f, clock.now_or(now)))
        })
    });
    let to = href(lang, &format!("/lots/{}", card.code));
    let title = card.title.clone();
    let still_price = card.start_price.or(card.asking_price);
    let bids = Memo::new(move |_| figures.with(|f| f.as_ref().map(|f| f.bid_count)));
    view! {
        <article
            class="tile"
            data-testid="tile"
            data-view=changing(move || view.get().map(view_name))
            data-stale=changing(move || stale.is_some_and(Feed::is_stale).then_some("true"))
        >
            <p class="lot-status" data-view=changing(move || view.get().map(view_name))>
                {redrawn(move || match view.get() {
                    Some(view) => view_words(lang, view),
                    None => locales::Label::label(card.state, lang),
                })}
                {card
                    .practice
                    .then(|| {
                        view! { " " <span class="badge badge--practice">{m::practice_badge(lang)}</span> }
                    })}
            </p>
            <h3 class="tile-title" lang="zh-CN">
                <a href=to>{title}</a>
            </h3>
            {redrawn(move || {
                left.get()
                    .map(|left| {
                        view! {
                            <p class="tile-timer" role="timer" aria-label=m::time_left(lang)>
                                {left}
                            </p>
                        }
                    })
            })}
            {redrawn(move || end.get().map(|end| view! { <p class="tile-end">{end}</p> }))}
            <TilePrice figures view still=still_price />
            <p class="tile-figures">{redrawn(move || bids.get().map(|n| words::bids(lang, n)))}</p>
        </article>
    }
}

/// The price, marked for a moment when it has moved.
#[component]
fn TilePrice(
    figures: Signal<Option<Figures>>,
    view: Memo<Option<View>>,
    still: Option<Fen>,
) -> impl IntoView {
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
                {redrawn(move || {
                    let view = view.get().unwrap_or(View::Preview);
                    words::price_name(lang, view, price.get().0, false)
                })}
            </span>
            <data
                class="tile-amount"
                data-testid="tile-price"
                data-changed=changing(move || (changes.get().0 > 0).then(|| changes.get().0.to_string()))
                value=changing(move || price.get().1.map(|fen| fen.digits().replace(',', "")))
            >
                {redrawn(move || match price.get().1 {
                    Some(fen) => amount(lang, fen),
                    None => m::negotiable(lang).to_owned(),
                })}
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
        View::Hammer | View::Passed | View::Cancelled | View::Voided => {
            m::timer_over(lang).to_owned()
        }
    }
}

/// The instant that the countdown counts to (ux.md §1.5), to the second: an extension ends at any.
fn end_words(lang: Lang, figures: &Figures, now: Timestamp) -> Option<String> {
    matches!(figures.view(now), View::Open | View::Extended).then(|| {
        let ends_at = figures.ends_at;
        let seconds = &ends_at.clock().hms()[5..];
        let at = format!("{}{seconds}", locales::when_short(lang, ends_at, now));
        m::ends_at(lang, at)
    })
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
        <Shown when=lost>
            <p class="connection" data-state="lost">
                <span>{redrawn(move || m::board_lost(lang, at()))}</span>
                <button class="button button--small" type="button" on:click=move |_| feed.retry()>
                    {m::retry_now(lang)}
                </button>
            </p>
        </Shown>
        <Shown when=back>
            <p class="connection" data-state="back">
                {redrawn(move || words::connection_back(lang, feed.missed()))}
            </p>
        </Shown>
    }
}

/// `/live`: every lot under the hammer.
#[component]
pub fn BoardPage() -> impl IntoView {
    let lang = use_lang();
    let board = crate::wire::blocking_data(|| (), |()| super::board());
    view! {
        <PageHead title=m::board_title(lang) description=m::board_description(lang) />
        <h1>{m::board_title(lang)}</h1>
        <p class="lead">{m::board_lead(lang)}</p>
        <Loaded resource=board let:board>
            <BoardBody board />
        </Loaded>
    }
}

/// Real lots first; practice lots under a heading of their own, so that nobody takes one for an
/// offer. One connection serves both.
#[component]
fn BoardBody(board: Board) -> impl IntoView {
    let now = board.server_now;
    let feed = provide_cards_feed(&board.cards);
    let (practice, real): (Vec<_>, Vec<_>) =
        board.cards.into_iter().partition(|card| card.practice);
    view! {
        <Running cards=real now />
        {board.next_round.map(|next| view! { <NextRound next /> })}
        {(!practice.is_empty()).then(|| view! { <Practice cards=practice now /> })}
        <BoardConnection feed />
    }
}

/// The real lots, or where to look instead.
#[component]
fn Running(cards: Vec<LotCard>, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    if cards.is_empty() {
        return view! {
            <Empty reason=m::board_empty(lang)>
                <a class="button" href=href(lang, "/calendar")>
                    {m::see_calendar(lang)}
                </a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <h2 class="visually-hidden">{m::board_running(lang)}</h2>
        <Tiles cards now />
    }
    .into_any()
}

#[component]
fn Practice(cards: Vec<LotCard>, now: Timestamp) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="section" aria-labelledby="practice-title">
            <div class="section-head">
                <h2 id="practice-title">{m::board_practice(lang)}</h2>
            </div>
            <p class="section-note">{m::board_practice_lead(lang)}</p>
            <Tiles cards now />
        </section>
    }
}

/// When bidding takes place next.
#[component]
fn NextRound(next: RoundSummary) -> impl IntoView {
    let lang = use_lang();
    let at = next.round.opens_at;
    view! {
        <p class="muted">
            <time datetime=at.rfc3339()>
                {next_round_words(lang, locales::date_time(lang, at), next.lot_count)}
            </time>
        </p>
    }
}

fn next_round_words(lang: Lang, at: String, lots: u32) -> String {
    match lots {
        0 => m::next_round_empty(lang, at),
        1 => m::next_round_one(lang, at),
        lots => m::next_round(lang, at, lots),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    #[test]
    fn the_next_round_is_told_in_one_sentence() {
        let at = locales::date_time(Lang::Zh, Date::of(2026, 11, 25).at(10, 0));
        assert_eq!(
            next_round_words(Lang::Zh, at.clone(), 12),
            "下一场：11月25日（周三）10:00，12 项标的"
        );
        assert!(next_round_words(Lang::En, at, 1).ends_with(", 1 lot"));
    }
}
