//! Which lots a session shows (专场标的).

use super::{Session, SessionState};
use crate::evidence::Reason;
use crate::lots::Lot;

/// Most lots that are put into a session at once.
pub const LOTS_ADDED_MAX: usize = 60;

impl Session {
    /// Whether lots still come into the session, or leave it: until the centre has taken its report, and
    /// never once it was called off.
    ///
    /// # Errors
    /// `SESSION_LOTS_CLOSED`.
    pub const fn check_lots_open(&self) -> Result<(), &'static str> {
        match self.state {
            SessionState::Summarised | SessionState::Cancelled => Err("SESSION_LOTS_CLOSED"),
            _ => Ok(()),
        }
    }

    /// Whether a lot comes into the session: a public one of its season that stands in no other session,
    /// of its industry, or else for a reason (domain.md IS-23).
    ///
    /// # Errors
    /// `SESSION_LOT_UNKNOWN`, `SESSION_LOT_TAKEN`, `SESSION_LOT_INDUSTRY`, the first that applies.
    pub fn check_lot(&self, lot: &Lot, reason: Option<&Reason>) -> Result<(), &'static str> {
        let shown = lot.state.is_public() && !lot.practice && lot.season == self.season;
        if !shown {
            return Err("SESSION_LOT_UNKNOWN");
        }
        if lot.session.is_some_and(|other| other != self.id) {
            return Err("SESSION_LOT_TAKEN");
        }
        match lot.industry == self.industry || reason.is_some() {
            true => Ok(()),
            false => Err("SESSION_LOT_INDUSTRY"),
        }
    }
}
