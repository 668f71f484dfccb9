//! Lots that are close to the lot of a page.

use super::card::LotCardView;
use crate::lang::use_lang;
use domain::time::Timestamp;
use domain::views::LotCard;
use leptos::prelude::*;
use locales::display as m;

/// A few related lots; nothing when there are none.
#[component]
pub fn Related(
    /// The lots, the closest first.
    cards: Vec<LotCard>,
    /// The server's clock.
    now: Timestamp,
) -> impl IntoView {
    let lang = use_lang();
    (!cards.is_empty()).then(|| {
        let items = cards
            .into_iter()
            .map(|card| view! { <li><LotCardView card now /></li> })
            .collect_view();
        view! {
            <section class="lot-section related" aria-labelledby="related-title">
                <h2 id="related-title">{m::related(lang)}</h2>
                <p class="muted">{m::related_note(lang)}</p>
                <ul class="lot-grid">{items}</ul>
            </section>
        }
    })
}
