//! Read models of participation: the liaison's desk, the submission sheet, the lists of the centre.

use crate::files::{FileKind, MediaType, Visibility};
use crate::ids::{
    AccountId, AgreementId, ExpertId, FileId, InstitutionId, LotCode, ParticipationId,
};
use crate::institutions::{CollectionChannel, InstitutionKind};
use crate::lots::{Industry, LotState};
use crate::participations::people::{ContactCard, Corps, ExpertIdentity};
use crate::participations::{AgreementState, TaskFacts};
use crate::time::{Date, Timestamp};
use crate::views::WaiverLine;
use serde::{Deserialize, Serialize};

/// A stored file as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// Identity: it is read at `/files/{id}`.
    pub id: FileId,
    /// What it is for.
    pub kind: FileKind,
    /// Its name.
    pub name: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it is, and how many bytes; nothing for a link.
    pub body: Option<(MediaType, u32)>,
    /// The address of a video.
    pub link: Option<String>,
    /// When it came.
    pub at: Timestamp,
}

/// Somebody who was or is liaison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiaisonLine {
    /// Display name.
    pub name: String,
    /// From when on.
    pub from: Timestamp,
    /// Until when; nothing for the active one.
    pub until: Option<Timestamp>,
}

/// An agreement with its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementLine {
    /// Identity.
    pub id: AgreementId,
    /// When it was signed.
    pub signed_on: Date,
    /// Where it stands.
    pub state: AgreementState,
    /// When it was handed in.
    pub handed_in_at: Timestamp,
    /// Why it was returned.
    pub reason: Option<String>,
    /// The scan of it.
    pub file: Option<FileLine>,
}

/// Days until which an institution may submit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionDays {
    /// The first day.
    pub from: Date,
    /// The season's last day.
    pub until: Date,
    /// The last day that the centre has given this institution.
    pub reopened: Option<Date>,
}

/// Somebody who can be named liaison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateLine {
    /// Whose account.
    pub id: AccountId,
    /// Account name.
    pub login: String,
    /// Display name.
    pub name: String,
}

/// The part of an institution in a season, for its liaison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipationPage {
    /// Name of the institution.
    pub institution: String,
    /// Year of the season.
    pub year: i32,
    /// The season takes institutions of this kind.
    pub admitted: bool,
    /// The days; nothing for a season that collects no lots.
    pub days: Option<SubmissionDays>,
    /// What it has joined with; nothing before it has.
    pub joined: Option<OwnParticipation>,
    /// Today.
    pub today: Date,
}

/// What an institution has done for its part in a season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnParticipation {
    /// Number of the submission sheet.
    pub sheet: String,
    /// How far it is.
    pub facts: TaskFacts,
    /// How to reach the active liaison, for the institution itself.
    pub card: Option<ContactCard>,
    /// Whoever was and is liaison, the latest first.
    pub liaisons: Vec<LiaisonLine>,
    /// Who can be named liaison.
    pub candidates: Vec<CandidateLine>,
    /// The latest agreement.
    pub agreement: Option<AgreementLine>,
    /// Stamped scans of the sheet, the latest last.
    pub scans: Vec<FileLine>,
    /// When the papers came in.
    pub paper_received_on: Option<Date>,
    /// What the centre waives.
    pub waivers: Vec<WaiverLine>,
    /// Whom it has nominated as experts.
    pub experts: Vec<ExpertLine>,
}

/// A nominated expert. The number is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpertLine {
    /// Identity.
    pub id: ExpertId,
    /// Name of the institution.
    pub institution: String,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Mobile number: `199****2021`.
    pub phone: String,
    /// What the person is.
    pub identity: ExpertIdentity,
    /// Industries.
    pub fields: Vec<Industry>,
    /// For which corps.
    pub corps: Vec<Corps>,
    /// When the person agreed.
    pub consent_at: Timestamp,
    /// When the centre admitted the person.
    pub admitted_at: Option<Timestamp>,
}

/// The submission sheet (报送单), to be printed, stamped and posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionSheet {
    /// Its number, which the barcode says.
    pub number: String,
    /// Year of the season.
    pub year: i32,
    /// Name of the institution.
    pub institution: String,
    /// Its credit code.
    pub credit_code: Option<String>,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Name and masked number of the liaison.
    pub liaison: Option<(String, String)>,
    /// Its lots.
    pub lots: Vec<SheetLot>,
    /// There are more lots than fit on the sheet.
    pub more: bool,
    /// When it was made.
    pub made_on: Date,
}

/// A lot on a submission sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLot {
    /// Code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: LotState,
    /// It was sold at an offline auction, and the deal is not recorded yet.
    pub sold_offline: bool,
    /// Its owner has ticked 内容可公开 (LG-7).
    pub content_cleared: bool,
}

impl SheetLot {
    /// It waits for the tick, without which it is not published.
    pub const fn waits_for_clearing(&self) -> bool {
        !self.content_cleared && self.state.is_before_publication()
    }
}

/// An institution in the list of the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipationLine {
    /// Identity.
    pub id: ParticipationId,
    /// The institution.
    pub institution: InstitutionId,
    /// Its name.
    pub name: String,
    /// Through which channel its lots are collected.
    #[serde(default)]
    pub channel: Option<CollectionChannel>,
    /// When its papers came in.
    pub paper_received_on: Option<Date>,
    /// Until when it may submit after the deadline.
    pub reopened_until: Option<Date>,
    /// How far it is.
    pub facts: TaskFacts,
}

codes! {
    /// Which institutions the list of the centre shows.
    ParticipationShow {
        All = "ALL" / "全部",
        Agreement = "AGREEMENT" / "协议待确认",
        Paper = "PAPER" / "纸质材料未收到",
        Scanned = "SCANNED" / "已上传扫描件",
        /// Collected through 省高校科技发展中心 (domain.md AS-21).
        University = "UNIV" / "省内高校征集",
        /// Collected through the Yangtze delta (domain.md AS-23).
        Delta = "DELTA" / "长三角征集",
    }
}

/// The list of the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeParticipations {
    /// Year of the season.
    pub year: i32,
    /// Which are shown.
    pub show: ParticipationShow,
    /// The institutions.
    pub lines: Vec<ParticipationLine>,
    /// Where the next page begins.
    pub next: Option<ParticipationId>,
}

/// One institution on the desk of the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipationDesk {
    /// Identity.
    pub id: ParticipationId,
    /// Number of the submission sheet.
    pub sheet: String,
    /// Through which channel its lots are collected.
    #[serde(default)]
    pub channel: Option<CollectionChannel>,
    /// Name of the institution.
    pub institution: String,
    /// Its kind.
    pub kind: InstitutionKind,
    /// The days.
    pub days: Option<SubmissionDays>,
    /// Why submissions were reopened.
    pub reopened_reason: Option<String>,
    /// How far it is.
    pub facts: TaskFacts,
    /// Name and masked number of the liaison.
    pub liaison: Option<(String, String)>,
    /// Whoever was and is liaison, the latest first.
    pub liaisons: Vec<LiaisonLine>,
    /// Its agreements, the latest first.
    pub agreements: Vec<AgreementLine>,
    /// Stamped scans of the sheet, the latest last.
    pub scans: Vec<FileLine>,
    /// When the papers came in.
    pub paper_received_on: Option<Date>,
    /// What is waived.
    pub waivers: Vec<WaiverLine>,
    /// Whom it has nominated as experts.
    pub experts: Vec<ExpertLine>,
    /// Today.
    pub today: Date,
}
