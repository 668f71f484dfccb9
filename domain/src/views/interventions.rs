//! Read models of the organiser's interventions (two-person rule).

use crate::bidding::two_person::Intervention;
use crate::bidding::{Paddle, SuspendReason};
use crate::ids::{InterventionId, LotCode};
use crate::incidents::LateByServer;
use crate::live::LotLive;
use crate::lots::LotState;
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The centre's page of one lot in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotDesk {
    /// Public code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: LotState,
    /// Practice lot.
    pub practice: bool,
    /// Figures and bids of its round.
    pub live: LotLive,
    /// The latest events, newest first, at most 200.
    pub events: Vec<DeskEvent>,
    /// Bids that were late by our fault, newest first, at most 50.
    pub incidents: Vec<LateByServer>,
    /// While bidding is interrupted: the last instant at which it may go on; afterwards the lot can
    /// only be cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_until: Option<Timestamp>,
    /// The request that waits for a second person.
    pub pending: Option<PendingIntervention>,
    /// What was decided before, newest first, at most 50.
    pub done: Vec<PastIntervention>,
    /// The deal, once the round is over; practice lots have none.
    pub deal: Option<super::DealDesk>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// An event of a lot as staff see it; ceilings are not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskEvent {
    /// Its number.
    pub seq: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// `listed`, `bid`, `suspended`, `resumed`, `voided`, `cancelled` or `closed`.
    pub kind: String,
    /// Who bid, or was struck out.
    pub paddle: Option<Paddle>,
    /// The price it led to.
    pub price: Option<Fen>,
}

/// A request that waits for its approval by somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingIntervention {
    /// Identity.
    pub id: InterventionId,
    /// What is asked for.
    pub intervention: Intervention,
    /// Why, in words.
    pub reason: String,
    /// Name of who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
    /// Whether the reader asked himself: then somebody else must approve.
    pub mine: bool,
    /// After this it must be asked for again.
    pub expires_at: Timestamp,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastIntervention {
    /// What was asked for.
    pub intervention: Intervention,
    /// Why, in words.
    pub reason: String,
    /// Name of who asked.
    pub requested_by: String,
    /// Name of who decided; nobody when the request ran out.
    pub decided_by: Option<String>,
    /// When it was decided, or ran out.
    pub decided_at: Timestamp,
    /// Whether it was approved.
    pub approved: bool,
    /// When it was carried out; a planned resumption waits for its hour.
    pub carried_out_at: Option<Timestamp>,
}

/// What everybody is told about an interrupted lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspensionNotice {
    /// Why.
    pub reason: SuspendReason,
    /// Since when.
    pub since: Timestamp,
    /// When bidding goes on, once two persons have decided so.
    pub resumes_at: Option<Timestamp>,
}
