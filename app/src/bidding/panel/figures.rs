//! State, time and price of a lot: the lines that move.

use crate::bidding::room::Room;
use crate::bidding::words;
use crate::lang::use_lang;
use crate::ui::DOT;
use crate::ui::erased::{changing, redrawn};
use domain::live::View;
use domain::views::BidderStanding;
use leptos::prelude::*;
use locales::{Label, Lang, bidding as m};

/// The value of `data-view`, which the looks hang on.
pub(in crate::bidding) fn view_name(view: View) -> &'static str {
    match view {
        View::Preview => "preview",
        View::Open => "open",
        View::Extended => "extended",
        View::Settling => "settling",
        View::Hammer => "hammer",
        View::Passed => "passed",
        View::Suspended => "suspended",
        View::Cancelled => "cancelled",
        View::Voided => "voided",
    }
}

/// The state in words.
pub fn view_words(lang: Lang, view: View) -> &'static str {
    match view {
        View::Preview => m::state_preview(lang),
        View::Open => m::state_open(lang),
        View::Extended => m::state_extended(lang),
        View::Settling => m::state_settling(lang),
        View::Hammer => m::state_hammer(lang),
        View::Passed => m::state_passed(lang),
        View::Suspended => m::state_suspended(lang),
        View::Cancelled => m::state_cancelled(lang),
        View::Voided => m::state_voided(lang),
    }
}

/// The state with the number of extensions.
#[component]
pub(super) fn StateLine(room: Room, practice: bool) -> impl IntoView {
    let lang = use_lang();
    let view = Memo::new(move |_| room.view());
    let extensions = Memo::new(move |_| room.live.with(|live| live.figures.extensions));
    let times = move || {
        let n = extensions.get();
        let said = || words::extensions(lang, n, words::is_over(view.get()));
        (n > 0).then(|| view! { <span>{said()}</span> })
    };
    let state = move || match (view.get(), room.sold()) {
        (View::Hammer, Some(sold)) => sold.label(lang),
        (view, _) => view_words(lang, view),
    };
    view! {
        <p class="bid-panel-state" data-view=changing(move || view_name(view.get()))>
            <strong>{redrawn(state)}</strong>
            {redrawn(times)}
            {practice
                .then(|| {
                    view! { <span class="badge badge--practice">{m::practice_badge(lang)}</span> }
                })}
        </p>
    }
}

/// The time that is left, in words.
pub(in crate::bidding) fn time_left(lang: Lang, room: Room) -> String {
    let (now, figures) = (room.now(), room.figures());
    match room.view() {
        View::Preview => locales::remaining(lang, figures.opens_at.millis_since(now)),
        View::Open | View::Extended => locales::remaining(lang, figures.ends_at.millis_since(now)),
        View::Settling => m::state_settling(lang).to_owned(),
        View::Suspended => locales::remaining(lang, figures.suspended_ms.unwrap_or_default()),
        View::Hammer | View::Passed | View::Cancelled | View::Voided => {
            m::timer_over(lang).to_owned()
        }
    }
}

/// Countdown, the instant it counts to, and the hammer bar.
#[component]
pub(super) fn TimerLines(room: Room) -> impl IntoView {
    let lang = use_lang();
    let left = Memo::new(move |_| time_left(lang, room));
    let closing = Memo::new(move |_| {
        let (now, figures) = (room.now(), room.figures());
        figures.takes_bids(now) && figures.ends_at.millis_since(now) <= figures.window_ms
    });
    view! {
        <p
            class="bid-panel-timer"
            role="timer"
            aria-label=m::time_left(lang)
            data-closing=changing(move || closing.get().then_some("true"))
        >
            {left}
        </p>
        <p class="bid-panel-end">
            {redrawn(move || end_words(lang, room))} {DOT} {m::beijing_time(lang)}
            {redrawn(move || skew_words(lang, room).map(|words| format!("{DOT}{words}")))}
        </p>
        <HammerBar room />
    }
}

fn end_words(lang: Lang, room: Room) -> String {
    let figures = room.figures();
    let at = |t| locales::date_time_seconds(lang, t);
    match room.view() {
        View::Preview => m::opens_at(lang, at(figures.opens_at)),
        View::Open | View::Extended | View::Settling => m::ends_at(lang, at(figures.ends_at)),
        View::Suspended => m::suspended_left(
            lang,
            locales::remaining(lang, figures.suspended_ms.unwrap_or_default()),
        ),
        View::Hammer | View::Passed | View::Cancelled | View::Voided => {
            m::ended_at(lang, at(figures.ends_at))
        }
    }
}

