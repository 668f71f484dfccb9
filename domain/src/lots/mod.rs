//! Lots (标的物): what is offered (domain.md §3.4 `lot`, `lot_patent`).
//!
//! [`Lot`] holds only what the public may see once the lot is published. Reserve price and
//! contact are in [`LotPrivate`], a separate type that never gets near a public payload.

mod blank;
mod clearing;
mod codes;
mod state;
mod tags;

pub use codes::*;
pub use state::{IllegalTransition, LotState};
pub use tags::{TAGS_MAX, TagsRefusal, check_tags};

use crate::ids::{InstitutionId, LotCode, LotId, SeasonId, SessionId};
use crate::money::Fen;
use crate::patents::PatentNumber;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// One patent of a lot; a lot with several is a package (专利包).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotPatent {
    /// Number in canonical form; unique among the live lots of a season.
    pub number: PatentNumber,
    /// Kind.
    pub patent_type: PatentType,
    /// Filing date (申请日).
    pub filed_on: Date,
    /// Date of grant (授权公告日).
    pub granted_on: Date,
    /// Holders as printed (专利权人).
    pub holders: String,
    /// Inventors as printed (发明人), ≤ 500 characters.
    pub inventors: String,
    /// Main classification, `H01M 10/0525`.
    pub ipc: Option<String>,
    /// Further classifications, in the order of the document.
    #[serde(default)]
    pub further_ipc: Vec<String>,
    /// Legal status as declared or as last looked up; only patents in force are admitted.
    #[serde(default)]
    pub legal_status: LegalStatus,
    /// Day on which the status was looked up; absent while it is only declared.
    #[serde(default)]
    pub legal_checked_on: Option<Date>,
    /// Number of the grant publication (授权公告号), `CN` with 7–9 digits and the kind: `CN112233445B`.
    #[serde(default)]
    pub grant_pub_no: Option<String>,
}

impl LotPatent {
    /// The last day of protection: 20 years for an invention, 10 for a utility model, 15 for a
    /// design (10 when filed before 2021-06-01), counted from filing (domain.md §3.1).
    pub fn expires_on(&self) -> Date {
        let years = match self.patent_type {
            PatentType::Invention => 20,
            PatentType::UtilityModel => 10,
            PatentType::Design if self.filed_on < Date::of(2021, 6, 1) => 10,
            PatentType::Design => 15,
        };
        self.filed_on.plus_years(years)
    }
}

/// A member of the team behind a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// Name.
    pub name: String,
    /// Part in the work: `负责人` or empty.
    pub role: String,
    /// Professional title (职称), when it is known.
    #[serde(default)]
    pub title: Option<String>,
}

