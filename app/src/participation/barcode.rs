//! The barcode of a submission sheet as a drawing.

use domain::barcode::bars;
use leptos::prelude::*;

/// How high a barcode is, in modules.
const HEIGHT: u32 = 50;

/// The bars that say `text`, for scanners; the text itself stands below.
#[component]
pub fn Barcode(
    /// Printable ASCII.
    text: String,
) -> impl IntoView {
    let drawn = bars(&text).map(|(bars, width)| {
        let path: String = bars
            .iter()
            .map(|(at, wide)| format!("M{at} 0h{wide}v{HEIGHT}h-{wide}z"))
            .collect();
        view! {
            <svg
                class="barcode-bars"
                viewBox=format!("0 0 {width} {HEIGHT}")
                aria-hidden="true"
                shape-rendering="crispEdges"
            >
                <rect class="barcode-light" width=width height=HEIGHT />
                <path class="barcode-dark" d=path />
            </svg>
        }
    });
    view! {
        <figure class="barcode">
            {drawn}
            <figcaption>
                <code data-testid="sheet-number">{text}</code>
            </figcaption>
        </figure>
    }
}
