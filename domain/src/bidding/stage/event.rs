//! What moves a lot (bidding.md C.7), each with what its guard looks at.

use crate::bidding::Outcome;
use crate::bidding::two_person::ApprovedIntervention;
use crate::evidence::{FileHash, Reason, Reference};
use crate::lots::TransactionMode;
use crate::money::Fen;
use crate::time::Timestamp;

codes! {
    /// What may happen to a lot, without its particulars.
    StageEventKind {
        Submit = "SUBMIT" / "提交",
        Approve = "APPROVE" / "审核通过",
        Return = "RETURN" / "退回",
        Announce = "ANNOUNCE" / "发布竞价公告",
        Withdraw = "WITHDRAW" / "撤回",
        Opened = "OPENED" / "开始竞价",
        Suspend = "SUSPEND" / "暂停",
        Resume = "RESUME" / "恢复",
        Void = "VOID" / "撤销出价",
        Cancel = "CANCEL" / "取消",
        EndReached = "END_REACHED" / "到达截止时间",
        Reopened = "REOPENED" / "延时",
        Closed = "CLOSED" / "落槌",
        Confirm = "CONFIRM" / "成交确认",
        BuyerDefaulted = "BUYER_DEFAULTED" / "买受人违约",
        ContractProlonged = "CONTRACT_PROLONGED" / "签约延期",
        ContractSigned = "CONTRACT_SIGNED" / "签约",
        Paid = "PAID" / "付款",
        TechRegistered = "TECH_REGISTERED" / "技术合同登记",
        TransferRegistered = "TRANSFER_REGISTERED" / "权属变更登记",
        LicenceRecorded = "LICENCE_RECORDED" / "许可备案",
        Relist = "RELIST" / "再次竞价",
        Negotiate = "NEGOTIATE" / "进入协商",
        PriceAgreed = "PRICE_AGREED" / "议定价格",
        Objection = "OBJECTION" / "提出异议",
        ObjectionUpheld = "OBJECTION_UPHELD" / "异议成立",
        ObjectionRejected = "OBJECTION_REJECTED" / "异议不成立",
        PublicityOver = "PUBLICITY_OVER" / "公示期满",
        SeasonEnded = "SEASON_ENDED" / "本季结束",
        OfflineDeal = "OFFLINE_DEAL" / "线下成交汇交",
    }
}

/// What happens to a lot. Who does it and when is in [`super::Cause`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageEvent {
    /// The consignor hands the lot in.
    Submit {
        /// Every required field is filled in.
        complete: bool,
        /// The papers of ownership are attached.
        ownership_documents: bool,
    },
    /// The lot passes the examination.
    Approve,
    /// The lot goes back to the consignor.
    Return,
    /// The notice of bidding is published, the terms are frozen.
    Announce(Announcement),
    /// The consignor takes the lot back (拍卖法 29); nobody else may
    /// ([`crate::accounts::Action::WithdrawLot`]).
    Withdraw,
    /// The hour of opening has come.
    Opened,
    /// Bidding is interrupted.
    Suspend(SuspendOrder),
    /// Bidding goes on.
    Resume {
        /// Two persons want it, at the hour they have shown.
        approved: ApprovedIntervention,
        /// The new end.
        ends_at: Timestamp,
    },
    /// All instructions of one bidder are struck out (C.8); two persons want it.
    Void(ApprovedIntervention),
    /// The lot is called off; two persons want it.
    Cancel(ApprovedIntervention),
    /// The end is reached; instructions received in time may still be decided.
    EndReached,
    /// One of them has extended.
    Reopened {
        /// The new end.
        ends_at: Timestamp,
    },
    /// End and drain are over; the result stands.
    Closed(Outcome),
    /// The buyer and his papers are examined; the confirmation of the deal (成交确认书) is issued.
    Confirm {
        /// The buyer is who he says.
        identity_checked: bool,
        /// His papers are complete.
        documents_checked: bool,
    },
    /// The buyer does not buy.
    BuyerDefaulted(BuyerDefault),
    /// The contract may be signed later; on record with its reason and a paper.
    ContractProlonged {
        /// The new last instant.
        until: Timestamp,
        /// Why.
        reason: Reason,
        /// The paper that says so.
        document: FileHash,
    },
    /// The contract is signed.
    ContractSigned {
        /// When it was signed.
        signed_at: Timestamp,
        /// The contract.
        contract: FileHash,
    },
    /// The price is paid.
    Paid {
        /// The proof of payment.
        proof: FileHash,
    },
    /// The technology contract is registered (技术合同登记).
    TechRegistered {
        /// Number of the registration.
        number: Reference,
    },
    /// The patent office has registered the transfer (专利法 10).
    TransferRegistered {
        /// Its number.
        number: Reference,
    },
    /// The patent office has recorded the licence (细则 15).
    LicenceRecorded {
        /// Its number.
        number: Reference,
    },
    /// The lot goes into another round.
    Relist {
        /// The notice of the new round.
        announcement: Announcement,
        /// The new start price.
        start: Fen,
    },
    /// Consignor and an interested party begin to talk.
    Negotiate {
        /// The consignor wants to.
        consignor_agrees: bool,
        /// Somebody else wants to.
        party_agrees: bool,
        /// The highest bidder that failed was asked first; he need not have wanted.
        top_bidder_asked: bool,
    },
    /// A price is agreed; it is put up for objections (公示).
    PriceAgreed(PublicityPlan),
    /// Somebody objects.
    Objection {
        /// He says who he is.
        named: bool,
    },
    /// He is right.
    ObjectionUpheld {
        /// The decision, public.
        decision: FileHash,
    },
    /// He is not right; the publicity goes on.
    ObjectionRejected {
        /// The decision, public.
        decision: FileHash,
        /// The new end of the publicity.
        ends_at: Timestamp,
    },
    /// The days of publicity are over.
    PublicityOver,
    /// The season is over.
    SeasonEnded,
    /// A deal made elsewhere is reported (汇交); it never counts as a result of bidding.
    OfflineDeal(OfflineDeal),
}

