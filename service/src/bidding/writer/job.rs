//! What the writer is asked to do, one lot at a time.

use crate::Error;
use crate::bidding::{Fate, Received};
use domain::accounts::Account;
use domain::audit::Origin;
use domain::bidding::Paddle;
use domain::ids::{AccountId, InterventionId, LotCode};
use domain::views::Receipt;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A caller waits at most so long for its answer (reliability.md F-11).
const ANSWER_MAX: Duration = Duration::from_secs(5);

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
        /// Who asks, for the audit record.
        origin: Origin,
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
        /// Who approves, for the audit record.
        origin: Origin,
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

/// Waits for the answer, but not for ever: a commit that hangs leaves its outcome unknown
/// (F-11), and the sender may ask by key.
pub(super) async fn answered<T>(answer: oneshot::Receiver<Result<T, Error>>) -> Result<T, Error> {
    let answer = timeout(ANSWER_MAX, answer).await;
    answer.map_or(Err(Error::OutcomeUnknown), |sent| {
        sent.map_err(|_| Error::OutcomeUnknown)?
    })
}
