//! What the writer is asked to do, one lot at a time.

use crate::Error;
use crate::bidding::{Fate, Received};
use domain::accounts::Account;
use domain::bidding::Paddle;
use domain::ids::{AccountId, InterventionId, LotCode};
use domain::views::Receipt;
use tokio::sync::oneshot;

/// What the writer is asked to do.
pub(in crate::bidding) enum Job {
    /// Decide a bid.
    Bid {
        received: Box<Received>,
        reply: oneshot::Sender<Result<Receipt, Error>>,
    },
    /// Give a bidder a number on a lot.
    Enrol {
        account: Box<Account>,
        lot: LotCode,
        reply: oneshot::Sender<Result<Paddle, Error>>,
    },
    /// Make sure that a key that was not decided never will be.
    Fence {
        account: AccountId,
        lot: LotCode,
        key: String,
        reply: oneshot::Sender<Result<Fate, Error>>,
    },
    /// Close the lot if it is due.
    Close { lot: LotCode },
    /// Approve what somebody else has asked for on the lot.
    Approve {
        account: Box<Account>,
        id: InterventionId,
        lot: LotCode,
        reply: oneshot::Sender<Result<(), Error>>,
    },
    /// Carry out an approved intervention whose hour has come.
    CarryOut { id: InterventionId, lot: LotCode },
    /// The lot was put into a round by another transaction: load it again.
    Forget {
        lot: LotCode,
        done: oneshot::Sender<()>,
    },
}

impl Job {
    /// The lot that it is about.
    pub(super) fn lot(&self) -> &LotCode {
        match self {
            Self::Bid { received, .. } => &received.request.lot,
            Self::Enrol { lot, .. }
            | Self::Fence { lot, .. }
            | Self::Close { lot }
            | Self::Approve { lot, .. }
            | Self::CarryOut { lot, .. }
            | Self::Forget { lot, .. } => lot,
        }
    }
}
