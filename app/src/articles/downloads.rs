//! `/downloads`: the collection forms of each season (AS-72). Public.

use super::downloads;
use crate::lang::{href, use_lang};
use crate::ui::{Empty, Loaded, PageHead};
use domain::views;
use leptos::prelude::*;
use locales::{Lang, articles as m};

/// The forms, by the names of their files.
const FORMS: [&str; 5] = ["patent", "achievement", "need", "liaison", "offline"];

/// The downloads.
#[component]
pub fn DownloadsPage() -> impl IntoView {
    let lang = use_lang();
    let page = crate::wire::page_data(|| (), |()| downloads());
    view! {
        <PageHead title=m::downloads(lang) description=m::downloads_intro(lang) path="/downloads" />
        <div class="page-head">
            <h1>{m::downloads(lang)}</h1>
            <p class="lead">{m::downloads_intro(lang)}</p>
            <p>
                <a href=href(lang, "/help")>{m::help(lang)}</a>
            </p>
        </div>
        <Loaded resource=page let:page>
            <Seasons page />
        </Loaded>
    }
}

#[component]
fn Seasons(page: views::DownloadsPage) -> impl IntoView {
    let lang = use_lang();
    if page.years.is_empty() {
        return view! { <Empty reason=m::downloads_none(lang) /> }.into_any();
    }
    let years = page.years.into_iter();
    years
        .map(|year| view! { <Season year /> })
        .collect_view()
        .into_any()
}

#[component]
fn Season(year: i32) -> impl IntoView {
    let lang = use_lang();
    let id = format!("season-{year}");
    let labelled = id.clone();
    let files = FORMS
        .into_iter()
        .map(|form| {
            let to = format!("/templates/{form}.xlsx?season={year}");
            view! {
                <li>
                    // A file: the router has nothing to show there.
                    <a href=to rel="external" download="">
                        {name(lang, form)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby=labelled>
            <h2 class="section-title" id=id>
                {m::season(lang, year)}
            </h2>
            <ul class="downloads">{files}</ul>
        </section>
    }
}

fn name(lang: Lang, form: &str) -> &'static str {
    match form {
        "patent" => m::form_patent(lang),
        "achievement" => m::form_achievement(lang),
        "need" => m::form_need(lang),
        "liaison" => m::form_liaison(lang),
        _ => m::form_deals(lang),
    }
}
