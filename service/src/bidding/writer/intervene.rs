//! The writer carries out what two persons of the organiser have decided.

use super::Desk;
use super::batch::Batch;
use crate::Error;
use crate::bidding::room::Room;
use crate::interventions::{event_of, is_sold, may_resume, notice_suffices};
use crate::stages::StruckSale;
use domain::accounts::Account;
use domain::audit::{Act, Entry, Object, Origin, Who};
use domain::bidding::two_person::{
    APPROVAL_VALID_DEFAULT_MS, ApprovedIntervention, Intervention, InterventionRequest,
};
use domain::bidding::{Event, EventKind};
use domain::evidence::Reason;
use domain::ids::{InterventionId, LotCode};
use domain::lots::LotState;
use domain::time::Timestamp;
use serde_json::json;
use store::{Decision, StoredIntervention, Tx};
use tokio::sync::oneshot;

impl Batch {
    /// Approves a request and, unless it is planned for later, carries it out.
    pub(super) async fn approve(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        (by, origin): (&Account, &Origin),
        id: InterventionId,
    ) -> Result<(), Error> {
        let now = origin.at;
        let stored = tx.intervention(id).await?;
        let waiting = stored.filter(|i| i.decided_at.is_none() && i.lot == room.lot);
        let waiting = waiting.ok_or(Error::NotFound)?;
        let (approved, due_at) = approved(&waiting, by, room.practice, now)?;
        if matches!(waiting.intervention, Intervention::Resume { .. }) {
            may_resume(tx, room.lot, due_at).await?;
        }
        let decision = Decision::Approved { by: by.id, due_at };
        let strikes = matches!(waiting.intervention, Intervention::Void { .. });
        if strikes && is_sold(&room.auction) {
            let sale = StruckSale::judge(tx, &room.code, approved, origin.clone()).await?;
            let struck = self.strike_buyer(tx, room, &waiting, decision, sale);
            struck.await?;
            tx.audit(row(room, origin, Act::InterventionApprove, &waiting));
            return Ok(());
        }
        if due_at > now {
            let decided = tx.decide_intervention(id, decision, now).await;
            decided.map_err(|error| fault(error.into()))?;
            tx.audit(row(room, origin, Act::InterventionApprove, &waiting));
            return Ok(());
        }
        let event = event(tx, room, waiting.intervention, now).await?;
        let event = event.ok_or_else(|| Error::invalid("INTERVENTION_IMPOSSIBLE"))?;
        let decided = tx.decide_intervention(id, decision, now).await;
        decided.map_err(|error| fault(error.into()))?;
        tx.audit(row(room, origin, Act::InterventionApprove, &waiting));
        let carried_out = self.carry_out(tx, room, id, event, now).await;
        carried_out.map_err(fault)
    }

    /// Strikes the buyer of a sale out.
    async fn strike_buyer(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        waiting: &StoredIntervention,
        decision: Decision,
        sale: StruckSale,
    ) -> Result<(), Error> {
        let now = sale.decided_at();
        let event = event(tx, room, waiting.intervention, now).await?;
        let event = event.ok_or_else(|| Error::invalid("INTERVENTION_IMPOSSIBLE"))?;
        let decided = tx.decide_intervention(waiting.id, decision, now).await;
        decided.map_err(|error| fault(error.into()))?;
        let carried_out = self.carry_out(tx, room, waiting.id, event, now).await;
        carried_out.map_err(fault)?;
        sale.carry_out(tx).await.map_err(fault)?;
        room.forget_seats();
        Ok(())
    }

    /// Carries out an approved intervention whose hour has come. One that the lot cannot do any
    /// more is put aside.
    pub(super) async fn carry_out_due(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        id: InterventionId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let stored = tx.intervention(id).await?;
        let due = |i: &StoredIntervention| i.approved && i.carried_out_at.is_none();
        let Some(stored) = stored.filter(due) else {
            return Ok(());
        };
        // No process was there at its hour, and now it is too late for that.
        let event = match stored.intervention {
            Intervention::Resume { .. } if is_too_late(tx, room, now).await? => None,
            wanted => event(tx, room, wanted, now).await?,
        };
        let clock = Origin {
            who: Who::Clock,
            at: now,
            request: None,
        };
        match event {
            Some(event) => {
                tx.audit(row(room, &clock, Act::InterventionCarryOut, &stored));
                self.carry_out(tx, room, id, event, now).await
            }
            None => {
                tracing::warn!(lot = %room.code, "an approved intervention came too late");
                tx.carry_out(id, now).await?;
                tx.audit(row(room, &clock, Act::InterventionExpire, &stored));
                Ok(())
            }
        }
    }

