//! Why a use case failed. One policy: rules answer with data, faults of ours with `Internal`,
//! and the callers (`app::ssr`, the API) are the only ones that make a status of it.

use domain::bidding::Refusal;
use domain::bidding::stage::{Stage, StageEventKind};
use domain::money::Fen;
use domain::rounds::RoundRefusal;
use domain::sessions::RevisionRefusal;
use std::borrow::Cow;
use store::StoreError;

/// A failed use case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("LOGIN_REQUIRED")]
    LoginRequired,
    /// Signed in, but the permission table says no.
    #[error("FORBIDDEN")]
    Forbidden,
    /// Not there, or not public: the same answer for both.
    #[error("NOT_FOUND")]
    NotFound,
    /// The auction rules refused a bid, judged against the lot's event `as_of_seq`.
    #[error("{refusal}")]
    Bid {
        /// Why.
        refusal: Refusal,
        /// The lot version it was judged against (reliability.md §2.2).
        as_of_seq: u64,
        /// The least that would have been taken from this bidder then.
        min_next: Fen,
        /// The key had been answered so before: this is that answer again.
        replayed: bool,
    },
    /// A rule refused the input.
    #[error("{code}")]
    Invalid {
        /// The error code (domain.md §11).
        code: Cow<'static, str>,
        /// Names and values of the places in its sentence.
        args: Vec<(String, String)>,
    },
    /// The table of bidding.md C.7 has no such arrow from where the lot stands.
    #[error("STATE")]
    State {
        /// Where the lot stands.
        from: Stage,
        /// What was to happen.
        event: StageEventKind,
    },
    /// Somebody else changed it meanwhile.
    #[error("CONFLICT_RETRY")]
    Conflict,
    /// The queue is full; the request was certainly not taken (`not_queued`).
    #[error("BUSY")]
    Busy,
    /// The answer of the database was lost; neither accepted nor refused may be said.
    #[error("OUTCOME_UNKNOWN")]
    OutcomeUnknown,
    /// A fault of ours, for the log.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A refused input without values.
    pub const fn invalid(code: &'static str) -> Self {
        Self::Invalid {
            code: Cow::Borrowed(code),
            args: Vec::new(),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<RoundRefusal> for Error {
    fn from(refusal: RoundRefusal) -> Self {
        Self::Invalid {
            code: refusal.to_string().into(),
            args: Vec::new(),
        }
    }
}

impl From<RevisionRefusal> for Error {
    fn from(refusal: RevisionRefusal) -> Self {
        if refusal == RevisionRefusal::ConflictRetry {
            return Self::Conflict;
        }
        let row = match refusal {
            RevisionRefusal::AgendaTitleLength { row }
            | RevisionRefusal::AgendaSpeakerLength { row }
            | RevisionRefusal::AgendaMinutesRange { row }
            | RevisionRefusal::AgendaStartRange { row }
            | RevisionRefusal::AgendaOrder { row }
            | RevisionRefusal::AgendaOverlap { row, .. }
            | RevisionRefusal::AgendaSpeakerClash { row, .. }
            | RevisionRefusal::BlockLines { row }
            | RevisionRefusal::BlockLink { row }
            | RevisionRefusal::BlockTooLong { row } => Some(("row", row + 1)),
            _ => None,
        };
        let with = match refusal {
            RevisionRefusal::AgendaOverlap { with, .. }
            | RevisionRefusal::AgendaSpeakerClash { with, .. } => Some(("with", with + 1)),
            _ => None,
        };
        let args = row.into_iter().chain(with);
        let args = args
            .map(|(name, value)| (name.to_owned(), value.to_string()))
            .collect();
        Self::Invalid {
            code: refusal.to_string().into(),
            args,
        }
    }
}
