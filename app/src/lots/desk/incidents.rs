//! Bids that were late by our fault: what the organiser must know before anything else is decided.

use crate::lang::use_lang;
use crate::ui::Notice;
use domain::incidents::LateByServer;
use domain::views::LotDesk;
use leptos::prelude::*;
use locales::{Lang, desk as m, ui};

/// The incidents of the lot; nothing while there are none.
#[component]
pub fn Incidents(
    /// The desk.
    desk: RwSignal<LotDesk>,
) -> impl IntoView {
    let lang = use_lang();
    let incidents = Memo::new(move |_| desk.with(|desk| desk.incidents.clone()));
    move || {
        let incidents = incidents.get();
        let lines: Vec<_> = incidents
            .iter()
            .map(|late| line(lang, late))
            .map(|words| view! { <li>{words}</li> })
            .collect();
        (!lines.is_empty()).then(|| {
            view! {
                <Notice tone="warning">
                    <div data-testid="incidents">
                        <h2>{m::incidents_title(lang)}</h2>
                        <p>{m::incidents_lead(lang)}</p>
                        <ul>{lines}</ul>
                    </div>
                </Notice>
            }
        })
    }
}

/// Who, when it arrived, when bidding ended and when it was refused.
fn line(lang: Lang, late: &LateByServer) -> String {
    let paddle = late
        .paddle
        .map_or_else(|| ui::none(lang).to_owned(), |paddle| paddle.to_string());
    m::incident_line(
        lang,
        late.received_at.clock().hms_millis(),
        late.ended_at.clock().hms_millis(),
        paddle,
        locales::date_time_seconds(lang, late.at),
    )
}
