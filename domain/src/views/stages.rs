//! Read models of what happens to a lot after its round: the centre's section of the desk, and what
//! everybody may know.

use crate::bidding::Paddle;
use crate::bidding::stage::{DealBasis, Particulars, Stage, StageEventKind, Struck};
use crate::lots::TransactionMode;
use crate::money::Fen;
use crate::rounds::Round;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Where the deal of a lot stands and what may be done about it. For the centre alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealDesk {
    /// Where the lot stands.
    pub stage: Stage,
    /// How the deal came about, or will.
    pub basis: DealBasis,
    /// Whom it was knocked down to.
    pub buyer: Option<DealBuyer>,
    /// Who buys by agreement, as the centre wrote it down.
    pub agreed_with: Option<String>,
    /// What it goes for: the price of the auction, or the agreed one.
    pub price: Option<Fen>,
    /// The last instant of the present step, where it has one.
    pub due: Option<DealDue>,
    /// What may happen now, in the order of bidding.md C.7.
    pub offers: Vec<StageEventKind>,
    /// What the forms propose and choose from.
    pub choices: DealChoices,
    /// Everything that has moved the lot in all its rounds, newest first.
    pub history: Vec<DealMove>,
}

/// A deadline of a deal. Only the first refuses when it has passed; the others remind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum DealDue {
    /// The contract is to be signed by then.
    Contract(Timestamp),
    /// The buyer is to confirm by then; afterwards he may be found in default.
    Confirm(Timestamp),
    /// The publicity ends then.
    Publicity(Timestamp),
    /// The registration of the technology contract is to be applied for by then.
    TechApplication(Timestamp),
    /// A licence is to be recorded on that day at the latest.
    LicenceRecord(Date),
}

/// What the forms of the desk propose and choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealChoices {
    /// Rounds that the lot can still be announced for, earliest first, at most 50.
    pub rounds: Vec<Round>,
    /// The start price of the round before.
    pub start: Fen,
    /// The least start price of the next one.
    pub lowest_start: Fen,
    /// The earliest last day of a publicity.
    pub publicity_until: Date,
    /// Ways of changing hands that the lot is offered in.
    pub modes: Vec<TransactionMode>,
    /// There is a reserve price, whose commitment must be published.
    pub has_reserve: bool,
    /// The buyer has defaulted: his duty to pay the difference is to be noted (拍卖法 39).
    pub after_default: bool,
    /// Nobody has bid, so nobody has to be asked first.
    pub nobody_bid: bool,
    /// The instant that a prolonged contract must go beyond.
    pub contract_due: Option<Timestamp>,
}

/// Whom a lot was knocked down to, for the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealBuyer {
    /// His number on the lot.
    pub paddle: Paddle,
    /// His name.
    pub name: String,
    /// The centre has verified his identity.
    pub verified: bool,
}

/// A move of a lot, for the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealMove {
    /// Its number on the lot.
    pub seq: u32,
    /// What happened.
    pub event: StageEventKind,
    /// Where the lot stands since.
    pub to: Stage,
    /// When.
    pub at: Timestamp,
    /// Name of who did it; the clock when absent.
    pub by: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// What else is known of it.
    pub particulars: Particulars,
    /// The paper it rests on.
    pub paper: Option<DealPaper>,
}

/// A paper on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealPaper {
    /// SHA-256 of the file, 64 digits.
    pub hash: String,
    /// Name of the file as sent.
    pub file_name: String,
}

/// What everybody may know of a deal: never who buys, nor who objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicDeal {
    /// Where the lot stands.
    pub stage: Stage,
    /// Since when.
    pub since: Timestamp,
    /// How the deal came about, or will.
    pub basis: DealBasis,
    /// What the law wants to be public about an agreed price.
    pub notice: Option<PublicityView>,
    /// Decisions about objections, latest first.
    pub decisions: Vec<DecisionView>,
    /// The buyer whose bids were struck out after the close, by his number alone (C.8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<Struck>,
}

/// An agreed price in publicity (促进科技成果转化法 18). Name and abstract stand on the same page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicityView {
    /// The price.
    pub price: Fen,
    /// How it changes hands.
    pub mode: Option<TransactionMode>,
    /// The buyer is a related party (关联方).
    pub related_party: bool,
    /// Objections are taken until then, that instant excluded.
    pub ends_at: Timestamp,
    /// An objection has stopped the countdown.
    pub stopped: bool,
}

/// A decision about an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionView {
    /// The objection was right.
    pub upheld: bool,
    /// When it was decided.
    pub at: Timestamp,
    /// SHA-256 of the written decision, 64 digits.
    pub document: String,
}
