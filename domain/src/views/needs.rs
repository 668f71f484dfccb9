//! Read models of technology needs.

use super::SessionLink;
use crate::ids::{NeedCode, SessionId};
use crate::lots::Industry;
use crate::needs::{Need, NeedState};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A page of the public list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsPage {
    /// The needs, the latest first.
    pub needs: Vec<Need>,
    /// Which industry they are of; absent for all.
    pub industry: Option<Industry>,
    /// How many are published of each industry; industries without any are left out.
    pub counts: Vec<(Industry, u32)>,
    /// Number of this page, from 1.
    pub page: u32,
    /// How many pages there are; 1 at least.
    pub pages: u32,
    /// Today in Beijing.
    pub today: Date,
}

/// The public page of a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedPage {
    /// What everybody may read.
    pub need: Need,
    /// The session that presents it, once its page is published.
    pub session: Option<SessionLink>,
    /// Today in Beijing.
    pub today: Date,
}

/// A need in the list of a desk, without a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedLine {
    /// Its code.
    pub code: NeedCode,
    /// 需求名称
    pub title: String,
    /// 企业名称
    pub enterprise: String,
    /// Industry.
    pub industry: Industry,
    /// Where it stands.
    pub state: NeedState,
    /// The last day on which it stands open.
    pub valid_until: Date,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// The session that presents it.
    pub session: Option<SessionId>,
}

/// The desk of needs: all of a season for the centre, those of a session for its host, those that it has
/// handed in for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedDesk {
    /// The needs, the latest first.
    pub lines: Vec<NeedLine>,
    /// In which state they are; absent for all.
    pub state: Option<NeedState>,
    /// Number of this page, from 1.
    pub page: u32,
    /// Whether there is a page behind it.
    pub more: bool,
    /// The session whose needs they are.
    pub session: Option<SessionLink>,
    /// Whether the reader diagnoses and publishes.
    pub may_keep: bool,
}

/// A need on the desk, as its unit, the host of its session and the centre see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedFile {
    /// What everybody may read once it is published.
    pub need: Need,
    /// The row of the form, column by column, with enterprise and contact; empty columns are left out.
    pub cells: Vec<(String, String)>,
    /// The columns of it that the public does not see.
    pub hidden: Vec<String>,
    /// What the centre has said of it last.
    pub opinion: String,
    /// Its version, which every change names.
    pub version: i64,
    /// The sessions of its season that may present it; empty for whoever may not choose.
    pub sessions: Vec<SessionLink>,
    /// Whether the reader diagnoses and publishes.
    pub may_keep: bool,
    /// Whether the reader may close it.
    pub may_close: bool,
    /// Today in Beijing.
    pub today: Date,
}
