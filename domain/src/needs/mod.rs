//! Technology needs (技术需求, domain.md §1.B): what an enterprise looks for, how far everybody may read
//! of it, and its way from the form to the public list. Who solves one is not told here.

mod sheet;
mod state;
#[cfg(test)]
mod tests;

pub use sheet::NeedSheet;
pub use state::{NeedRefusal, NeedState, NeedVerdict};

use crate::collection::NeedRow;
use crate::ids::{InstitutionId, NeedCode, NeedId, SeasonId, SessionId};
use crate::lots::Industry;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A need as everybody may read it once it is published: what its enterprise keeps to itself is not in
/// this value at all (LG-1). The whole of it is a [`NeedRow`], which only [`WholeNeed`] carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Identity.
    pub id: NeedId,
    /// Its public code, e.g. `X2026-BIO-0001`.
    pub code: NeedCode,
    /// Season.
    pub season: SeasonId,
    /// The session that presents it.
    pub session: Option<SessionId>,
    /// Industry; part of its code, so never hidden.
    pub industry: Industry,
    /// Where it stands.
    pub state: NeedState,
    /// The last day on which it stands open (有效期限).
    pub valid_until: Date,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// What everybody may read.
    pub sheet: NeedSheet,
}

/// A need with all that is kept of it, for its unit, the host of its session and the centre (§3.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WholeNeed {
    /// What everybody may read.
    pub need: Need,
    /// The unit that handed it in, which may be the enterprise itself; `None` when the centre did.
    pub submitter: Option<InstitutionId>,
    /// What the form says, with enterprise and contact.
    pub row: NeedRow,
    /// What the centre has said of it last; empty when nothing.
    pub opinion: String,
    /// Rises with every change.
    pub version: i64,
}

impl Need {
    /// Whether its validity is over: it expires the day after its last one (§3.5).
    pub fn is_expired(&self, today: Date) -> bool {
        self.valid_until < today
    }
}

impl WholeNeed {
    /// Whether it may be published: diagnosed, still valid, and what everybody reads does not name the
    /// enterprise that keeps its name to itself.
    ///
    /// # Errors
    /// [`NeedRefusal`].
    pub fn check_publish(&self, today: Date) -> Result<(), NeedRefusal> {
        self.need.state.advance(NeedState::Published)?;
        if self.need.is_expired(today) {
            return Err(NeedRefusal::Expired);
        }
        if self.need.sheet.names(&self.row) {
            return Err(NeedRefusal::NamesEnterprise);
        }
        Ok(())
    }
}
