//! Read models of deposits: the bidder's own, and the centre's list.

use crate::bidding::Paddle;
use crate::deposits::DepositState;
use crate::ids::{AccountId, DepositId, LotCode, LotId};
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

codes! {
    /// Which deposits a list shows.
    DepositFilter {
        Declared = "declared" / "待核对",
        Awaited = "awaited" / "待缴纳",
        Held = "held" / "已到账",
        ToPayOut = "to_pay_out" / "待退还",
        Released = "released" / "已退还",
        Applied = "applied" / "已抵价款",
        Forfeited = "forfeited" / "不予退还",
    }
}

/// A payment that a bidder says he has made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredPayment {
    /// How much.
    pub amount: Fen,
    /// Number of the bank's voucher (付款凭证号), as he gives it.
    pub reference: String,
    /// When he said so.
    pub at: Timestamp,
    /// Whether the centre still has to look at it.
    pub waits: bool,
    /// Why the centre did not confirm it.
    pub refused: Option<String>,
}

/// A deposit in a list. The bidder's name is for himself and for the centre alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositLine {
    /// Identity.
    pub id: DepositId,
    /// On which lot.
    pub lot: LotId,
    /// Its public code.
    pub code: LotCode,
    /// Its title.
    pub title: String,
    /// Whose.
    pub bidder: AccountId,
    /// His name.
    pub name: String,
    /// His number on the lot.
    pub paddle: Option<Paddle>,
    /// What the terms of the lot ask for.
    pub asked: Fen,
    /// What has come in; 0 before.
    pub received: Fen,
    /// Where it stands.
    pub state: DepositState,
    /// Since when.
    pub since: Timestamp,
    /// The latest payment that was declared.
    pub payment: Option<DeclaredPayment>,
    /// When it was found that the money is to go back; it is RELEASED once it has.
    pub release_at: Option<Timestamp>,
}

/// What the bidder has to know to pay the deposit of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositDesk {
    /// What the terms of the lot ask for, > 0.
    pub asked: Fen,
    /// Where to pay to, in words; empty while the centre has not set it.
    pub pay_to: String,
    /// His deposit, once he has declared a payment.
    pub own: Option<DepositLine>,
}

/// Somebody whose identity nobody has looked at yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnverifiedBidder {
    /// Who.
    pub account: AccountId,
    /// The name he signs in with.
    pub login: String,
    /// His name.
    pub name: String,
    /// The institution he belongs to.
    pub institution: Option<String>,
    /// When he enrolled on his first lot.
    pub since: Timestamp,
}

/// A bar on a bidder that stands (禁止参加竞买), for the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingBar {
    /// Who is barred.
    pub account: AccountId,
    /// The name he signs in with.
    pub login: String,
    /// His name.
    pub name: String,
    /// From which lot; from all of them when absent.
    pub lot: Option<LotCode>,
    /// Why, in words.
    pub reason: String,
    /// Name of who decided so.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The bank's word about a movement of a deposit, for the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositProof {
    /// Of which deposit.
    pub deposit: DepositId,
    /// SHA-256 of the file, 64 digits.
    pub hash: String,
    /// Name of the file as sent.
    pub file_name: String,
    /// When the movement was recorded.
    pub at: Timestamp,
}

/// The centre's page of deposits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeDeposits {
    /// Which are shown.
    pub filter: DepositFilter,
    /// The deposits, latest first, at most 50.
    pub lines: Vec<DepositLine>,
    /// Cursor of the next page: the id to go on after.
    pub next: Option<DepositId>,
    /// The proofs of these deposits, in the order of the movements.
    pub proofs: Vec<DepositProof>,
    /// The bars that stand, latest first, at most 50.
    pub bars: Vec<StandingBar>,
    /// Declared payments that wait for the centre.
    pub declared: u32,
    /// Deposits whose money is to go back.
    pub to_pay_out: u32,
    /// Bidders whose identity waits, oldest account first, at most 50.
    pub unverified: Vec<UnverifiedBidder>,
    /// The server's clock.
    pub server_now: Timestamp,
}

impl DepositLine {
    /// Where it stands for its bidder and for the centre: finer than [`DepositState`].
    pub fn place(&self) -> DepositFilter {
        let waits = self.payment.as_ref().is_some_and(|payment| payment.waits);
        match self.state {
            DepositState::Held if self.release_at.is_some() => DepositFilter::ToPayOut,
            DepositState::Held => DepositFilter::Held,
            DepositState::Applied => DepositFilter::Applied,
            DepositState::Released => DepositFilter::Released,
            DepositState::Forfeited => DepositFilter::Forfeited,
            DepositState::None | DepositState::Requested if waits => DepositFilter::Declared,
            DepositState::None | DepositState::Requested => DepositFilter::Awaited,
        }
    }
}
