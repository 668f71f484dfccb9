//! Where three kinds of people begin.

use crate::lang::{href, use_lang};
use leptos::prelude::*;
use locales::home as m;

/// Three ways in: bid, offer, attend.
#[component]
pub fn Entries() -> impl IntoView {
    let lang = use_lang();
    let ways = [
        (
            m::entry_bid_title(lang),
            m::entry_bid_text(lang),
            "/login",
            m::entry_bid_link(lang),
        ),
        (
            m::entry_offer_title(lang),
            m::entry_offer_text(lang),
            "/org/import",
            m::entry_offer_link(lang),
        ),
        (
            m::entry_session_title(lang),
            m::entry_session_text(lang),
            "/sessions",
            m::entry_session_link(lang),
        ),
    ];
    let ways = ways
        .into_iter()
        .map(|(title, text, to, label)| {
            view! {
                <li class="entry">
                    <h3>{title}</h3>
                    <p>{text}</p>
                    <a href=href(lang, to)>{label}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="entries-title">
            <h2 id="entries-title" class="section-title">
                {m::entries(lang)}
            </h2>
            <ul class="entries">{ways}</ul>
        </section>
    }
}
