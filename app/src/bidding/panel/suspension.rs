//! What everybody is told about an interrupted lot: why, since when, and when it goes on.

use crate::bidding::room::Room;
use crate::bidding::sentences::reason_words;
use crate::lang::use_lang;
use domain::live::View;
use domain::views::SuspensionNotice;
use futures::future::{AbortHandle, Abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Lang, bidding as m, date_time};

/// The watchers of a lot that has just been interrupted ask why within this span, not all at once,
/// ms.
const SPREAD_MS: u32 = 10_000;
/// How often they ask whether bidding is to go on, until they know, ms.
const ASK_AGAIN_MS: u32 = 60_000;

/// The notice of the interruption, below the state of the lot.
#[component]
pub(super) fn SuspensionLines(room: Room) -> impl IntoView {
    let lang = use_lang();
    move || {
        room.suspension.get().map(|notice| {
            view! {
                <p class="bid-panel-rules" data-testid="suspension">
                    {why(lang, &notice)}
                </p>
                <p class="bid-panel-rules">
                    <strong>{onward(lang, &notice)}</strong>
                </p>
            }
        })
    }
}

fn why(lang: Lang, notice: &SuspensionNotice) -> String {
    let since = date_time(lang, notice.since);
    m::suspended_why(lang, reason_words(lang, notice.reason), since)
}

fn onward(lang: Lang, notice: &SuspensionNotice) -> String {
    match notice.resumes_at {
        Some(at) => m::suspended_resumes(lang, date_time(lang, at)),
        None => m::suspended_open(lang).to_owned(),
    }
}

/// Keeps the notice true while the page stands: the stream says that a lot is interrupted, not why
/// nor for how long.
pub(super) fn keep_notice(room: Room) {
    let suspended = Memo::new(move |_| room.view() == View::Suspended);
    Effect::new(move |_| {
        if !suspended.get() {
            room.suspension.set(None);
            return;
        }
        let (handle, registration) = AbortHandle::new_pair();
        spawn_local(async move {
            let _ = Abortable::new(ask(room), registration).await;
        });
        on_cleanup(move || handle.abort());
    });
}

/// Asks until the time of the resumption is known.
async fn ask(room: Room) {
    let known = room.suspension.with_untracked(Option::is_some);
    let mut wait = match known {
        true => ASK_AGAIN_MS,
        false => (js_sys::Math::random() * f64::from(SPREAD_MS)) as u32,
    };
    let planned = || {
        let notice = room.suspension.get_untracked();
        notice.is_some_and(|notice| notice.resumes_at.is_some())
    };
    while !planned() {
        TimeoutFuture::new(wait).await;
        if let Ok(page) = crate::lots::lot(room.code()).await {
            room.suspension.set(page.suspension);
        }
        wait = ASK_AGAIN_MS;
    }
}
