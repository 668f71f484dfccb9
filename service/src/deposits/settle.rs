//! What becomes of deposits when a lot has ended. Looked for again and again, never remembered: a
//! process that dies on the way leaves nothing half done, and whichever takes the lot finds what
//! is still to be done, which is nothing the second time.

use super::write_posting;
use crate::notices::tell_of_deposit;
use crate::stages::stage_after;
use crate::{Error, Portal};
use domain::accounts::Actor;
use domain::audit::{Act, Object, Origin};
use domain::bidding::Outcome;
use domain::deposits::{LotEnd, Settlement};
use domain::ids::LotCode;
use domain::lots::LotState;
use domain::notices::DepositNews;
use serde_json::json;
use store::{Store, StoredEnd, Tx};

/// Lots settled in one go.
const LOTS_MAX: u32 = 50;

/// Orders back the deposits of everybody who has not bought, counts that of a buyer to the price,
/// keeps that of one who has defaulted; answers how many were settled. The money itself goes back
/// when the centre says so.
///
/// # Errors
/// Only faults of ours; the next call goes on.
pub async fn settle_deposits(portal: &Portal) -> Result<u32, Error> {
    let due = portal
        .store()
        .read()
        .await?
        .lots_to_settle(LOTS_MAX)
        .await?;
    let mut settled = 0;
    for lot in due {
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        settled += portal.durable(settle(store, lot, origin)).await?;
    }
    Ok(settled)
}

async fn settle(store: Store, lot: LotCode, origin: Origin) -> Result<u32, Error> {
    let mut tx = store.audited().await?;
    tx.take_turn(std::slice::from_ref(&lot)).await?;
    let settled = settle_lot(&mut tx, &lot, Actor::Clock, &origin).await?;
    if settled > 0 {
        tx.commit().await?;
    }
    Ok(settled)
}

/// Does what is due about the deposits of one lot, in the transaction that holds it; answers how
/// many were settled, which is none while bidding needs them.
pub(crate) async fn settle_lot(
    tx: &mut Tx,
    code: &LotCode,
    by: Actor,
    origin: &Origin,
) -> Result<u32, Error> {
    let (now, end) = (origin.at, tx.lot_end(code).await?);
    let Some((lot, end)) = end.and_then(|end| Some((end.lot, end_of(&end)?))) else {
        return Ok(0);
    };
    let mut book = tx.deposit_book(lot).await?;
    let mut settled = 0;
    for (deposit, due) in book.settlements(lot, end) {
        let done = match due {
            Settlement::Release => tx.order_release(deposit.key, now).await?,
            Settlement::Apply | Settlement::Forfeit => {
                let posting = book.settle_buyer(deposit.key, end, by, now)?;
                write_posting(tx, &book, &posting).await?;
                true
            }
        };
        if done {
            settled += 1;
            tell_of_deposit(tx, deposit.key, news_of(due), now).await?;
            let entry = origin.entry(Act::DepositSettle, Object::lot(code));
            tx.audit(entry.after(&json!({
                "bidder": deposit.key.bidder,
                "due": due.code(),
            })));
        }
    }
    Ok(settled)
}

/// What the bidder is told.
const fn news_of(due: Settlement) -> DepositNews {
    match due {
        Settlement::Release => DepositNews::ToReturn,
        Settlement::Apply => DepositNews::Applied,
        Settlement::Forfeit => DepositNews::Forfeited,
    }
}

/// How a lot has ended for its deposits; `None` while they are needed as they are. Who led without
/// reaching the reserve has bought nothing, whatever becomes of the lot afterwards.
pub(crate) fn end_of(stored: &StoredEnd) -> Option<LotEnd> {
    let outcome = stored.outcome?;
    let buyer = match outcome {
        Outcome::SoldPending { .. } => stored.leader,
        // Struck out for a fault of his own he has defaulted; for ours he is a bidder like the
        // others, and whoever buys by agreement afterwards is somebody else.
        Outcome::Voided { .. } => stored
            .leader
            .filter(|_| stored.state == LotState::Defaulted),
        _ => None,
    };
    stage_after(stored.state, outcome).lot_end(buyer)
}
