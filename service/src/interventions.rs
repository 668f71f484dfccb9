//! Interventions of the organiser on lots under the hammer: suspend, resume, cancel, strike out
//! (bidding.md C.7, C.8). One person asks, another decides; the writer carries it out among the
//! bids, so that it has its number among the events like everything else.

use crate::lots::require;
use crate::stages::{deal_desk, may_be_struck, minute};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, Origin};
use domain::bidding::two_person::{
    APPROVAL_VALID_DEFAULT_MS, Intervention, InterventionRequest, TwoPersonRefusal,
};
use domain::bidding::{Auction, Event, EventKind, Outcome, SuspendReason};
use domain::evidence::Reason;
use domain::ids::{InterventionId, LotCode, LotId};
use domain::time::Timestamp;
use domain::views::{DeskEvent, LotDesk, PastIntervention, PendingIntervention, SuspensionNotice};
use serde_json::json;
use store::{Decision, StoredIntervention, Tx};

/// Resumption is shown this long before it happens (bidding.md C.7), ms; practice lots waive it.
const RESUME_NOTICE_MS: i64 = 30 * 60_000;
/// Events shown on the desk of a lot.
const EVENTS_SHOWN: u32 = 200;
/// Incidents shown there.
const INCIDENTS_SHOWN: u32 = 50;
/// Past interventions shown there.
const PAST_SHOWN: u32 = 50;

impl Portal {
    /// The centre's page of one lot in a round.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound` for lots in no round.
    pub async fn lot_desk(&self, account: &Account, code: &LotCode) -> Result<LotDesk, Error> {
        require(account, Action::Intervene)?;
        let now = self.now();
        let page = self.lot_page(code, None).await?;
        let live = page.live.ok_or(Error::NotFound)?;
        let mut tx = self.store().read().await?;
        let lot = page.lot;
        let resume_until = match live.figures.suspended_ms {
            Some(_) => resume_until(&mut tx, lot.id).await?,
            None => None,
        };
        let events = tx.latest_events(lot.id, EVENTS_SHOWN).await?;
        let (waiting, past) = tx
            .interventions(lot.id, PAST_SHOWN)
            .await?
            .into_iter()
            .partition::<Vec<_>, _>(|i| i.decided_at.is_none() && !has_expired(i, now));
        let pending = waiting.into_iter().next().map(|i| PendingIntervention {
            id: i.id,
            intervention: i.intervention,
            reason: i.reason,
            mine: i.requested_by.0 == account.id,
            requested_by: i.requested_by.1,
            requested_at: i.requested_at,
            expires_at: i.requested_at.plus_millis(APPROVAL_VALID_DEFAULT_MS),
        });
        let incidents = tx.late_by_server(lot.id, INCIDENTS_SHOWN).await?;
        let deal = deal_desk(&mut tx, code, now).await?;
        drop(tx);
        if deal.as_ref().is_some_and(|deal| deal.buyer.is_some()) {
            self.note_reading(account, Object::lot(code), "buyer")
                .await?;
        }
        Ok(LotDesk {
            code: code.clone(),
            title: lot.title,
            state: lot.state,
            practice: lot.practice,
            live,
            events: events.iter().map(desk_event).collect(),
            incidents,
            resume_until,
            pending,
            done: past.into_iter().map(past_intervention).collect(),
            deal,
            server_now: now,
        })
    }

