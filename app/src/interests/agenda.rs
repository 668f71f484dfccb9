//! What runs now, what comes next, and how long until then, by the server's clock.

use crate::bidding::use_clock;
use crate::lang::use_lang;
use crate::ui::DOT;
use crate::ui::erased::{Shown, redrawn};
use domain::sessions::{AgendaMoment, Revision, TimedItem};
use domain::time::Timestamp;
use leptos::prelude::*;
use locales::{Label, Lang, interests as m};

/// The two rows of the agenda that matter now, with the time that is left.
#[component]
pub fn NowAndNext(
    /// The page with the agenda.
    revision: Revision,
    /// The server's clock at rendering.
    at: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    let clock = use_clock();
    let agenda = StoredValue::new(revision);
    let moment = Memo::new(move |_| {
        let now = clock.now_or(at);
        agenda.with_value(|revision| AgendaMoment::of(revision, now))
    });
    let left = Memo::new(move |_| {
        let left = moment.with(|moment| moment.left(clock.now_or(at)))?;
        Some(locales::remaining(lang, left))
    });
    // After the last row there is nothing to wait for: no label, no dash.
    let timed = Memo::new(move |_| left.with(Option::is_some));
    let running = move || moment.with(|moment| moment.now.clone());
    let coming = move || moment.with(|moment| moment.next.clone());
    view! {
        <div class="now-next" data-testid="now-next">
            <section class="now-next-part" aria-labelledby="now-title">
                <h2 id="now-title">{m::now(lang)}</h2>
                {redrawn(move || item(lang, running(), m::nothing_now(lang)))}
            </section>
            <p class="now-next-timer">
                <Shown when=timed>
                    <span class="now-next-label">
                        {redrawn(move || match running() {
                            Some(_) => m::left_of_it(lang),
                            None => m::left_until(lang),
                        })}
                    </span>
                    <span role="timer" class="now-next-left">
                        {redrawn(move || left.get().unwrap_or_default())}
                    </span>
                </Shown>
            </p>
            <section class="now-next-part now-next-part--next" aria-labelledby="next-title">
                <h2 id="next-title">{m::next(lang)}</h2>
                {redrawn(move || item(lang, coming(), m::nothing_next(lang)))}
            </section>
        </div>
    }
}

fn item(lang: Lang, timed: Option<TimedItem>, none: &'static str) -> AnyView {
    let Some(timed) = timed else {
        return view! { <p class="now-next-none">{none}</p> }.into_any();
    };
    let tongue = (lang.is_english() && timed.item.is_chinese()).then_some("zh-CN");
    let until = format!(
        "{}–{}",
        timed.starts_at.clock().hm(),
        timed.ends_at.clock().hm()
    );
    let lot = timed.item.lot.clone().map(|code| view! { {DOT} {code} });
    let speaker = Some(timed.item.speaker).filter(|speaker| !speaker.is_empty());
    let speaker = speaker.map(|speaker| view! { {DOT} {speaker} });
    let kind = timed.item.kind.label(lang);
    let kind = (timed.item.title.trim() != kind).then(|| view! { {DOT} {kind} });
    view! {
        <p class="now-next-item" lang=tongue>
            {timed.item.title}
        </p>
        <p class="now-next-meta">
            {until} {kind} {speaker} {lot}
        </p>
    }
    .into_any()
}
