//! Replay: folding the append-only events of every lot from nothing gives exactly the stored head
//! (reliability.md I-16).

use crate::Error;
use domain::bidding::Auction;
use domain::ids::LotId;
use store::{Store, StoreError, Tx};

/// Lots that are looked up at once.
const PAGE: u32 = 500;

/// What a replay of the whole database found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Lots that were ever listed.
    pub lots: u64,
    /// Their events.
    pub events: u64,
    /// Lots whose head is not the sum of their events, and why.
    pub broken: Vec<(String, String)>,
}

/// Replays every lot that was ever listed. Each lot is read in a transaction of its own, so a
/// database that is being bid on can be replayed too.
///
/// # Errors
/// When the database cannot be read. What does not fit is no error but an entry of the result.
pub async fn replay(store: &Store) -> Result<Replayed, Error> {
    let mut done = Replayed::default();
    let mut after = LotId(0);
    loop {
        let lots = store.read().await?.listed_lots(after, PAGE).await?;
        let Some(last) = lots.last() else {
            return Ok(done);
        };
        after = *last;
        for lot in lots {
            let mut tx = store.read().await?;
            done.lots += 1;
            match compare(&mut tx, lot).await {
                Ok(events) => done.events += events,
                Err(StoreError::Driver(error)) => return Err(StoreError::Driver(error).into()),
                Err(error) => done
                    .broken
                    .push((format!("lot {}", lot.get()), error.to_string())),
            }
        }
    }
}

/// The number of events of a lot whose head is the sum of them.
async fn compare(tx: &mut Tx, lot: LotId) -> Result<u64, StoreError> {
    let stored: Option<Auction> = tx.auction(lot).await?.map(|stored| stored.auction);
    let reserve = stored.as_ref().and_then(|auction| auction.reserve);
    let replayed = tx.replayed_auction(lot, reserve).await?;
    if replayed == stored {
        return Ok(replayed.map_or(0, |auction| auction.seq));
    }
    Err(StoreError::Inconsistent {
        table: "auctions",
        column: "seq",
        row: format!("{}: the head is not the sum of the events", lot.get()),
    })
}
