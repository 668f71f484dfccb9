//! The terms of a lot: how it may be dealt in, prices, and the rule of the extension in words
//! that are made from the same figures the engine uses (ux.md §10, check 9).

use super::facts::listed;
use super::reserve::ReserveCommitment;
use crate::lang::use_lang;
use crate::rounds::{PostponedNote, RoundLink};
use crate::ui::{Money, When};
use domain::live::Figures;
use domain::lots::{DealMethod, Lot};
use domain::money::Fen;
use domain::rounds::Round;
use domain::views::LotPage;
use leptos::prelude::*;
use locales::{Label, Lang, lots as m};

/// A length of time in the largest whole unit: `5 min`, `30 s`.
fn span(lang: Lang, millis: i64) -> String {
    let seconds = millis / 1_000;
    if seconds % 60 == 0 {
        m::minutes(lang, seconds / 60)
    } else {
        m::seconds(lang, seconds)
    }
}

/// The rule of the extension for a round.
pub fn extension_rule(lang: Lang, round: &Round) -> String {
    m::extension_rule(
        lang,
        span(lang, round.extension_ms),
        window(lang, round.window_ms),
    )
}

/// The span after "the last": of one minute English says the last minute.
fn window(lang: Lang, millis: i64) -> String {
    match millis {
        60_000 => m::last_minute(lang).to_owned(),
        millis => span(lang, millis),
    }
}

/// A line of the table of terms.
pub(super) fn row(name: &'static str, value: impl IntoAny) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value.into_any()}</dd>
        </div>
    }
    .into_any()
}

fn amount(name: &'static str, amount: Option<Fen>) -> Option<AnyView> {
    amount.map(|amount| row(name, view! { <Money amount /> }))
}

/// How a deal comes about, prices, bidding rules, and what follows a deal.
#[component]
pub fn Terms(
    /// The page.
    page: LotPage,
) -> impl IntoView {
    let lang = use_lang();
    let rows = term_rows(
        lang,
        &page.lot,
        page.live.as_ref().map(|live| &live.figures),
    );
    let rows = rows
        .into_iter()
        .chain(round_rows(lang, &page))
        .collect_view();
    let seal = page.reserve_seal.map(|seal| {
        view! { <ReserveCommitment code=page.lot.code.clone() seal /> }
    });
    let bids = page.lot.deal_methods.contains(&DealMethod::OnlineBid);
    view! {
        <section class="lot-section" id="rules" aria-labelledby="terms-title">
            <h2 id="terms-title">{m::section_terms(lang)}</h2>
            <dl class="facts">{rows}</dl>
            {seal}
            {bids
                .then(|| view! { <BiddingRules round=page.round log_keys=page.log_keys /> })}
            <h3>{m::after_deal(lang)}</h3>
            <ol class="rules-list">
                <li>{m::after_notice(lang)}</li>
                <li>{m::after_contract(lang)}</li>
                <li>{m::after_transfer(lang)}</li>
                <li>{m::after_default(lang)}</li>
            </ol>
        </section>
    }
}

fn term_rows(lang: Lang, lot: &Lot, figures: Option<&Figures>) -> Vec<AnyView> {
    let modes: Vec<_> = lot.modes.iter().map(|mode| mode.label(lang)).collect();
    let methods: Vec<_> = lot
        .deal_methods
        .iter()
        .map(|method| method.label(lang))
        .collect();
    let mut rows = vec![
        row(m::modes(lang), listed(lang, &modes)),
        row(m::deal_methods(lang), listed(lang, &methods)),
    ];
    if let Some(kind) = lot.licence_kind {
        let words = match lot.licence_years {
            Some(years) => m::licence_years(lang, kind.label(lang), years),
            None => kind.label(lang).to_owned(),
        };
        rows.push(row(m::licence(lang), words));
    }
    rows.extend(amount(m::price_start(lang), lot.start_price));
    rows.extend(amount(m::price_asking(lang), lot.asking_price));
    if lot.negotiable {
        rows.push(row(m::price(lang), m::negotiable(lang)));
    }
    rows.extend(amount(m::increment(lang), lot.increment));
    rows.extend(amount(m::deposit(lang), lot.deposit));
    if lot.second_factor {
        rows.push(row(m::second_factor(lang), m::second_factor_asked(lang)));
    }
    let reserve = if lot.has_reserve {
        m::reserve_set(lang)
    } else {
        m::reserve_none(lang)
    };
    if lot.deal_methods.contains(&DealMethod::OnlineBid) {
        rows.push(row(m::reserve(lang), reserve));
    }
    if let Some(figures) = figures {
        rows.push(row(
            m::opens_at(lang),
            view! { <When at=figures.opens_at /> },
        ));
        rows.push(row(
            m::closes_at(lang),
            view! { <When at=figures.planned_end /> },
        ));
    }
    rows
}

/// What its round and the rights of others add to the terms of a lot.
fn round_rows(lang: Lang, page: &LotPage) -> Vec<AnyView> {
    let mut rows = Vec::new();
    if let Some(end) = page.round.as_ref().and_then(|round| round.hard_end) {
        rows.push(row(m::hard_end(lang), view! { <When at=end /> }));
    }
    let least = page.round.as_ref().map_or(1, |round| round.min_bidders);
    if least > 1 {
        rows.push(row(m::min_bidders(lang), m::min_bidders_count(lang, least)));
    }
    if let Some(priority) = page.priority {
        let words = m::priority_some(lang, priority.holders);
        rows.push(row(m::priority(lang), words));
    }
    rows
}

/// The rules of bidding on this lot.
#[component]
fn BiddingRules(round: Option<Round>, log_keys: Vec<String>) -> impl IntoView {
    let lang = use_lang();
    let extension = round.as_ref().map(|round| extension_rule(lang, round));
    let practice = round.as_ref().is_some_and(|round| round.practice);
    let moved = round.clone().map(|round| view! { <PostponedNote round /> });
    let link = round.map(|round| view! { <RoundLink round=round.id /> });
    let keys = log_keys
        .into_iter()
        .map(|key| view! { <code class="reserve-digits">{key}</code> })
        .collect::<Vec<_>>();
    let ledger = (!keys.is_empty())
        .then(|| view! { <li data-testid="log-keys">{m::rule_ledger(lang)} " " {keys}</li> });
    view! {
        <h3>{m::bidding_rules(lang)}</h3>
        {moved}
        <ol class="rules-list">
            <li>{m::rule_enrol(lang)}</li>
            <li>{m::rule_grid(lang)}</li>
            {extension.map(|rule| view! { <li>{rule}</li> })}
            <li>{m::rule_time(lang)}</li>
            <li>{m::rule_binding(lang)}</li>
            {ledger}
            {practice
                .then(|| view! { <li>{m::rule_practice(lang)}</li> })}
        </ol>
        {link}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_speaks_of_the_last_minute() {
        assert_eq!(window(Lang::En, 60_000), "minute");
        assert_eq!(window(Lang::En, 300_000), "5 min");
        assert_eq!(window(Lang::Zh, 60_000), span(Lang::Zh, 60_000));
    }

    #[test]
    fn spans_are_read_in_their_largest_unit() {
        assert_eq!(span(Lang::En, 300_000), m::minutes(Lang::En, 5));
        assert_eq!(span(Lang::Zh, 30_000), m::seconds(Lang::Zh, 30));
        assert_eq!(span(Lang::Zh, 90_000), m::seconds(Lang::Zh, 90));
    }
}
