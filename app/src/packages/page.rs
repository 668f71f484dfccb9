//! The public page of a package, and what the page of a lot says of the one that it is in. Public.

use super::package_page;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::lots::LotCardView;
use crate::ui::{Loaded, MoneyCard, Notice, PageHead};
use domain::ids::{LotCode, PackageId};
use domain::money::Fen;
use domain::packages::{Package, PackageState};
use domain::time::Timestamp;
use domain::views;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Label, packages as m, ui};

/// The page of one package.
#[component]
pub fn PackagePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id")?.parse::<i64>().ok()));
    let page = crate::wire::page_data(
        move || id.get(),
        |id| async move { package_page(PackageId(id.ok_or(AppError::NotFound)?)).await },
    );
    view! {
        <Loaded resource=page let:page>
            <PackageView page />
        </Loaded>
    }
}

#[component]
fn PackageView(page: views::PackagePage) -> impl IntoView {
    let lang = use_lang();
    let now = page.server_now;
    let Package {
        id,
        title,
        summary,
        start_price,
        state,
        opened_at,
        lot,
        ..
    } = page.package;
    let offered = lot.filter(|_| state == PackageState::Open);
    let offered = offered.map(|code| view! { <Offered code /> });
    let session = page.session.title.pick(lang.is_english()).to_owned();
    let up = href(lang, &format!("/sessions/{}", page.session.slug));
    let count = page.cards.len();
    let cards = page
        .cards
        .into_iter()
        .map(|card| view! { <li><LotCardView card now /></li> })
        .collect_view();
    let note = match state {
        PackageState::Open => m::open_note(lang),
        PackageState::Dissolved => m::dissolved_note(lang),
    };
    view! {
        <PageHead
            title=title.clone()
            description=m::description(lang, &title)
            path=format!("/packages/{id}")
        />
        <nav class="breadcrumb" aria-label=ui::breadcrumb_label(lang)>
            <ol>
                <li>
                    <a href=up>{session}</a>
                </li>
                <li aria-current="page">{m::title(lang)}</li>
            </ol>
        </nav>
        <div class="page-head">
            <h1 lang="zh-CN">{title}</h1>
            <p class="badges">
                <span class="badge">{m::title(lang)}</span>
                <span class="badge">{state.label(lang)}</span>
            </p>
        </div>
        <p class="prose" lang="zh-CN">
            {summary}
        </p>
        <Figures start_price opened_at />
        <Notice tone="info">
            <p>{note}</p>
            {offered}
        </Notice>
        <section class="section" aria-labelledby="members-title">
            <div class="section-head section-head--plain">
                <h2 id="members-title">{m::members(lang)}</h2>
                <p class="section-note">{m::member_count(lang, count)}</p>
            </div>
            <ul class="lot-grid">{cards}</ul>
        </section>
    }
}

/// The way to the lot as which a package is bid for.
#[component]
pub(super) fn Offered(code: LotCode) -> impl IntoView {
    let lang = use_lang();
    let to = href(lang, &format!("/lots/{code}"));
    view! {
        <p>
            <a href=to>{m::offered_as(lang, code.to_string())}</a>
        </p>
    }
}

#[component]
fn Figures(start_price: Fen, opened_at: Timestamp) -> impl IntoView {
    let lang = use_lang();
    view! {
        <dl class="facts package-facts">
            <div>
                <dt>{m::start_price(lang)}</dt>
                <dd>
                    <MoneyCard amount=start_price />
                </dd>
            </div>
            <div>
                <dt>{m::opened_at(lang)}</dt>
                <dd>{locales::date_time(lang, opened_at)}</dd>
            </div>
        </dl>
    }
}

/// That a lot is in an open package or is one, with the way to it.
#[component]
pub fn InPackage(
    /// The package.
    package: Package,
    /// The code of the lot that is shown.
    code: LotCode,
) -> impl IntoView {
    let lang = use_lang();
    let words = match package.lot.as_ref() == Some(&code) {
        true => m::whole(lang),
        false => m::in_package(lang),
    };
    let to = href(lang, &format!("/packages/{}", package.id));
    view! {
        <Notice tone="info">
            <p>{words}</p>
            <p>
                <a href=to>{m::see_package(lang, &package.title)}</a>
            </p>
        </Notice>
    }
}
