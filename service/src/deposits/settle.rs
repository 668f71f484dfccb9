//! What becomes of deposits when a lot has ended. Looked for again and again, never remembered: a
//! process that dies on the way leaves nothing half done, and whichever takes the lot finds what
//! is still to be done, which is nothing the second time.

use super::write_posting;
use crate::{Error, Portal};
use domain::accounts::Actor;
use domain::bidding::Outcome;
use domain::bidding::stage::Stage;
use domain::deposits::{LotEnd, Settlement};
use domain::ids::LotCode;
use domain::lots::LotState;
use domain::time::Timestamp;
use store::{Store, StoredEnd};

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
        let (store, now) = (portal.store().clone(), portal.now());
        settled += portal.durable(settle(store, lot, now)).await?;
    }
    Ok(settled)
}

async fn settle(store: Store, lot: LotCode, now: Timestamp) -> Result<u32, Error> {
    let mut tx = store.write().await?;
    tx.take_turn(std::slice::from_ref(&lot)).await?;
    let end = tx.lot_end(&lot).await?;
    let Some((lot, end)) = end.and_then(|end| Some((end.lot, end_of(&end)?))) else {
        return Ok(0);
    };
    let mut book = tx.deposit_book(lot).await?;
    let mut settled = 0;
    for (deposit, due) in book.settlements(lot, end) {
        let done = match due {
            Settlement::Release => tx.order_release(deposit.key, now).await?,
            Settlement::Apply | Settlement::Forfeit => {
                let posting = book.settle_buyer(deposit.key, end, Actor::Clock, now)?;
                write_posting(&mut tx, &book, &posting).await?;
                true
            }
        };
        settled += u32::from(done);
    }
    tx.commit().await?;
    Ok(settled)
}

/// How a lot has ended for its deposits; `None` while they are needed as they are.
pub(crate) fn end_of(stored: &StoredEnd) -> Option<LotEnd> {
    let stage = match (stored.state, stored.outcome?) {
        (LotState::Contracting, _) => Stage::Confirmed,
        (LotState::Signed, _) => Stage::ContractSigned,
        (LotState::Registered, _) => Stage::TechRegistered,
        (LotState::Delivered, _) => Stage::Completed,
        (LotState::Defaulted, _) => Stage::Defaulted,
        (LotState::Withdrawn, _) => Stage::Withdrawn,
        (LotState::Archived, _) => Stage::Showcase,
        (_, Outcome::SoldPending { .. }) => Stage::SoldPending,
        (_, Outcome::UnsoldNoBid) => Stage::UnsoldNoBid,
        (_, Outcome::UnsoldReserve) => Stage::UnsoldReserve,
        (_, Outcome::UnsoldTooFew) => Stage::UnsoldTooFew,
        (_, Outcome::Cancelled) => Stage::Cancelled,
    };
    stage.lot_end(stored.leader)
}
