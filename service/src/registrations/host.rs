//! The host's desk: the plan of registration, the list with its contacts.

use super::{gate, link, move_up, object};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::contacts::{mask_email, mask_phone};
use domain::ids::{RegistrationId, SessionId};
use domain::registrations::{Disclaimer, Occupancy, RegistrationPlan};
use domain::text::clean;
use domain::time::Timestamp;
use domain::views::{AttendeeLine, RegistrationDesk, RegistrationLine};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::{StoredPlan, StoredRegistration, Tx};

/// Registrations on a page.
const PAGE: u32 = 50;

/// A plan as the host has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDraft {
    /// From when on units may register.
    pub opens_at: Timestamp,
    /// Until when.
    pub closes_at: Timestamp,
    /// People that fit in.
    pub seats: u32,
    /// What everybody has to accept; empty for nothing.
    pub disclaimer: String,
}

impl Portal {
    /// The registrations of a session with a number above `after`, contacts masked.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`.
    pub async fn registration_desk(
        &self,
        account: &Account,
        id: SessionId,
        after: Option<RegistrationId>,
    ) -> Result<RegistrationDesk, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let stored = tx.registration_plan(id).await?;
        let found = tx.registrations(id, after, PAGE).await?;
        let last = found.last().map(|one| one.id);
        let next = last.filter(|_| found.len() == PAGE as usize);
        let mut lines = lines(&mut tx, found).await?;
        for person in lines.iter_mut().flat_map(|line| &mut line.people) {
            person.phone = mask_phone(&person.phone);
            person.email = mask_email(&person.email);
        }
        Ok(RegistrationDesk {
            gate: gate(stored.as_ref(), &session, self.now()),
            full: stored
                .as_ref()
                .map(|stored| stored.full)
                .unwrap_or_default(),
            plan: stored.map(|stored| stored.plan),
            here: tx.attendance(id).await?,
            session: link(&session),
            hours: (session.starts_at, session.ends_at),
            lines,
            next,
        })
    }

    /// One registration with its contacts in the clear; that is on record (LG-8).
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `STEP_UP_REQUIRED`; `NotFound` for a
    /// registration of another session.
    pub async fn registration_contacts(
        &self,
        account: &Account,
        session: SessionId,
        id: RegistrationId,
    ) -> Result<RegistrationLine, Error> {
        require(account, Action::KeepRegistrations(session))?;
        self.step_up(account).await?;
        let line = {
            let mut tx = self.store().read().await?;
            let found = tx.registration(id).await?;
            let found = found.filter(|one| one.session == session);
            let mut lines = lines(&mut tx, found.into_iter().collect()).await?;
            lines.pop().ok_or(Error::NotFound)?
        };
        self.note_reading(account, object(id), "attendees").await?;
        Ok(line)
    }

    /// Sets when a session takes registrations, how many it seats, and what everybody accepts. Who waits
    /// moves up into new seats. Another text of the disclaimer is another version of it.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`; the codes of a
    /// [`PlanRefusal`](domain::registrations::PlanRefusal).
    pub async fn set_registration(
        &self,
        account: &Account,
        id: SessionId,
        draft: PlanDraft,
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let session = tx.session(id).await?.ok_or(Error::NotFound)?;
            let before = tx.hold_registration_plan(id).await?;
            let mut held = planned(before.as_ref(), &draft);
            held.plan.check(session.ends_at, held.full.taken)?;
            tx.put_registration_plan(id, &held.plan, held.disclaimer_version)
                .await?;
            let entry = origin.entry(Act::RegistrationSet, Object::new(ObjectKind::Session, id));
            let entry = entry.before(&before.map(|before| facts(&before.plan)));
            tx.audit(entry.after(&facts(&held.plan)));
            move_up(&mut tx, &origin, &session, &mut held).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes no registrations for now, or takes them again.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound` without a plan.
    pub async fn stop_registration(
        &self,
        account: &Account,
        id: SessionId,
        stopped: bool,
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let held = tx.hold_registration_plan(id).await?;
            let held = held.ok_or(Error::NotFound)?;
            let plan = RegistrationPlan {
                stopped,
                ..held.plan.clone()
            };
            tx.put_registration_plan(id, &plan, held.disclaimer_version)
                .await?;
            let entry = origin.entry(Act::RegistrationSet, Object::new(ObjectKind::Session, id));
            let entry = entry.before(&facts(&held.plan));
            tx.audit(entry.after(&facts(&plan)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The plan that comes of a draft.
fn planned(before: Option<&StoredPlan>, draft: &PlanDraft) -> StoredPlan {
    let text = clean(&draft.disclaimer.replace("\r\n", "\n"));
    let had = before.and_then(|before| before.plan.disclaimer.as_ref());
    let latest = before.map_or(0, |before| before.disclaimer_version);
    let same = had.is_some_and(|had| had.text == text);
    let version = match same || text.is_empty() {
        true => latest,
        false => latest + 1,
    };
    StoredPlan {
        plan: RegistrationPlan {
            opens_at: draft.opens_at,
            closes_at: draft.closes_at,
            seats: draft.seats,
            stopped: before.is_some_and(|before| before.plan.stopped),
            disclaimer: (!text.is_empty()).then_some(Disclaimer { version, text }),
        },
        full: before.map_or(Occupancy::default(), |before| before.full),
        disclaimer_version: version,
    }
}

/// A plan in the audit record.
fn facts(plan: &RegistrationPlan) -> Value {
    json!({
        "opens_at": plan.opens_at.rfc3339(),
        "closes_at": plan.closes_at.rfc3339(),
        "seats": plan.seats,
        "stopped": plan.stopped,
        "disclaimer": plan.disclaimer.as_ref().map(|one| one.version),
    })
}

/// Registrations with their people, contacts in the clear.
pub(super) async fn lines(
    tx: &mut Tx,
    found: Vec<StoredRegistration>,
) -> Result<Vec<RegistrationLine>, Error> {
    let ids: Vec<_> = found.iter().map(|one| one.id).collect();
    let mut people: HashMap<RegistrationId, Vec<AttendeeLine>> = HashMap::new();
    for (id, one) in tx.attendees(&ids).await? {
        people.entry(id).or_default().push(one);
    }
    let line = |one: StoredRegistration| RegistrationLine {
        people: people.remove(&one.id).unwrap_or_default(),
        id: one.id,
        unit: one.unit,
        credit_code: one.credit_code,
        state: one.state,
        created_at: one.created_at,
        disclaimer: one.disclaimer,
    };
    Ok(found.into_iter().map(line).collect())
}
