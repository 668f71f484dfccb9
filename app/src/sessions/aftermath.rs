//! What came of a session, on its public page: the counts of its report, what was sold, who wrote about it.

use crate::lang::{href, use_lang};
use crate::ui::{DOT, Money};
use domain::targets::TargetId;
use domain::views::{Aftermath, Coverage, OfflineResult};
use leptos::prelude::*;
use locales::{Label, Lang, aftermath as m};

/// Results and media coverage; nothing while there are none.
#[component]
pub fn AftermathView(
    /// What there is to tell.
    of: Aftermath,
    /// How many of its lots were sold on the portal; 0 before it began.
    sold: usize,
) -> impl IntoView {
    let lang = use_lang();
    let Aftermath {
        figures,
        offline,
        coverage,
    } = of;
    let results = !figures.is_empty() || !offline.is_empty() || sold > 0;
    let results = results.then(|| {
        let on_line = (sold > 0).then(|| view! { <p>{m::sold(lang, sold)}</p> });
        view! {
            <section class="session-after" aria-labelledby="results-title">
                <h2 class="section-title" id="results-title">
                    {m::results(lang)}
                </h2>
                {counts(lang, figures)}
                {on_line}
                {sales(lang, offline)}
            </section>
        }
    });
    let coverage = (!coverage.is_empty()).then(|| {
        let lines = coverage.into_iter().map(|one| article(lang, one));
        view! {
            <section class="session-after" aria-labelledby="coverage-title">
                <h2 class="section-title" id="coverage-title">
                    {m::coverage(lang)}
                </h2>
                <ul class="session-lines" data-testid="coverage">
                    {lines.collect_view()}
                </ul>
            </section>
        }
    });
    view! {
        {results}
        {coverage}
    }
}

/// The counts that the centre has accepted.
fn counts(lang: Lang, figures: Vec<(TargetId, u32)>) -> Option<AnyView> {
    let count = |(id, count): (TargetId, u32)| {
        view! {
            <div>
                <dt>{id.label(lang)}</dt>
                <dd>{count}</dd>
            </div>
        }
    };
    (!figures.is_empty()).then(|| {
        let figures = figures.into_iter().map(count).collect_view();
        view! {
            <dl class="facts" aria-label=m::figures(lang) data-testid="session-figures">
                {figures}
            </dl>
            <p class="section-note">{m::figures_note(lang)}</p>
        }
        .into_any()
    })
}

/// What was sold at the offline auction.
fn sales(lang: Lang, offline: Vec<OfflineResult>) -> Option<AnyView> {
    let sale = |one: OfflineResult| {
        let to = href(lang, &format!("/lots/{}", one.lot));
        view! {
            <li>
                <a href=to lang="zh-CN">
                    {one.title}
                </a>
                <span class="session-line-facts">
                    <span class="badge">{m::offline_mark(lang)}</span>
                    " "
                    <Money amount=one.price />
                    {DOT}
                    {m::buyer(lang, one.buyer)}
                    {DOT}
                    <time datetime=one.on.to_string()>{locales::date_long(lang, one.on)}</time>
                </span>
            </li>
        }
    };
    (!offline.is_empty()).then(|| {
        let sales = offline.into_iter().map(sale).collect_view();
        view! {
            <h3>{m::offline(lang)}</h3>
            <ul class="session-lines" data-testid="offline-results">
                {sales}
            </ul>
        }
        .into_any()
    })
}

/// An article about the session: it stands elsewhere, so it opens beside this page.
fn article(lang: Lang, one: Coverage) -> impl IntoView {
    view! {
        <li>
            <a href=one.link target="_blank" rel="external noopener nofollow" lang="zh-CN">
                {one.title}
                <span class="visually-hidden" lang=lang.tag()>
                    " "
                    {m::new_page(lang)}
                </span>
            </a>
            <span class="session-line-facts">
                <span lang="zh-CN">{one.outlet}</span>
                {DOT}
                <time datetime=one.day.to_string()>{locales::date_long(lang, one.day)}</time>
            </span>
        </li>
    }
}
