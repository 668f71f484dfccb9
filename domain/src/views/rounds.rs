//! Read models of rounds for the public.

use crate::latency::RoundLatency;
use crate::rounds::Round;
use crate::time::Timestamp;
use crate::views::LotCard;
use serde::{Deserialize, Serialize};

/// The most lots on the page of a round; a season has about six on a bidding day.
pub const ROUND_LOTS_MAX: u32 = 200;

/// A round, its lots, and how long its bids took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFigures {
    /// The round.
    pub round: Round,
    /// Its public lots with their results, at most [`ROUND_LOTS_MAX`]. A lot that was listed again
    /// stands in its latest round.
    pub lots: Vec<LotCard>,
    /// What was measured in it, by all processes together.
    pub latency: RoundLatency,
    /// Bids that arrived before the end and were not decided before the close: an incident each
    /// (reliability.md §2.3).
    pub late_by_server: u64,
    /// When the last of them wrote; nothing before the first bid.
    pub measured_at: Option<Timestamp>,
    /// The server's clock.
    pub server_now: Timestamp,
}
