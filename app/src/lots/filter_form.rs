//! The form of the catalogue: a plain GET form, enhanced to keep the page when it is alive.

use super::filters::{self, Asked};
use crate::lang::{href, use_lang};
use crate::ui::figures::wan_input;
use crate::ui::form::CheckField;
use crate::ui::{SelectField, TextField};
use domain::institutions::City;
use domain::lots::{Industry, LotKind, TransactionMode};
use domain::views::{LotFilter, StatusFilter};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use locales::{Label, Lang, lots as m};

/// The filters of the catalogue.
#[component]
pub fn FilterForm(
    /// What is filtered by now.
    filter: LotFilter,
) -> impl IntoView {
    let lang = use_lang();
    let navigate = use_navigate();
    let on_submit = move |event: SubmitEvent| {
        let Some(path) = path_of_form(&event) else {
            return;
        };
        event.prevent_default();
        let here = NavigateOptions {
            resolve: false,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&href(lang, &path), here);
        // The form is drawn anew with the address; the focus goes on to what was asked for.
        request_animation_frame(focus_results);
    };
    // Small screens keep the list in sight: the filters open when they are asked for, and the words
    // above the list say what it is narrowed by.
    view! {
        <details class="filters">
            <summary>{m::filters(lang)}</summary>
            <form method="get" action=href(lang, "/lots") role="search" on:submit=on_submit>
                <FilterFields filter />
                <button class="button button--main" type="submit">
                    {m::search(lang)}
                </button>
            </form>
        </details>
    }
}

/// Moves the focus to the list, which also brings it into sight on small screens.
fn focus_results() {
    let results = document().get_element_by_id("results");
    if let Some(results) = results.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = results.focus();
    }
}

/// The clean address of what stands in the form: empty fields leave no trace.
fn path_of_form(event: &SubmitEvent) -> Option<String> {
    let form = event
        .target()?
        .dyn_into::<web_sys::HtmlFormElement>()
        .ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let names = [
        "q",
        "industry",
        "kind",
        "mode",
        "city",
        "status",
        "price_min",
        "price_max",
        "dual_carbon",
        "project",
        "million",
        "sort",
    ];
    let values: Vec<(&str, String)> = names
        .into_iter()
        .filter_map(|name| Some((name, data.get(name).as_string()?)))
        .collect();
    let asked = Asked::from_pairs(values.iter().map(|(name, value)| (*name, value.as_str())));
    Some(filters::path(&asked.filter))
}

/// The fields in the order of the address.
#[component]
fn FilterFields(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let price = |amount: Option<domain::money::Fen>| amount.map(wan_input).unwrap_or_default();
    let sort = filter.sort.map(|sort| sort.code());
    view! {
        <TextField
            id="filter-q"
            name="q"
            kind="search"
            label=m::filter_q(lang)
            hint=Some(m::filter_q_hint(lang).to_owned())
            value=filter.q.clone()
        />
        <SelectField
            id="filter-industry"
            name="industry"
            label=m::filter_industry(lang)
            options=choices(lang, Industry::ALL, Industry::code)
            value=filter.industry.map(Industry::code).unwrap_or_default()
        />
        <SelectField
            id="filter-kind"
            name="kind"
            label=m::filter_kind(lang)
            options=choices(lang, LotKind::ALL, LotKind::code)
            value=filter.kind.map(LotKind::code).unwrap_or_default()
        />
        <SelectField
            id="filter-mode"
            name="mode"
            label=m::filter_mode(lang)
            options=choices(lang, TransactionMode::ALL, TransactionMode::code)
            value=filter.mode.map(TransactionMode::code).unwrap_or_default()
        />
        <SelectField
            id="filter-city"
            name="city"
            label=m::filter_city(lang)
            options=choices(lang, City::ALL, City::code)
            value=filter.city.map(City::code).unwrap_or_default()
        />
        <SelectField
            id="filter-status"
            name="status"
            label=m::filter_status(lang)
            options=choices(lang, StatusFilter::ALL, StatusFilter::code)
            value=filter.status.map(StatusFilter::code).unwrap_or_default()
        />
        <div class="filters-pair">
            <TextField
                id="filter-price-min"
                name="price_min"
                label=m::filter_price_min(lang)
                inputmode="decimal"
                value=price(filter.price_min)
            />
            <TextField
                id="filter-price-max"
                name="price_max"
                label=m::filter_price_max(lang)
                inputmode="decimal"
                value=price(filter.price_max)
            />
        </div>
        <FilterChecks filter=filter.clone() />
        {sort.map(|sort| view! { <input type="hidden" name="sort" value=sort /> })}
    }
}

/// The three columns that the season plan asks for.
#[component]
fn FilterChecks(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    view! {
        <fieldset class="filters-checks">
            <legend>{m::filter_only(lang)}</legend>
            <CheckField
                id="filter-dual-carbon"
                name="dual_carbon"
                label=m::dual_carbon(lang)
                checked=filter.dual_carbon
            />
            <CheckField
                id="filter-project"
                name="project"
                label=m::project(lang)
                checked=filter.project
            />
            <CheckField
                id="filter-million"
                name="million"
                label=m::million(lang)
                checked=filter.out_of_province_million
            />
        </fieldset>
    }
}

/// All, and every value of a code table.
fn choices<T: Label>(
    lang: Lang,
    all: &'static [T],
    code: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    let every = (String::new(), m::filter_all(lang).to_owned());
    let values = all
        .iter()
        .map(|value| (code(*value).to_owned(), value.label(lang).to_owned()));
    std::iter::once(every).chain(values).collect()
}
