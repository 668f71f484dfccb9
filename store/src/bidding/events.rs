//! The events of a lot: appended, resumed from, listed, replayed. Never changed.

use super::payload;
use crate::Tx;
use crate::bidding::Head;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::{Arg, Sql};
use domain::bidding::{Auction, Event, EventKind, Order, Paddle, Row};
use domain::ids::{AccountId, LotCode, LotId};
use domain::live::{BidRow, Frame};
use domain::money::Fen;
use domain::time::Timestamp;

/// An event with everything that is stored of it.
pub(super) struct EventRow<'a> {
    pub(super) lot: LotId,
    pub(super) event: &'a Event,
    pub(super) account: Option<AccountId>,
    pub(super) bid_count: u32,
    pub(super) bidder_count: u32,
    pub(super) extensions: u32,
    pub(super) frame: Option<&'a str>,
}

impl<'a> EventRow<'a> {
    pub(super) const fn new(
        lot: LotId,
        event: &'a Event,
        account: Option<AccountId>,
        after: &Head,
        frame: Option<&'a str>,
    ) -> Self {
        let Head {
            bid_count,
            bidder_count,
            extensions,
            ..
        } = *after;
        Self {
            lot,
            event,
            account,
            bid_count,
            bidder_count,
            extensions,
            frame,
        }
    }

    fn values(&self) -> [Arg; 14] {
        let (kind, bid) = match &self.event.kind {
            EventKind::Listed { .. } => ("listed", None),
            EventKind::Bid {
                paddle,
                amount,
                received_at,
                ends_at,
                ..
            } => ("bid", Some((*paddle, *amount, *received_at, *ends_at))),
            EventKind::Suspended { .. } => ("suspended", None),
            EventKind::Resumed { .. } => ("resumed", None),
            EventKind::Voided { .. } => ("voided", None),
            EventKind::Cancelled { .. } => ("cancelled", None),
            EventKind::Closed { .. } => ("closed", None),
        };
        [
            self.lot.into(),
            self.event.seq.into(),
            self.event.at.into(),
            kind.into(),
            bid.map(|(paddle, ..)| paddle).into(),
            self.account.into(),
            bid.map(|(_, amount, ..)| amount).into(),
            bid.map(|(_, _, received_at, _)| received_at).into(),
            bid.map(|(.., ends_at)| ends_at).into(),
            self.bid_count.into(),
            self.bidder_count.into(),
            self.extensions.into(),
            payload(&self.event.kind).into(),
            self.frame.into(),
        ]
    }
}

/// A stored event without its frame.
#[derive(sqlx_macros::FromRow)]
pub(super) struct StoredEvent {
    seq: i64,
    at: i64,
    paddle: Option<i64>,
    amount_fen: Option<i64>,
    received_at: Option<i64>,
    ends_at: Option<i64>,
    payload: Option<String>,
}

/// A bid as the list shows it, with how often the end had moved by then.
#[derive(sqlx_macros::FromRow)]
struct BidLine {
    seq: i64,
    paddle: i64,
    amount_fen: i64,
    received_at: i64,
    ends_at: i64,
    extensions: i64,
    payload: Option<String>,
}

impl Tx {
    /// Appends events in their order; the database refuses gaps and repeats.
    pub(super) async fn insert_events(&mut self, rows: &[EventRow<'_>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "INSERT INTO lot_events (lot_id, seq, at, kind, paddle, account_id, amount_fen, \
             received_at, ends_at, bid_count, bidder_count, extensions, payload, frame) VALUES ",
        );
        sql.push_rows(rows.iter().map(EventRow::values));
        self.execute(sql).await?;
        // Generated events carry no frame, and the ledger is for what was really decided.
        let decided = rows.iter().filter(|row| row.frame.is_some());
        self.queue_for_ledger(&decided.map(|row| row.lot).collect())
            .await?;
        self.wake_others().await
    }

    /// The frames of a lot after the event numbered `after_seq`, at most `limit`, in order: their
    /// numbers, and the very text that went to the watchers.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn events_after(
        &mut self,
        lot: LotId,
        code: &LotCode,
        after_seq: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>> {
        let sql = Sql::new(
            "SELECT seq, frame FROM lot_events WHERE lot_id = $1 AND seq > $2 \
             ORDER BY seq LIMIT $3",
        );
        let rows: Vec<(i64, Option<String>)> =
            self.all(sql.bind(lot).bind(after_seq).bind(limit)).await?;
        if rows.iter().all(|(_, frame)| frame.is_some()) {
            let frames = rows.into_iter().map(|(seq, frame)| (seq as u64, frame));
            return Ok(frames
                .filter_map(|(seq, frame)| Some((seq, frame?)))
                .collect());
        }
        // Generated events carry no frame: replaying them gives the same text.
        let frames = self.replayed_frames(lot, code).await?;
        let wanted = frames.into_iter().filter(|(seq, _)| *seq > after_seq);
        Ok(wanted.take(limit as usize).collect())
    }

