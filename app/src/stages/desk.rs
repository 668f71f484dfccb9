//! The section 成交办理 of the desk of a lot: where the deal stands, what may be done, what was done.

use super::forms::Forms;
use super::history::History;
use crate::lang::use_lang;
use crate::ui::{Day, Money, When};
use domain::bidding::stage::DealBasis;
use domain::views::{DealBuyer, DealDesk, DealDue, LotDesk};
use leptos::prelude::*;
use locales::{Label, Lang, stages as m};

/// The deal of a lot; nothing while its round runs.
#[component]
pub fn DealSection(
    /// The desk.
    desk: RwSignal<LotDesk>,
    /// Where a form comes back to.
    back: String,
) -> impl IntoView {
    // Drawn anew only when the deal has moved: what is being typed stays.
    let deal = Memo::new(move |_| desk.with(|desk| desk.deal.clone()));
    let drawn = move |deal: DealDesk| {
        let (code, today) =
            desk.with_untracked(|desk| (desk.code.to_string(), desk.server_now.date()));
        view! { <Deal deal code back=back.clone() today /> }
    };
    move || deal.get().map(&drawn)
}

#[component]
fn Deal(deal: DealDesk, code: String, back: String, today: domain::time::Date) -> impl IntoView {
    let lang = use_lang();
    let (history, stage) = (deal.history.clone(), deal.stage.code());
    view! {
        <section class="deal" aria-labelledby="deal-title" data-testid="deal" data-stage=stage>
            <h2 class="section-title" id="deal-title">
                {m::title(lang)}
            </h2>
            <Facts deal=deal.clone() />
            <Forms deal code back today />
            <History moves=history />
        </section>
    }
}

/// Where the deal stands.
#[component]
fn Facts(deal: DealDesk) -> impl IntoView {
    let lang = use_lang();
    let stage = deal.stage.label(lang).into_any();
    let mut facts = vec![(m::stage(lang), stage)];
    facts.push((m::basis(lang), basis_words(lang, deal.basis).into_any()));
    if let Some(price) = deal.price {
        facts.push((m::price(lang), view! { <Money amount=price /> }.into_any()));
    }
    if let Some(buyer) = &deal.buyer {
        facts.push((m::buyer(lang), buyer_words(lang, buyer).into_any()));
    }
    if let Some(party) = deal.agreed_with {
        facts.push((
            m::party(lang),
            view! { <span lang="zh-CN">{party}</span> }.into_any(),
        ));
    }
    facts.extend(deal.due.map(|due| due_fact(lang, due)));
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{facts}</dl> }
}

/// How a deal comes about.
pub fn basis_words(lang: Lang, basis: DealBasis) -> &'static str {
    match basis {
        DealBasis::Bidding => m::basis_bidding(lang),
        DealBasis::Negotiated => m::basis_negotiated(lang),
        DealBasis::Offline => m::basis_offline(lang),
    }
}

fn buyer_words(lang: Lang, buyer: &DealBuyer) -> String {
    match buyer.verified {
        true => m::buyer_verified(lang, &buyer.name, buyer.paddle),
        false => m::buyer_unverified(lang, &buyer.name, buyer.paddle),
    }
}

fn due_fact(lang: Lang, due: DealDue) -> (&'static str, AnyView) {
    let at = |at| view! { <When at=at /> }.into_any();
    match due {
        DealDue::Confirm(by) => (m::due_confirm(lang), at(by)),
        DealDue::Contract(by) => (m::due_contract(lang), at(by)),
        DealDue::Publicity(by) => (m::due_publicity(lang), at(by)),
        DealDue::TechApplication(by) => (m::due_tech(lang), at(by)),
        DealDue::LicenceRecord(on) => (m::due_licence(lang), view! { <Day on=on /> }.into_any()),
    }
}
