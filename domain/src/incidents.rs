//! What must not happen while nothing is broken, and is put on record when it does.

use crate::bidding::Paddle;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A bid that arrived before the end and was not decided before the close: refused as
/// `LATE_BY_SERVER` and shown to the organiser (reliability.md §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateByServer {
    /// Whose bid; nothing when he had no number on the lot.
    pub paddle: Option<Paddle>,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When bidding ended.
    pub ended_at: Timestamp,
    /// When it was refused.
    pub at: Timestamp,
}
