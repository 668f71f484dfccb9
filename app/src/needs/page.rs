//! `/needs/:code`: a published need with what everybody may read of it. Public.

use super::need;
use crate::lang::{href, use_lang};
use crate::ui::{Day, Loaded, Money, Notice, PageHead};
use domain::needs::NeedSheet;
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, Lang, needs as m, ui};

/// The page of one need.
#[component]
pub fn NeedPage() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let found = crate::wire::page_data(move || code.get(), need);
    view! {
        <Loaded resource=found let:found>
            <Shown page=found />
        </Loaded>
    }
}

#[component]
fn Shown(page: views::NeedPage) -> impl IntoView {
    let lang = use_lang();
    let title = page.need.sheet.title.clone();
    let code = page.need.code.to_string();
    let expired = page.need.is_expired(page.today).then(|| {
        view! {
            <Notice tone="info">
                <p>{m::expired_note(lang)}</p>
            </Notice>
        }
    });
    let session = page.session.as_ref().map(|session| {
        let to = href(lang, &format!("/sessions/{}", session.slug));
        let words = session.title.pick(lang.is_english()).to_owned();
        view! {
            <p>
                {m::session(lang)}
                " "
                <a href=to>{words}</a>
            </p>
        }
    });
    view! {
        <PageHead
            title=title.clone()
            description=m::description(lang, &code, &title)
            path=format!("/needs/{code}")
        />
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=href(lang, "/needs")>{m::title(lang)}</a>
                </li>
                <li aria-current="page">{code.clone()}</li>
            </ol>
        </nav>
        <div class="page-head">
            <h1 lang="zh-CN">{title}</h1>
            <p class="badges">
                <span class="badge">{page.need.state.label(lang)}</span>
                <span class="badge">{page.need.industry.label(lang)}</span>
            </p>
        </div>
        {expired}
        <Facts page=page.clone() />
        <Texts sheet=page.need.sheet />
        {session}
        <p class="section-note">{m::contact_note(lang)}</p>
    }
}

/// A fact that may be kept back by the enterprise.
fn fact(lang: Lang, name: &'static str, value: Option<AnyView>) -> impl IntoView {
    let value = value.unwrap_or_else(|| {
        view! { <span class="office-note">{m::kept_back(lang)}</span> }.into_any()
    });
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

fn chinese(words: String) -> AnyView {
    view! { <span lang="zh-CN">{words}</span> }.into_any()
}

fn several(lang: Lang, words: &[String]) -> Option<AnyView> {
    (!words.is_empty()).then(|| words.join(ui::separator(lang)).into_any())
}

#[component]
fn Facts(page: views::NeedPage) -> impl IntoView {
    let lang = use_lang();
    let (need, sheet) = (page.need.clone(), page.need.sheet);
    let modes: Vec<String> = sheet
        .cooperation
        .iter()
        .map(|mode| mode.label(lang).to_owned())
        .collect();
    let region = match (lang.is_english(), sheet.region) {
        (true, _) => sheet.city.map(|city| city.label(lang).into_any()),
        (false, region) => region.map(chinese),
    };
    // Who does not want to be named is told as the spec has it (LG-2).
    let enterprise = sheet
        .enterprise
        .map_or_else(|| m::some_enterprise(lang).into_any(), chinese);
    let park = sheet
        .park
        .map(|park| fact(lang, m::park(lang), Some(chinese(park))));
    let published = need.published_at.map(|at| {
        let day = view! { <Day on=at.date() /> }.into_any();
        fact(lang, m::published_on(lang), Some(day))
    });
    let kind = sheet.need_type.map(|kind| kind.label(lang).into_any());
    let investment = sheet.investment;
    let investment = investment.map(|amount| view! { <Money amount /> }.into_any());
    let until = view! { <Day on=need.valid_until /> }.into_any();
    view! {
        <dl class="facts" aria-label=m::facts(lang)>
            {fact(lang, m::code(lang), Some(need.code.to_string().into_any()))}
            {fact(lang, m::enterprise(lang), Some(enterprise))}
            {fact(lang, m::region(lang), region)}
            {park}
            {fact(lang, m::kind(lang), kind)}
            {fact(lang, m::investment(lang), investment)}
            {fact(lang, m::cooperation(lang), several(lang, &modes))}
            {fact(lang, m::valid_until(lang), Some(until))}
            {published}
        </dl>
    }
}

/// What is looked for, in the words of the enterprise.
#[component]
fn Texts(sheet: NeedSheet) -> impl IntoView {
    let lang = use_lang();
    let keywords = (!sheet.keywords.is_empty()).then(|| sheet.keywords.join(ui::separator(lang)));
    let part = |heading: &'static str, words: Option<String>| {
        words.map(|words| {
            view! {
                <h2>{heading}</h2>
                <p class="prose" lang="zh-CN">
                    {words}
                </p>
            }
        })
    };
    let kept = sheet.background.is_none().then(|| {
        let words = match sheet.title_only {
            true => m::title_only(lang),
            false => m::background_kept(lang),
        };
        view! { <p class="section-note">{words}</p> }
    });
    view! {
        <article class="article">
            {part(m::background(lang), sheet.background)}
            {kept}
            {part(m::indicators(lang), sheet.indicators)}
            {part(m::basis(lang), sheet.existing_basis)}
            {part(m::keywords(lang), keywords)}
        </article>
    }
}
