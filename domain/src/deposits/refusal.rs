//! Why a deposit does not move: one closed list.

use super::{DepositState, Settlement};
use crate::money::Fen;
use serde::{Deserialize, Serialize};

/// A refused change of a deposit; nothing has changed. The order of the variants is the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DepositRefusal {
    /// Bidders ask for their own deposit; staff confirm those of others (`KeepDeposits`).
    #[error("DEPOSIT_FORBIDDEN")]
    DepositForbidden,
    /// The lot asks for no deposit, so there is nothing to pay (AC#1009: loops over 0 yuan).
    #[error("DEPOSIT_NOT_NEEDED")]
    DepositNotNeeded,
    /// The bidder has one on this lot already.
    #[error("DEPOSIT_EXISTS")]
    DepositExists {
        /// Where it stands.
        state: DepositState,
    },
    /// The bidder has lost one on this lot and is barred from it.
    #[error("DEPOSIT_FORFEITED")]
    DepositForfeited,
    /// Not possible from where the deposit stands (409).
    #[error("DEPOSIT_STATE")]
    DepositState {
        /// Where it stands.
        state: DepositState,
    },
    /// Less came in than the terms ask for; nothing is held.
    #[error("DEPOSIT_TOO_LITTLE")]
    DepositTooLittle {
        /// What the terms ask for.
        asked: Fen,
    },
    /// More than the book can hold.
    #[error("DEPOSIT_TOO_MUCH")]
    DepositTooMuch {
        /// The most for one deposit.
        max: Fen,
    },
    /// The end of the lot wants something else done with this deposit, or nothing yet.
    #[error("DEPOSIT_NOT_DUE")]
    DepositNotDue {
        /// What is to be done, if anything.
        due: Option<Settlement>,
    },
    /// Whoever recorded that the money came in does not record that it went back.
    #[error("SAME_PERSON")]
    SamePerson,
}

impl DepositRefusal {
    /// The code, as in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DepositForbidden => "DEPOSIT_FORBIDDEN",
            Self::DepositNotNeeded => "DEPOSIT_NOT_NEEDED",
            Self::DepositExists { .. } => "DEPOSIT_EXISTS",
            Self::DepositForfeited => "DEPOSIT_FORFEITED",
            Self::DepositState { .. } => "DEPOSIT_STATE",
            Self::DepositTooLittle { .. } => "DEPOSIT_TOO_LITTLE",
            Self::DepositTooMuch { .. } => "DEPOSIT_TOO_MUCH",
            Self::DepositNotDue { .. } => "DEPOSIT_NOT_DUE",
            Self::SamePerson => "SAME_PERSON",
        }
    }
}
