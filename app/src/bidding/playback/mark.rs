//! The moment in the price chart: a line across, and a ring at its price.

use super::use_player;
use leptos::prelude::*;

/// The mark; nothing before the visitor has asked for a moment.
#[component]
pub fn ChartMark<X, Y>(
    /// From an instant to the drawing.
    x: X,
    /// From a price to the drawing.
    y: Y,
    /// Upper and lower edge of the drawing.
    edges: (i64, i64),
) -> impl IntoView
where
    X: Fn(domain::time::Timestamp) -> i64 + Send + Sync + 'static,
    Y: Fn(domain::money::Fen) -> i64 + Send + Sync + 'static,
{
    let (top, bottom) = edges;
    move || {
        let moment = use_player()?.asked()?;
        let at = moment.step.received_at.unwrap_or(moment.step.at);
        let x = x(at);
        let ring = moment
            .figures
            .price
            .map(|price| view! { <circle class="price-chart-ring" cx=x cy=y(price) r="7" /> });
        Some(view! {
            <path class="price-chart-mark" d=format!("M{x} {top}V{bottom}") />
            {ring}
        })
    }
}
