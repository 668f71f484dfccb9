//! What the page of a lot says of its open licence. Public.

use super::licences::Licences;
use crate::lang::use_lang;
use crate::ui::{Day, Notice};
use domain::ids::LotCode;
use domain::open_licences::OpenLicence;
use leptos::prelude::*;
use locales::open_licences as m;

/// What is declared, and that nobody bids for it.
#[component]
pub fn OpenLicenceTerms(
    /// What is declared; absent for a lot that came out before it had to be.
    declared: Option<OpenLicence>,
    /// The lot.
    code: LotCode,
) -> impl IntoView {
    let lang = use_lang();
    let body = match declared {
        Some(declared) => view! { <Declared declared /> }.into_any(),
        None => view! { <p>{m::none(lang)}</p> }.into_any(),
    };
    view! {
        <section
            class="lot-section"
            id="open-licence"
            aria-labelledby="open-licence-title"
            data-testid="open-licence"
        >
            <h2 id="open-licence-title">{m::section(lang)}</h2>
            <Notice tone="info">
                <p>{m::no_bids(lang)}</p>
            </Notice>
            {body}
            <Licences code />
        </section>
    }
}

#[component]
fn Declared(declared: OpenLicence) -> impl IntoView {
    let lang = use_lang();
    let words = |name: &'static str, text: String| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd lang="zh-CN">{text}</dd>
            </div>
        }
    };
    let number = declared
        .announced_no
        .map(|text| words(m::number(lang), text));
    let report = declared
        .evaluation_report_no
        .map(|text| words(m::report(lang), text));
    view! {
        <dl class="facts">
            {words(m::fee(lang), declared.fee_standard)}
            {words(m::payment(lang), declared.payment_method)}
            <div>
                <dt>{m::term(lang)}</dt>
                <dd>
                    <Day on=declared.from />
                    " – "
                    <Day on=declared.to />
                </dd>
            </div>
            <div>
                <dt>{m::announced(lang)}</dt>
                <dd>
                    <Day on=declared.announced_on />
                </dd>
            </div>
            {number}
            {report}
        </dl>
    }
}
