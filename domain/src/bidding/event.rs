//! What happened on a lot: numbered, append-only, enough to rebuild every state.

use super::{Paddle, Terms};
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

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The lot was put into a round; a lot that passed may be listed again, and its numbers go on.
    Listed {
        /// The frozen terms.
        terms: Terms,
    },
    /// A bid was accepted.
    Bid {
        /// Who leads now.
        paddle: Paddle,
        /// The new price.
        amount: Fen,
        /// When the instruction arrived.
        received_at: Timestamp,
        /// The end after this bid; later than before when the bid extended it.
        ends_at: Timestamp,
    },
    /// Bidding closed.
    Closed {
        /// With this result.
        outcome: Outcome,
    },
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
}

impl Outcome {
    /// The code, as in the specification.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SoldPending { .. } => "SOLD_PENDING",
            Self::UnsoldNoBid => "UNSOLD_NO_BID",
            Self::UnsoldReserve => "UNSOLD_RESERVE",
            Self::UnsoldTooFew => "UNSOLD_TOO_FEW",
        }
    }
}
