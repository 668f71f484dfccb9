//! Auctions: the head of each lot, its events, the answers to bids, and who is enrolled.
//!
//! The events are the truth and append-only; the head is their sum, kept so that nothing is ever
//! counted. An event, the head after it, the answer to the bid and the counters of its bidder are
//! written in one transaction, whose commit is the acceptance (reliability.md §2.1).

mod batch;
mod bulk;
mod enrolments;
mod events;
mod head;
mod spans;

pub use batch::{BatchEntry, BatchEvent, BidKey, StoredAnswer};
pub use bulk::{BulkAuction, BulkEnrolment, BulkEvent};
pub use head::Head;
pub(crate) use head::{HeadRow, head_columns};
pub use spans::EventSpan;

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::bidding::{Auction, Event, EventKind, Order, Paddle, Terms};
use domain::ids::{InstitutionId, LotCode, LotId, RoundId};
use domain::live::Figures;
use domain::money::Fen;
use domain::time::Timestamp;
use events::EventRow;
use std::collections::BTreeSet;

/// The auction of a lot as the writer needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAuction {
    /// The lot.
    pub lot_id: LotId,
    /// Its public code.
    pub code: LotCode,
    /// Practice lot.
    pub practice: bool,
    /// The institution that offers the lot; its people may not bid.
    pub owner: InstitutionId,
    /// The round.
    pub round: RoundId,
    /// Number of the event that listed it for this round.
    pub listed_seq: u64,
    /// Terms and state, bidders included.
    pub auction: Auction,
}

/// What a page shows of a lot in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFigures {
    /// The public figures.
    pub figures: Figures,
    /// The round.
    pub round: RoundId,
    /// Number of the event that listed it for this round.
    pub listed_seq: u64,
    /// The terms; their holders of priority rights are secret.
    pub terms: Terms,
}

#[derive(sqlx_macros::FromRow)]
struct AuctionRow {
    code: String,
    owner_id: i64,
    #[sqlx(flatten)]
    head: HeadRow,
}

impl Tx {
    /// Puts a lot into a round: appends `event`, which must be a listing, with its `frame`, and
    /// starts a new head with the secret `reserve`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the number is not the next one of the lot, or its last
    /// auction has opened and not been closed.
    pub async fn list_lot(
        &mut self,
        lot: LotId,
        round: RoundId,
        event: &Event,
        reserve: Option<Fen>,
        practice: bool,
        frame: &str,
    ) -> Result<()> {
        let EventKind::Listed { terms } = &event.kind else {
            return Err(StoreError::Unsupported(
                "only a listing puts a lot into a round".into(),
            ));
        };
        let auction = Auction::listed(terms.clone(), reserve, event.seq, event.at);
        let head = Head::of(&auction);
        self.insert_events(&[EventRow::new(lot, event, None, &head, Some(frame))])
            .await?;
        let counted = Sql::new(
            "UPDATE rounds SET lot_count = lot_count + 1 WHERE id = $1 AND NOT EXISTS \
             (SELECT 1 FROM auctions WHERE lot_id = $2 AND round_id = $1)",
        );
        self.execute(counted.bind(round).bind(lot)).await?;
        let row = head::values(lot, round, practice, event.seq, &auction);
        self.insert_heads(vec![row]).await
    }

