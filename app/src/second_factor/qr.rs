//! A QR code, drawn from its squares.

use crate::lang::use_lang;
use domain::views::Squares;
use leptos::prelude::*;
use locales::second_factor as m;

/// Squares of light around the code (ISO/IEC 18004 asks for four).
const QUIET: u32 = 4;

/// The code, dark on light whatever the colours of the page: readers want it so.
#[component]
pub fn Qr(
    /// The dark squares.
    squares: Squares,
) -> impl IntoView {
    let lang = use_lang();
    let side = squares.side + 2 * QUIET;
    let within = format!("0 0 {side} {side}");
    let moved = format!("translate({QUIET} {QUIET})");
    view! {
        <svg
            class="qr"
            viewBox=within
            role="img"
            aria-label=m::qr_label(lang)
            shape-rendering="crispEdges"
        >
            <rect class="qr-light" width=side height=side />
            <path class="qr-dark" transform=moved d=squares.path />
        </svg>
    }
}
