//! The stored answer to an idempotency key: the first answer is the answer for ever.

use super::BidRequest;
use crate::Error;
use domain::bidding::Refusal;
use domain::money::Fen;
use domain::views::Receipt;
use serde::{Deserialize, Serialize};
use store::StoredAnswer;

/// What was answered to a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub(super) enum Answer {
    /// The bid was accepted.
    Accepted {
        /// With this receipt.
        receipt: Receipt,
    },
    /// The rules refused it.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The lot version it was judged against.
        as_of_seq: u64,
        /// The least that would have been taken from this bidder then.
        #[serde(default)]
        min_next: Fen,
    },
    /// The key was given up before its bid had been decided: it never will be (reliability.md
    /// §2.4).
    Fenced,
}

/// What became of a key, for a sender who lost the answer (reliability.md §2.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The bid was accepted.
    Accepted(Receipt),
    /// The rules refused it.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The lot version it was judged against.
        as_of_seq: u64,
        /// The least that would have been taken from this bidder then.
        min_next: Fen,
    },
    /// It was given up, and will never be accepted.
    Fenced,
    /// It has not been decided. A late original may still arrive, unless the key is given up.
    NotSeen,
}

impl Answer {
    /// Reads a stored answer.
    pub(super) fn read(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(|e| Error::Internal(format!("stored answer: {e}")))
    }

    /// As it is stored.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("an answer has only text and numbers")
    }

    /// As it is given the first time.
    pub(super) fn first(self) -> Result<Receipt, Error> {
        match self {
            Self::Accepted { receipt } => Ok(receipt),
            Self::Refused {
                refusal,
                as_of_seq,
                min_next,
            } => Err(Error::Bid {
                refusal,
                as_of_seq,
                min_next,
                replayed: false,
            }),
            Self::Fenced => Err(Error::invalid("KEY_FENCED")),
        }
    }

    /// As it is given again: the same, marked as a repetition.
    pub(super) fn replay(self) -> Result<Receipt, Error> {
        match self.first() {
            Ok(receipt) => Ok(Receipt {
                replayed: true,
                ..receipt
            }),
            Err(Error::Bid {
                refusal,
                as_of_seq,
                min_next,
                ..
            }) => Err(Error::Bid {
                refusal,
                as_of_seq,
                min_next,
                replayed: true,
            }),
            Err(other) => Err(other),
        }
    }

    /// What is answered to a request whose key has been answered before: the same for the same
    /// content, and that the key is used up for any other.
    pub(super) fn again(known: &StoredAnswer, request: &BidRequest) -> Result<Receipt, Error> {
        match Self::read(&known.answer)? {
            Self::Fenced => Err(Error::invalid("KEY_FENCED")),
            // What was refused for not being confirmed was not confirmed: this is another bid, and
            // needs a key of its own.
            Self::Refused {
                refusal: Refusal::JumpTooBig { .. },
                ..
            } if request.jump_confirmed => Err(Error::invalid("KEY_REUSED")),
            answer if known.fingerprint == request.fingerprint() => answer.replay(),
            _ => Err(Error::invalid("KEY_REUSED")),
        }
    }

    /// As it is told to somebody who asks for the key.
    pub(super) fn fate(self) -> Fate {
        match self {
            Self::Accepted { receipt } => Fate::Accepted(receipt),
            Self::Refused {
                refusal,
                as_of_seq,
                min_next,
            } => Fate::Refused {
                refusal,
                as_of_seq,
                min_next,
            },
            Self::Fenced => Fate::Fenced,
        }
    }
}
