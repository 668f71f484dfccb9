//! Whether somebody may bid on a lot (bidding.md C.4 item 5): from what is on file, and nothing
//! else, to a yes or the first reason against it.

use super::{NotQualified, Standing};
use crate::accounts::{Account, Action};
use crate::deposits::{Deposit, DepositState};
use crate::ids::InstitutionId;
use crate::money::Fen;
use crate::permissions::{Verb, is_kept_from};

codes! {
    /// What the centre may find out about a bidder; the latest word on each counts.
    BidderFact {
        Identity = "IDENTITY" / "身份已核验",
        Related = "RELATED" / "与委托方或承办单位有关联",
        Barred = "BARRED" / "不得参与竞买",
        Defaulted = "DEFAULTED" / "曾违约",
    }
}

/// Why somebody is barred from a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarReason {
    /// All his instructions were struck out (C.8).
    Struck,
    /// He has bought the lot before and defaulted (C.7).
    Default,
    /// The organiser has decided so.
    Decision,
}

/// What the lot asks of its bidders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotDemands {
    /// Whose lot it is.
    pub owner: InstitutionId,
    /// A practice lot (演练), the only kind that house bots bid on.
    pub practice: bool,
    /// The version of the rules of bidding (竞买须知) that holds now, from 1.
    pub rules_version: u32,
    /// The deposit; zero when none is asked for.
    pub deposit: Fen,
    /// Whether only accounts with a second factor bid (reliability.md S-03).
    pub second_factor: bool,
}

/// What is on file about a bidder and the lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidderFile {
    /// Enrolled, with a paddle number, under this version of the rules of bidding.
    pub accepted_rules: Option<u32>,
    /// Staff have verified who he is.
    pub identity_verified: bool,
    /// His deposit on this lot.
    pub deposit: Option<Deposit>,
    /// Flagged as related to the consignor or to the organiser's staff.
    pub related: bool,
    /// Barred from this lot.
    pub barred: Option<BarReason>,
    /// Meets what this lot asks beyond all others, as for the holders of a licence to operate.
    pub eligible: bool,
    /// His account has a second factor.
    pub second_factor: bool,
}

/// Whether `account` may bid, judged in the order of [`NotQualified::ALL`].
///
/// # Errors
/// The first [`NotQualified`] that applies.
pub fn qualify(account: &Account, file: &BidderFile, lot: &LotDemands) -> Standing {
    may_ever(account, file, lot)?;
    may_now(file, lot)
}

/// What the bidder cannot change.
fn may_ever(account: &Account, file: &BidderFile, lot: &LotDemands) -> Standing {
    if is_kept_from(account, Verb::Bid) {
        return Err(NotQualified::Staff);
    }
    if !account.may(Action::Bid) {
        return Err(NotQualified::Role);
    }
    if account.institution == Some(lot.owner) {
        return Err(NotQualified::OwnLot);
    }
    if file.related {
        return Err(NotQualified::Related);
    }
    if account.house_bot && !lot.practice {
        return Err(NotQualified::PracticeOnly);
    }
    match file.barred {
        Some(BarReason::Struck) => return Err(NotQualified::BarredStruck),
        Some(BarReason::Default) => return Err(NotQualified::BarredDefault),
        Some(BarReason::Decision) => return Err(NotQualified::Barred),
        None => {}
    }
    if !file.eligible {
        return Err(NotQualified::NotEligible);
    }
    Ok(())
}

/// What the bidder has still to do.
fn may_now(file: &BidderFile, lot: &LotDemands) -> Standing {
    let Some(accepted) = file.accepted_rules else {
        return Err(NotQualified::NotEnrolled);
    };
    if !file.identity_verified {
        return Err(NotQualified::Identity);
    }
    if accepted != lot.rules_version {
        return Err(NotQualified::RulesChanged);
    }
    if lot.second_factor && !file.second_factor {
        return Err(NotQualified::SecondFactor);
    }
    if lot.deposit == Fen(0) {
        return Ok(());
    }
    match file.deposit {
        Some(deposit) if deposit.state == DepositState::Held => {
            if deposit.received < lot.deposit {
                return Err(NotQualified::DepositShort);
            }
            Ok(())
        }
        _ => Err(NotQualified::Deposit),
    }
}
