//! Writing generated auctions: millions of events, in statements of many rows.

use super::events::EventRow;
use super::head;
use crate::Tx;
use crate::error::Result;
use crate::sql::{Arg, Sql};
use domain::bidding::{Auction, Event, Paddle};
use domain::ids::{AccountId, LotId, RoundId};
use domain::time::Timestamp;

/// A generated event. Without `frame` its frame is replayed when somebody resumes from it.
#[derive(Clone, Debug)]
pub struct BulkEvent {
    /// The lot.
    pub lot: LotId,
    /// The event.
    pub event: Event,
    /// Who bid.
    pub account: Option<AccountId>,
    /// Accepted bids after it.
    pub bid_count: u32,
    /// Different bidders after it.
    pub bidder_count: u32,
    /// Moves of the end after it.
    pub extensions: u32,
    /// Its frame, JSON.
    pub frame: Option<String>,
}

/// The generated auction of a lot, as it stands after its events.
#[derive(Clone, Copy, Debug)]
pub struct BulkAuction<'a> {
    /// The lot.
    pub lot: LotId,
    /// The round.
    pub round: RoundId,
    /// Practice lot.
    pub practice: bool,
    /// Number of the event that listed it.
    pub listed_seq: u64,
    /// Its state.
    pub auction: &'a Auction,
}

/// A generated enrolment with its counters.
#[derive(Clone, Copy, Debug)]
pub struct BulkEnrolment<'a> {
    /// The lot.
    pub lot: LotId,
    /// Who.
    pub account: AccountId,
    /// The number.
    pub paddle: Paddle,
    /// The rules that were accepted.
    pub rules_version: &'a str,
    /// When.
    pub at: Timestamp,
    /// Accepted bids.
    pub bids: u32,
    /// Number of the last bid's event, 0 without one.
    pub last_bid_seq: u64,
}

/// Rows per statement: at most 17 values each, below the 32,766 that SQLite binds.
const CHUNK: usize = 500;

impl Tx {
    /// Appends generated events, in order within each lot. Feed it some thousands at a time.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) on a gap.
    pub async fn insert_events_bulk(&mut self, events: &[BulkEvent]) -> Result<()> {
        for chunk in events.chunks(CHUNK) {
            let rows: Vec<EventRow<'_>> = chunk
                .iter()
                .map(|row| EventRow {
                    lot: row.lot,
                    event: &row.event,
                    account: row.account,
                    bid_count: row.bid_count,
                    bidder_count: row.bidder_count,
                    extensions: row.extensions,
                    frame: row.frame.as_deref(),
                })
                .collect();
            self.insert_events(&rows).await?;
        }
        Ok(())
    }

    /// Stores the heads of generated auctions and counts them in their rounds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when a lot has a running auction.
    pub async fn insert_auctions_bulk(&mut self, auctions: &[BulkAuction<'_>]) -> Result<()> {
        for chunk in auctions.chunks(CHUNK) {
            let rows = chunk
                .iter()
                .map(|a| head::values(a.lot, a.round, a.practice, a.listed_seq, a.auction))
                .collect();
            self.insert_heads(rows).await?;
        }
        let mut rounds: Vec<RoundId> = auctions.iter().map(|auction| auction.round).collect();
        rounds.sort_unstable();
        for same in rounds.chunk_by(|a, b| a == b) {
            let sql = Sql::new("UPDATE rounds SET lot_count = lot_count + $1 WHERE id = $2");
            self.execute(sql.bind(same.len() as i64).bind(same[0]))
                .await?;
        }
        Ok(())
    }

    /// Stores generated enrolments.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when a number or an account is taken.
    pub async fn insert_enrolments_bulk(&mut self, rows: &[BulkEnrolment<'_>]) -> Result<()> {
        for chunk in rows.chunks(CHUNK) {
            let mut sql = Sql::new(
                "INSERT INTO enrolments (lot_id, account_id, paddle, rules_version, at, bids, \
                 last_bid_seq) VALUES ",
            );
            sql.push_rows(chunk.iter().map(|row| -> [Arg; 7] {
                [
                    row.lot.into(),
                    row.account.into(),
                    row.paddle.into(),
                    row.rules_version.into(),
                    row.at.into(),
                    row.bids.into(),
                    row.last_bid_seq.into(),
                ]
            }));
            self.execute(sql).await?;
        }
        Ok(())
    }
}
