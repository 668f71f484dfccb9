//! Deposits (保证金): who asked for a place, whose money is here, what becomes of it (bidding.md
//! C.7). Staff record what the bank has done; there is no payment gateway (bidding.md, decisions).
//!
//! [`DepositBook`] is the only way a deposit changes. It keeps one deposit for each bidder and lot,
//! and every fen by double entry: HELD + APPLIED + RELEASED + FORFEITED = received (I15).

mod amount;
mod book;
mod refusal;
mod settlement;

pub use amount::{
    DEPOSIT_PERCENT_DEFAULT, DEPOSIT_PERCENT_RANGE, DEPOSIT_UNIT, DepositOutOfRange,
    check as check_amount, demanded, may_be_none, proposed as proposed_amount, unstated,
};
pub use book::{Balances, BookAccount, DepositBook, Posting};
pub use refusal::DepositRefusal;
pub use settlement::{LotEnd, RELEASE_WITHIN_MS, Settlement, release_due};

use crate::ids::{AccountId, LotId};
use crate::money::Fen;

codes! {
    /// Where a deposit stands (bidding.md C.7).
    DepositState {
        None = "NONE" / "未缴纳",
        Requested = "REQUESTED" / "待到账",
        Held = "HELD" / "已到账",
        Applied = "APPLIED" / "已抵价款",
        Released = "RELEASED" / "已退还",
        Forfeited = "FORFEITED" / "不予退还",
    }
}

/// Whose deposit on which lot. There is one for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DepositKey {
    /// The lot.
    pub lot: LotId,
    /// The bidder.
    pub bidder: AccountId,
}

/// A deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Whose, on which lot.
    pub key: DepositKey,
    /// What the terms of the lot ask for, > 0.
    pub asked: Fen,
    /// What has come in, ≥ `asked` from HELD on and 0 before.
    pub received: Fen,
    /// Where it stands.
    pub state: DepositState,
}

impl DepositState {
    /// Whether the place is taken: the bidder cannot ask for another deposit on the lot.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Requested | Self::Held | Self::Applied)
    }

    /// The states that may follow this one (bidding.md C.7). A released deposit may be asked for
    /// again, when the lot goes into another round.
    pub const fn successors(self) -> &'static [Self] {
        match self {
            Self::None | Self::Released => &[Self::Requested],
            Self::Requested => &[Self::Held],
            Self::Held => &[Self::Applied, Self::Released, Self::Forfeited],
            Self::Applied | Self::Forfeited => &[],
        }
    }
}
