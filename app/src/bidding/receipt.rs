//! The receipt of a bid: what was accepted, when it arrived, and its number.

use super::receipt_ledger::ReceiptLedger;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Failed, Loaded, PageHead};
use domain::bidding::{Order, Refusal};
use domain::views::Receipt;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Lang, amount, bidding as m};

/// The facts of a receipt.
#[component]
pub(super) fn ReceiptFacts(receipt: Receipt) -> impl IntoView {
    let lang = use_lang();
    let line = |name: &'static str, value: String| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    view! {
        <dl class="receipt-facts">
            {line(named(lang, receipt.order), amount(lang, receipt.amount))}
            {line(m::fact_standing(lang), standing(lang, &receipt))}
            {line(m::fact_paddle(lang), receipt.paddle.to_string())}
            {line(m::fact_received(lang), receipt.received_at.clock().hms_millis())}
            {line(m::fact_accepted(lang), receipt.accepted_at.clock().hms_millis())}
            {line(m::fact_ends(lang), receipt.ends_at.clock().hms())}
            {line(m::fact_seq(lang), receipt.lot_seq.to_string())}
        </dl>
    }
}

/// What was accepted: a bid or a ceiling.
pub(super) fn title(lang: Lang, order: Order) -> &'static str {
    match order {
        Order::Flat => m::receipt_title(lang),
        Order::Cap => m::receipt_cap_title(lang),
    }
}

fn named(lang: Lang, order: Order) -> &'static str {
    match order {
        Order::Flat => m::fact_amount(lang),
        Order::Cap => m::fact_ceiling(lang),
    }
}

/// Who led right after it: an accepted bid may meet a ceiling that answers at once.
fn standing(lang: Lang, receipt: &Receipt) -> String {
    let price = amount(lang, receipt.price);
    if receipt.leader == receipt.paddle {
        m::standing_after_leading(lang, price)
    } else {
        m::standing_after_outbid(lang, receipt.leader, price)
    }
}

/// `/lots/:code/bid/:key`: where a plain form arrives; can be printed and opened again.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let lang = use_lang();
    let params = use_params_map();
    let wanted = Memo::new(move |_| {
        let params = params.read();
        (
            params.get("code").unwrap_or_default(),
            params.get("key").unwrap_or_default(),
        )
    });
    let receipt = Resource::new_blocking(
        move || wanted.get(),
        |(code, key)| async move { super::receipt(code, key).await },
    );
    view! {
        <PageHead title=m::receipt_title(lang) description=m::receipt_title(lang) />
        <Loaded resource=receipt let:answer>
            <Answer answer code=wanted.get_untracked().0 />
        </Loaded>
    }
}

#[component]
fn Answer(answer: Option<Result<Receipt, Refusal>>, code: String) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/lots/{code}"));
    let body = match answer {
        Some(Ok(receipt)) => view! {
            <h1>{title(lang, receipt.order)}</h1>
            <ReceiptFacts receipt=receipt.clone() />
            <ReceiptLedger lot=receipt.lot seq=receipt.lot_seq />
        }
        .into_any(),
        Some(Err(refusal)) => view! {
            <h1>{m::refused_title(lang)}</h1>
            <p>{super::refusal_sentence(lang, &refusal)}</p>
        }
        .into_any(),
        None => return view! { <Failed error=AppError::NotFound /> }.into_any(),
    };
    view! {
        <section class="receipt" data-testid="receipt">
            {body}
            <p>
                <a class="button" href=back>
                    {m::back_to_lot(lang)}
                </a>
            </p>
        </section>
    }
    .into_any()
}
