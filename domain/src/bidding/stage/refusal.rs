//! Why a lot does not move: one closed list.

use super::{Stage, StageEventKind};
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A refused move. The lot stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StageRefusal {
    /// The table of C.7 has no such arrow (409 `STATE`).
    #[error("STATE: {event} in {from}")]
    IllegalTransition {
        /// Where the lot stands.
        from: Stage,
        /// What was to happen.
        event: StageEventKind,
    },
    /// There is an arrow, but its condition is not met.
    #[error(transparent)]
    GuardUnmet(#[from] GuardUnmet),
}

impl StageRefusal {
    /// The code, as in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::IllegalTransition { .. } => "STATE",
            Self::GuardUnmet(unmet) => unmet.code(),
        }
    }
}

/// Declares the conditions with their codes, so that no code is written twice.
macro_rules! guards {
    ($(
        $(#[$meta:meta])*
        $variant:ident = $code:literal $({ $( $(#[$fmeta:meta])* $field:ident: $type:ty ),+ })?
    ),+ $(,)?) => {
        /// A condition of C.7 that is not met. Each variant names the event it guards.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
        #[serde(tag = "code")]
        pub enum GuardUnmet { $(
            $(#[$meta])*
            #[error($code)]
            #[serde(rename = $code)]
            $variant $({ $( $(#[$fmeta])* $field: $type ),+ })?
        ),+ }

        impl GuardUnmet {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The code, as in the API.
            pub const fn code(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $code ),+ }
            }
        }
    };
}

guards! {
    /// Any: what the guard must know is not on file.
    NotRecorded = "NOT_RECORDED",
    /// Any: a person has to do it, not the clock.
    PersonRequired = "PERSON_REQUIRED",
    /// Any of the clock: its hour has not come.
    NotYet = "NOT_YET" {
        /// When it comes.
        until: Timestamp
    },
    /// Submit: a required field is empty.
    FieldsIncomplete = "FIELDS_INCOMPLETE",
    /// Submit: the papers of ownership are missing.
    OwnershipDocumentsMissing = "OWNERSHIP_DOCUMENTS_MISSING",
    /// Approve, return: whoever handed the lot in does not examine it.
    SamePerson = "SAME_PERSON",
    /// Announce, relist: bidding would open too soon after the notice (拍卖法 45).
    NoticeTooShort = "NOTICE_TOO_SHORT" {
        /// The earliest opening.
        opens_from: Timestamp
    },
    /// Announce, relist: the lot would be displayed too short (拍卖法 48).
    DisplayTooShort = "DISPLAY_TOO_SHORT" {
        /// The earliest opening.
        opens_from: Timestamp
    },
    /// Announce, relist: the commitment to the reserve is not published.
    ReserveNotCommitted = "RESERVE_NOT_COMMITTED",
    /// Announce, relist: a holder of a priority right was not told.
    PriorityNotNotified = "PRIORITY_NOT_NOTIFIED",
    /// Withdraw: the hour of opening has come (拍卖法 29).
    WithdrawTooLate = "WITHDRAW_TOO_LATE" {
        /// When it came.
        opened_at: Timestamp
    },
    /// Suspend, resume, cancel, void: no approval of two persons for just this on just this lot.
    TwoPersonsRequired = "TWO_PERSONS_REQUIRED",
    /// Resume: suspended for too long; the lot can only be cancelled (法释 28).
    SuspendedTooLong = "SUSPENDED_TOO_LONG" {
        /// When it became too long.
        since: Timestamp
    },
    /// Resume: the hour was shown too short before.
    ResumeNoticeTooShort = "RESUME_NOTICE_TOO_SHORT" {
        /// The earliest hour that could have been shown.
        resume_from: Timestamp
    },
    /// Resume, reopen, price agreed, objection rejected, offline deal: the end is too near.
    EndTooEarly = "END_TOO_EARLY" {
        /// The earliest end.
        least: Timestamp
    },
    /// Void after the close: only the buyer's instructions are struck out then (C.8).
    NotTheBuyer = "NOT_THE_BUYER",
    /// Confirm: identity or papers of the buyer are not checked.
    BuyerNotChecked = "BUYER_NOT_CHECKED",
    /// Contract signed: after the last day and not prolonged.
    ContractTooLate = "CONTRACT_TOO_LATE" {
        /// The last instant.
        due: Timestamp
    },
    /// Contract prolonged: not beyond the last day that stands.
    ProlongationNotLater = "PROLONGATION_NOT_LATER" {
        /// The last instant that stands.
        due: Timestamp
    },
    /// Relist after a default: the buyer that defaulted is not barred.
    ExBuyerNotBarred = "EX_BUYER_NOT_BARRED",
    /// Relist after a default: the claim for the difference is not noted (拍卖法 39).
    DifferenceNotNoted = "DIFFERENCE_NOT_NOTED",
    /// Relist unsold: there were as many rounds as there may be.
    RoundsUsedUp = "ROUNDS_USED_UP" {
        /// How many.
        max: u32
    },
    /// Relist: the start price falls too far.
    StartTooLow = "START_TOO_LOW" {
        /// The least start price.
        least: Fen
    },
    /// Negotiate: consignor and interested party have not both agreed.
    PartiesNotAgreed = "PARTIES_NOT_AGREED",
    /// Negotiate: the highest bidder that failed was not asked first.
    TopBidderNotAsked = "TOP_BIDDER_NOT_ASKED",
    /// Price agreed, offline deal: price, name, abstract, mode or related-party flag is missing.
    PublicityIncomplete = "PUBLICITY_INCOMPLETE",
    /// Objection: nobody says who objects.
    ObjectionUnnamed = "OBJECTION_UNNAMED",
    /// Objection: after the end of the publicity.
    ObjectionTooLate = "OBJECTION_TOO_LATE" {
        /// When it ended.
        ended_at: Timestamp
    },
    /// Publicity over: an objection waits for its decision.
    ObjectionsOpen = "OBJECTIONS_OPEN",
    /// Offline deal: price or buyer is missing, or the organiser has not checked it.
    DealNotChecked = "DEAL_NOT_CHECKED",
    /// Offline deal: the negotiated price of a public institution must be published.
    PublicityRequired = "PUBLICITY_REQUIRED",
}
