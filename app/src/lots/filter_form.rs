//! The form of the catalogue: a plain GET form, enhanced to keep the page when it is alive.

use super::filters::{Asked, NAMES};
use super::place::Place;
use super::words;
use crate::lang::{href, use_lang};
use crate::ui::figures::wan_input;
use crate::ui::form::CheckField;
use crate::ui::{SelectField, TextField};
use domain::institutions::City;
use domain::lots::{Industry, LotKind, ProjectLevel, TransactionMode, Trl};
use domain::views::{LotColumn, LotFilter, StatusFilter};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use locales::{Label, Lang, display, lots as m};

/// The filters of the catalogue.
#[component]
pub fn FilterForm(
    /// The list that is filtered.
    place: Place,
    /// What is filtered by now.
    filter: LotFilter,
) -> impl IntoView {
    let lang = use_lang();
    let navigate = use_navigate();
    let action = href(lang, &place.base());
    let (column, compare) = (place.column, place.compare_value());
    let on_submit = move |event: SubmitEvent| {
        let Some(path) = path_of_form(&event, &place) else {
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
            <form method="get" action=action role="search" on:submit=on_submit>
                <FilterFields column filter />
                {compare.map(|codes| view! { <input type="hidden" name="compare" value=codes /> })}
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
fn path_of_form(event: &SubmitEvent, place: &Place) -> Option<String> {
    let form = event
        .target()?
        .dyn_into::<web_sys::HtmlFormElement>()
        .ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let values: Vec<(&str, String)> = NAMES
        .iter()
        .filter(|name| **name != "after")
        .filter_map(|name| Some((*name, data.get(name).as_string()?)))
        .collect();
    let asked = Asked::from_pairs(values.iter().map(|(name, value)| (*name, value.as_str())));
    let mut filter = asked.filter;
    // What the column says has no field of its own.
    if let Some(column) = place.column {
        column.apply(&mut filter);
    }
    Some(place.path(&filter))
}

/// The fields in the order of the address.
#[component]
fn FilterFields(column: Option<LotColumn>, filter: LotFilter) -> impl IntoView {
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
        {(column != Some(LotColumn::OpenLicence))
            .then(|| {
                view! {
                    <SelectField
                        id="filter-mode"
                        name="mode"
                        label=m::filter_mode(lang)
                        options=choices(lang, TransactionMode::ALL, TransactionMode::code)
                        value=filter.mode.map(TransactionMode::code).unwrap_or_default()
                    />
                }
            })}
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
        <FilterReadiness filter=filter.clone() />
        <FilterChecks column filter=filter.clone() />
        {sort.map(|sort| view! { <input type="hidden" name="sort" value=sort /> })}
    }
}

/// The levels that are a programme.
const PROGRAMMES: &[ProjectLevel] = &[ProjectLevel::National, ProjectLevel::Provincial];

/// Level of the programme and the range of readiness.
#[component]
fn FilterReadiness(filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let level = |trl: Option<Trl>| trl.map(|trl| trl.level().to_string()).unwrap_or_default();
    let levels = || {
        let every = (String::new(), m::filter_all(lang).to_owned());
        let each = (1..=9u8).map(|level| (level.to_string(), m::trl(lang, level)));
        std::iter::once(every).chain(each).collect::<Vec<_>>()
    };
    view! {
        <SelectField
            id="filter-level"
            name="level"
            label=display::level(lang)
            options=choices(lang, PROGRAMMES, ProjectLevel::code)
            value=filter.level.map(ProjectLevel::code).unwrap_or_default()
        />
        <div class="filters-pair">
            <SelectField
                id="filter-trl-min"
                name="trl_min"
                label=display::trl_min(lang)
                options=levels()
                value=level(filter.trl_min)
            />
            <SelectField
                id="filter-trl-max"
                name="trl_max"
                label=display::trl_max(lang)
                options=levels()
                value=level(filter.trl_max)
            />
        </div>
    }
}

/// What a lot has or has not; what the column says by itself is no choice.
#[component]
fn FilterChecks(column: Option<LotColumn>, filter: LotFilter) -> impl IntoView {
    let lang = use_lang();
    let checks = [
        ("dual_carbon", "dual-carbon", filter.dual_carbon),
        ("project", "project", filter.project),
        ("million", "million", filter.out_of_province_million),
        ("institute", "institute", filter.big_institute),
        ("package", "package", filter.package),
        ("featured", "featured", filter.featured),
    ];
    let says = column.map(LotColumn::parameter);
    let checks = checks
        .into_iter()
        .filter(|(name, ..)| says != Some(*name))
        .map(|(name, id, checked)| {
            let id = format!("filter-{id}");
            view! { <CheckField id name label=words::parameter(lang, name) checked /> }
        })
        .collect_view();
    view! {
        <fieldset class="filters-checks">
            <legend>{m::filter_only(lang)}</legend>
            {checks}
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
