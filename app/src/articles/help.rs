//! `/help`: the help centre of a season: its articles, and the ways to forms, calendars and the interface.
//! Public.

use super::help;
use super::list::Lines;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{articles as m, ui};

/// The help centre.
#[component]
pub fn HelpPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|query| query.get("year").unwrap_or_default()));
    let found = crate::wire::page_data(move || year.get(), help);
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
            <Centre found />
        </Loaded>
    }
}

/// The articles of one year, with the ways to the others.
#[component]
fn Centre(found: views::HelpCentre) -> impl IntoView {
    let lang = use_lang();
    let shown = found.year;
    let years = found
        .years
        .into_iter()
        .map(|year| {
            let to = href(lang, &format!("/help?year={year}"));
            let current = (shown == Some(year)).then_some("page");
            view! {
                <li>
                    <a href=to aria-current=current>
                        {m::season(lang, year)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let articles = match found.articles.is_empty() {
        true => view! { <Empty reason=m::empty(lang) /> }.into_any(),
        false => view! { <Lines articles=found.articles /> }.into_any(),
    };
    view! {
        <nav aria-label=m::help_seasons(lang)>
            <ul class="account-links">{years}</ul>
        </nav>
        {articles}
    }
}
