//! The bidding engine (网络竞价): an ascending auction that is pure and deterministic.
//!
//! [`Auction::decide`] judges an instruction and names the event that accepting it would be;
//! [`Auction::apply`] is the only way the state changes. The server appends events, everybody
//! else replays them. Normative text: bidding.md, part C.

mod admission;
mod auction;
mod event;
mod ladder;
pub mod network;
mod outage;
pub mod qualification;
mod refusal;
mod resolution;
pub mod stage;
pub mod two_person;
mod void;

pub use admission::Standing;
pub use auction::{Auction, Ceiling, Phase};
pub use event::{Event, EventKind, Outcome, Row, RowNote, SuspendReason};
pub use ladder::{Band, Ladder, LadderError};
pub use outage::{OUTAGE_LOOKBACK_MS, OUTAGE_MIN_MS, Outage, outage_since, shut_out};
pub use refusal::{NotQualified, Refusal};
pub use void::{REOPEN_MIN_MS, resumed_end};

use crate::money::Fen;
use crate::time::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// A bidder's number on one lot (竞买号), drawn at random when the bidder enrols: `C0417`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Paddle(pub u16);

impl Paddle {
    /// The highest number that is drawn; the lowest is 1.
    pub const MAX: u16 = 9_999;

    /// Reads `C0417` or `417`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix(['C', 'c']).unwrap_or(text).parse().ok()?;
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }
}

impl std::fmt::Display for Paddle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "C{:04}", self.0)
    }
}

/// The terms of one lot in one round, frozen when it is listed (bidding.md C.1). The reserve is
/// not among them: it stays on the server until the close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Start price, ≥ 1 yuan.
    pub start: Fen,
    /// Increments; with `start` they span the grid of prices.
    pub ladder: Ladder,
    /// Bidding opens.
    pub opens_at: Timestamp,
    /// Bidding ends, before any extension.
    pub ends_at: Timestamp,
    /// A bid this close to the end extends it, ms.
    pub window_ms: i64,
    /// The new distance to the end after such a bid, ms.
    pub extension_ms: i64,
    /// No extension beyond this instant.
    pub hard_end: Option<Timestamp>,
    /// Bids more grid steps above the minimum than this must be confirmed; ≤ 500.
    pub max_jump: u32,
    /// After the end the process waits this long for instructions received in time, ms. Longer
    /// than any request may take.
    pub drain_ms: i64,
    /// Whether there is a reserve price; its amount is secret.
    pub has_reserve: bool,
    /// Fewer bidders than this leave the lot unsold; 1 or 2.
    pub min_bidders: u32,
    /// Holders of a priority right (优先购买权) and their ranks, 1 first; everybody else ranks last.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "ranks"
    )]
    pub ranks: BTreeMap<Paddle, u8>,
}

/// Reads keys of JSON as the numbers that they are. Inside of an event they have been read as texts
/// before it is known which event it is, and a text is no number to serde.
fn ranks<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Paddle, u8>, D::Error> {
    let texts = BTreeMap::<String, u8>::deserialize(from)?;
    let read = |(key, rank): (String, u8)| {
        let number = key.parse().map_err(D::Error::custom)?;
        Ok((Paddle(number), rank))
    };
    texts.into_iter().map(read).collect()
}

impl Terms {
    /// The rank of a bidder: that of its priority right, or behind all of them.
    pub fn rank(&self, paddle: Paddle) -> u8 {
        self.ranks.get(&paddle).copied().unwrap_or(u8::MAX)
    }
}

/// Default of [`Terms::max_jump`] (bidding.md C.1).
pub const MAX_JUMP_DEFAULT: u32 = 50;
/// The largest [`Terms::max_jump`]: a larger one would cost time for nothing (bidding.md C.13).
pub const MAX_JUMP_MAX: u32 = 500;
/// Default of [`Terms::drain_ms`] (bidding.md C.1).
pub const DRAIN_DEFAULT_MS: i64 = 2_000;

/// What a bidder wants done with an amount (bidding.md C.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Bid exactly this (出价).
    Flat,
    /// Keep me in front up to this (委托出价). The amount is secret until the lot has closed.
    Cap,
}

/// What a bidder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// Who.
    pub paddle: Paddle,
    /// A bid or a ceiling.
    pub order: Order,
    /// How much.
    pub amount: Fen,
    /// When the last byte of the request had arrived, by the server's clock (bidding.md C.6).
    pub received_at: Timestamp,
    /// The bidder has confirmed an amount beyond [`Terms::max_jump`].
    pub jump_confirmed: bool,
}

/// Status of the reserve price; public at all times (bidding.md C.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReserveStatus {
    /// 无保留价
    None,
    /// 未达保留价
    NotMet,
    /// 已达保留价
    Met,
}
