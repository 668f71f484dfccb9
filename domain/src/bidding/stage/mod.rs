//! The whole way of a lot, from the draft to the transferred patent: the 23 states of bidding.md
//! C.7, what moves a lot from one to the next, and what must be true for it.
//!
//! [`Stage::on`] is the only way to a next state. It first looks for the arrow of the table, then
//! for its guard. [`StageHistory`] keeps who moved the lot and why.

mod deadlines;
mod event;
mod facts;
mod guards;
mod history;
mod mapping;
mod refusal;
mod rules;
mod trail;

pub use deadlines::{
    confirm_due, contract_due, licence_record_due, publicity_end, publicity_end_after_objection,
    tech_application_due,
};
pub use event::{
    Announcement, BuyerDefault, OfflineDeal, PublicityNotice, PublicityPlan, ReserveCommitment,
    StageEvent, StageEventKind, SuspendOrder,
};
pub use facts::{Cause, DealFacts, PublicityFacts, RoundFacts, StageFacts, Suspension};
pub use guards::lowest_start;
pub use history::{StageHistory, StageRecord};
pub use mapping::BiddingProgress;
pub use refusal::{GuardUnmet, StageRefusal};
pub use rules::{PUBLICITY_DAYS_MIN, StageRules};
pub use trail::{DealBasis, Particulars, Step, Struck, Trail};

use super::two_person::Intervention;
use super::{Outcome, SuspendReason};

codes! {
    /// Where a lot stands (bidding.md C.7). The season's own [`crate::seasons::Stage`] (阶段) is
    /// another thing.
    Stage {
        Draft = "DRAFT" / "草稿",
        Submitted = "SUBMITTED" / "已提交",
        Approved = "APPROVED" / "审核通过",
        Scheduled = "SCHEDULED" / "待竞价",
        Withdrawn = "WITHDRAWN" / "已撤回",
        Open = "OPEN" / "竞价中",
        Suspended = "SUSPENDED" / "已暂停",
        Cancelled = "CANCELLED" / "已取消",
        Closing = "CLOSING" / "正在结算",
        SoldPending = "SOLD_PENDING" / "已落槌（待确认）",
        UnsoldNoBid = "UNSOLD_NO_BID" / "无人出价",
        UnsoldReserve = "UNSOLD_RESERVE" / "未达保留价",
        UnsoldTooFew = "UNSOLD_TOO_FEW" / "竞买人不足",
        Confirmed = "CONFIRMED" / "已确认成交",
        Defaulted = "DEFAULTED" / "违约",
        ContractSigned = "CONTRACT_SIGNED" / "已签约",
        Paid = "PAID" / "已付款",
        TechRegistered = "TECH_REGISTERED" / "技术合同已登记",
        Completed = "COMPLETED" / "已交割",
        Negotiating = "NEGOTIATING" / "协商中",
        Publicity = "PUBLICITY" / "公示中",
        Objected = "OBJECTED" / "异议处理中",
        Showcase = "SHOWCASE" / "长期展示",
    }
}

impl Stage {
    /// Moves the lot on, when the table of C.7 has that arrow and its guard is met.
    ///
    /// # Errors
    /// [`StageRefusal::IllegalTransition`] when there is no such arrow from here, else the first
    /// [`GuardUnmet`] that applies.
    pub fn on(self, event: &StageEvent, facts: &StageFacts) -> Result<Self, StageRefusal> {
        let to = self.target(event, facts);
        let to = to.ok_or(StageRefusal::IllegalTransition {
            from: self,
            event: event.kind(),
        })?;
        guards::check(self, event, facts)?;
        Ok(to)
    }

    /// Bidding is over in this round without a buyer (流拍).
    pub const fn is_unsold(self) -> bool {
        matches!(
            self,
            Self::UnsoldNoBid | Self::UnsoldReserve | Self::UnsoldTooFew
        )
    }

