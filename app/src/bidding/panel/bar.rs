//! The bar of a phone: price, time and the way to the form while the panel is out of sight.

use super::figures::time_left;
use crate::bidding::room::Room;
use crate::bidding::words::is_over;
use crate::lang::use_lang;
use leptos::ev;
use leptos::prelude::*;
use locales::{amount, bidding as m};

/// The bar, at the end of the page's content: it sticks to the lower edge of the screen and comes to
/// rest above the foot, so that it covers nothing at the end. After the end of bidding there is
/// nothing left to go to.
#[component]
pub fn BidBar() -> impl IntoView {
    use_context::<Room>().map(|room| view! { <Bar room /> })
}

#[component]
fn Bar(room: Room) -> impl IntoView {
    let lang = use_lang();
    let shown = RwSignal::new(false);
    Effect::new(move |_| {
        let look = move || {
            let away = is_panel_away();
            if shown.get_untracked() != away {
                shown.set(away);
            }
        };
        let scrolled = window_event_listener(ev::scroll, move |_| look());
        let resized = window_event_listener(ev::resize, move |_| look());
        on_cleanup(move || {
            scrolled.remove();
            resized.remove();
        });
        look();
    });
    let price = move || {
        let figures = room.figures();
        amount(lang, figures.price.unwrap_or(figures.start))
    };
    let running = Memo::new(move |_| !is_over(room.view()));
    view! {
        <div
            class="bid-bar"
            data-testid="bid-bar"
            data-shown=move || shown.get().then_some("true")
        >
            <span>{price}</span>
            <span class="bid-bar-time">{move || time_left(lang, room)}</span>
            <Show when=move || running.get()>
                <a class="button button--commit" href="#bid-panel-title">
                    {m::go_to_bid(lang)}
                </a>
            </Show>
        </div>
    }
}

/// Whether nothing of the panel is on the screen.
fn is_panel_away() -> bool {
    let panel = document().query_selector(".bid-panel").ok().flatten();
    let height = window().inner_height().ok().and_then(|px| px.as_f64());
    panel.zip(height).is_some_and(|(panel, height)| {
        let place = panel.get_bounding_client_rect();
        place.bottom() < 0.0 || place.top() > height
    })
}
