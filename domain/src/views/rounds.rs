//! Read models of rounds for the public.

use crate::latency::RoundLatency;
use crate::rounds::Round;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A round and how long its bids took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFigures {
    /// The round.
    pub round: Round,
    /// What was measured in it, by all processes together.
    pub latency: RoundLatency,
    /// When the last of them wrote; nothing before the first bid.
    pub measured_at: Option<Timestamp>,
    /// The server's clock.
    pub server_now: Timestamp,
}
