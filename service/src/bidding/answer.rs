//! The stored answer to an idempotency key: the first answer is the answer for ever.

use crate::Error;
use domain::bidding::Refusal;
use domain::views::Receipt;
use serde::{Deserialize, Serialize};

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
    },
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
            Self::Refused { refusal, as_of_seq } => Err(Error::Bid { refusal, as_of_seq }),
        }
    }

    /// As it is given again: the same, marked as a repetition.
    pub(super) fn replay(self) -> Result<Receipt, Error> {
        self.first().map(|receipt| Receipt {
            replayed: true,
            ..receipt
        })
    }
}
