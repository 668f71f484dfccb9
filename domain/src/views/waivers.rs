//! Read models of waivers.

use crate::ids::WaiverId;
use crate::seasons::QuotaLine;
use crate::time::Timestamp;
use crate::views::QuotaDesk;
use crate::waivers::WaiverRule;
use serde::{Deserialize, Serialize};

/// A rule that the centre waives for an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverLine {
    /// Identity.
    pub id: WaiverId,
    /// Full name of the institution.
    pub unit: String,
    /// Which rule.
    pub rule: WaiverRule,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An institution that has submitted less than it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortLine {
    /// Full name of the institution.
    pub unit: String,
    /// What it misses.
    pub missed: Vec<QuotaLine>,
}

/// The waivers of a season, and the numbers of an institution that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiversPage {
    /// Year of the season.
    pub year: i32,
    /// The institution with the name that was asked for, when it is one.
    pub desk: Option<QuotaDesk>,
    /// Once the deadline is over: institutions that take part and have submitted less than their numbers
    /// (不达标名单), by name, with the lines that they miss. `None` until then.
    pub short: Option<Vec<ShortLine>>,
    /// The waivers, the latest first.
    pub lines: Vec<WaiverLine>,
    /// Where the next page begins.
    pub next: Option<WaiverId>,
}