/// What is offered, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// Identity; 0 until stored.
    pub id: LotId,
    /// Public code.
    pub code: LotCode,
    /// The season.
    pub season: SeasonId,
    /// The industry session that shows it.
    pub session: Option<SessionId>,
    /// The institution that submitted it.
    pub owner: InstitutionId,
    /// Further holders by name.
    pub co_owners: Vec<String>,
    /// Patent or achievement.
    pub kind: LotKind,
    /// Title, 4–120 characters.
    pub title: String,
    /// Industry.
    pub industry: Industry,
    /// Cluster of the 2024 plan.
    pub cluster: Option<Cluster>,
    /// At most five, 2–12 characters each.
    pub keywords: Vec<String>,
    /// What it is, 50–1000 characters.
    pub summary: String,
    /// What is better, 20–1000 characters.
    pub advantages: String,
    /// Where it serves and what the market is, 20–1000 characters.
    pub prospect: String,
    /// Readiness level.
    pub trl: Trl,
    /// What is still needed to mature it.
    pub maturation_need: Option<String>,
    /// Modes of transaction, at least one.
    pub modes: Vec<TransactionMode>,
    /// Kind of licence, when a licence is offered.
    pub licence_kind: Option<LicenceKind>,
    /// Years of licence, 1–20.
    pub licence_years: Option<u8>,
    /// How a deal may come about, at least one.
    pub deal_methods: Vec<DealMethod>,
    /// Start price; present when bidding is one of the methods.
    pub start_price: Option<Fen>,
    /// Asking price of a negotiated deal.
    pub asking_price: Option<Fen>,
    /// Price by negotiation (面议); never together with bidding.
    pub negotiable: bool,
    /// Increment asked by the owner; the season's ladder when absent.
    pub increment: Option<Fen>,
    /// Deposit.
    pub deposit: Option<Fen>,
    /// Only accounts with a second factor bid (reliability.md S-03). Set from the season when the lot
    /// is published.
    #[serde(default)]
    pub second_factor: bool,
    /// Whether there is a reserve price. Its amount is in [`LotPrivate`].
    pub has_reserve: bool,
    /// Level of the science programme.
    pub project_level: ProjectLevel,
    /// Name and number of the programme's project, as submitted.
    pub project: Option<String>,
    /// The number alone, where one could be read from what was submitted.
    #[serde(default)]
    pub project_no: Option<String>,
    /// Carbon peaking and neutrality (双碳).
    pub dual_carbon: bool,
    /// Owner is not of the home province.
    pub out_of_province: bool,
    /// Recommended for an on-site roadshow.
    pub roadshow: bool,
    /// Patent of a publicly funded project.
    pub fiscal_funding: bool,
    /// Reform of the ownership of service inventions (职务科技成果赋权, YC-20).
    #[serde(default)]
    pub ownership_reform: OwnershipReform,
    /// Restrictions on the right; `None` alone when free.
    pub encumbrances: Vec<Encumbrance>,
    /// Explanation of the restrictions, or ownership in words for achievements.
    pub encumbrance_note: Option<String>,
    /// Kind of achievement.
    pub achievement_kind: Option<AchievementKind>,
    /// Protection of an achievement.
    pub protections: Vec<Protection>,
    /// Evaluation of an achievement in words.
    pub evaluation: Option<String>,
    /// The team.
    pub team: Vec<TeamMember>,
    /// Patents; empty for an achievement without any.
    pub patents: Vec<LotPatent>,
    /// Patent numbers that an achievement names without further data.
    pub related_patents: Vec<PatentNumber>,
    /// Who referred the lot, with the unit (RS-05).
    #[serde(default)]
    pub referrer: Option<String>,
    /// Tags that centre staff set, such as 重大项目 (AS-26); each once.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Rank among the featured lots, 1 first.
    pub featured_rank: Option<u16>,
    /// Practice lot (演练): real engine, no statistics, badge on every view.
    pub practice: bool,
    /// Where it stands.
    pub state: LotState,
    /// When it became public.
    pub published_at: Option<Timestamp>,
    /// Why it was withdrawn; absent unless it was.
    #[serde(default)]
    pub withdrawn_reason: Option<String>,
    /// Remark of the submitter, ≤ 500 characters.
    pub remark: Option<String>,
    /// The owner has ticked 内容可公开: nothing in what is written here is secret. Without it the lot is
    /// not published (domain.md LG-7).
    #[serde(default)]
    pub content_cleared: bool,
    /// Why a session of another industry shows it, as its host says (domain.md IS-23).
    #[serde(default)]
    pub session_reason: Option<String>,
}

/// Whom to ask about a lot; shown to staff and owner only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name, 2–20 characters.
    pub name: String,
    /// Mobile or landline.
    pub phone: String,
    /// Mail address.
    pub email: Option<String>,
}

/// What must never reach anybody but the owner and centre staff (LG-8, LG-10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotPrivate {
    /// The reserve price (保留价).
    pub reserve_price: Option<Fen>,
    /// The contact.
    pub contact: Contact,
}

impl Lot {
    /// Everything that search looks at: title, abstract, keywords, holders, patent numbers.
    pub fn search_text(&self, owner_name: &str) -> String {
        let mut parts = vec![self.title.as_str(), self.summary.as_str(), owner_name];
        parts.extend(self.keywords.iter().map(String::as_str));
        parts.extend(self.co_owners.iter().map(String::as_str));
        let numbers: Vec<String> = self
            .patents
            .iter()
            .map(|p| &p.number)
            .chain(&self.related_patents)
            .flat_map(|n| [n.canonical().to_owned(), n.digits().to_owned()])
            .collect();
        parts.extend(numbers.iter().map(String::as_str));
        parts.push(self.code.as_str());
        parts.join(" ")
    }

    /// Out of the province and a million or more (省外百万级, domain.md §3.4).
    pub fn out_of_province_million(&self, minimum: Fen) -> bool {
        self.out_of_province
            && self
                .start_price
                .or(self.asking_price)
                .is_some_and(|price| price >= minimum)
    }
}
