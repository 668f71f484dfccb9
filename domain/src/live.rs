//! What watchers of a lot see: the public figures and the frames that move them. The same types
//! are serialised by the server and read in the browser; nothing in them is secret (LG-9, LG-10).

use crate::bidding::{
    Auction, Event, EventKind, Order, Outcome, Paddle, ReserveStatus, Row, RowNote,
};
use crate::ids::LotCode;
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The public figures of a lot in a round, valid after the event numbered `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Number of the event they follow.
    pub seq: u64,
    /// Start price.
    pub start: Fen,
    /// Current price.
    pub price: Option<Fen>,
    /// The least that the next bid must be.
    pub next_min: Fen,
    /// The step above the price that `next_min` counts from.
    pub step: Fen,
    /// What one, two and five steps above the price come to (the first is `next_min`).
    pub quick_steps: [Fen; 3],
    /// Accepted bids in this round.
    pub bid_count: u32,
    /// Different bidders in this round.
    pub bidder_count: u32,
    /// Who leads.
    pub leader: Option<Paddle>,
    /// Bidding opens.
    pub opens_at: Timestamp,
    /// Bidding ends, as it stands.
    pub ends_at: Timestamp,
    /// The end before any extension.
    pub planned_end: Timestamp,
    /// A bid this close to the end extends it, ms.
    pub window_ms: i64,
    /// The new distance to the end after such a bid, ms.
    pub extension_ms: i64,
    /// How many times the end has moved.
    pub extensions: u32,
    /// No extension beyond this instant.
    pub hard_end: Option<Timestamp>,
    /// Status of the reserve.
    pub reserve: ReserveStatus,
    /// While bidding is interrupted: what was left until the end, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_ms: Option<i64>,
    /// The result, once closed.
    pub outcome: Option<Outcome>,
}

/// Where a lot stands for somebody who looks at it at a given instant (ux.md §1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// 预展中
    Preview,
    /// 竞价中
    Open,
    /// 延时竞价中
    Extended,
    /// 正在核定结果
    Settling,
    /// 已落槌
    Hammer,
    /// 流拍
    Passed,
    /// 暂停竞价
    Suspended,
    /// 已取消
    Cancelled,
    /// 成交已撤销
    Voided,
}

impl Figures {
    /// The figures of `auction`.
    pub fn of(auction: &Auction) -> Self {
        let next_min = auction.min_next();
        Self {
            seq: auction.seq,
            start: auction.terms.start,
            price: auction.price,
            next_min,
            step: auction
                .terms
                .ladder
                .step(auction.price.unwrap_or(auction.terms.start)),
            quick_steps: [0, 1, 4].map(|steps| auction.terms.ladder.climb(next_min, steps)),
            bid_count: auction.bid_count,
            bidder_count: auction.bidders.len() as u32,
            leader: auction.leader,
            opens_at: auction.terms.opens_at,
            ends_at: auction.ends_at,
            planned_end: auction.terms.ends_at,
            window_ms: auction.terms.window_ms,
            extension_ms: auction.terms.extension_ms,
            extensions: auction.extensions,
            hard_end: auction.terms.hard_end,
            reserve: auction.reserve_status(),
            suspended_ms: auction.suspended,
            outcome: auction.outcome,
        }
    }

    /// Where the lot stands at `now`, by the server's clock.
    pub fn view(&self, now: Timestamp) -> View {
        match self.outcome {
            Some(Outcome::SoldPending { .. }) => View::Hammer,
            Some(Outcome::Cancelled) => View::Cancelled,
            Some(Outcome::Voided { .. }) => View::Voided,
            Some(_) => View::Passed,
            None if self.suspended_ms.is_some() => View::Suspended,
            None if now < self.opens_at => View::Preview,
            None if now >= self.ends_at => View::Settling,
            None if self.extensions > 0 => View::Extended,
            None => View::Open,
        }
    }

    /// Whether a bid sent at `now` could be in time.
    pub fn takes_bids(&self, now: Timestamp) -> bool {
        matches!(self.view(now), View::Open | View::Extended)
    }
}

/// One line of the bid list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BidRow {
    /// Number of the event.
    pub seq: u64,
    /// The bidder's number on this lot.
    pub paddle: Paddle,
    /// The bid.
    pub amount: Fen,
    /// By hand, or by a ceiling (自动出价).
    pub order: Order,
    /// What became of it at once.
    pub note: Option<RowNote>,
    /// When the instruction arrived.
    pub received_at: Timestamp,
    /// Whether this bid moved the end, and to when.
    pub extended_to: Option<Timestamp>,
}

impl BidRow {
    /// The lines that an event added; before it, bidding was to end at `ended_at`.
    pub fn of(event: &Event, ended_at: Timestamp) -> Vec<Self> {
        let EventKind::Bid {
            received_at,
            ends_at,
            rows,
            ..
        } = &event.kind
        else {
            return Vec::new();
        };
        let line = |row: &Row| Self {
            seq: event.seq,
            paddle: row.paddle,
            amount: row.amount,
            order: row.order,
            note: row.note,
            received_at: *received_at,
            extended_to: (*ends_at > ended_at).then_some(*ends_at),
        };
        rows.iter().map(line).collect()
    }
}

/// One event as it goes to every watcher of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The lot.
    pub lot: LotCode,
    /// When the event was decided.
    pub at: Timestamp,
    /// The figures after it.
    pub figures: Figures,
    /// What the event added to the list of bids, oldest first.
    pub bids: Vec<BidRow>,
}

impl Frame {
    /// The frame of `event`, which led to `after`; before it, bidding was to end at `ended_at`.
    pub fn of(lot: &LotCode, ended_at: Timestamp, event: &Event, after: &Auction) -> Self {
        Self {
            lot: lot.clone(),
            at: event.at,
            figures: Figures::of(after),
            bids: BidRow::of(event, ended_at),
        }
    }
}

/// The regular sign of life of a stream: not numbered, never replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// The lot.
    pub lot: LotCode,
    /// The server's clock.
    pub server_time: Timestamp,
    /// Number of the lot's last event: a reader that knows less has lost something.
    pub seq: u64,
    /// Open streams of the lot, approximate (约).
    pub watchers: u32,
}

/// What a reader does with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was the next one and has been applied.
    Applied,
    /// It was known already.
    Known,
    /// Something is missing before it: fetch a snapshot.
    Gap,
}

/// The reader's side: what a watcher knows of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotLive {
    /// The lot.
    pub lot: LotCode,
    /// The latest figures.
    pub figures: Figures,
    /// The bids of the round, oldest first.
    pub bids: Vec<BidRow>,
}

impl LotLive {
    /// Takes a frame in if it is the next one. Never skips: a gap is reported.
    pub fn take(&mut self, frame: &Frame) -> Taken {
        let known = self.figures.seq;
        if frame.figures.seq <= known {
            return Taken::Known;
        }
        if frame.figures.seq > known + 1 {
            return Taken::Gap;
        }
        if frame.figures.bid_count == 0 {
            // A new round: the bids of the last one stay in the record, not on the panel.
            self.bids.clear();
        }
        self.figures = frame.figures.clone();
        self.bids.extend(frame.bids.iter().cloned());
        Taken::Applied
    }
}
