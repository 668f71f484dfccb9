//! The progress of the season (AS-33): collected, selected, published, sold. An open page asks again
//! by itself; the figures are counters, so that asking costs next to nothing.

use crate::lang::use_lang;
use crate::ui::erased::redrawn;
use domain::views::Progress;
use futures::future::{AbortHandle, Abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{display, home as m};

/// How long the figures may be old.
const REFRESH_MS: u32 = 30_000;

/// How far the season is.
#[component]
pub fn ProgressFigures(
    /// The counts.
    progress: Progress,
) -> impl IntoView {
    let lang = use_lang();
    let shown = RwSignal::new(progress);
    Effect::new(move |_| {
        let (handle, registration) = AbortHandle::new_pair();
        spawn_local(async move {
            let _ = Abortable::new(keep_fresh(shown), registration).await;
        });
        on_cleanup(move || handle.abort());
    });
    let figures = move || {
        let progress = shown.get();
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
        figures
            .into_iter()
            .map(|(name, count, parts)| view! { <div><dt>{name} {parts}</dt><dd>{count} " " <small>{m::progress_unit(lang)}</small></dd></div> })
            .collect_view()
    };
    view! {
        <section class="section" aria-labelledby="progress-title">
            <div class="section-head section-head--plain">
                <h2 id="progress-title">{m::progress(lang)}</h2>
                <p class="section-note">
                    {m::progress_note(lang)}
                    <span class="scripted">" · " {display::progress_updated(lang)}</span>
                </p>
            </div>
            <dl class="progress">{redrawn(figures)}</dl>
        </section>
    }
}

/// Asks again and again; a page that nobody sees waits until it is looked at.
async fn keep_fresh(shown: RwSignal<Progress>) {
    loop {
        TimeoutFuture::new(REFRESH_MS).await;
        if document().hidden() {
            continue;
        }
        if let Ok(Some(progress)) = super::progress().await
            && shown.get_untracked() != progress
        {
            shown.set(progress);
        }
    }
}
