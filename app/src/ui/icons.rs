//! Drawings of the service itself. Icons never stand without a word beside them.

use leptos::prelude::*;

/// The mark of the service: a vermilion seal with a hammer above its block.
#[component]
pub fn Seal() -> impl IntoView {
    view! {
        <svg class="seal" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
            <rect class="seal-ground" width="40" height="40" />
            <rect class="seal-frame" x="3.5" y="3.5" width="33" height="33" />
            <g class="seal-mark" transform="rotate(-45 19 17)">
                <rect x="13" y="10" width="12" height="9" />
                <rect x="10.5" y="8.5" width="2" height="12" />
                <rect x="25.5" y="8.5" width="2" height="12" />
                <rect x="17.75" y="19" width="2.5" height="13" />
            </g>
            <rect class="seal-mark" x="8" y="30.5" width="12" height="2.5" />
        </svg>
    }
}

/// A bell, for notices.
#[component]
pub fn BellMark() -> impl IntoView {
    view! {
        <svg class="bell-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="M10 2.5a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5.5-2 6.5h13c-.5-1-2-2.5-2-6.5A4.5 4.5 0 0 0 10 2.5Z" />
            <path d="M8 16a2 2 0 0 0 4 0" />
        </svg>
    }
}