    /// What may happen after a round from here, in the order of the table; guards may still refuse.
    /// Interventions of two persons are not among them.
    pub const fn deal_events(self) -> &'static [StageEventKind] {
        use StageEventKind as K;
        match self {
            Self::SoldPending => &[K::Confirm, K::BuyerDefaulted],
            Self::Confirmed => &[K::ContractSigned, K::ContractProlonged],
            Self::ContractSigned => &[K::Paid],
            Self::Paid => &[K::TechRegistered],
            Self::TechRegistered => &[K::TransferRegistered, K::LicenceRecorded],
            Self::Defaulted => &[K::Relist],
            Self::UnsoldNoBid | Self::UnsoldReserve | Self::UnsoldTooFew => {
                &[K::Negotiate, K::Relist, K::OfflineDeal, K::SeasonEnded]
            }
            Self::Negotiating => &[K::PriceAgreed, K::SeasonEnded],
            Self::Publicity => &[K::Objection, K::PublicityOver],
            Self::Objected => &[K::ObjectionUpheld, K::ObjectionRejected],
            Self::Showcase => &[K::OfflineDeal],
            _ => &[],
        }
    }

    /// Where the table lets `event` lead after a round; nothing where it has no such arrow. Where it
    /// has two, the particulars of the event decide: the reason of a striking out, the publicity of
    /// an offline deal. For readers of a record, who do not know the event itself.
    pub const fn deal_targets(self, event: StageEventKind) -> &'static [Self] {
        use {Stage as S, StageEventKind as K};
        match (self, event) {
            (S::SoldPending, K::Confirm) | (S::Publicity, K::PublicityOver) => &[S::Confirmed],
            (S::SoldPending, K::BuyerDefaulted) => &[S::Defaulted],
            (S::SoldPending, K::Void) => &[S::Defaulted, S::Negotiating],
            (S::Confirmed, K::ContractProlonged) => &[S::Confirmed],
            (S::Confirmed, K::ContractSigned) => &[S::ContractSigned],
            (S::ContractSigned, K::Paid) => &[S::Paid],
            (S::Paid, K::TechRegistered) => &[S::TechRegistered],
            (S::TechRegistered, K::TransferRegistered | K::LicenceRecorded) => &[S::Completed],
            (S::Defaulted, K::Relist) => &[S::Scheduled],
            (S::Negotiating, K::PriceAgreed) | (S::Objected, K::ObjectionRejected) => {
                &[S::Publicity]
            }
            (S::Publicity, K::Objection) => &[S::Objected],
            (S::Objected, K::ObjectionUpheld) => &[S::Negotiating],
            (S::Negotiating, K::SeasonEnded) => &[S::Showcase],
            (S::Showcase, K::OfflineDeal) => &[S::ContractSigned, S::Publicity],
            (from, K::Relist) if from.is_unsold() => &[S::Scheduled],
            (from, K::Negotiate) if from.is_unsold() => &[S::Negotiating],
            (from, K::SeasonEnded) if from.is_unsold() => &[S::Showcase],
            (from, K::OfflineDeal) if from.is_unsold() => &[S::ContractSigned, S::Publicity],
            _ => &[],
        }
    }

    /// Where a lot stands right after its round: before the first move, and before that of a buyer
    /// who was struck out.
    pub const fn after_round(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::SoldPending { .. } | Outcome::Voided { .. } => Self::SoldPending,
            Outcome::UnsoldNoBid => Self::UnsoldNoBid,
            Outcome::UnsoldReserve => Self::UnsoldReserve,
            Outcome::UnsoldTooFew => Self::UnsoldTooFew,
            Outcome::Cancelled => Self::Cancelled,
        }
    }

    fn target(self, event: &StageEvent, facts: &StageFacts) -> Option<Self> {
        self.target_of_bidding(event, facts)
            .or_else(|| self.target_of_deal(event))
    }

    /// The arrows up to the result of a round.
    fn target_of_bidding(self, event: &StageEvent, facts: &StageFacts) -> Option<Self> {
        use {Stage as S, StageEvent as E};
        Some(match (self, event) {
            (S::Draft, E::Submit { .. }) => S::Submitted,
            (S::Submitted, E::Approve) => S::Approved,
            (S::Submitted, E::Return) => S::Draft,
            (S::Approved, E::Announce(_)) => S::Scheduled,
            (S::Scheduled, E::Withdraw) => S::Withdrawn,
            (S::Scheduled, E::Opened) => S::Open,
            (S::Scheduled | S::Open | S::Closing, E::Suspend(_)) => S::Suspended,
            (S::Suspended, E::Resume { .. }) => match facts.suspension {
                Some(Suspension { opened: false, .. }) => S::Scheduled,
                _ => S::Open,
            },
            (S::Suspended, E::Void(_)) => S::Suspended,
            (S::Suspended, E::Cancel(_)) => S::Cancelled,
            (S::Open, E::EndReached) => S::Closing,
            (S::Closing, E::Reopened { .. }) => S::Open,
            (S::Closing, E::Closed(outcome)) => return Self::of_outcome(outcome),
            _ => return None,
        })
    }

    /// The arrows from the result of a round on.
    fn target_of_deal(self, event: &StageEvent) -> Option<Self> {
        use {Stage as S, StageEvent as E};
        Some(match (self, event) {
            (S::SoldPending, E::Confirm { .. }) => S::Confirmed,
            (S::SoldPending, E::BuyerDefaulted(_)) => S::Defaulted,
            (S::SoldPending, E::Void(approved)) => Self::after_void(approved.intervention()),
            (S::Confirmed, E::ContractProlonged { .. }) => S::Confirmed,
            (S::Confirmed, E::ContractSigned { .. }) => S::ContractSigned,
            (S::ContractSigned, E::Paid { .. }) => S::Paid,
            (S::Paid, E::TechRegistered { .. }) => S::TechRegistered,
            (S::TechRegistered, E::TransferRegistered { .. } | E::LicenceRecorded { .. }) => {
                S::Completed
            }
            (S::Defaulted, E::Relist { .. }) => S::Scheduled,
            (from, E::Relist { .. }) if from.is_unsold() => S::Scheduled,
            (from, E::Negotiate { .. }) if from.is_unsold() => S::Negotiating,
            (S::Negotiating, E::PriceAgreed(_)) => S::Publicity,
            (S::Publicity, E::Objection { .. }) => S::Objected,
            (S::Objected, E::ObjectionUpheld { .. }) => S::Negotiating,
            (S::Objected, E::ObjectionRejected { .. }) => S::Publicity,
            (S::Publicity, E::PublicityOver) => S::Confirmed,
            (from, E::SeasonEnded) if from.is_unsold() || from == S::Negotiating => S::Showcase,
            (from, E::OfflineDeal(deal)) if from.is_unsold() || from == S::Showcase => {
                match deal.publicity {
                    Some(_) => S::Publicity,
                    None => S::ContractSigned,
                }
            }
            _ => return None,
        })
    }

    /// A close has one of four results; a lot is called off only while it is suspended, and a buyer
    /// is struck out by an event of its own.
    const fn of_outcome(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::SoldPending { .. } => Some(Self::SoldPending),
            Outcome::UnsoldNoBid => Some(Self::UnsoldNoBid),
            Outcome::UnsoldReserve => Some(Self::UnsoldReserve),
            Outcome::UnsoldTooFew => Some(Self::UnsoldTooFew),
            Outcome::Cancelled | Outcome::Voided { .. } => None,
        }
    }

    const fn after_void(intervention: Intervention) -> Self {
        match intervention {
            Intervention::Void { reason, .. } => Self::after_striking(reason),
            // An approval of something else never gets past the guard.
            _ => Self::Defaulted,
        }
    }

    /// The buyer is struck out after the close (C.8): the runner-up never moves up. A buyer at fault
    /// has defaulted; when the fault was ours, nobody has, and the parties may talk.
    pub const fn after_striking(reason: SuspendReason) -> Self {
        match reason {
            SuspendReason::SystemFault | SuspendReason::Outage => Self::Negotiating,
            _ => Self::Defaulted,
        }
    }
}
