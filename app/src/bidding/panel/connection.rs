//! The connection line: how fresh the figures are, and what to do when they are not.

use crate::bidding::clock::local_millis;
use crate::bidding::connection::Connection;
use crate::bidding::room::Room;
use crate::bidding::words::{connection_back, is_over};
use crate::lang::use_lang;
use crate::ui::erased::{Shown, redrawn};
use leptos::prelude::*;
use locales::{Lang, bidding as m};

/// The last line of the panel; nothing once bidding is over, when nothing can go stale.
#[component]
pub(super) fn ConnectionLine(room: Room) -> impl IntoView {
    let lang = use_lang();
    let feed = room.feed;
    let name = move || match feed.connection.get() {
        Connection::Rendered | Connection::Live => "live",
        Connection::Late => "late",
        Connection::Lost { .. } => "lost",
        Connection::Offline => "offline",
        Connection::Back => "back",
    };
    let broken = move || feed.is_stale();
    let running = Memo::new(move |_| !is_over(room.view()));
    view! {
        <Shown when=move || running.get()>
            <p class="connection" data-state=name>
                <span>{redrawn(move || words(lang, room))}</span>
                <Shown when=broken>
                    <button
                        class="button button--small"
                        type="button"
                        on:click=move |_| feed.retry()
                    >
                        {m::retry_now(lang)}
                    </button>
                </Shown>
            </p>
        </Shown>
    }
}

fn words(lang: Lang, room: Room) -> String {
    let feed = room.feed;
    let at = feed
        .updated_at
        .get()
        .unwrap_or_else(|| room.now())
        .clock()
        .hms();
    match feed.connection.get() {
        Connection::Rendered => m::connection_rendered(lang, at),
        Connection::Live => m::connection_live(lang, at),
        Connection::Late => m::connection_late(lang).to_owned(),
        Connection::Lost { retry_at } => {
            // Read so that the seconds count down with the clock.
            let _tick = room.now();
            let seconds = (retry_at - local_millis()).max(0) / 1_000 + 1;
            m::connection_lost(lang, at, seconds)
        }
        Connection::Offline => m::connection_offline(lang, at),
        Connection::Back => connection_back(lang, feed.missed()),
    }
}
