//! The catalogue: filters from the address, cards, and the way to the next page. Public.

use super::card::LotCardView;
use super::filter_form::FilterForm;
use super::filters::{self, Asked};
use crate::lang::{href, use_lang};
use crate::ui::erased::redrawn;
use crate::ui::{Empty, Loaded, Notice, PageHead, Pager};
use domain::views::{Catalogue, LotFilter, LotSort};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{Label, Lang, lots as m};

/// The catalogue of public lots.
#[component]
pub fn CataloguePage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let pairs = query.latest_values();
            Asked::from_pairs(pairs.map(|(name, value)| (name.as_ref(), value)))
        })
    });
    let found = crate::wire::page_data(
        move || asked.with(|asked| asked.filter.clone()),
        super::catalogue,
    );
    view! {
        {redrawn(move || {
            let path = asked.with(|asked| filters::canonical(&asked.filter));
            view! { <PageHead title=m::title(lang) description=m::description(lang) path /> }
        })}
        <div class="page-head">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{m::description(lang)}</p>
        </div>
        <div class="catalogue-layout">
            // A new form for every address: what was typed or ticked is kept by the controls
            // themselves and would outlive the way back.
            <For
                each=move || std::iter::once(asked.with(|asked| asked.filter.clone()))
                key=filters::path
                let:filter
            >
                <FilterForm filter />
            </For>
            <section id="results" tabindex="-1" aria-labelledby="results-title">
                <h2 id="results-title" class="visually-hidden">
                    {m::results(lang)}
                </h2>
                {redrawn(move || view! { <IgnoredNotice asked=asked.get() /> })}
                {redrawn(move || view! { <Chips filter=asked.with(|asked| asked.filter.clone()) /> })}
                <Loaded resource=found let:catalogue>
                    <Results filter=asked.with_untracked(|a| a.filter.clone()) catalogue />
                </Loaded>
            </section>
        </div>
    }
}

/// What of the address was not understood.
#[component]
fn IgnoredNotice(asked: Asked) -> impl IntoView {
    let lang = use_lang();
    (!asked.ignored.is_empty()).then(|| {
        let lines = asked
            .ignored
            .into_iter()
            .map(|ignored| {
                let name = parameter(lang, ignored.name);
                view! { <li>{m::ignored_value(lang, name, ignored.value)}</li> }
            })
            .collect_view();
        view! {
            <Notice tone="warning">
                <p>
                    <strong>{m::ignored(lang)}</strong>
                </p>
                <ul>{lines}</ul>
            </Notice>
        }
    })
}

/// The words for a parameter of the address.
fn parameter(lang: Lang, name: &str) -> &'static str {
    match name {
        "q" => m::filter_q(lang),
        "industry" => m::filter_industry(lang),
        "kind" => m::filter_kind(lang),
        "mode" => m::filter_mode(lang),
        "city" => m::filter_city(lang),
        "status" => m::filter_status(lang),
        "price_min" => m::filter_price_min(lang),
        "price_max" => m::filter_price_max(lang),
        "dual_carbon" => m::dual_carbon(lang),
        "project" => m::project(lang),
        "million" => m::million(lang),
        "sort" => m::sort(lang),
        _ => m::position(lang),
    }
}

/// What an active filter says.
fn chip_words(lang: Lang, filter: &LotFilter, name: &str) -> String {
    let price = |amount: Option<domain::money::Fen>| {
        amount
            .map(|amount| locales::amount_card(lang, amount))
            .unwrap_or_default()
    };
    let label = match name {
        "q" => return m::chip_q(lang, &filter.q),
        "price_min" => return m::chip_price_min(lang, price(filter.price_min)),
        "price_max" => return m::chip_price_max(lang, price(filter.price_max)),
        "industry" => filter.industry.map(|value| value.label(lang)),
        "kind" => filter.kind.map(|value| value.label(lang)),
        "mode" => filter.mode.map(|value| value.label(lang)),
        "city" => filter.city.map(|value| value.label(lang)),
        "status" => filter.status.map(|value| value.label(lang)),
        _ => Some(parameter(lang, name)),
    };
    label.unwrap_or_default().to_owned()
}

/// The active filters, each with a link that takes it off.
#[component]
fn Chips(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let names = filters::narrowing(&filter);
    (!names.is_empty()).then(|| {
        let chips = names
            .into_iter()
            .map(|name| {
                let words = chip_words(lang, &filter, name);
                let to = href(lang, &filters::path(&filters::without(&filter, name)));
                view! {
                    <li>
                        <a class="chip" href=to data-noscroll="true">
                            <span class="visually-hidden">{m::remove_filter(lang)}" "</span>
                            {words}
                            <span class="chip-cross" aria-hidden="true">
                                "×"
                            </span>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <ul class="chips" aria-label=m::active_filters(lang)>
                {chips}
                <li>
                    <a class="chip chip--clear" href=href(lang, "/lots") data-noscroll="true">
                        {m::clear_filters(lang)}
                    </a>
                </li>
            </ul>
        }
    })
}

/// Count, order, cards and the next page.
#[component]
fn Results(filter: LotFilter, catalogue: Catalogue) -> impl IntoView {
    let lang = use_lang();
    let now = catalogue.server_now;
    let count = match (catalogue.count.count, catalogue.count.more) {
        (count, true) => m::count_more(lang, count),
        (1, false) => m::count_one(lang).to_owned(),
        (count, false) => m::count(lang, count),
    };
    let to = |filter: &LotFilter| href(lang, &filters::path(filter));
    let beginning = LotFilter {
        after: None,
        ..filter.clone()
    };
    let first = filter.after.is_some().then(|| to(&beginning));
    let next = catalogue.next.map(|after| {
        to(&LotFilter {
            after: Some(after),
            ..filter.clone()
        })
    });
    let empty = catalogue.cards.is_empty();
    let cards = catalogue
        .cards
        .into_iter()
        .map(|card| view! { <li><LotCardView card now /></li> })
        .collect_view();
    view! {
        <div class="result-line">
            <p class="result-count" role="status">
                {count}
            </p>
            {(!empty).then(|| view! { <Sorts filter=beginning.clone() /> })}
        </div>
        {if empty {
            view! { <NoResults filter=beginning /> }.into_any()
        } else {
            view! { <ul class="lot-grid">{cards}</ul> }.into_any()
        }}
        <Pager first next />
    }
}

/// The orders as links.
#[component]
fn Sorts(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let now = filter.sort.unwrap_or(LotSort::Newest);
    let links = LotSort::ALL
        .iter()
        .map(|sort| {
            // The first order is the one without a word in the address.
            let wanted = (*sort != LotSort::Newest).then_some(*sort);
            let to = href(
                lang,
                &filters::path(&LotFilter {
                    sort: wanted,
                    ..filter.clone()
                }),
            );
            let current = (*sort == now).then_some("true");
            view! {
                <li>
                    <a href=to aria-current=current data-noscroll="true">
                        {sort.label(lang)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="sorts" aria-label=m::sort(lang)>
            {links}
        </ul>
    }
}

/// Nothing fits: say what was asked for and how to ask for less.
#[component]
fn NoResults(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let names = filters::narrowing(&filter);
    let words: Vec<String> = names
        .iter()
        .map(|name| chip_words(lang, &filter, name))
        .collect();
    let reason = match words.as_slice() {
        [] => m::empty(lang).to_owned(),
        [one] => m::empty_one(lang, one),
        many => m::empty_many(lang, many.join(m::and(lang))),
    };
    view! {
        <Empty reason>
            <a class="button" href=href(lang, "/lots")>
                {m::clear_filters(lang)}
            </a>
        </Empty>
    }
}
