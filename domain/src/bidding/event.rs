//! What happened on a lot: numbered, append-only, enough to rebuild every state.

use super::{Order, Paddle, Terms};
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One event of a lot. Numbers start at 1 and have no gaps (I14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number on the lot.
    pub seq: u64,
    /// When it was decided; strictly rising within a lot.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. Ceilings in here are secret until the close: an event never goes to the public
/// as it is, [`crate::live::Frame`] does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The lot was put into a round; a lot that passed may be listed again, and its numbers go on.
    Listed {
        /// The frozen terms.
        terms: Terms,
    },
    /// An instruction was accepted.
    Bid {
        /// Who gave it.
        paddle: Paddle,
        /// A bid or a ceiling.
        order: Order,
        /// Its amount; that of a ceiling is secret.
        amount: Fen,
        /// When the instruction arrived.
        received_at: Timestamp,
        /// What it added to the list of bids, in order; the last one is the new price and leader
        /// (I8). Nothing when the leader changed its ceiling: that is silent.
        rows: Vec<Row>,
        /// The end after it; later than before when it extended.
        ends_at: Timestamp,
    },
    /// Bidding was interrupted; the countdown stands still (C.7).
    Suspended {
        /// Why.
        reason: SuspendReason,
        /// What was left until the end, ms.
        remaining_ms: i64,
    },
    /// Bidding goes on.
    Resumed {
        /// The new end.
        ends_at: Timestamp,
    },
    /// Everything that one bidder had instructed was struck out (C.8).
    Voided {
        /// Whose instructions.
        paddle: Paddle,
        /// Why.
        reason: SuspendReason,
        /// Who leads after the replay of the others; nobody when the struck one had led, or bought.
        leader: Option<Paddle>,
        /// The price of the replay: of the leader, or else the floor for the next bid.
        price: Option<Fen>,
        /// The ceiling of the leader after the replay, with the number of its instruction.
        ceiling: Option<(Fen, u64)>,
    },
    /// Bidding was called off for good.
    Cancelled {
        /// Why.
        reason: SuspendReason,
    },
    /// Bidding closed.
    Closed {
        /// With this result.
        outcome: Outcome,
    },
}

/// A line of the list of bids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Who bid.
    pub paddle: Paddle,
    /// How much.
    pub amount: Fen,
    /// By hand, or by a ceiling (自动出价).
    pub order: Order,
    /// What became of it at once.
    pub note: Option<RowNote>,
}

/// What became of a row in the very instruction that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowNote {
    /// The leader's ceiling answered at once.
    Outbid,
    /// The ceiling went as far as it could and lost.
    Exhausted,
    /// Equal amounts: the earlier one, or the better rank, stays in front.
    Tie,
}

impl RowNote {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Outbid => "outbid",
            Self::Exhausted => "exhausted",
            Self::Tie => "tie",
        }
    }
}

/// Why the organiser steps in (bidding.md C.8; suspension also for an outage, reliability.md §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SuspendReason {
    /// 冒用身份
    IdentityFraud,
    /// 禁止参加的主体
    BarredPerson,
    /// 款项被追回
    PaymentReversal,
    /// 与权利人串通
    Collusion,
    /// 系统故障
    SystemFault,
    /// 服务中断
    Outage,
}

/// The result of a lot in a round (bidding.md C.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Sold, to be confirmed.
    SoldPending {
        /// The buyer's number.
        paddle: Paddle,
        /// The price.
        price: Fen,
    },
    /// Nobody bid.
    UnsoldNoBid,
    /// The reserve price was not reached.
    UnsoldReserve,
    /// Fewer bidders than the terms ask for.
    UnsoldTooFew,
    /// Called off.
    Cancelled,
    /// Sold, and then the buyer was struck out: nobody moves up to his place (C.8).
    Voided {
        /// Who was struck out.
        paddle: Paddle,
    },
}

impl Outcome {
    /// The code, as in the specification.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SoldPending { .. } => "SOLD_PENDING",
            Self::UnsoldNoBid => "UNSOLD_NO_BID",
            Self::UnsoldReserve => "UNSOLD_RESERVE",
            Self::UnsoldTooFew => "UNSOLD_TOO_FEW",
            Self::Cancelled => "CANCELLED",
            Self::Voided { .. } => "VOIDED",
        }
    }
}