/// What is said about this machine's clock: set right, or off by so much and corrected.
fn skew_words(lang: Lang, room: Room) -> Option<String> {
    if matches!(room.standing.get(), BidderStanding::Enrolled { .. }) {
        // A line of its own says it, measured better.
        return None;
    }
    if words::is_over(room.view()) {
        // Nothing is counted down any more.
        return None;
    }
    let ahead = room.clock().offset()?;
    let tenths = ahead.abs() / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    Some(match ahead {
        -2_000..=2_000 => m::clock_set(lang).to_owned(),
        _ if ahead > 0 => m::clock_behind(lang, seconds),
        _ => m::clock_ahead(lang, seconds),
    })
}

/// The hammer bar: the planned time, and a notch for each extension. Decoration; the words above
/// say the same.
#[component]
fn HammerBar(room: Room) -> impl IntoView {
    let widths = Memo::new(move |_| {
        let (now, f) = (room.now(), room.figures());
        let whole = f.ends_at.millis_since(f.opens_at).max(1);
        let part = |ms: i64| (ms.clamp(0, whole) * 1_000 / whole) as u32;
        let planned = part(f.planned_end.millis_since(f.opens_at));
        let passed = part(now.millis_since(f.opens_at));
        (planned, passed, f.ends_at > f.planned_end)
    });
    let base = move || widths.with(|(planned, passed, _)| (*passed).min(*planned));
    let extension = move || widths.with(|(planned, passed, _)| passed.saturating_sub(*planned));
    view! {
        <svg class="hammer-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="hammer-bar-ground" width="1000" height="8" />
            <rect class="hammer-bar-base" width=base height="8" />
            <rect
                class="hammer-bar-extension"
                x=move || widths.with(|(planned, ..)| *planned)
                width=extension
                height="8"
            />
            <rect
                class="hammer-bar-notch"
                x=move || widths.with(|(planned, ..)| *planned)
                width=changing(move || if widths.with(|(.., extended)| *extended) { 6 } else { 0 })
                height="8"
            />
        </svg>
    }
}

/// Price, bids, bidders, watchers.
#[component]
pub(super) fn PriceLine(room: Room) -> impl IntoView {
    let lang = use_lang();
    let price = Memo::new(move |_| {
        room.live.with(|live| {
            (
                live.figures.price.is_some(),
                live.figures.price.unwrap_or(live.figures.start),
            )
        })
    });
    let view = Memo::new(move |_| room.view());
    let label = move || words::price_name(lang, view.get(), price.get().0, room.sold().is_some());
    let counts = Memo::new(move |_| {
        room.live
            .with(|live| (live.figures.bid_count, live.figures.bidder_count))
    });
    // The value alone, so that a change can be told from a first view.
    let changes = Memo::new(move |before: Option<&(u32, i64)>| {
        let now = price.get().1.0;
        let times = before.map_or(0, |(times, old)| times + u32::from(*old != now));
        (times, now)
    });
    let in_wan = move || locales::place_wan(lang, price.get().1);
    view! {
        <p class="bid-panel-price">
            <span class="bid-panel-label">{redrawn(label)}</span>
            <data
                class="bid-panel-amount"
                data-testid="price"
                data-changed=changing(move || (changes.get().0 > 0).then(|| changes.get().0.to_string()))
                value=changing(move || price.get().1.digits().replace(',', ""))
            >
                {redrawn(move || price.get().1.digits())}
            </data>
            <span class="bid-panel-unit">{m::yuan(lang)}</span>
        </p>
        <p class="bid-panel-figures">
            {redrawn(move || in_wan().map(|wan| view! { <span>{wan}</span> }))}
            <span data-testid="bid-count">{redrawn(move || words::bids(lang, counts.get().0))}</span>
            <span>{redrawn(move || words::bidders(lang, counts.get().1))}</span>
            {redrawn(move || {
                let n = room.watchers.get();
                // Below three the number would say too much about single people.
                (n >= 3).then(|| view! { <span>{m::watchers(lang, n)}</span> })
            })}
        </p>
    }
}
