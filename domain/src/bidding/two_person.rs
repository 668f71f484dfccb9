//! The two-person rule (bidding.md C.7, C.8; reliability.md S-36): one asks that the organiser
//! steps in, another approves. Nobody interrupts, resumes, cancels or voids alone.

use super::{Paddle, SuspendReason};
use crate::accounts::{Account, Action};
use crate::evidence::Reason;
use crate::ids::{AccountId, LotId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a request waits for its approval when nothing else is set, ms: one hour, so that
/// nobody approves in the morning what was meant for the evening before.
pub const APPROVAL_VALID_DEFAULT_MS: i64 = 3_600_000;

/// What the organiser wants to do to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Intervention {
    /// Interrupt bidding (暂停).
    Suspend {
        /// Why.
        reason: SuspendReason,
    },
    /// Let bidding go on (恢复).
    Resume {
        /// When; shown to everybody from the approval on.
        resume_at: Timestamp,
    },
    /// Call the lot off (取消).
    Cancel {
        /// Why.
        reason: SuspendReason,
    },
    /// Strike out everything that one bidder had instructed (撤销出价).
    Void {
        /// Whose instructions.
        paddle: Paddle,
        /// Why.
        reason: SuspendReason,
    },
}

/// Why a request, or its approval, is refused. The order of the variants is the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TwoPersonRefusal {
    /// The account may not step in ([`Action::Intervene`]).
    #[error("INTERVENTION_FORBIDDEN")]
    InterventionForbidden,
    /// Whoever asked cannot approve.
    #[error("SAME_PERSON")]
    SamePerson,
    /// Not approved in time.
    #[error("APPROVAL_EXPIRED")]
    ApprovalExpired {
        /// When it had run out.
        expired_at: Timestamp,
    },
}

impl TwoPersonRefusal {
    /// The code, as in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InterventionForbidden => "INTERVENTION_FORBIDDEN",
            Self::SamePerson => "SAME_PERSON",
            Self::ApprovalExpired { .. } => "APPROVAL_EXPIRED",
        }
    }
}

/// A request that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterventionRequest {
    lot: LotId,
    intervention: Intervention,
    reason: Reason,
    requested_by: AccountId,
    requested_at: Timestamp,
}

impl InterventionRequest {
    /// Asks for an intervention on a lot.
    ///
    /// # Errors
    /// [`TwoPersonRefusal::InterventionForbidden`].
    pub fn new(
        lot: LotId,
        intervention: Intervention,
        reason: Reason,
        by: &Account,
        at: Timestamp,
    ) -> Result<Self, TwoPersonRefusal> {
        may_intervene(by)?;
        Ok(Self {
            lot,
            intervention,
            reason,
            requested_by: by.id,
            requested_at: at,
        })
    }

    /// A request that was made before and kept; who asked was checked then.
    pub const fn stored(
        lot: LotId,
        intervention: Intervention,
        reason: Reason,
        requested_by: AccountId,
        requested_at: Timestamp,
    ) -> Self {
        Self {
            lot,
            intervention,
            reason,
            requested_by,
            requested_at,
        }
    }

    /// Approves the request; it may be approved until `valid_ms` after it was made, that very
    /// instant excluded.
    ///
    /// # Errors
    /// The first [`TwoPersonRefusal`] that applies.
    pub fn approve(
        self,
        by: &Account,
        at: Timestamp,
        valid_ms: i64,
    ) -> Result<ApprovedIntervention, TwoPersonRefusal> {
        may_intervene(by)?;
        if by.id == self.requested_by {
            return Err(TwoPersonRefusal::SamePerson);
        }
        let expired_at = self.requested_at.plus_millis(valid_ms);
        if at >= expired_at {
            return Err(TwoPersonRefusal::ApprovalExpired { expired_at });
        }
        Ok(ApprovedIntervention {
            request: self,
            approved_by: by.id,
            approved_at: at,
        })
    }
}

/// An intervention that two different persons want. There is no other way to make one than
/// [`InterventionRequest::approve`], so whoever holds it need not ask again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedIntervention {
    request: InterventionRequest,
    approved_by: AccountId,
    approved_at: Timestamp,
}

impl ApprovedIntervention {
    /// On which lot.
    pub const fn lot(&self) -> LotId {
        self.request.lot
    }

    /// What is to be done.
    pub const fn intervention(&self) -> Intervention {
        self.request.intervention
    }

    /// Why, in words.
    pub const fn reason(&self) -> &Reason {
        &self.request.reason
    }

    /// Who asked.
    pub const fn requested_by(&self) -> AccountId {
        self.request.requested_by
    }

    /// Who approved; never the one who asked.
    pub const fn approved_by(&self) -> AccountId {
        self.approved_by
    }

    /// When it was approved; from then on it may be shown.
    pub const fn approved_at(&self) -> Timestamp {
        self.approved_at
    }
}

fn may_intervene(by: &Account) -> Result<(), TwoPersonRefusal> {
    match by.may(Action::Intervene) {
        true => Ok(()),
        false => Err(TwoPersonRefusal::InterventionForbidden),
    }
}
