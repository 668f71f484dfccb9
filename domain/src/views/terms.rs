//! Read models of what a lot is to be listed with: priority rights and the reserve.

use crate::ids::{AccountId, LotCode};
use crate::lots::LotState;
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The centre's page of the terms of one lot, before it goes into a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsDesk {
    /// Public code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: LotState,
    /// Practice lot.
    pub practice: bool,
    /// Nothing can be changed any more: the lot is in a round, or sold.
    pub frozen: bool,
    /// Who has a priority right, best rank first.
    pub holders: Vec<PriorityLine>,
    /// Its tags, which the centre sets.
    pub tags: Vec<String>,
    /// The reserve; absent when the lot has none.
    pub reserve: Option<ReserveOnGrid>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// A priority right as the centre sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityLine {
    /// Whose.
    pub account: AccountId,
    /// His login.
    pub login: String,
    /// His name.
    pub name: String,
    /// 1 first.
    pub rank: u8,
    /// Why he has it.
    pub reason: String,
    /// Name of who has put it on record.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A reserve and the prices of the grid around it; both are the reserve when it stands on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveOnGrid {
    /// The reserve.
    pub reserve: Fen,
    /// The next price of the grid below.
    pub below: Fen,
    /// The next price of the grid above.
    pub above: Fen,
}

/// That somebody may buy a lot at an equal price (优先购买权): public, but for who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityNotice {
    /// How many have that right.
    pub holders: u32,
    /// The rank of the visitor, 1 first, when he is one of them; told to nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_rank: Option<u8>,
}
