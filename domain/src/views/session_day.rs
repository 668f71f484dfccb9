//! Read models of the day of a session and of what follows it.

use super::{SessionLink, SessionPage};
use crate::ids::{AccountId, FileId, IntakeId, LotCode, SessionId};
use crate::intakes::{Approval, IntakeKind, IntakeState, Reported, ReportedShow};
use crate::interests::{ContactLine, FollowUpShow, Interest};
use crate::money::Fen;
use crate::reports::Report;
use crate::sessions::Revision;
use crate::targets::Target;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Follow-ups that a page shows.
pub const FOLLOW_UPS_SHOWN: usize = 200;

/// A lot to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotChoice {
    /// Its code.
    pub code: LotCode,
    /// Its title.
    pub title: String,
}

/// An enterprise to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChoice {
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub credit_code: String,
    /// Whether somebody of it has checked in at the door.
    #[serde(default)]
    pub is_here: bool,
}

/// The desk on the day of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveDesk {
    /// The session.
    pub session: SessionLink,
    /// Its public page with the agenda; absent before the first.
    pub revision: Option<Revision>,
    /// Its public lots.
    pub lots: Vec<LotChoice>,
    /// Enterprises that are known at the session.
    pub units: Vec<UnitChoice>,
    /// The interests that were noted last, at most ten.
    pub latest: Vec<InterestLine>,
    /// How many interests there are.
    pub count: u32,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// An interest in a list: whom to speak to is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterestLine {
    /// The interest.
    pub interest: Interest,
    /// The session.
    pub session: SessionLink,
    /// Title of the lot.
    pub lot_title: String,
    /// Name of the manager.
    pub manager: String,
    /// Telephone, masked; empty without one.
    pub phone: String,
    /// Lines of the log.
    pub contacts: u32,
    /// When the enterprise was spoken to last.
    pub last_at: Option<Timestamp>,
}

/// A list of follow-ups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpsPage {
    /// Which are shown.
    pub show: FollowUpShow,
    /// At most [`FOLLOW_UPS_SHOWN`], the nearest day first.
    pub lines: Vec<InterestLine>,
    /// There are more of them than are shown.
    pub more: bool,
    /// Everybody's, not only one's own.
    pub everybody: bool,
    /// The day by the server's clock.
    pub today: Date,
}

/// One follow-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpPage {
    /// The interest.
    pub line: InterestLine,
    /// Whom to speak to; empty when nobody was named.
    pub contact: String,
    /// Telephone in the clear; that it is read is on record. Masked where `masked` says so.
    pub phone: String,
    /// The telephone is shown whole only after a fresh proof of identity.
    pub masked: bool,
    /// The log, the latest first.
    pub log: Vec<ContactLine>,
    /// Who can answer for it: number and name.
    pub managers: Vec<(AccountId, String)>,
    /// The day by the server's clock.
    pub today: Date,
}

/// What was sold or agreed at a session outside of the portal, for its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineDesk {
    /// The session.
    pub session: SessionLink,
    /// Its public lots.
    pub lots: Vec<LotChoice>,
    /// The records, the latest first.
    pub lines: Vec<IntakeLine>,
    /// Whoever looks at it verifies records, or returns them.
    pub decides: bool,
    /// The day by the server's clock.
    pub today: Date,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeLine {
    /// Identity.
    pub id: IntakeId,
    /// Code of the lot, when it is about one.
    pub lot: Option<LotCode>,
    /// Title of the lot, or of what was reported.
    pub title: String,
    /// What was reported.
    pub kind: IntakeKind,
    /// Who bought, or wants to.
    pub buyer: String,
    /// Credit code of the buyer.
    pub buyer_code: String,
    /// Price.
    pub amount: Option<Fen>,
    /// The day on which it happened.
    pub agreed_on: Date,
    /// The bureau's approval.
    pub approval: Option<Approval>,
    /// Where it stands.
    pub state: IntakeState,
    /// What the centre has said of it; may be empty.
    #[serde(default)]
    pub decision: String,
    /// The proof.
    pub proof: Option<FileId>,
}

/// What units have reported in forms, for one of them or the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedDesk {
    /// Which are shown.
    pub show: ReportedShow,
    /// How many have no proof.
    pub unproven: u32,
    /// The records, the latest first.
    pub lines: Vec<ReportedLine>,
    /// The next page begins below this record.
    pub next: Option<IntakeId>,
    /// Whoever looks at it verifies records, or returns them.
    pub decides: bool,
}

/// A reported record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedLine {
    /// The record.
    pub record: IntakeLine,
    /// Who reported it; nobody for what was entered at a session.
    pub unit: Option<String>,
    /// The session.
    pub session: Option<SessionId>,
    /// What only the form says.
    pub more: Option<Reported>,
}

/// The result of an offline auction, as everybody reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfflineResult {
    /// Code of the lot.
    pub lot: LotCode,
    /// Title of the lot.
    pub title: String,
    /// Price.
    pub price: Fen,
    /// The buyer, masked.
    pub buyer: String,
    /// The day.
    pub on: Date,
}

/// What the hall sees on the big screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HallScreen {
    /// The public page with agenda and lots.
    pub page: SessionPage,
    /// Results of the offline auction.
    pub offline: Vec<OfflineResult>,
}

/// The summary report of a session, for its host and the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPage {
    /// The session.
    pub session: SessionLink,
    /// First minute of the session.
    pub starts_at: Timestamp,
    /// Names of its hosts.
    pub holders: Vec<String>,
    /// The report.
    pub report: Report,
    /// The targets: as they stand now, or as they stood when it was handed in.
    pub targets: Vec<Target>,
    /// What was sold or agreed outside of the portal: number, and sum of the prices.
    pub offline: (u32, Fen),
    /// Follow-ups: ended ones, and all.
    pub follow_ups: (u32, u32),
    /// Whether whoever looks decides about it.
    pub decides: bool,
}
