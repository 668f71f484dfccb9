//! What becomes of the deposits when a lot has ended (bidding.md C.7).

use super::{Deposit, DepositState};
use crate::ids::AccountId;
use crate::time::Timestamp;

/// Deposits are to be back within 24 hours of the close, ms (bidding.md C.7; 法释〔2016〕18号 23).
pub const RELEASE_WITHIN_MS: i64 = 24 * 3_600_000;

/// How a lot has ended, as far as deposits are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LotEnd {
    /// Withdrawn, cancelled, unsold, or sold by negotiation.
    Unsold,
    /// Knocked down, to be confirmed: the buyer's deposit stays until it is.
    KnockedDown {
        /// The buyer.
        buyer: AccountId,
    },
    /// The deal is confirmed.
    Confirmed {
        /// The buyer.
        buyer: AccountId,
    },
    /// The buyer has defaulted.
    Defaulted {
        /// Who would have been the buyer.
        buyer: AccountId,
    },
}

codes! {
    /// What is to be done with a deposit that is held.
    Settlement {
        Release = "RELEASE" / "退还",
        Apply = "APPLY" / "抵作价款",
        Forfeit = "FORFEIT" / "不予退还",
    }
}

impl LotEnd {
    /// What is to be done with `deposit`, a deposit on this lot; nothing when it is not held or is
    /// still needed. Forfeited is only the deposit of a buyer that has defaulted.
    ///
    /// Money that comes in after the end is held first, and goes back by the same rule.
    pub fn settlement(self, deposit: &Deposit) -> Option<Settlement> {
        if deposit.state != DepositState::Held {
            return None;
        }
        let of = |buyer: AccountId| buyer == deposit.key.bidder;
        match self {
            Self::KnockedDown { buyer } if of(buyer) => None,
            Self::Confirmed { buyer } if of(buyer) => Some(Settlement::Apply),
            Self::Defaulted { buyer } if of(buyer) => Some(Settlement::Forfeit),
            _ => Some(Settlement::Release),
        }
    }
}

impl Settlement {
    /// Where it takes the deposit.
    pub const fn state(self) -> DepositState {
        match self {
            Self::Release => DepositState::Released,
            Self::Apply => DepositState::Applied,
            Self::Forfeit => DepositState::Forfeited,
        }
    }
}

/// Deposits on a lot that closed, or was withdrawn or cancelled, at `ended_at` are to be back by
/// this instant. A deposit that was still in use then counts from its own end.
pub const fn release_due(ended_at: Timestamp) -> Timestamp {
    ended_at.plus_millis(RELEASE_WITHIN_MS)
}
