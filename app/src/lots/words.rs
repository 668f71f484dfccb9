//! What the filters of the catalogue say, for people: on a chip, in a notice, in the name of a feed.

use super::filters;
use domain::lots::Trl;
use domain::views::{LotColumn, LotFilter};
use locales::{Label, Lang, display, lots as m, ui};

/// The words for a parameter of the address.
pub fn parameter(lang: Lang, name: &str) -> &'static str {
    match name {
        "q" => m::filter_q(lang),
        "industry" => m::filter_industry(lang),
        "kind" => m::filter_kind(lang),
        "mode" => m::filter_mode(lang),
        "city" => m::filter_city(lang),
        "status" => m::filter_status(lang),
        "price_min" => m::filter_price_min(lang),
        "price_max" => m::filter_price_max(lang),
        "level" => display::level(lang),
        "trl_min" => display::trl_min(lang),
        "trl_max" => display::trl_max(lang),
        "dual_carbon" => m::dual_carbon(lang),
        "project" => m::project(lang),
        "million" => m::million(lang),
        "institute" => display::big_institute(lang),
        "package" => display::package(lang),
        "featured" => display::featured_only(lang),
        "sort" => m::sort(lang),
        _ => m::position(lang),
    }
}

/// What an active filter says.
pub fn chip(lang: Lang, filter: &LotFilter, name: &str) -> String {
    let price = |amount: Option<domain::money::Fen>| {
        amount
            .map(|amount| locales::amount_card(lang, amount))
            .unwrap_or_default()
    };
    let level = |trl: Option<Trl>| trl.map_or(0, Trl::level);
    let label = match name {
        "q" => return m::chip_q(lang, &filter.q),
        "price_min" => return m::chip_price_min(lang, price(filter.price_min)),
        "price_max" => return m::chip_price_max(lang, price(filter.price_max)),
        "trl_min" => return display::chip_trl_min(lang, level(filter.trl_min)),
        "trl_max" => return display::chip_trl_max(lang, level(filter.trl_max)),
        "industry" => filter.industry.map(|value| value.label(lang)),
        "kind" => filter.kind.map(|value| value.label(lang)),
        "mode" => filter.mode.map(|value| value.label(lang)),
        "city" => filter.city.map(|value| value.label(lang)),
        "status" => filter.status.map(|value| value.label(lang)),
        "level" => filter.level.map(|value| value.label(lang)),
        _ => Some(parameter(lang, name)),
    };
    label.unwrap_or_default().to_owned()
}

/// The name of the feed of what these filters let through.
pub fn feed_title(lang: Lang, filter: &LotFilter) -> String {
    let words: Vec<String> = filters::narrowing(filter)
        .into_iter()
        .map(|name| chip(lang, filter, name))
        .collect();
    match words.is_empty() {
        true => display::feed_title(lang).to_owned(),
        false => display::feed_title_of(lang, words.join(ui::separator(lang))),
    }
}

/// Name and introduction of a column.
pub fn column(lang: Lang, column: LotColumn) -> (&'static str, &'static str) {
    match column {
        LotColumn::Featured => (
            display::column_featured(lang),
            display::column_featured_lead(lang),
        ),
        LotColumn::DualCarbon => (
            display::column_dual_carbon(lang),
            display::column_dual_carbon_lead(lang),
        ),
        LotColumn::OutOfProvince => (
            display::column_out_of_province(lang),
            display::column_out_of_province_lead(lang),
        ),
        LotColumn::OpenLicence => (
            display::column_open_licence(lang),
            display::column_open_licence_lead(lang),
        ),
        LotColumn::Projects => (
            display::column_projects(lang),
            display::column_projects_lead(lang),
        ),
    }
}
