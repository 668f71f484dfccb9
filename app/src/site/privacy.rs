//! The statement on personal data: which, what for, how long, who sees it, and one's rights.

use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::visitor::use_visitor;
use crate::ui::{Notice, PageHead};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Lang, privacy as m};

/// The statement.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let lang = use_lang();
    let contact = use_visitor().with_untracked(|visitor| visitor.site.contact.clone());
    let contact = (!contact.is_empty()).then(|| view! { <p lang="zh-CN">{contact}</p> });
    let sections = sections(lang)
        .into_iter()
        .map(|(title, paragraphs, list)| view! { <Section title paragraphs list /> })
        .collect_view();
    view! {
        <PageHead title=m::title(lang) description=m::lead(lang) path="/privacy" />
        <Gone />
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::lead(lang)}</p>
            <p>{m::version(lang)}</p>
        </div>
        {sections}
        <section class="section">
            <h2>{m::own_title(lang)}</h2>
            <p>{m::own_how(lang)}</p>
            <p>
                <a href=href(lang, "/account/data")>{m::own_link(lang)}</a>
            </p>
            <h2>{m::contact_title(lang)}</h2>
            <p>{m::contact_how(lang)}</p>
            {contact}
        </section>
    }
}

/// Heading, paragraphs, list.
type Words = (&'static str, Vec<&'static str>, Vec<&'static str>);

fn sections(lang: Lang) -> [Words; 6] {
    [
        (
            m::which_title(lang),
            vec![m::which_lead(lang)],
            vec![
                m::which_account(lang),
                m::which_factor(lang),
                m::which_bids(lang),
                m::which_money(lang),
                m::which_files(lang),
                m::which_sessions(lang),
                m::which_ways(lang),
                m::which_traces(lang),
            ],
        ),
        (
            m::why_title(lang),
            vec![m::why(lang), m::why_law(lang)],
            vec![],
        ),
        (
            m::public_title(lang),
            vec![m::public_lead(lang)],
            vec![
                m::public_paddle(lang),
                m::public_ledger(lang),
                m::public_deal(lang),
            ],
        ),
        (
            m::shared_title(lang),
            vec![
                m::shared(lang),
                m::shared_ways(lang),
                m::shared_abroad(lang),
            ],
            vec![],
        ),
        (
            m::kept_title(lang),
            vec![m::kept_lead(lang)],
            vec![
                m::kept_auction(lang),
                m::kept_general(lang),
                m::kept_sessions(lang),
                m::kept_notices(lang),
            ],
        ),
        (
            m::safe_title(lang),
            vec![m::safe(lang), m::cookies(lang), m::automatic(lang)],
            vec![],
        ),
    ]
}

#[component]
fn Section(
    title: &'static str,
    paragraphs: Vec<&'static str>,
    list: Vec<&'static str>,
) -> impl IntoView {
    let paragraphs = paragraphs
        .into_iter()
        .map(|words| view! { <p>{words}</p> })
        .collect_view();
    let list = (!list.is_empty()).then(|| {
        let lines = list
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view();
        view! { <ul>{lines}</ul> }
    });
    view! {
        <section class="section">
            <h2>{title}</h2>
            {paragraphs}
            {list}
        </section>
    }
}

/// Whoever has just deleted his account is told so here.
#[component]
fn Gone() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let gone = move || {
        query.with(|query| query.get("gone").is_some()).then(|| {
            view! {
                <Notice tone="success">
                    <p role="status">{m::gone(lang)}</p>
                </Notice>
            }
        })
    };
    redrawn(gone)
}