    /// The bids since the event numbered `listed_seq`, the latest `limit` of them, oldest first.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn bid_rows(
        &mut self,
        lot: LotId,
        listed_seq: u64,
        limit: u32,
    ) -> Result<Vec<BidRow>> {
        let sql = Sql::new(
            "SELECT seq, paddle, amount_fen, received_at, ends_at, extensions, payload \
             FROM lot_events WHERE lot_id = $1 AND seq > $2 AND kind = 'bid' \
             ORDER BY seq DESC LIMIT $3",
        );
        // One more than wanted: whether a bid moved the end shows against the one before it.
        let sql = sql.bind(lot).bind(listed_seq).bind(i64::from(limit) + 1);
        let mut lines: Vec<BidLine> = self.all(sql).await?;
        lines.reverse();
        let mut rows = Vec::with_capacity(lines.len());
        let mut extensions = 0;
        for (number, line) in lines.iter().enumerate() {
            let context_only = number == 0 && lines.len() > limit as usize;
            if !context_only {
                rows.extend(line.read(&lot, line.extensions > extensions)?);
            }
            extensions = line.extensions;
        }
        // An instruction against a ceiling writes two lines.
        let surplus = rows.len().saturating_sub(limit as usize);
        rows.drain(..surplus);
        Ok(rows)
    }

    /// Every event of a lot in order, for replay and verification.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn raw_events(&mut self, lot: LotId) -> Result<Vec<Event>> {
        self.raw_events_after(lot, 0, u32::MAX).await
    }

    /// The events of a lot after the one numbered `after_seq`, in order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn raw_events_after(
        &mut self,
        lot: LotId,
        after_seq: u64,
        limit: u32,
    ) -> Result<Vec<Event>> {
        let sql = Sql::new(
            "SELECT seq, at, paddle, amount_fen, received_at, ends_at, payload FROM lot_events \
             WHERE lot_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        );
        let rows: Vec<StoredEvent> = self.all(sql.bind(lot).bind(after_seq).bind(limit)).await?;
        rows.into_iter().map(|row| row.read(lot)).collect()
    }

    /// One event of a lot.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn event(&mut self, lot: LotId, seq: u64) -> Result<Option<Event>> {
        let sql = Sql::new(
            "SELECT seq, at, paddle, amount_fen, received_at, ends_at, payload FROM lot_events \
             WHERE lot_id = $1 AND seq = $2",
        );
        let row: Option<StoredEvent> = self.optional(sql.bind(lot).bind(seq)).await?;
        row.map(|row| row.read(lot)).transpose()
    }

    /// The latest events of a lot, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn latest_events(&mut self, lot: LotId, limit: u32) -> Result<Vec<Event>> {
        let sql = Sql::new(
            "SELECT seq, at, paddle, amount_fen, received_at, ends_at, payload FROM lot_events \
             WHERE lot_id = $1 ORDER BY seq DESC LIMIT $2",
        );
        let rows: Vec<StoredEvent> = self.all(sql.bind(lot).bind(limit)).await?;
        rows.into_iter().map(|row| row.read(lot)).collect()
    }

    /// The last interruption of a lot.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn last_suspension(&mut self, lot: LotId) -> Result<Option<Event>> {
        let sql = Sql::new(
            "SELECT seq, at, paddle, amount_fen, received_at, ends_at, payload FROM lot_events \
             WHERE lot_id = $1 AND kind = 'suspended' ORDER BY seq DESC LIMIT 1",
        );
        let row: Option<StoredEvent> = self.optional(sql.bind(lot)).await?;
        row.map(|row| row.read(lot)).transpose()
    }

    /// The auction that the events of a lot alone give, `None` when it has none. The `reserve`
    /// stands in no event, because events are public.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when an event cannot follow the one before it.
    pub async fn replayed_auction(
        &mut self,
        lot: LotId,
        reserve: Option<Fen>,
    ) -> Result<Option<Auction>> {
        let mut state: Option<Auction> = None;
        for event in self.raw_events(lot).await? {
            let row = || format!("{} after event {}", lot.get(), event.seq.saturating_sub(1));
            let after = follow(state.as_ref(), &event, reserve)
                .ok_or_else(|| StoreError::inconsistent("lot_events", "seq", row()))?;
            state = Some(after);
        }
        Ok(state)
    }

    /// The number of the last event of a lot, 0 before the first.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn last_seq(&mut self, lot: LotId) -> Result<u64> {
        let sql = Sql::new("SELECT COALESCE(max(seq), 0) FROM lot_events WHERE lot_id = $1");
        let (seq,): (i64,) = self.one(sql.bind(lot)).await?;
        Ok(seq as u64)
    }

    async fn replayed_frames(&mut self, lot: LotId, code: &LotCode) -> Result<Vec<(u64, String)>> {
        let sql = Sql::new("SELECT reserve_fen FROM auctions WHERE lot_id = $1").bind(lot);
        let row: Option<(Option<i64>,)> = self.optional(sql).await?;
        let reserve = row.and_then(|(reserve,)| reserve).map(Fen);
        let mut state: Option<Auction> = None;
        let mut frames = Vec::new();
        for event in self.raw_events(lot).await? {
            let after = follow(state.as_ref(), &event, reserve)
                .ok_or_else(|| StoreError::inconsistent("lot_events", "seq", lot))?;
            let ended_at = state
                .as_ref()
                .map_or(after.ends_at, |before| before.ends_at);
            let frame = Frame::of(code, ended_at, &event, &after);
            frames.push((event.seq, to_json(&frame)));
            state = Some(after);
        }
        Ok(frames)
    }
}

