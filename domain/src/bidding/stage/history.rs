//! Who moved a lot, when, why and with whose approval (bidding.md C.12 I16, I17).

use super::{Stage, StageEvent, StageEventKind, StageFacts, StageRefusal};
use crate::accounts::Actor;
use crate::evidence::Reason;
use crate::ids::AccountId;
use crate::time::Timestamp;

/// One move of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRecord {
    /// Its number on the lot, from 1, without gaps.
    pub seq: u32,
    /// The round of the lot it belongs to, 0 before the first notice.
    pub round: u32,
    /// Where the lot stood.
    pub from: Stage,
    /// What happened.
    pub event: StageEventKind,
    /// Where it stands since.
    pub to: Stage,
    /// When.
    pub at: Timestamp,
    /// Who did it; for an intervention, who asked for it.
    pub by: Actor,
    /// Who approved it, for an intervention.
    pub approved_by: Option<AccountId>,
    /// Why.
    pub reason: Reason,
}

/// Everything that has moved a lot; append-only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageHistory {
    records: Vec<StageRecord>,
}

impl StageHistory {
    /// Where the lot stands: a draft before anything has happened.
    pub fn stage(&self) -> Stage {
        self.records.last().map_or(Stage::Draft, |record| record.to)
    }

    /// The round the lot is in, or was in last; 0 before the first notice.
    pub fn round(&self) -> u32 {
        self.records.last().map_or(0, |record| record.round)
    }

    /// Every move, in order.
    pub fn records(&self) -> &[StageRecord] {
        &self.records
    }

    /// Moves the lot and keeps the record. A refusal leaves no trace.
    ///
    /// # Errors
    /// [`StageRefusal`] as from [`Stage::on`].
    pub fn take(
        &mut self,
        event: &StageEvent,
        facts: &StageFacts,
    ) -> Result<&StageRecord, StageRefusal> {
        let from = self.stage();
        let to = from.on(event, facts)?;
        let approval = event.approval();
        let record = StageRecord {
            seq: self.records.last().map_or(0, |record| record.seq) + 1,
            round: self.round() + u32::from(opens_round(event)),
            from,
            event: event.kind(),
            to,
            at: facts.cause.at,
            by: approval.map_or(facts.cause.by, |approved| {
                Actor::Person(approved.requested_by())
            }),
            approved_by: approval.map(|approved| approved.approved_by()),
            reason: approval.map_or(&facts.cause.reason, |a| a.reason()).clone(),
        };
        let index = self.records.len();
        self.records.push(record);
        Ok(&self.records[index])
    }
}

const fn opens_round(event: &StageEvent) -> bool {
    matches!(event, StageEvent::Announce(_) | StageEvent::Relist { .. })
}
