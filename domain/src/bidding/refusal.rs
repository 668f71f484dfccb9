//! Why an instruction is refused: one closed list, in order of precedence (bidding.md C.4).

use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The reasons that somebody may not bid on a lot (C.4 item 5). The order of precedence is that of
/// [`NotQualified::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotQualified {
    /// Works for the organiser of the bidding (拍卖法 22).
    Staff,
    /// No role that bids.
    Role,
    /// Belongs to the institution that offers the lot (`BID_OWN_LOT`; 拍卖法 30).
    OwnLot,
    /// Flagged as related to the consignor or to the organiser's staff (C.4 item 5).
    Related,
    /// A house bot on a lot that is not for practice.
    PracticeOnly,
    /// Struck out of this lot (C.8).
    BarredStruck,
    /// Barred from this lot after a default (C.7; 法释 24).
    BarredDefault,
    /// Barred by a decision of the organiser.
    Barred,
    /// Does not meet what this lot asks of its bidders.
    NotEligible,
    /// Has not enrolled: no paddle number, the rules not accepted.
    NotEnrolled,
    /// The identity is not verified yet.
    Identity,
    /// The rules of bidding (竞买须知) have changed since they were accepted.
    RulesChanged,
    /// The lot asks for a second factor, and the account has none (reliability.md S-03).
    SecondFactor,
    /// The deposit has not been confirmed.
    Deposit,
    /// The deposit is smaller than the terms ask for.
    DepositShort,
}

impl NotQualified {
    /// Every reason, in order of precedence: what nothing can heal comes first, then what the
    /// bidder can do, in the order he does it. So nobody pays a deposit to learn that he is barred.
    pub const ALL: [Self; 15] = [
        Self::Staff,
        Self::Role,
        Self::OwnLot,
        Self::Related,
        Self::PracticeOnly,
        Self::BarredStruck,
        Self::BarredDefault,
        Self::Barred,
        Self::NotEligible,
        Self::NotEnrolled,
        Self::Identity,
        Self::RulesChanged,
        Self::SecondFactor,
        Self::Deposit,
        Self::DepositShort,
    ];

    /// The code, as in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Staff => "STAFF",
            Self::Role => "ROLE",
            Self::OwnLot => "OWN_LOT",
            Self::Related => "RELATED",
            Self::PracticeOnly => "PRACTICE_ONLY",
            Self::BarredStruck => "BARRED_STRUCK",
            Self::BarredDefault => "BARRED_DEFAULT",
            Self::Barred => "BARRED",
            Self::NotEligible => "NOT_ELIGIBLE",
            Self::NotEnrolled => "NOT_ENROLLED",
            Self::Identity => "IDENTITY",
            Self::RulesChanged => "RULES_CHANGED",
            Self::SecondFactor => "SECOND_FACTOR",
            Self::Deposit => "DEPOSIT",
            Self::DepositShort => "DEPOSIT_SHORT",
        }
    }
}

/// A refused instruction. The order of the variants is the precedence: when several faults
/// apply, the first one answers. A refusal changes nothing (I1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Refusal {
    /// The lot is neither open nor closing.
    #[error("LOT_NOT_OPEN")]
    LotNotOpen,
    /// Received in time, but the lot was closed before it could be decided: an incident of ours, no
    /// fault of the bidder (reliability.md §2.3).
    #[error("LATE_BY_SERVER")]
    LateByServer {
        /// When bidding ended.
        ended_at: Timestamp,
        /// When the instruction arrived; before that.
        received_at: Timestamp,
    },
    /// Received before bidding opens.
    #[error("TOO_EARLY")]
    TooEarly {
        /// When it opens.
        opens_at: Timestamp,
    },
    /// Received at the end or after it.
    #[error("LATE")]
    Late {
        /// When it ended.
        ended_at: Timestamp,
        /// When the instruction arrived.
        received_at: Timestamp,
    },
    /// The bidder may not bid on this lot.
    #[error("NOT_QUALIFIED")]
    NotQualified {
        /// Why not.
        reason: NotQualified,
    },
    /// Not on the grid of prices.
    #[error("OFF_GRID")]
    OffGrid {
        /// The next price of the grid below.
        below: Fen,
        /// The next price of the grid above.
        above: Fen,
    },
    /// A ceiling below the price at which its owner leads.
    #[error("BELOW_OWN_PRICE")]
    BelowOwnPrice {
        /// The price it leads at.
        price: Fen,
    },
    /// A ceiling below the one its owner has set before.
    #[error("BELOW_OWN_CEILING")]
    BelowOwnCeiling {
        /// The ceiling that stands; only its owner is told.
        ceiling: Fen,
    },
    /// The leader would only outbid itself.
    #[error("ALREADY_LEADING")]
    AlreadyLeading {
        /// The price it leads at.
        price: Fen,
    },
    /// Below the minimum.
    #[error("TOO_LOW")]
    TooLow {
        /// The least that would be accepted.
        min_next: Fen,
        /// The price against which it was judged.
        price: Option<Fen>,
    },
    /// So far above the minimum that it looks like a slip.
    #[error("JUMP_TOO_BIG")]
    JumpTooBig {
        /// The most that needs no confirmation.
        max: Fen,
    },
}

impl Refusal {
    /// Every code, in order of precedence.
    pub const CODES: [&'static str; 11] = [
        "LOT_NOT_OPEN",
        "LATE_BY_SERVER",
        "TOO_EARLY",
        "LATE",
        "NOT_QUALIFIED",
        "OFF_GRID",
        "BELOW_OWN_PRICE",
        "BELOW_OWN_CEILING",
        "ALREADY_LEADING",
        "TOO_LOW",
        "JUMP_TOO_BIG",
    ];

    /// The code, as in the API and the specification.
    pub const fn code(&self) -> &'static str {
        Self::CODES[self.rank()]
    }

    /// The place in the precedence, 0 first.
    pub const fn rank(&self) -> usize {
        match self {
            Self::LotNotOpen => 0,
            Self::LateByServer { .. } => 1,
            Self::TooEarly { .. } => 2,
            Self::Late { .. } => 3,
            Self::NotQualified { .. } => 4,
            Self::OffGrid { .. } => 5,
            Self::BelowOwnPrice { .. } => 6,
            Self::BelowOwnCeiling { .. } => 7,
            Self::AlreadyLeading { .. } => 8,
            Self::TooLow { .. } => 9,
            Self::JumpTooBig { .. } => 10,
        }
    }
}