    async fn carry_out(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        id: InterventionId,
        event: Event,
        now: Timestamp,
    ) -> Result<(), Error> {
        let cancelled = matches!(event.kind, EventKind::Cancelled { .. });
        self.append(tx, room, event).await?;
        tx.carry_out(id, now).await?;
        if cancelled {
            for from in [LotState::Bidding, LotState::Extended, LotState::Listed] {
                if tx
                    .update_lot_state(room.lot, from, LotState::Passed, None)
                    .await?
                {
                    break;
                }
            }
            tx.close_round_if_done(room.round, now).await?;
        }
        Ok(())
    }
}

/// Whatever fails from the first line that is written on is a fault of ours, and takes the whole batch
/// back: with it are written the bids that wait beside it.
fn fault(error: Error) -> Error {
    Error::Internal(error.to_string())
}

/// The row about an intervention.
fn row(room: &Room, origin: &Origin, act: Act, about: &StoredIntervention) -> Entry {
    let entry = origin.entry(act, Object::lot(&room.code));
    let entry = entry.after(&json!({
        "intervention": about.id,
        "asked": about.intervention,
        "asked_by": about.requested_by.0,
    }));
    entry.because(&about.reason)
}

/// Whether the lot can only be cancelled any more.
async fn is_too_late(tx: &mut Tx, room: &Room, now: Timestamp) -> Result<bool, Error> {
    match may_resume(tx, room.lot, now).await {
        Ok(()) => Ok(false),
        Err(Error::Invalid { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

/// What this person's approval makes of the request, and when it takes effect.
fn approved(
    waiting: &StoredIntervention,
    by: &Account,
    practice: bool,
    now: Timestamp,
) -> Result<(ApprovedIntervention, Timestamp), Error> {
    let reason = Reason::parse(&waiting.reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
    let requester = waiting.requested_by.0;
    let approved = InterventionRequest::stored(
        waiting.lot,
        waiting.intervention,
        reason,
        requester,
        waiting.requested_at,
    )
    .approve(by, now, APPROVAL_VALID_DEFAULT_MS)?;
    let Intervention::Resume { resume_at } = waiting.intervention else {
        return Ok((approved, now));
    };
    notice_suffices(resume_at, practice, now)?;
    Ok((approved, resume_at.max(now)))
}

async fn event(
    tx: &mut Tx,
    room: &Room,
    intervention: Intervention,
    now: Timestamp,
) -> Result<Option<Event>, Error> {
    let mut history = tx.raw_events(room.lot).await?;
    // Only this round counts: what was bid in an earlier one has no meaning any more.
    let listed = history
        .iter()
        .rposition(|event| matches!(event.kind, EventKind::Listed { .. }));
    let history = history.split_off(listed.unwrap_or(0));
    Ok(event_of(&room.auction, &history, intervention, now))
}

impl Desk {
    /// Approves an intervention. A refusal has written nothing, and the batch goes on.
    pub(super) async fn approve(
        &mut self,
        tx: &mut Tx,
        batch: &mut Batch,
        ((account, origin), id, lot): ((&Account, Origin), InterventionId, &LotCode),
        reply: oneshot::Sender<Result<(), Error>>,
    ) -> Result<(), Error> {
        let at = self.clock.now();
        let origin = Origin { at, ..origin };
        let approved = match self.room(tx, lot).await? {
            Some(room) => batch.approve(tx, room, (account, &origin), id).await,
            None => Err(Error::NotFound),
        };
        match approved {
            Err(error @ Error::Internal(_)) => Err(error),
            answer => {
                batch.reply_step(reply, answer);
                Ok(())
            }
        }
    }
}
