//! `/help`: the help centre: its articles, and the ways to forms, calendars and the interface. Public.

use super::help;
use super::list::Lines;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use leptos::prelude::*;
use locales::{articles as m, ui};

/// The help centre.
#[component]
pub fn HelpPage() -> impl IntoView {
    let lang = use_lang();
    let found = crate::wire::page_data(|| (), |()| help());
    let ways = [
        ("/downloads", m::downloads(lang)),
        ("/articles?kind=policy", m::policies(lang)),
        ("/calendar", ui::nav_calendar(lang)),
        ("/api/docs", ui::nav_api(lang)),
    ];
    let ways = ways
        .into_iter()
        .map(|(to, words)| view! { <li><a href=href(lang, to)>{words}</a></li> })
        .collect_view();
    view! {
        <PageHead title=m::help(lang) description=m::help_intro(lang) path="/help" />
        <div class="page-head">
            <h1>{m::help(lang)}</h1>
            <p class="lead">{m::help_intro(lang)}</p>
        </div>
        <ul class="account-links">{ways}</ul>
        <Loaded resource=found let:found>
            {match found.is_empty() {
                true => view! { <Empty reason=m::empty(lang) /> }.into_any(),
                false => view! { <Lines articles=found.clone() /> }.into_any(),
            }}
        </Loaded>
    }
}
