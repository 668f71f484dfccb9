//! `/needs`: the published needs of the season, of one industry or of all. Public.

use super::needs;
use crate::accounts::with_query;
use crate::lang::{href, use_lang};
use crate::ui::{Day, Empty, Loaded, MoneyCard, PageHead, Pager};
use domain::lots::Industry;
use domain::needs::Need;
use domain::time::Date;
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, needs as m};

const PATH: &str = "/needs";

/// The list.
#[component]
pub fn NeedsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let of = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let asked = Memo::new(move |_| (of("industry"), of("page")));
    let page = crate::wire::page_data(
        move || asked.get(),
        |(industry, page)| needs(industry, page),
    );
    view! {
        <PageHead title=m::title(lang) description=m::intro(lang) path=PATH />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::intro(lang)}</p>
        </div>
        <Loaded resource=page let:page>
            <List page />
        </Loaded>
    }
}

#[component]
fn List(page: views::NeedsPage) -> impl IntoView {
    let lang = use_lang();
    let of_page = of_industry(lang, page.industry);
    let first = (page.page > 1).then(|| of_page.clone());
    let next = (page.page < page.pages)
        .then(|| with_query(&of_page, "page", &(page.page + 1).to_string()));
    let total: u32 = page.counts.iter().map(|(_, count)| count).sum();
    let body = match (page.needs.is_empty(), page.industry) {
        (false, _) => view! { <NeedLines needs=page.needs today=page.today /> }.into_any(),
        (true, None) => view! { <Empty reason=m::empty(lang) /> }.into_any(),
        (true, Some(_)) => view! { <Empty reason=m::empty_industry(lang) /> }.into_any(),
    };
    view! {
        <Industries current=page.industry counts=page.counts total />
        {body}
        <Pager first next />
        <p class="section-note">{m::hidden_note(lang)}</p>
        <p class="section-note">
            <a href=href(lang, "/downloads")>{m::form_link(lang)}</a>
        </p>
    }
}

fn of_industry(lang: Lang, industry: Option<Industry>) -> String {
    let base = href(lang, PATH);
    match industry {
        Some(industry) => with_query(&base, "industry", industry.code()),
        None => base,
    }
}

/// The industries that have needs, with how many, and the one that is looked at.
#[component]
fn Industries(
    current: Option<Industry>,
    counts: Vec<(Industry, u32)>,
    total: u32,
) -> impl IntoView {
    let lang = use_lang();
    let mut places = vec![(None, m::all(lang), total)];
    places.extend(
        counts
            .iter()
            .map(|(one, count)| (Some(*one), one.label(lang), *count)),
    );
    if let Some(one) = current.filter(|one| counts.iter().all(|(known, _)| known != one)) {
        places.push((Some(one), one.label(lang), 0));
    }
    let links = places
        .into_iter()
        .map(|(industry, words, count)| {
            let here = (industry == current).then_some("page");
            view! {
                <li>
                    <a href=of_industry(lang, industry) aria-current=here>
                        {words}
                        " "
                        {count}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav aria-label=m::industries(lang)>
            <ul class="account-links">{links}</ul>
        </nav>
    }
}

/// Needs as lines with links.
#[component]
pub fn NeedLines(
    /// The needs.
    needs: Vec<Need>,
    /// Today in Beijing.
    today: Date,
) -> impl IntoView {
    let lang = use_lang();
    let lines = needs
        .into_iter()
        .map(|need| line(lang, need, today))
        .collect_view();
    view! {
        <ul class="articles" data-testid="needs">
            {lines}
        </ul>
    }
}

fn line(lang: Lang, need: Need, today: Date) -> impl IntoView + use<> {
    let to = href(lang, &format!("/needs/{}", need.code));
    let expired = need.is_expired(today);
    let expired = expired.then(|| view! { <span class="badge">{m::expired(lang)}</span> });
    let sheet = need.sheet;
    let kind = sheet
        .need_type
        .map(|kind| view! { <span>{kind.label(lang)}</span> });
    let investment = sheet.investment.map(|amount| {
        view! {
            <span>
                {m::investment(lang)}
                " "
                <MoneyCard amount />
            </span>
        }
    });
    let city = sheet
        .city
        .map(|city| view! { <span>{city.label(lang)}</span> });
    view! {
        <li class="article-line">
            <h2>
                <a href=to lang="zh-CN">
                    {sheet.title}
                </a>
            </h2>
            <p class="article-about">
                {expired}
                <span>{need.code.to_string()}</span>
                <span>{need.industry.label(lang)}</span>
                {kind}
                {city}
                {investment}
                <span>
                    {m::valid_until(lang)}
                    " "
                    <Day on=need.valid_until />
                </span>
            </p>
        </li>
    }
}
