//! The rows of a comparison: what each lot says of the same thing, in words.

use crate::lots::facts::listed;
use domain::lots::{Encumbrance, Lot};
use domain::views::{ComparedLot, Comparison, LotCard};
use locales::{Label, Lang, display as m, lots, ui};

/// One row.
pub struct Row {
    /// What is compared.
    pub name: &'static str,
    /// The language of the values when it is not that of the page.
    pub lang: Option<&'static str>,
    /// What each lot says, in the order of the lots.
    pub values: Vec<String>,
}

impl Row {
    /// Whether two lots say different things.
    pub fn differs(&self) -> bool {
        self.values.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// Every row that says something of at least one lot.
pub fn rows(lang: Lang, found: &Comparison) -> Vec<Row> {
    let none = m::not_stated(lang);
    let row = |name, chinese: bool, value: &dyn Fn(&ComparedLot) -> String| Row {
        name,
        lang: chinese.then_some("zh-CN"),
        values: found
            .lots
            .iter()
            .map(value)
            .map(|value| {
                if value.is_empty() {
                    none.to_owned()
                } else {
                    value
                }
            })
            .collect(),
    };
    let mut rows = offer(lang, &row);
    rows.extend(technology(lang, &row));
    rows.extend(rights(lang, &row));
    rows.retain(|row| row.values.iter().any(|value| value != none));
    rows
}

type Make<'a> = dyn Fn(&'static str, bool, &dyn Fn(&ComparedLot) -> String) -> Row + 'a;

fn offer(lang: Lang, row: &Make<'_>) -> Vec<Row> {
    vec![
        row(lots::filter_status(lang), false, &|one| {
            locales::lot_standing(lang, one.card.state, one.card.sold_offline).to_owned()
        }),
        row(m::price_now(lang), false, &|one| price(lang, &one.card)),
        row(lots::bids(lang), false, &|one| {
            let figures = one.card.figures.as_ref();
            figures.map_or_else(String::new, |figures| {
                lots::bid_count(lang, figures.bid_count)
            })
        }),
        row(lots::modes(lang), false, &|one| {
            labels(lang, &one.lot.modes)
        }),
        row(m::licence_kind(lang), false, &|one| {
            let kind = one.lot.licence_kind.map(|kind| kind.label(lang));
            match (kind, one.lot.licence_years) {
                (Some(kind), Some(years)) => lots::licence_years(lang, kind, years),
                (kind, _) => kind.unwrap_or_default().to_owned(),
            }
        }),
        row(lots::deal_methods(lang), false, &|one| {
            labels(lang, &one.lot.deal_methods)
        }),
        row(lots::deposit(lang), false, &|one| {
            let deposit = one.lot.deposit;
            deposit.map_or_else(String::new, |amount| locales::amount(lang, amount))
        }),
        row(lots::owner(lang), true, &|one| one.owner.name.clone()),
        row(lots::filter_city(lang), false, &|one| {
            let owner = &one.owner;
            match owner.city {
                Some(city) => city.label(lang).to_owned(),
                None => lots::place_province(lang, &owner.province),
            }
        }),
    ]
}

fn technology(lang: Lang, row: &Make<'_>) -> Vec<Row> {
    vec![
        row(lots::filter_kind(lang), false, &|one| {
            one.lot.kind.label(lang).to_owned()
        }),
        row(lots::filter_industry(lang), false, &|one| {
            one.lot.industry.label(lang).to_owned()
        }),
        row(lots::readiness(lang), false, &|one| {
            lots::trl(lang, one.lot.trl.level())
        }),
        row(lots::programme(lang), false, &|one| {
            one.lot.project_level.label(lang).to_owned()
        }),
        row(lots::dual_carbon(lang), false, &|one| {
            yes(lang, one.lot.dual_carbon)
        }),
        row(lots::keywords(lang), true, &|one| {
            one.lot.keywords.join(ui::separator(lang))
        }),
        row(lots::summary(lang), true, &|one| one.lot.summary.clone()),
        row(lots::advantages(lang), true, &|one| {
            one.lot.advantages.clone()
        }),
    ]
}

fn rights(lang: Lang, row: &Make<'_>) -> Vec<Row> {
    vec![
        row(lots::patent_number(lang), false, &|one| {
            let numbers = one.lot.patents.iter().map(|patent| &patent.number);
            let numbers: Vec<&str> = numbers.map(|number| number.canonical()).collect();
            numbers.join(ui::separator(lang))
        }),
        row(lots::patent_type(lang), false, &|one| {
            first(&one.lot, |patent| patent.patent_type.label(lang).to_owned())
        }),
        row(lots::classification(lang), false, &|one| {
            first(&one.lot, |patent| patent.ipc.clone().unwrap_or_default())
        }),
        row(lots::expires_on(lang), false, &|one| {
            first(&one.lot, |patent| {
                locales::date_long(lang, patent.expires_on())
            })
        }),
        row(lots::section_rights(lang), false, &|one| {
            let held = one.lot.encumbrances.iter();
            let held: Vec<&str> = held
                .filter(|value| **value != Encumbrance::None)
                .map(|value| value.label(lang))
                .collect();
            listed(lang, &held)
        }),
    ]
}

fn labels<T: Label>(lang: Lang, values: &[T]) -> String {
    let words: Vec<&str> = values.iter().map(|value| value.label(lang)).collect();
    listed(lang, &words)
}

fn yes(lang: Lang, yes: bool) -> String {
    if yes { m::yes(lang) } else { m::no(lang) }.to_owned()
}

/// What the first patent says.
fn first(lot: &Lot, say: impl Fn(&domain::lots::LotPatent) -> String) -> String {
    lot.patents.first().map(say).unwrap_or_default()
}

/// The price that counts now: of the round, else where bidding starts, else what is asked.
fn price(lang: Lang, card: &LotCard) -> String {
    let bid = card.figures.as_ref().and_then(|figures| figures.price);
    let amount = bid.or(card.start_price).or(card.asking_price);
    amount.map_or_else(
        || lots::negotiable(lang).to_owned(),
        |amount| locales::amount(lang, amount),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_differs_when_any_two_values_do() {
        let row = |values: &[&str]| Row {
            name: "",
            lang: None,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        assert!(!row(&["a"]).differs());
        assert!(!row(&["a", "a", "a"]).differs());
        assert!(row(&["a", "a", "b"]).differs());
    }
}
