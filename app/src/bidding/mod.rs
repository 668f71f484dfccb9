//! Bidding (网络竞价): the bid panel, its live figures, the confirmation and the receipt.
//!
//! Bids travel by HTTP POST and never over the stream; the stream only carries what happened.

mod announce;
mod board;
mod chart;
mod clock;
mod confirm;
mod connection;
mod feed;
mod history;
mod network;
mod new_bids;
mod panel;
mod playback;
mod receipt;
mod receipt_ledger;
mod room;
mod sentences;
mod title;
mod typed_amount;
mod unanswered;
mod words;

pub use board::{BoardPage, LiveCard};
pub use chart::PriceChart;
pub use clock::{ServerClock, local_millis, provide_clock, use_clock};
pub use confirm::BidPage;
pub use connection::Connection;
pub use feed::{Feed, live_figures, provide_cards_feed, provide_feed};
pub use history::BidHistory;
pub(crate) use panel::act_of_bidder;
pub use panel::{BidBar, BidPanel, view_words};
pub use playback::{Asked, PlaybackView, provide_player};
pub use receipt::ReceiptPage;
pub use room::{Room, provide_room};
pub use sentences::{reason_words, refusal_sentence};
pub use title::LiveTitle;

use crate::error::AppError;
use domain::bidding::{Order, Refusal};
use domain::{live, views};
use leptos::prelude::*;

/// The live board.
#[server(endpoint = "bidding/board", output = crate::wire::Answer)]
pub async fn board() -> Result<views::Board, AppError> {
    use crate::ssr;
    ssr::portal().board().await.map_err(ssr::fail)
}

/// Figures and bids of a lot, for a reader that has lost its place.
#[server(endpoint = "bidding/lot_live", output = crate::wire::Answer)]
pub async fn lot_live(
    /// Code of the lot.
    lot: String,
) -> Result<live::LotLive, AppError> {
    use crate::ssr;
    let code = ssr::lot_code(&lot)?;
    ssr::portal().lot_live(&code).await.map_err(ssr::fail)
}

/// Enrols the signed-in bidder on a lot; answers with where he stands then.
#[server(endpoint = "bidding/enrol", output = crate::wire::Answer)]
pub async fn enrol(
    /// Code of the lot.
    lot: String,
    /// The rules of bidding are accepted.
    #[server(default)]
    accept: bool,
    /// Where a plain form goes afterwards.
    #[server(default)]
    back: String,
) -> Result<crate::deposits::BidderPath, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    if !accept {
        return Err(ssr::fail(service::Error::invalid("RULES_NOT_ACCEPTED")));
    }
    let code = ssr::lot_code(&lot)?;
    ssr::portal()
        .enrol(&account, &code)
        .await
        .map_err(ssr::fail)?;
    if ssr::asker().wants_page {
        ssr::redirect(&ssr::local_path(&back));
    }
    ssr::bidder_path(&lot).await
}

/// Places a bid of the signed-in bidder. A plain form is sent on to the receipt.
#[server(endpoint = "bidding/place_bid", output = crate::wire::Answer)]
pub async fn place_bid(
    /// Code of the lot.
    lot: String,
    /// The amount as typed, in yuan.
    amount: String,
    /// `cap` for a ceiling; anything else is a bid by hand.
    #[server(default)]
    order: String,
    /// Made before sending: the same key never makes a second bid.
    key: String,
    /// An unusually high amount is confirmed.
    #[server(default)]
    confirmed: bool,
    /// Digest of the terms that the page shows; a bid for other terms is refused.
    #[server(default)]
    terms: String,
    /// The language of the page, for the address of the receipt.
    #[server(default)]
    lang: String,
) -> Result<views::Receipt, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let asker = ssr::asker();
    let code = ssr::lot_code(&lot)?;
    let amount = domain::money::parse_amount(&amount, domain::money::YUAN)
        .map_err(|_| ssr::fail(service::Error::invalid("AMOUNT_NOT_UNDERSTOOD")))?;
    let terms = ssr::shown_terms(&terms).map_err(ssr::fail)?;
    let request = service::BidRequest {
        lot: code.clone(),
        order: order_of(&order),
        amount,
        key: key.clone(),
        jump_confirmed: confirmed,
        terms,
        received_at: asker.received_at,
    };
    let receipt = ssr::portal()
        .place_bid(&account, request)
        .await
        .map_err(ssr::fail)?;
    if asker.wants_page {
        let prefix = if lang == "en" { "/en" } else { "" };
        ssr::redirect(&format!("{prefix}/lots/{code}/bid/{key}"));
    }
    Ok(receipt)
}

/// How a form says what the amount is.
pub(crate) fn order_of(text: &str) -> Order {
    match text {
        "cap" => Order::Cap,
        _ => Order::Flat,
    }
}

/// The word for it in forms and addresses.
pub(crate) const fn order_word(order: Order) -> &'static str {
    match order {
        Order::Cap => "cap",
        Order::Flat => "flat",
    }
}

/// What became of the bid with this key; `None` when it was never decided.
#[server(endpoint = "bidding/receipt", output = crate::wire::Answer)]
pub async fn receipt(
    /// Code of the lot.
    lot: String,
    /// The key.
    key: String,
) -> Result<Option<Result<views::Receipt, Refusal>>, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    ssr::portal()
        .receipt(&account, &code, &key)
        .await
        .map_err(ssr::fail)
}

/// Where an event of a lot stands in the public ledger; `None` until it has its leaf.
#[server(endpoint = "bidding/ledger_place", output = crate::wire::Answer)]
pub async fn ledger_place(
    /// Code of the lot.
    lot: String,
    /// Number of the event.
    seq: u64,
) -> Result<Option<views::LedgerPlace>, AppError> {
    use crate::ssr;
    let code = ssr::lot_code(&lot)?;
    let place = ssr::portal().ledger_place(&code, seq).await;
    place.map_err(ssr::fail)
}

/// A key for a bid that a plain form will send; scripts make their own.
#[server(endpoint = "bidding/new_key", output = crate::wire::Answer)]
pub async fn new_key() -> Result<String, AppError> {
    Ok(crate::ssr::portal().new_key())
}
