//! Read models of the catalogue and the lot page.

use super::SessionLink;
use crate::bidding::{NotQualified, Order, Paddle};
use crate::ids::LotCode;
use crate::institutions::{City, InstitutionKind};
use crate::ledger::hash::Hash32;
use crate::ledger::policy::Cosigned;
use crate::ledger::reserve::ReserveOpening;
use crate::live::{Figures, LotLive};
use crate::lots::{Industry, Lot, LotKind, LotState, ProjectLevel, TransactionMode, Trl};
use crate::money::Fen;
use crate::open_licences::OpenLicence;
use crate::packages::Package;
use crate::patents::PatentNumber;
use crate::rounds::Round;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A lot in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotCard {
    /// Public code.
    pub code: LotCode,
    /// Patent or achievement.
    pub kind: LotKind,
    /// Title.
    pub title: String,
    /// Industry.
    pub industry: Industry,
    /// Name of the owner.
    pub owner: String,
    /// Owner is from outside the province.
    pub out_of_province: bool,
    /// 双碳.
    pub dual_carbon: bool,
    /// Level of the science programme.
    pub project_level: ProjectLevel,
    /// Modes of transaction.
    pub modes: Vec<TransactionMode>,
    /// The first patent.
    pub patent: Option<PatentNumber>,
    /// Its main classification.
    pub ipc: Option<String>,
    /// Start price.
    pub start_price: Option<Fen>,
    /// Asking price of a negotiated deal.
    pub asking_price: Option<Fen>,
    /// Price by negotiation.
    pub negotiable: bool,
    /// Where it stands.
    pub state: LotState,
    /// Practice lot.
    pub practice: bool,
    /// Readiness level, 1–9; absent in cards that were stored before it was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trl: Option<Trl>,
    /// How many patents it has; with several it is a package (专利包).
    #[serde(default)]
    pub patents: u16,
    /// When it became public, to the second; absent for lots outside the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// It was sold at an offline auction (线下拍卖会), though its state does not know of the deal yet: from the
    /// moment at which that was recorded until the record is returned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sold_offline: bool,
    /// The figures of its round, if it has been listed.
    pub figures: Option<Figures>,
}

impl LotCard {
    /// Where the lot stands for whoever looks for one: what was sold offline is sold.
    pub const fn shown_state(&self) -> LotState {
        match self.sold_offline {
            true => LotState::Sold,
            false => self.state,
        }
    }
}

codes! {
    /// The status filter of the catalogue.
    StatusFilter {
        Display = "display" / "展示中",
        Listed = "listed" / "待竞价",
        Bidding = "bidding" / "竞价中",
        Sold = "sold" / "已成交",
        Passed = "passed" / "流拍",
    }
}

codes! {
    /// The orders of the catalogue. The words are those users know from judicial auctions.
    LotSort {
        Newest = "new" / "最新发布",
        PriceLow = "price" / "价格从低到高",
        PriceHigh = "price-desc" / "价格从高到低",
        EndingFirst = "ending" / "即将截止",
        Featured = "featured" / "重点推荐",
    }
}

/// The filters of the catalogue, as they stand in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LotFilter {
    /// Words to search for; empty for all.
    pub q: String,
    /// Industry.
    pub industry: Option<Industry>,
    /// Patent or achievement.
    pub kind: Option<LotKind>,
    /// Mode of transaction.
    pub mode: Option<TransactionMode>,
    /// City of the owner.
    pub city: Option<City>,
    /// Status.
    pub status: Option<StatusFilter>,
    /// Lowest price.
    pub price_min: Option<Fen>,
    /// Highest price.
    pub price_max: Option<Fen>,
    /// Only 双碳.
    pub dual_carbon: bool,
    /// Level of the science programme; never [`ProjectLevel::None`].
    pub level: Option<ProjectLevel>,
    /// Lowest readiness level.
    pub trl_min: Option<Trl>,
    /// Highest readiness level.
    pub trl_max: Option<Trl>,
    /// Only lots of a provincial or national programme.
    pub project: bool,
    /// Only 省外百万级.
    pub out_of_province_million: bool,
    /// Only lots of the big institutes 大院大所 (domain.md AS-25).
    pub big_institute: bool,
    /// Only lots with several patents (专利包).
    pub package: bool,
    /// Only the featured lots (重点展示).
    pub featured: bool,
    /// Order; newest first when absent.
    pub sort: Option<LotSort>,
    /// Where the page begins: the opaque cursor of the page before.
    pub after: Option<String>,
}

impl LotFilter {
    /// The order that is asked for: without a word the featured lots stand as the centre has put them,
    /// all others by the day they came out.
    pub fn order(&self) -> LotSort {
        let own = match self.featured {
            true => LotSort::Featured,
            false => LotSort::Newest,
        };
        self.sort.unwrap_or(own)
    }
}