    /// Asks for an intervention; somebody else must approve it within an hour.
    ///
    /// # Errors
    /// `Forbidden`, `REASON_LENGTH`, `INTERVENTION_IMPOSSIBLE` from where the lot
    /// stands; for the buyer of a sale `State` once it is confirmed, `NOT_THE_BUYER`,
    /// `PRACTICE_NO_DEAL`; `RESUME_NOTICE_TOO_SHORT` when even an approval at once would come too
    /// late, `SUSPENDED_TOO_LONG` when the lot can only be cancelled by then, `INTERVENTION_PENDING`
    /// while another request waits; `NotFound`.
    pub async fn request_intervention(
        &self,
        account: &Account,
        code: &LotCode,
        intervention: Intervention,
        reason: &str,
    ) -> Result<InterventionId, Error> {
        require(account, Action::Intervene)?;
        self.step_up(account).await?;
        let reason = Reason::parse(reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
        let now = self.now();
        let mut tx = self.store().read().await?;
        let stored = tx.lot(code).await?.ok_or(Error::NotFound)?;
        let lot = stored.lot.id;
        let auction = tx.auction(lot).await?.ok_or(Error::NotFound)?.auction;
        // The rules of the request itself: who may ask at all.
        InterventionRequest::new(lot, intervention, reason.clone(), account, now)?;
        match intervention {
            Intervention::Void { paddle, .. } if is_sold(&auction) => {
                may_be_struck(&mut tx, code, paddle, now).await?;
            }
            _ if is_possible(&auction, &intervention) => {}
            _ => return Err(Error::invalid("INTERVENTION_IMPOSSIBLE")),
        }
        if let Intervention::Resume { resume_at } = intervention {
            notice_suffices(resume_at, stored.lot.practice, now)?;
            may_resume(&mut tx, lot, resume_at.max(now)).await?;
        }
        drop(tx);
        let (store, by, origin) = (self.store().clone(), account.id, self.by(account));
        let code = code.clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            expire(&mut tx, (lot, &code), &origin).await?;
            let inserted = tx
                .insert_intervention(lot, &intervention, reason.as_str(), by, now)
                .await;
            let id = inserted.map_err(|error| match Error::from(error) {
                Error::Conflict => Error::invalid("INTERVENTION_PENDING"),
                other => other,
            })?;
            let entry = origin.entry(Act::InterventionRequest, Object::lot(&code));
            let asked = json!({ "intervention": id, "asked": intervention });
            tx.audit(entry.after(&asked).because(reason.as_str()));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Approves a request. What is due at once is carried out with the approval; a resumption is
    /// shown from now on and carried out at its hour.
    ///
    /// # Errors
    /// `Forbidden`, `SAME_PERSON`, `APPROVAL_EXPIRED`, `RESUME_NOTICE_TOO_SHORT`, `SUSPENDED_TOO_LONG`,
    /// `INTERVENTION_IMPOSSIBLE`; `NotFound` when nothing waits under this id.
    pub async fn approve_intervention(
        &self,
        account: &Account,
        id: InterventionId,
    ) -> Result<(), Error> {
        require(account, Action::Intervene)?;
        self.step_up(account).await?;
        let lot = self.lot_of(id).await?;
        let origin = self.by(account);
        let account = account.clone();
        self.writer().approve((account, origin), id, lot).await
    }

    /// Declines a request, or takes one's own back.
    ///
    /// # Errors
    /// `Forbidden`, and `NotFound` when nothing waits under this id.
    pub async fn decline_intervention(
        &self,
        account: &Account,
        id: InterventionId,
    ) -> Result<(), Error> {
        require(account, Action::Intervene)?;
        let lot = self.lot_of(id).await?;
        let (store, by, origin) = (self.store().clone(), account.id, self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let declined = tx
                .decide_intervention(id, Decision::Declined { by }, origin.at)
                .await?;
            declined.then_some(()).ok_or(Error::NotFound)?;
            let entry = origin.entry(Act::InterventionDecline, Object::lot(lot));
            tx.audit(entry.after(&json!({ "intervention": id })));
            Ok(tx.commit().await?)
        })
        .await
    }

    async fn lot_of(&self, id: InterventionId) -> Result<LotCode, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.intervention(id).await?.ok_or(Error::NotFound)?;
        let stored = tx.lot_by_id(found.lot).await?.ok_or(Error::NotFound)?;
        Ok(stored.lot.code)
    }
}

/// Whether the round is over and has found a buyer, who may then be struck out (C.8).
pub(crate) const fn is_sold(auction: &Auction) -> bool {
    matches!(auction.outcome, Some(Outcome::SoldPending { .. }))
}

/// Whether bidding on the lot can do this from where it stands (C.7).
pub(crate) fn is_possible(auction: &Auction, intervention: &Intervention) -> bool {
    let running = auction.outcome.is_none();
    match intervention {
        Intervention::Suspend { .. } => running && auction.suspended.is_none(),
        Intervention::Resume { .. } | Intervention::Cancel { .. } | Intervention::Void { .. } => {
            running && auction.suspended.is_some()
        }
    }
}

/// Whether a resumption that is approved at `now` can be shown long enough before it happens.
pub(crate) fn notice_suffices(
    resume_at: Timestamp,
    practice: bool,
    now: Timestamp,
) -> Result<(), Error> {
    let in_time = practice || resume_at >= now.plus_millis(RESUME_NOTICE_MS);
    in_time
        .then_some(())
        .ok_or(Error::invalid("RESUME_NOTICE_TOO_SHORT"))
}

/// The last instant at which a lot may go on that was interrupted last; `None` when it never was.
async fn resume_until(tx: &mut Tx, lot: LotId) -> Result<Option<Timestamp>, Error> {
    let Some(last) = tx.last_suspension(lot).await? else {
        return Ok(None);
    };
    let stored = tx.lot_by_id(lot).await?.ok_or(Error::NotFound)?;
    let season = tx.season(stored.lot.season).await?;
    let rules = season.map(|season| season.rules).unwrap_or_default();
    Ok(Some(rules.resume_until(last.at)))
}

