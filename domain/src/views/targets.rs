//! Counted targets of sessions as their pages show them.

use super::SessionLink;
use crate::sessions::SessionState;
use crate::targets::{Target, TargetId};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A target that the centre has waived for a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetWaiver {
    /// Which.
    pub target: TargetId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The targets of a session as its records stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTargets {
    /// The session.
    pub session: SessionLink,
    /// Number within its season, from 1.
    pub number: u16,
    /// Where it stands.
    pub state: SessionState,
    /// First minute.
    pub starts_at: Timestamp,
    /// Session of the torch express.
    pub torch: bool,
    /// What the plan of its season asks for, in its order; nothing of a cancelled session.
    pub targets: Vec<Target>,
    /// What the centre has waived.
    pub waivers: Vec<TargetWaiver>,
    /// The day by which it was judged.
    pub today: Date,
}

impl SessionTargets {
    /// How many targets are met or waived.
    pub fn settled(&self) -> usize {
        let settled = self.targets.iter().filter(|target| target.settled());
        settled.count()
    }
}