    /// The auction of a lot, if it has ever been listed.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn auction(&mut self, lot: LotId) -> Result<Option<StoredAuction>> {
        let sql = Sql::new(concat!(
            "SELECT l.code, l.owner_id, ",
            head_columns!(),
            " FROM auctions a JOIN lots l ON l.id = a.lot_id WHERE a.lot_id = $1"
        ));
        let row: Option<AuctionRow> = self.optional(sql.bind(lot)).await?;
        let Some(AuctionRow {
            code,
            owner_id,
            head,
        }) = row
        else {
            return Ok(None);
        };
        let Some(mut stored) = head.read(lot.get())? else {
            return Ok(None);
        };
        let struck = stored.auction.struck.clone();
        stored.auction.bidders = self
            .bidders(lot, stored.listed_seq, &struck, stored.bidder_count)
            .await?;
        Ok(Some(StoredAuction {
            lot_id: lot,
            code: At::new("lots", "code", &lot).some(LotCode::parse(&code))?,
            practice: stored.practice,
            owner: InstitutionId(owner_id),
            round: stored.round,
            listed_seq: stored.listed_seq,
            auction: stored.auction,
        }))
    }

    /// The public figures of a lot with its round, its listing and its terms: what a page needs without
    /// loading the bidders.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn figures(&mut self, lot: LotId) -> Result<Option<StoredFigures>> {
        let sql = Sql::new(concat!(
            "SELECT ",
            head_columns!(),
            " FROM auctions a WHERE a.lot_id = $1"
        ));
        let row: Option<HeadRow> = self.optional(sql.bind(lot)).await?;
        let Some(row) = row else { return Ok(None) };
        let figures = row.figures(lot.get())?;
        let stored = row.read(lot.get())?;
        Ok(figures.zip(stored).map(|(figures, stored)| StoredFigures {
            figures,
            round: stored.round,
            listed_seq: stored.listed_seq,
            terms: stored.auction.terms,
        }))
    }

    /// Appends one event, such as a close, with its frame and the state after it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the number is not the next one of the lot.
    pub async fn append_event(
        &mut self,
        lot: LotId,
        event: &Event,
        after: &Auction,
        frame: &str,
    ) -> Result<()> {
        let head = Head::of(after);
        self.insert_events(&[EventRow::new(lot, event, None, &head, Some(frame))])
            .await?;
        self.update_heads(&[(lot, &head)]).await
    }

    /// Auctions without a result whose end is at `now_minus_drain` or before, longest due first.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn due_auctions(
        &mut self,
        now_minus_drain: Timestamp,
        limit: u32,
    ) -> Result<Vec<LotId>> {
        let sql = Sql::new(
            "SELECT lot_id FROM auctions WHERE outcome IS NULL AND suspended_ms IS NULL AND ends_at <= $1 \
             ORDER BY ends_at, lot_id LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(now_minus_drain).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    /// The lots that were ever listed or have events, those above `after` in the order of their
    /// ids, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn listed_lots(&mut self, after: LotId, limit: u32) -> Result<Vec<LotId>> {
        let sql = Sql::new(
            "SELECT id FROM lots WHERE id > $1 AND (EXISTS (SELECT 1 FROM auctions WHERE \
             lot_id = lots.id) OR EXISTS (SELECT 1 FROM lot_events WHERE lot_id = lots.id)) \
             ORDER BY id LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(after).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    /// Every auction without a result, ending first.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn open_auctions(&mut self) -> Result<Vec<LotId>> {
        let sql =
            Sql::new("SELECT lot_id FROM auctions WHERE outcome IS NULL ORDER BY ends_at, lot_id");
        let rows: Vec<(i64,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    /// Who has bid since the listing. Enrolments know it without touching the events; generated
    /// data may have events only, which shows in the number.
    async fn bidders(
        &mut self,
        lot: LotId,
        listed_seq: u64,
        struck: &BTreeSet<Paddle>,
        expected: u32,
    ) -> Result<BTreeSet<Paddle>> {
        let at = At::new("enrolments", "paddle", &lot);
        let sql = Sql::new("SELECT paddle FROM enrolments WHERE lot_id = $1 AND last_bid_seq > $2");
        let mut rows: Vec<(i64,)> = self.all(sql.bind(lot).bind(listed_seq)).await?;
        if rows.len() != expected as usize {
            let sql = Sql::new(
                "SELECT DISTINCT paddle FROM lot_events \
                 WHERE lot_id = $1 AND seq > $2 AND paddle IS NOT NULL",
            );
            rows = self.all(sql.bind(lot).bind(listed_seq)).await?;
        }
        let paddles: BTreeSet<Paddle> = rows
            .into_iter()
            .map(|(paddle,)| at.int(paddle).map(Paddle))
            .filter(|paddle| !paddle.as_ref().is_ok_and(|paddle| struck.contains(paddle)))
            .collect::<Result<_>>()?;
        let known = paddles.len() == expected as usize;
        known
            .then_some(paddles)
            .ok_or_else(|| StoreError::inconsistent("auctions", "bidder_count", lot))
    }
}

/// What an event says beyond its columns.
fn payload(kind: &EventKind) -> Option<String> {
    match kind {
        EventKind::Bid {
            paddle,
            order: Order::Flat,
            amount,
            rows,
            ..
        } if **rows == [events::by_hand(*paddle, *amount)] => None,
        _ => Some(to_json(kind)),
    }
}
