//! What a receipt says about the public ledger: whether the bid stands in it, who else has seen it,
//! and the proof to keep.

use crate::lang::{href, use_lang};
use crate::ui::Loaded;
use domain::ids::LotCode;
use domain::time::Timestamp;
use domain::views::LedgerPlace;
use leptos::prelude::*;
use locales::{Lang, bidding as m, verification};

/// The part of the receipt page about the ledger. It asks on its own: a bid is accepted before its
/// leaf is written.
#[component]
pub(super) fn ReceiptLedger(
    /// The lot.
    lot: LotCode,
    /// Number of the event.
    seq: u64,
    /// The page of the lot.
    back: String,
) -> impl IntoView {
    let code = lot.to_string();
    let place = crate::wire::blocking_data(
        || (),
        move |()| {
            let code = code.clone();
            async move { super::ledger_place(code, seq).await }
        },
    );
    view! {
        <Loaded resource=place let:place>
            <Place place lot=lot.clone() seq back=back.clone() />
        </Loaded>
    }
}

#[component]
fn Place(place: Option<LedgerPlace>, lot: LotCode, seq: u64, back: String) -> impl IntoView {
    let lang = use_lang();
    let proof = place.is_some().then(|| {
        let file = format!("/ledger/lots/{lot}/{seq}.tlog-proof");
        view! {
            <a class="button" href=file download="" rel="external">
                {m::receipt_proof(lang)}
            </a>
        }
    });
    let check = href(lang, &format!("/verification/{lot}"));
    view! {
        <section class="receipt-ledger" data-testid="receipt-ledger">
            <h2>{m::receipt_ledger(lang)}</h2>
            <p>{standing(lang, place.as_ref())}</p>
            <p class="actions">
                {proof}
                <a class="button" href=check>
                    {verification::link(lang)}
                </a>
                <a class="button" href=back>
                    {m::back_to_lot(lang)}
                </a>
            </p>
        </section>
    }
}

/// Whether the bid is in the ledger, and whether others have seen it there.
fn standing(lang: Lang, place: Option<&LedgerPlace>) -> String {
    let Some(place) = place else {
        return m::receipt_ledger_waits(lang).to_owned();
    };
    let index = place.index.to_string();
    let by = |place: &LedgerPlace| {
        let names = place.witnesses.iter().map(|cosigned| {
            let at = i64::try_from(cosigned.time_s).unwrap_or(0);
            let at = Timestamp::from_millis(at.saturating_mul(1_000)).clock();
            m::receipt_witness(lang, at.hms(), &cosigned.witness)
        });
        names
            .collect::<Vec<_>>()
            .join(m::receipt_witness_join(lang))
    };
    match (place.has_witnesses, place.is_witnessed) {
        (_, true) => m::receipt_ledger_witnessed(lang, by(place), index),
        (true, false) => m::receipt_ledger_unwitnessed(lang, index),
        (false, false) => m::receipt_ledger_recorded(lang, index),
    }
}