/// The state after `event`, or `None` when it cannot follow: `apply` would panic on stored rows
/// that make no sense, and a store reports them instead.
fn follow(before: Option<&Auction>, event: &Event, reserve: Option<Fen>) -> Option<Auction> {
    let Some(before) = before else {
        let EventKind::Listed { terms } = &event.kind else {
            return None;
        };
        return Some(Auction::listed(terms.clone(), reserve, event.seq, event.at));
    };
    let fits = event.seq == before.seq + 1
        && event.at > before.at
        && match &event.kind {
            EventKind::Bid { rows, ends_at, .. } => {
                let rises = rows.iter().all(|row| before.price <= Some(row.amount));
                rises && *ends_at >= before.ends_at
            }
            _ => true,
        };
    fits.then(|| {
        let mut after = before.clone();
        after.apply(event);
        after
    })
}

impl StoredEvent {
    pub(super) fn read(self, lot: LotId) -> Result<Event> {
        let at = |column| At::new("lot_events", column, &lot);
        let kind = match &self.payload {
            Some(payload) => at("payload").json(payload)?,
            None => {
                let paddle = Paddle(at("paddle").int(at("paddle").some(self.paddle)?)?);
                let amount = Fen(at("amount_fen").some(self.amount_fen)?);
                EventKind::Bid {
                    paddle,
                    order: Order::Flat,
                    amount,
                    received_at: Timestamp(at("received_at").some(self.received_at)?),
                    rows: vec![by_hand(paddle, amount)],
                    ends_at: Timestamp(at("ends_at").some(self.ends_at)?),
                }
            }
        };
        Ok(Event {
            seq: at("seq").int(self.seq)?,
            at: Timestamp(self.at),
            kind,
        })
    }
}

impl BidLine {
    /// The lines of the list; none for a silent change of a ceiling.
    fn read(&self, lot: &LotId, moved_the_end: bool) -> Result<Vec<BidRow>> {
        let at = |column| At::new("lot_events", column, lot);
        let kind = match &self.payload {
            Some(payload) => at("payload").json(payload)?,
            None => {
                let paddle = Paddle(at("paddle").int(self.paddle)?);
                EventKind::Bid {
                    paddle,
                    order: Order::Flat,
                    amount: Fen(self.amount_fen),
                    received_at: Timestamp(self.received_at),
                    rows: vec![by_hand(paddle, Fen(self.amount_fen))],
                    ends_at: Timestamp(self.ends_at),
                }
            }
        };
        let event = Event {
            seq: at("seq").int(self.seq)?,
            at: Timestamp(self.received_at),
            kind,
        };
        let ended_at = if moved_the_end {
            Timestamp(i64::MIN)
        } else {
            Timestamp(self.ends_at)
        };
        Ok(BidRow::of(&event, ended_at))
    }
}

/// The line of a bid that met no ceiling.
pub(super) const fn by_hand(paddle: Paddle, amount: Fen) -> Row {
    Row {
        paddle,
        amount,
        order: Order::Flat,
        note: None,
    }
}
