//! The parts of a desk, side by side.

use leptos::prelude::*;

/// One part of a desk.
pub struct Place {
    /// Where it is.
    pub to: String,
    /// Its name, with how much waits there.
    pub words: String,
    /// Whether it is shown.
    pub current: bool,
}

/// Links to the parts of a desk.
#[component]
pub fn Places(
    /// What they are parts of.
    label: &'static str,
    /// The parts, in their order.
    places: Vec<Place>,
) -> impl IntoView {
    let link = |place: Place| {
        let current = place.current.then_some("page");
        view! {
            <li>
                <a href=place.to aria-current=current>
                    {place.words}
                </a>
            </li>
        }
    };
    let links = places.into_iter().map(link).collect_view();
    view! {
        <nav class="places" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
}
