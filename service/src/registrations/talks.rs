//! One-to-one talks (一对一洽谈): the host offers slots, units that sit book one through their link.

use super::{hold, link, object};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::{SessionId, TalkSlotId};
use domain::registrations::{RegistrationState, TalkPlan};
use domain::views::{TalkDesk, TalkLine};
use serde_json::json;
use store::StoreError;

impl Portal {
    /// The slots of a session.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`.
    pub async fn talk_desk(&self, account: &Account, id: SessionId) -> Result<TalkDesk, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let slots = tx.talk_slots(id).await?.into_iter();
        let line = |talk: store::StoredTalk| TalkLine {
            id: talk.id,
            time: talk.time,
            unit: talk.booked.map(|(_, unit)| unit),
        };
        Ok(TalkDesk {
            session: link(&session),
            hours: (session.starts_at, session.ends_at),
            slots: slots.map(line).collect(),
        })
    }

    /// Offers slots, one after the other.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`; the codes of a
    /// [`TalkRefusal`](domain::registrations::TalkRefusal); `TALK_OVERLAP` as well when somebody has
    /// offered the same table meanwhile.
    pub async fn offer_talks(
        &self,
        account: &Account,
        id: SessionId,
        plan: TalkPlan,
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.session(id).await?.ok_or(Error::NotFound)?;
            let there = tx.talk_slots(id).await?.into_iter();
            let there: Vec<_> = there.map(|talk| talk.time).collect();
            let slots = plan.slots(&there)?;
            let added = tx.insert_talk_slots(id, &slots).await;
            added.map_err(|error| taken(error, "TALK_OVERLAP"))?;
            let entry = origin.entry(Act::TalkSet, Object::new(ObjectKind::Session, id));
            tx.audit(entry.after(&json!({
                "first": plan.first.starts_at.rfc3339(),
                "minutes": plan.first.minutes,
                "count": plan.count,
                "place": plan.first.place,
                "counterpart": plan.first.counterpart,
            })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Removes a slot that nobody has booked.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `TALK_BOOKED` for one that is booked or gone.
    pub async fn remove_talk(
        &self,
        account: &Account,
        id: SessionId,
        slot: TalkSlotId,
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let removed = tx.remove_talk_slot(id, slot).await?;
            removed.then_some(()).ok_or(Error::invalid("TALK_BOOKED"))?;
            let entry = origin.entry(Act::TalkRemove, Object::new(ObjectKind::Session, id));
            tx.audit(entry.before(&json!({ "slot": slot })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Gives a booked slot free again, for the unit that has it.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `TALK_FREE` for one that nobody has.
    pub async fn free_talk(
        &self,
        account: &Account,
        id: SessionId,
        slot: TalkSlotId,
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let slots = tx.talk_slots(id).await?;
            let booked = slots.into_iter().find(|talk| talk.id == slot);
            let booked = booked.and_then(|talk| talk.booked);
            let (by, _) = booked.ok_or(Error::invalid("TALK_FREE"))?;
            tx.release_talk(by).await?;
            let entry = origin.entry(Act::TalkRelease, object(by));
            tx.audit(entry.before(&json!({ "slot": slot })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Books a slot for the unit behind a link.
    ///
    /// # Errors
    /// `NotFound` for a link that is none; `TALK_NOT_SEATED` for a unit that has no seat; `TALK_PAST`
    /// once it has begun; `TALK_TAKEN` when somebody has it, or the unit has another one.
    pub async fn book_talk(&self, token: &str, slot: TalkSlotId) -> Result<(), Error> {
        let id = {
            let mut tx = self.store().read().await?;
            self.registration_of(&mut tx, token).await?.id
        };
        let (store, origin) = (self.store().clone(), self.by_visitor());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let (session, _, own) = hold(&mut tx, id).await?;
            if own.state != RegistrationState::Seated {
                return Err(Error::invalid("TALK_NOT_SEATED"));
            }
            let slots = tx.talk_slots(session.id).await?;
            let wanted = slots.iter().find(|talk| talk.id == slot);
            if wanted.is_some_and(|talk| talk.time.starts_at <= origin.at) {
                return Err(Error::invalid("TALK_PAST"));
            }
            let booked = tx.book_talk(session.id, slot, (id, origin.at)).await;
            booked.map_err(|error| taken(error, "TALK_TAKEN"))?;
            let entry = origin.entry(Act::TalkBook, object(id));
            tx.audit(entry.after(&json!({ "slot": slot })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Gives the slot of the unit behind a link back.
    ///
    /// # Errors
    /// `NotFound` for a link that is none; `TALK_FREE` when it has none.
    pub async fn release_talk(&self, token: &str) -> Result<(), Error> {
        let id = {
            let mut tx = self.store().read().await?;
            self.registration_of(&mut tx, token).await?.id
        };
        let (store, origin) = (self.store().clone(), self.by_visitor());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let released = tx.release_talk(id).await?;
            released.then_some(()).ok_or(Error::invalid("TALK_FREE"))?;
            tx.audit(origin.entry(Act::TalkRelease, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// What somebody else was faster at.
fn taken(error: StoreError, code: &'static str) -> Error {
    match error {
        StoreError::Conflict => Error::invalid(code),
        other => other.into(),
    }
}