/// A number that stops counting at a bound, so that counting never costs more than a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundedCount {
    /// The number, or the bound.
    pub count: u32,
    /// There are more than `count`.
    pub more: bool,
}

/// A page of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// The cards, at most 24.
    pub cards: Vec<LotCard>,
    /// How many match.
    pub count: BoundedCount,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The owner of a lot as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerView {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: InstitutionKind,
    /// Province.
    pub province: String,
    /// City of the home province.
    pub city: Option<City>,
}

/// What the visitor may do about bidding on a lot (ux.md §1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BidderStanding {
    /// Not signed in.
    Anonymous,
    /// Signed in with a role that never bids (staff, organisers, liaisons …).
    NotABidder,
    /// Belongs to the owner's institution.
    OwnLot,
    /// May enrol.
    MayEnrol,
    /// Enrolled with this number.
    Enrolled {
        /// How far the visitor's own ceiling goes, while he leads with one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ceiling: Option<Fen>,
        /// The number.
        paddle: Paddle,
    },
    /// Enrolled, but something is still missing before the first bid.
    Preparing {
        /// The number.
        paddle: Paddle,
        /// What is missing, first of all.
        missing: NotQualified,
    },
    /// May not bid here, and nothing that the visitor does heals it.
    Refused {
        /// Why.
        reason: NotQualified,
    },
}

/// The lot page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotPage {
    /// The lot.
    pub lot: Lot,
    /// Its owner.
    pub owner: OwnerView,
    /// The session that shows it.
    pub session: Option<SessionLink>,
    /// The round it is in, if it has been listed.
    pub round: Option<Round>,
    /// Figures and bids of that round.
    pub live: Option<LotLive>,
    /// Digest of the terms of that round; a bid says which terms it was meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Hash32>,
    /// Open streams, approximate.
    pub watchers: u32,
    /// What the visitor may do.
    pub standing: BidderStanding,
    /// What the visitor has to know to pay the deposit; absent when he need not pay any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<super::DepositDesk>,
    /// Why bidding is interrupted, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<super::SuspensionNotice>,
    /// That somebody may buy at an equal price; absent when nobody may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<super::PriorityNotice>,
    /// What has become of the lot since its round was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<super::PublicDeal>,
    /// The day on which it was sold at an offline auction (线下拍卖会), until the deal itself is recorded: no
    /// round takes it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_offline: Option<crate::time::Date>,
    /// The open package (专利包) that the lot is in; it is not bid for singly then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Package>,
    /// What is declared of the lot, when anybody may take a licence (开放许可).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_licence: Option<OpenLicence>,
    /// A few public lots that are close to it; never itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<LotCard>,
    /// The files that the visitor may read, in the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<super::FileLine>,
    /// The commitment to the reserve price, once it is in the public ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve_seal: Option<ReserveSeal>,
    /// The keys that check the public ledger now (`vkey` of signed-note), for a lot that is bid for
    /// online: they belong to its rules (reliability.md L-05). Two while the key is changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log_keys: Vec<String>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The commitment to a reserve price (保留价承诺) as everybody may see it (bidding.md, decisions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveSeal {
    /// SHA-256 over the lot's code, the reserve price and the salt.
    pub commitment: Hash32,
    /// Place of its leaf in the public ledger, from 0.
    pub index: u64,
    /// What it was made of; only after the round is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<ReserveOpening>,
}

/// The live board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Lots under the hammer or settling, ending first; practice lots last. At most 60.
    pub cards: Vec<LotCard>,
    /// The next round, for the time between.
    pub next_round: Option<super::RoundSummary>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The answer to an accepted bid (reliability.md §2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The lot.
    pub lot: LotCode,
    /// Number of the event.
    pub lot_seq: u64,
    /// The bidder's number.
    pub paddle: Paddle,
    /// A bid by hand or a ceiling.
    pub order: Order,
    /// The bid, or how far the ceiling goes.
    pub amount: Fen,
    /// Price after the bid.
    pub price: Fen,
    /// Who led after it.
    pub leader: Paddle,
    /// The end after it.
    pub ends_at: Timestamp,
    /// When the request had arrived.
    pub received_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How far the server's clock may have been off, ms.
    #[serde(default)]
    pub clock_error_ms: u32,
    /// The same key had been answered before; nothing new was written.
    pub replayed: bool,
}

/// Where an accepted bid stands in the public ledger (reliability.md L-07, L-08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerPlace {
    /// Place of its leaf in the log, from 0.
    pub index: u64,
    /// Whether the portal has witnesses at all.
    pub has_witnesses: bool,
    /// Whether enough of them have signed a head of the log above this leaf.
    pub is_witnessed: bool,
    /// Those that have, each with the time by its own clock.
    pub witnesses: Vec<Cosigned>,
}