/// Whether an interrupted lot may go on at `at`: after too long it can only be cancelled
/// (bidding.md C.7; 法释 28), practice lots like all others.
pub(crate) async fn may_resume(tx: &mut Tx, lot: LotId, at: Timestamp) -> Result<(), Error> {
    match resume_until(tx, lot).await? {
        Some(until) if at > until => Err(Error::Invalid {
            code: "SUSPENDED_TOO_LONG".into(),
            args: vec![("at".into(), minute(until))],
        }),
        _ => Ok(()),
    }
}

/// What everybody is told about a lot whose bidding is interrupted.
pub(crate) async fn suspension(tx: &mut Tx, lot: LotId) -> Result<Option<SuspensionNotice>, Error> {
    let Some(last) = tx.last_suspension(lot).await? else {
        return Ok(None);
    };
    let EventKind::Suspended { reason, .. } = last.kind else {
        return Ok(None);
    };
    let planned = tx
        .interventions(lot, PAST_SHOWN)
        .await?
        .into_iter()
        .find(|i| {
            let resumes = matches!(i.intervention, Intervention::Resume { .. });
            resumes && i.approved && i.carried_out_at.is_none()
        });
    Ok(Some(SuspensionNotice {
        reason,
        since: last.at,
        resumes_at: planned.and_then(|i| i.due_at),
    }))
}

/// Puts aside a request that nobody decided in time.
async fn expire(tx: &mut Tx, (lot, code): (LotId, &LotCode), origin: &Origin) -> Result<(), Error> {
    for waiting in tx.interventions(lot, 1).await? {
        if waiting.decided_at.is_none() && has_expired(&waiting, origin.at) {
            tx.decide_intervention(waiting.id, Decision::Expired, origin.at)
                .await?;
            let entry = origin.entry(Act::InterventionExpire, Object::lot(code));
            tx.audit(entry.after(&json!({ "intervention": waiting.id })));
        }
    }
    Ok(())
}

fn has_expired(waiting: &StoredIntervention, now: Timestamp) -> bool {
    now >= waiting.requested_at.plus_millis(APPROVAL_VALID_DEFAULT_MS)
}

fn past_intervention(i: StoredIntervention) -> PastIntervention {
    let ran_out = i.requested_at.plus_millis(APPROVAL_VALID_DEFAULT_MS);
    PastIntervention {
        intervention: i.intervention,
        reason: i.reason,
        requested_by: i.requested_by.1,
        decided_by: i.decided_by,
        decided_at: i.decided_at.unwrap_or(ran_out),
        approved: i.approved,
        carried_out_at: i.carried_out_at,
    }
}

fn desk_event(event: &Event) -> DeskEvent {
    let (kind, paddle, price) = match &event.kind {
        EventKind::Listed { terms } => ("listed", None, Some(terms.start)),
        EventKind::Bid { paddle, rows, .. } => {
            ("bid", Some(*paddle), rows.last().map(|row| row.amount))
        }
        EventKind::Suspended { .. } => ("suspended", None, None),
        EventKind::Resumed { .. } => ("resumed", None, None),
        EventKind::Voided { paddle, price, .. } => ("voided", Some(*paddle), *price),
        EventKind::Cancelled { .. } => ("cancelled", None, None),
        EventKind::Closed { .. } => ("closed", None, None),
    };
    DeskEvent {
        seq: event.seq,
        at: event.at,
        kind: kind.to_owned(),
        paddle,
        price,
    }
}

impl From<TwoPersonRefusal> for Error {
    fn from(refusal: TwoPersonRefusal) -> Self {
        Self::invalid(refusal.code())
    }
}

/// The event of an intervention; `None` when the lot cannot do it from where it stands.
pub(crate) fn event_of(
    auction: &Auction,
    history: &[Event],
    intervention: Intervention,
    now: Timestamp,
) -> Option<Event> {
    match intervention {
        // The clock alone suspends for an outage (reliability.md §2.3).
        Intervention::Suspend {
            reason: SuspendReason::Outage,
        } => None,
        Intervention::Suspend { reason } => auction.suspend(reason, now),
        Intervention::Resume { .. } => auction.resume(now),
        Intervention::Cancel { reason } => auction.cancel(reason, now),
        Intervention::Void { paddle, reason } => auction.void(history, paddle, reason, now),
    }
}