/// What the notice of bidding promises (C.7 `announce`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Bidding opens.
    pub opens_at: Timestamp,
    /// The lot can be looked at from then on.
    pub displayed_from: Timestamp,
    /// What is known of the reserve.
    pub reserve: ReserveCommitment,
    /// Every holder of a priority right was told; true when there is none.
    pub priority_notified: bool,
}

/// Whether the secret reserve is pinned down by a published hash (bidding.md, decisions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReserveCommitment {
    /// There is no reserve price.
    NoReserve,
    /// Its commitment is published.
    Committed,
    /// It is not.
    Missing,
}

/// Who interrupts bidding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuspendOrder {
    /// The organiser, by two persons.
    TwoPersons(ApprovedIntervention),
    /// The server itself, after an outage near the end (reliability.md §2.3).
    Outage,
}

/// How a buyer defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuyerDefault {
    /// He says no.
    Refused,
    /// He says nothing until the last day.
    DeadlinePassed,
}

/// What the law wants to be public about an agreed price (促进科技成果转化法 18; bidding.md 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicityNotice {
    /// The price.
    pub price: Fen,
    /// The name of the achievement is given.
    pub named: bool,
    /// So is its abstract.
    pub summarised: bool,
    /// How it changes hands.
    pub mode: Option<TransactionMode>,
    /// Whether the buyer is a related party; somebody must have said yes or no.
    pub related_party: Option<bool>,
}

/// A notice with the end of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicityPlan {
    /// What is published.
    pub notice: PublicityNotice,
    /// Objections are taken until then, that instant excluded.
    pub ends_at: Timestamp,
}

/// A deal made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineDeal {
    /// Copy of the contract.
    pub contract: FileHash,
    /// The price, > 0.
    pub price: Fen,
    /// How it changes hands.
    pub mode: TransactionMode,
    /// The buyer is on record.
    pub buyer_named: bool,
    /// The organiser has checked it.
    pub checked: bool,
    /// The consignor is a public institution and the price was negotiated: it must be published.
    pub public_negotiated: bool,
    /// The publicity, when the price must be published.
    pub publicity: Option<PublicityPlan>,
}

impl StageEvent {
    /// Its kind.
    pub const fn kind(&self) -> StageEventKind {
        use StageEventKind as K;
        match self {
            Self::Submit { .. } => K::Submit,
            Self::Approve => K::Approve,
            Self::Return => K::Return,
            Self::Announce(_) => K::Announce,
            Self::Withdraw => K::Withdraw,
            Self::Opened => K::Opened,
            Self::Suspend(_) => K::Suspend,
            Self::Resume { .. } => K::Resume,
            Self::Void(_) => K::Void,
            Self::Cancel(_) => K::Cancel,
            Self::EndReached => K::EndReached,
            Self::Reopened { .. } => K::Reopened,
            Self::Closed(_) => K::Closed,
            Self::Confirm { .. } => K::Confirm,
            Self::BuyerDefaulted(_) => K::BuyerDefaulted,
            Self::ContractProlonged { .. } => K::ContractProlonged,
            Self::ContractSigned { .. } => K::ContractSigned,
            Self::Paid { .. } => K::Paid,
            Self::TechRegistered { .. } => K::TechRegistered,
            Self::TransferRegistered { .. } => K::TransferRegistered,
            Self::LicenceRecorded { .. } => K::LicenceRecorded,
            Self::Relist { .. } => K::Relist,
            Self::Negotiate { .. } => K::Negotiate,
            Self::PriceAgreed(_) => K::PriceAgreed,
            Self::Objection { .. } => K::Objection,
            Self::ObjectionUpheld { .. } => K::ObjectionUpheld,
            Self::ObjectionRejected { .. } => K::ObjectionRejected,
            Self::PublicityOver => K::PublicityOver,
            Self::SeasonEnded => K::SeasonEnded,
            Self::OfflineDeal(_) => K::OfflineDeal,
        }
    }

    /// The approval of a second person, where the table asks for one.
    pub const fn approval(&self) -> Option<&ApprovedIntervention> {
        match self {
            Self::Suspend(SuspendOrder::TwoPersons(approved))
            | Self::Resume { approved, .. }
            | Self::Void(approved)
            | Self::Cancel(approved) => Some(approved),
            _ => None,
        }
    }

    /// Whether it happens on time, without anybody doing anything.
    pub const fn is_of_clock(&self) -> bool {
        matches!(
            self,
            Self::Opened
                | Self::Suspend(SuspendOrder::Outage)
                | Self::EndReached
                | Self::Reopened { .. }
                | Self::Closed(_)
                | Self::BuyerDefaulted(BuyerDefault::DeadlinePassed)
                | Self::PublicityOver
                | Self::SeasonEnded
        )
    }
}

impl PublicityNotice {
    /// Whether nothing is missing.
    pub const fn is_complete(&self) -> bool {
        self.price.0 > 0
            && self.named
            && self.summarised
            && self.mode.is_some()
            && self.related_party.is_some()
    }
}
