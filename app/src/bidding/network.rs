//! The bidder's own clock and way to the server, in one quiet line of the panel: measured by
//! exchanges with the server while the lot is under the hammer.

use super::clock::local_millis;
use super::room::Room;
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::erased::{Shown, changing, redrawn};
use domain::bidding::network::{
    Exchange, Exchanges, Measured, PROCESSING_MARGIN_MS, last_safe_moment,
};
use domain::money::group;
use domain::time::Timestamp;
use domain::views::BidderStanding;
use futures::future::{AbortHandle, Abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Lang, network as m};

/// Questions at the beginning and whenever the page is looked at again, and the pause between
/// them, ms.
const FIRST: (u32, u32) = (5, 300);
/// The pause between the later ones, ms (ux.md §1.5).
const LATER_MS: u32 = 60_000;
/// Offsets below this are no fault of a clock, ms.
const EXACT_MS: i64 = 50;

/// The server's clock, now.
#[server(endpoint = "bidding/server_time", output = crate::wire::Answer)]
pub async fn server_time() -> Result<Timestamp, AppError> {
    Ok(crate::ssr::portal().now())
}

/// The line. For those who can bid: thousands of watchers would ask for nothing.
#[component]
pub(super) fn NetworkLine(room: Room) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let enrolled = matches!(room.standing.get(), BidderStanding::Enrolled { .. });
        let now = room.now();
        enrolled && room.live.with(|live| live.figures.takes_bids(now))
    });
    view! {
        <Shown when=move || shown.get()>
            <Line room />
        </Shown>
    }
}

#[component]
fn Line(room: Room) -> impl IntoView {
    let lang = use_lang();
    let measured = measure();
    let ends_at = Memo::new(move |_| room.live.with(|live| live.figures.ends_at));
    let safe = Memo::new(move |_| {
        let measured = measured.get()?;
        Some(last_safe_moment(ends_at.get(), &measured))
    });
    let late = Memo::new(move |_| safe.get().is_some_and(|safe| room.now() > safe));
    let line = move || match (measured.get(), safe.get()) {
        (Some(measured), Some(safe)) => view! {
            <span data-testid="clock-offset">{offset(lang, measured.ahead_ms)}</span>
            <span>{m::round_trip(lang, measured.round_trip_ms)}</span>
            <span data-testid="safe-moment">{m::safe(lang, safe.clock().hms_tenths())}</span>
        }
        .into_any(),
        _ => view! { <span>{m::measuring(lang)}</span> }.into_any(),
    };
    let explanation = move || {
        let measured = measured.get()?;
        let (n, p95) = (measured.exchanges, measured.round_trip_p95_ms);
        Some(view! { <p>{m::explain(lang, group(PROCESSING_MARGIN_MS), n, p95)}</p> })
    };
    view! {
        <details
            class="network"
            data-testid="network"
            data-late=changing(move || late.get().then_some("true"))
        >
            <summary>{redrawn(line)}</summary>
            {redrawn(explanation)}
        </details>
    }
}

/// How far this machine's clock is off, in tenths of a second.
fn offset(lang: Lang, ahead_ms: i64) -> String {
    let tenths = (ahead_ms.abs() + 50) / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    match ahead_ms {
        ahead if ahead.abs() < EXACT_MS => m::exact(lang).to_owned(),
        ahead if ahead > 0 => m::fast(lang, seconds),
        _ => m::slow(lang, seconds),
    }
}

/// Measures for as long as the line stands, and anew when the page is looked at again: a machine
/// that slept may have another clock and another network.
fn measure() -> RwSignal<Option<Measured>> {
    let measured = RwSignal::new(None);
    let looked_at = RwSignal::new(0u32);
    Effect::new(move |_| {
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                looked_at.update(|times| *times += 1);
            }
        });
        on_cleanup(move || handle.remove());
    });
    let exchanges = StoredValue::new(Exchanges::default());
    Effect::new(move |_| {
        looked_at.track();
        let (handle, registration) = AbortHandle::new_pair();
        spawn_local(async move {
            let _ = Abortable::new(keep_measuring(exchanges, measured), registration).await;
        });
        on_cleanup(move || handle.abort());
    });
    measured
}

async fn keep_measuring(exchanges: StoredValue<Exchanges>, measured: RwSignal<Option<Measured>>) {
    for number in 1u32.. {
        let sent = local_millis();
        // Without an answer the figures of before stand; the next question comes all the same.
        if let Ok(server) = server_time().await {
            let answered = local_millis();
            exchanges.update_value(|exchanges| {
                exchanges.take(Exchange {
                    sent,
                    answered,
                    server,
                });
            });
            measured.set(exchanges.with_value(Exchanges::measured));
        }
        let pause = if number < FIRST.0 { FIRST.1 } else { LATER_MS };
        TimeoutFuture::new(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_told_in_tenths() {
        let zh = |ahead| offset(Lang::Zh, ahead);
        assert_eq!(zh(1_200), "本机时钟快 1.2 秒");
        assert_eq!(zh(-60_049), "本机时钟慢 60.0 秒");
        assert_eq!(zh(51), "本机时钟快 0.1 秒");
        assert_eq!(zh(49), "本机时钟准确");
        assert_eq!(offset(Lang::En, -250), "Your clock is 0.3 s behind");
    }
}
