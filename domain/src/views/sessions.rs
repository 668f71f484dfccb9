//! Read models of the session pages.

use super::{FileLine, LotCard, OfflineResult};
use crate::ids::{LotCode, SeasonId, SessionId};
use crate::institutions::City;
use crate::lots::{Industry, LotState};
use crate::needs::Need;
use crate::registrations::Gate;
use crate::seasons::Programme;
use crate::sessions::{Bilingual, Changed, Holder, Revision, Session, SessionRule, SessionState};
use crate::targets::TargetId;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A link to a session page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLink {
    /// Identity, for the host's pages.
    pub id: SessionId,
    /// Address.
    pub slug: String,
    /// Title.
    pub title: Bilingual,
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCard {
    /// Link.
    pub link: SessionLink,
    /// Number in the season.
    pub number: u16,
    /// Industry.
    pub industry: Industry,
    /// City.
    pub city: City,
    /// Place.
    pub venue: Bilingual,
    /// First minute.
    pub starts_at: Timestamp,
    /// Last minute.
    pub ends_at: Timestamp,
    /// The three roles in rank order.
    pub holders: Vec<Holder>,
    /// 火炬直通车.
    pub torch_express: bool,
    /// Low-carbon session.
    pub low_carbon: bool,
    /// Where it stands.
    pub state: SessionState,
    /// Public lots of the session.
    pub lot_count: u32,
    /// Whether units may register for it.
    pub gate: Gate,
}

/// The public page of a session: its published revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPage {
    /// The session.
    pub session: Session,
    /// The published revision.
    pub revision: Revision,
    /// Its public lots, at most 60.
    pub lots: Vec<LotCard>,
    /// Its published technology needs, at most 200.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// What came of it.
    pub aftermath: Aftermath,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// What came of a session, as everybody reads it (§1.D, IS-20 to IS-22, IS-26); nothing before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aftermath {
    /// Counts of the report that the centre has accepted ([`crate::reports::Report::told`]).
    pub figures: Vec<(TargetId, u32)>,
    /// Results of the offline auction, the latest first; buyers are masked.
    pub offline: Vec<OfflineResult>,
    /// What the media wrote, the latest entry first, at most [`COVERAGE_SHOWN`].
    pub coverage: Vec<Coverage>,
}

impl Aftermath {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.offline.is_empty() && self.coverage.is_empty()
    }
}

/// Lines of the media log that the public page shows.
pub const COVERAGE_SHOWN: u32 = 40;

/// A line of the media log of a session (媒体报道).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// When it was published.
    pub day: Date,
    /// Who.
    pub outlet: String,
    /// Title.
    pub title: String,
    /// Address, `https` or `http`.
    pub link: String,
}

/// The host's desk of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDesk {
    /// The session.
    pub session: Session,
    /// The latest revision, which the editor starts from.
    pub draft: Revision,
    /// Earlier revisions, newest first, at most 50.
    pub history: Vec<RevisionLine>,
    /// What differs between the revision that the asker began with and the latest one.
    pub changed: Vec<Changed>,
}

/// What is to become of a session: its host's second desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSteps {
    /// The session as it stands.
    pub session: Session,
    /// The latest revision, 0 before the first.
    pub latest: u32,
    /// The publication that is to happen by itself.
    pub schedule: Option<Schedule>,
    /// The last day of the sessions of its season.
    pub deadline: Option<Date>,
    /// Whether that is waived for it.
    pub waiver: Option<SessionWaiver>,
    /// Whether the asker may waive it.
    pub may_waive: bool,
    /// Sessions of earlier seasons whose page may be copied, the latest first, at most 60.
    pub sources: Vec<SessionLink>,
    /// Files that its page may lead to, at most 30.
    pub files: Vec<FileLine>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// A publication that is to happen by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The revision.
    pub number: u32,
    /// When.
    pub due_at: Timestamp,
    /// Who wants it.
    pub author: String,
    /// The code of what kept it from happening.
    pub problem: Option<String>,
}

/// A rule that the centre has waived for a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionWaiver {
    /// The rule.
    pub rule: SessionRule,
    /// Why.
    pub reason: String,
    /// Who.
    pub author: String,
    /// When.
    pub at: Timestamp,
}

/// The sessions of a year: those of its seasons of both programmes are one group (IS-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionGroup {
    /// The year.
    pub year: i32,
    /// How many the plan wants; `None` where it names no number.
    pub planned: Option<u16>,
    /// How many of them have been held.
    pub held: u32,
    /// The sessions, earliest first.
    pub sessions: Vec<SessionCard>,
    /// The other years that have sessions, the latest first.
    pub years: Vec<i32>,
}

/// One line of the history of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionLine {
    /// Number.
    pub number: u32,
    /// Who wrote it.
    pub author: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// The sessions of a season as the centre sets them up (IS-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSessions {
    /// Every season, the latest first.
    pub seasons: Vec<SeasonOfSessions>,
    /// The season that is shown.
    pub season: SeasonId,
    /// Sessions that its plan names, over both programmes.
    pub planned: Option<u16>,
    /// Its sessions by number.
    pub sessions: Vec<SessionCard>,
}

/// A season that sessions are set up in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonOfSessions {
    /// Identity.
    pub id: SeasonId,
    /// Programme.
    pub programme: Programme,
    /// Year.
    pub year: i32,
}

/// One session on the desk of the centre, or the numbers for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSetup {
    /// The session; `None` for a new one.
    pub session: Option<Session>,
    /// Every season, the latest first.
    pub seasons: Vec<SeasonOfSessions>,
    /// The season that a new one is of, unless another is chosen.
    pub season: SeasonId,
    /// The first number that is free in it.
    pub next_number: u16,
}

/// The lots of a session, for its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLotsDesk {
    /// The session.
    pub session: SessionLink,
    /// Its industry.
    pub industry: Industry,
    /// Whether lots still come in and go.
    pub open: bool,
    /// Its public lots, the latest first.
    pub lots: Vec<SessionLotLine>,
}

/// A lot of a session, for its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLotLine {
    /// Code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Whose it is.
    pub owner: String,
    /// Industry.
    pub industry: Industry,
    /// Where it stands.
    pub state: LotState,
    /// Why it is there, when the session has another industry (IS-23).
    pub reason: Option<String>,
}
