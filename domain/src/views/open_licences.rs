//! Read model of what is declared of a lot under open licence.

use crate::ids::LotCode;
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
