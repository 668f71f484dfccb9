//! The receipt of a bid: what was accepted, when it arrived, and its number.

use super::receipt_ledger::ReceiptLedger;
use super::room::Room;
use crate::error::AppError;
use crate::lang::{href, use_lang};
use crate::ui::{Failed, Loaded, PageHead};
use domain::bidding::{Order, Refusal};
use domain::ids::LotCode;
use domain::time::Timestamp;
use domain::views::Receipt;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::{Lang, amount, bidding as m};

/// The facts of a receipt. It is kept and printed: it names its lot and the day.
#[component]
pub(super) fn ReceiptFacts(
    /// The receipt.
    receipt: Receipt,
    /// Title of the lot, where it is known.
    title: Option<String>,
) -> impl IntoView {
    let lang = use_lang();
    let line = |name: &'static str, value: String| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    let at =
        |at: Timestamp, clock: String| format!("{} {clock}", locales::date_long(lang, at.date()));
    let received = at(
        receipt.received_at,
        receipt.received_at.clock().hms_millis(),
    );
    let accepted = at(
        receipt.accepted_at,
        receipt.accepted_at.clock().hms_millis(),
    );
    let ends = at(receipt.ends_at, receipt.ends_at.clock().hms());
    view! {
        <dl class="receipt-facts">
            <dt>{m::fact_lot(lang)}</dt>
            <dd>
                {receipt.lot.to_string()}
                {title.map(|title| view! { " " <span lang="zh-CN">{title}</span> })}
            </dd>
            {line(named(lang, receipt.order), amount(lang, receipt.amount))}
            {line(m::fact_standing(lang), standing(lang, &receipt))}
            {line(m::fact_paddle(lang), receipt.paddle.to_string())}
            {line(m::fact_received(lang), received)}
            {line(m::fact_accepted(lang), accepted)}
            {line(m::fact_ends(lang), ends)}
            {line(m::fact_seq(lang), receipt.lot_seq.to_string())}
        </dl>
        <p class="field-hint">{m::receipt_times(lang)}</p>
    }
}

/// What was accepted, in the panel; takes the focus, so that it is read out.
#[component]
pub(super) fn ReceiptBox(
    /// The room.
    room: Room,
    /// The receipt.
    receipt: Receipt,
    /// The key of the bid, which its page is found by.
    key: String,
    /// It has been read.
    done: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let page = href(lang, &format!("/lots/{}/bid/{key}", receipt.lot));
    view! {
        <section class="receipt" role="status" data-testid="receipt">
            <h2 tabindex="-1" node_ref=heading>
                {title(lang, receipt.order)}
            </h2>
            <ReceiptFacts receipt title=Some(room.title()) />
            <p class="actions">
                <button class="button" type="button" on:click=move |_| done.run(())>
                    {m::receipt_done(lang)}
                </button>
                <a class="button" href=page>
                    {m::receipt_open(lang)}
                </a>
            </p>
        </section>
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
    let receipt = crate::wire::blocking_data(
        move || wanted.get(),
        |(code, key)| async move {
            let answer = super::receipt(code.clone(), key).await?;
            // The receipt holds without the title: it is left out when the lot cannot be read.
            let title = match (LotCode::parse(&code), &answer) {
                (Some(code), Some(Ok(_))) => crate::lots::lot(code).await.ok(),
                _ => None,
            };
            Ok::<_, AppError>((answer, title.map(|page| page.lot.title)))
        },
    );
    view! {
        <PageHead title=m::receipt_title(lang) description=m::receipt_title(lang) />
        <Loaded resource=receipt let:found>
            <Answer answer=found.0 title=found.1 code=wanted.get_untracked().0 />
        </Loaded>
    }
}

#[component]
fn Answer(
    answer: Option<Result<Receipt, Refusal>>,
    title: Option<String>,
    code: String,
) -> impl IntoView {
    let lang = use_lang();
    let back = href(lang, &format!("/lots/{code}"));
    let body = match answer {
        Some(Ok(receipt)) => view! {
            <h1>{self::title(lang, receipt.order)}</h1>
            <ReceiptFacts receipt=receipt.clone() title />
            <ReceiptLedger lot=receipt.lot seq=receipt.lot_seq back />
        }
        .into_any(),
        Some(Err(refusal)) => view! {
            <h1>{m::refused_title(lang)}</h1>
            <p>{super::refusal_sentence(lang, &refusal)}</p>
            <p>
                <a class="button" href=back>
                    {m::back_to_lot(lang)}
                </a>
            </p>
        }
        .into_any(),
        None => return view! { <Failed error=AppError::NotFound /> }.into_any(),
    };
    view! {
        <section class="receipt" data-testid="receipt">
            {body}
        </section>
    }
    .into_any()
}
