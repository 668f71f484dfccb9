//! Read models of open licences: what is declared of a lot, and who has a licence of it.

use crate::ids::LotCode;
use crate::licence_notices::LicenceNotice;
use crate::lots::LotState;
use crate::open_licences::OpenLicence;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The centre's page of the open licence of one lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLicenceDesk {
    /// Public code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: LotState,
    /// It is offered under open licence; only then something is declared.
    pub offered: bool,
    /// The number of an evaluation report is needed.
    pub needs_report: bool,
    /// What is declared; absent before.
    pub declared: Option<OpenLicence>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// What the page of a lot says of its licences to whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceSection {
    /// The organisation of the account may take the licence now.
    pub may_notify: bool,
    /// The account sees every licence of the lot and writes down what was paid.
    pub may_keep: bool,
    /// The licences that the account may see: its own, or all of them.
    pub lines: Vec<LicenceLine>,
}

/// One licence, with the terms of its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceLine {
    /// The number of the record.
    pub record: String,
    /// Name of who has it.
    pub licensee: String,
    /// It is the own organisation's.
    pub own: bool,
    /// The licence.
    pub notice: LicenceNotice,
}
