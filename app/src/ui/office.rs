//! The lists of the back office: their parts side by side, the lines of the one that is shown, and the
//! way to the next page.

use crate::ui::{Empty, Pager, Place, Places};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the address of a list asks for: `show`, the part, and `after`, where the page begins.
pub fn shown_query() -> Memo<(String, String)> {
    let map = use_query_map();
    Memo::new(move |_| {
        map.with(|map| {
            let of = |name| map.get(name).unwrap_or_default();
            (of("show"), of("after"))
        })
    })
}

/// What a list shows: the lines of one of its parts.
pub struct OfficeLines {
    /// What `data-testid` says of the list.
    pub testid: &'static str,
    /// The name of the part.
    pub heading: String,
    /// What to say when there is nothing.
    pub empty: String,
    /// The lines, list items each.
    pub rows: Vec<AnyView>,
    /// Address of the first page of the part.
    pub address: String,
    /// What the next page begins after.
    pub next: Option<String>,
}

/// A list of the back office.
#[component]
pub fn OfficeList(
    /// The heading of the page.
    #[prop(into)]
    heading: String,
    /// What is done here, in one sentence.
    intro: &'static str,
    /// What the parts are parts of.
    #[prop(optional)]
    label: &'static str,
    /// The parts, of a list that has some.
    #[prop(optional)]
    places: Vec<Place>,
    /// The lines of the part that is shown.
    lines: OfficeLines,
) -> impl IntoView {
    let places = (!places.is_empty()).then(|| view! { <Places label places /> });
    view! {
        <h1>{heading}</h1>
        <p class="office-intro">{intro}</p>
        {places}
        <Lines lines />
    }
}

/// The lines under their heading.
#[component]
fn Lines(lines: OfficeLines) -> impl IntoView {
    let OfficeLines {
        testid,
        heading,
        empty,
        rows,
        address,
        next,
    } = lines;
    let later = use_query_map().with_untracked(|query| query.get("after").is_some());
    let joint = if address.contains('?') { '&' } else { '?' };
    let next = next.map(|after| format!("{address}{joint}after={after}"));
    let body = match rows.is_empty() {
        true => view! { <Empty reason=empty /> }.into_any(),
        false => view! {
            <ul class="deposit-rows" data-testid=testid>
                {rows}
            </ul>
            <Pager first=later.then_some(address) next />
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="shown-title">
            <h2 class="section-title" id="shown-title">
                {heading}
            </h2>
            {body}
        </section>
    }
}
