//! What is on file about a lot when something happens to it.

use super::StageRules;
use crate::accounts::Actor;
use crate::bidding::Paddle;
use crate::evidence::Reason;
use crate::ids::{AccountId, LotId};
use crate::money::Fen;
use crate::time::Timestamp;

/// Who moves a lot, when and why (bidding.md C.12 I17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// When.
    pub at: Timestamp,
    /// Who. For an intervention, whoever carries it out; the two persons are in the approval.
    pub by: Actor,
    /// Why; the clock has [`Reason::on_time`].
    pub reason: Reason,
}

/// Everything that a guard may ask. `None` means that it is not on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageFacts {
    /// Which lot.
    pub lot: LotId,
    /// Practice lots (演练) need no notice and no minimum durations (bidding.md, decisions).
    pub practice: bool,
    /// The numbers of the season.
    pub rules: StageRules,
    /// Who, when and why.
    pub cause: Cause,
    /// Who handed the lot in.
    pub submitted_by: Option<AccountId>,
    /// The round, from the notice on.
    pub round: Option<RoundFacts>,
    /// The interruption, while it lasts.
    pub suspension: Option<Suspension>,
    /// What is on file of the deal.
    pub deal: DealFacts,
    /// The publicity, from the agreed price on.
    pub publicity: Option<PublicityFacts>,
    /// When the season is over.
    pub season_ends_at: Option<Timestamp>,
}

/// The round a lot is in, or was in last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundFacts {
    /// Bidding opens.
    pub opens_at: Timestamp,
    /// The end as it stands now.
    pub ends_at: Timestamp,
    /// How long instructions received in time are waited for after the end, ms.
    pub drain_ms: i64,
    /// The start price.
    pub start: Fen,
    /// How many rounds have left the lot unsold, this one included.
    pub unsold_rounds: u32,
    /// Who leads or has bought.
    pub leader: Option<Paddle>,
}

/// An interruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Since when.
    pub since: Timestamp,
    /// Bidding had opened before.
    pub opened: bool,
    /// What was left until the end, ms, ≥ 0.
    pub remaining_ms: i64,
}

/// What is on file of a deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DealFacts {
    /// The buyer must have confirmed by then ([`super::confirm_due`]).
    pub confirm_due: Option<Timestamp>,
    /// The contract must be signed by then ([`super::contract_due`]), prolongations included.
    pub contract_due: Option<Timestamp>,
    /// The buyer that defaulted is barred from the lot.
    pub ex_buyer_barred: bool,
    /// His duty to pay the difference is noted (拍卖法 39).
    pub difference_noted: bool,
}

/// The publicity of an agreed price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicityFacts {
    /// Objections are taken until then, that instant excluded.
    pub ends_at: Timestamp,
    /// While an objection is open: what was left, ms, ≥ 0.
    pub remaining_ms: i64,
    /// Objections without a decision.
    pub open_objections: u32,
}

impl StageFacts {
    /// The numbers that hold for this lot.
    pub const fn rules(&self) -> StageRules {
        match self.practice {
            true => self.rules.waived(),
            false => self.rules,
        }
    }
}
