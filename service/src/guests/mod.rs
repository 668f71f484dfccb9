//! Units that the host of a session invites (受邀单位, ux.md §8.4): the list with its contacts masked, mails with
//! a link of their own, and what came of them. The rules are [`domain::guests`].

mod file;
mod own;
mod table;

use crate::packages::link_of;
use crate::permissions::require;
use crate::registrations::{gate, refuse_gate};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::contacts::{mask_email, mask_phone};
use domain::guests::{GUESTS_MAX, GuestState};
use domain::ids::{GuestId, SessionId};
use domain::mail::{InvitationMail, MailBody};
use domain::sessions::Session;
use domain::views::{GuestDesk, GuestLine};
use serde_json::json;
use store::{MailAbout, NewRegistrationMail, StoredGuest};

/// Units on a page.
const PAGE: usize = 50;

/// A unit in the audit record.
fn object(id: GuestId) -> Object {
    Object::new(ObjectKind::Guest, id)
}

fn line(stored: StoredGuest) -> GuestLine {
    GuestLine {
        id: stored.id,
        unit: stored.unit,
        credit_code: stored.credit_code,
        contact: stored.contact,
        phone: stored.phone,
        email: stored.email,
        invited_at: stored.invited_at,
        state: stored.state,
    }
}

fn masked(mut line: GuestLine) -> GuestLine {
    line.phone = mask_phone(&line.phone);
    line.email = mask_email(&line.email);
    line
}

impl Portal {
    /// The units that a session invites with a number above `after`, contacts masked; and the table that
    /// the asker has checked and not taken in.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`.
    pub async fn guest_desk(
        &self,
        account: &Account,
        id: SessionId,
        after: Option<GuestId>,
    ) -> Result<GuestDesk, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let mut tx = self.store().read().await?;
        let session = tx.session(id).await?.ok_or(Error::NotFound)?;
        let plan = tx.registration_plan(id).await?;
        let checked = self.checked(&mut tx, id, account).await?;
        let all = tx.guests(id, None, GUESTS_MAX).await?;
        let count =
            |state: &GuestState| all.iter().filter(|one| one.state == *state).count() as u32;
        let counts = GuestState::ALL.iter().map(count).collect();
        let rest = all
            .into_iter()
            .filter(|one| after.is_none_or(|id| one.id > id));
        let mut page: Vec<_> = rest.take(PAGE + 1).collect();
        let more = page.len() > PAGE;
        page.truncate(PAGE);
        Ok(GuestDesk {
            gate: gate(plan.as_ref(), &session, self.now()),
            session: link_of(session),
            counts,
            next: page.last().filter(|_| more).map(|one| one.id),
            lines: page.into_iter().map(|one| masked(line(one))).collect(),
            checked,
        })
    }

    /// One unit with its contact in the clear; that is on record (LG-8).
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `STEP_UP_REQUIRED`; `NotFound` for a unit of
    /// another session.
    pub async fn guest_contacts(
        &self,
        account: &Account,
        session: SessionId,
        id: GuestId,
    ) -> Result<GuestLine, Error> {
        require(account, Action::KeepRegistrations(session))?;
        self.step_up(account).await?;
        let found = self.store().read().await?.guest(id).await?;
        let found = found.filter(|one| one.session == session);
        let found = line(found.ok_or(Error::NotFound)?);
        self.note_reading(account, object(id), "contact").await?;
        Ok(found)
    }

    /// Writes to every unit of a session that was not written to yet; answers how many. Nobody is written
    /// to twice.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound`; `REGISTRATION_NOT_OFFERED`,
    /// `REGISTRATION_NOT_OPEN`, `REGISTRATION_CLOSED` while no unit could register; `GUESTS_NONE` when
    /// there is nobody to write to.
    pub async fn invite_guests(
        &self,
        account: &Account,
        id: SessionId,
        english: bool,
    ) -> Result<u32, Error> {
        require(account, Action::KeepRegistrations(id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let session = tx.session(id).await?.ok_or(Error::NotFound)?;
            // Held, so that two who press the button at once write one mail.
            let plan = tx.hold_registration_plan(id).await?;
            refuse_gate(gate(plan.as_ref(), &session, origin.at))?;
            let all = tx.guests(id, None, GUESTS_MAX).await?;
            let fresh = all.into_iter();
            let fresh =
                fresh.filter(|one| one.state == GuestState::Listed && !one.email.is_empty());
            let mut invited = 0;
            for guest in fresh {
                let body = MailBody::Invitation(invitation(&session, &guest));
                let key = format!("guest/{}/{}", guest.id, guest.email);
                let new = NewRegistrationMail {
                    about: MailAbout::Guest(guest.id),
                    key: &key,
                    recipient: &guest.email,
                    english,
                    body: &body,
                    at: origin.at,
                };
                tx.insert_registration_mail(&new).await?;
                tx.note_invited(guest.id, origin.at).await?;
                invited += 1;
            }
            if invited == 0 {
                return Err(Error::invalid("GUESTS_NONE"));
            }
            let entry = origin.entry(Act::GuestInvite, Object::new(ObjectKind::Session, id));
            tx.audit(entry.after(&json!({ "invited": invited })));
            tx.commit().await?;
            Ok(invited)
        })
        .await
    }

    /// Takes a unit out of the list of a session. Its link leads nowhere then.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the session's host; `NotFound` for a unit of another session.
    pub async fn remove_guest(
        &self,
        account: &Account,
        session: SessionId,
        id: GuestId,
    ) -> Result<(), Error> {
        require(account, Action::KeepRegistrations(session))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.guest(id).await?.filter(|one| one.session == session);
            let gone = found.ok_or(Error::NotFound)?;
            if !tx.remove_guest(session, id).await? {
                return Err(Error::NotFound);
            }
            let entry = origin.entry(Act::GuestRemove, object(id));
            tx.audit(entry.before(&json!({
                "session": session,
                "unit": gone.unit,
                "credit_code": gone.credit_code,
                "state": gone.state,
            })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

fn invitation(session: &Session, guest: &StoredGuest) -> InvitationMail {
    let host = session.organisers().next();
    InvitationMail {
        slug: session.slug.clone(),
        title: session.title.clone(),
        venue: session.venue.clone(),
        starts_at: session.starts_at,
        unit: guest.unit.clone(),
        contact: guest.contact.clone(),
        host: host.map(|one| one.name.clone()).unwrap_or_default(),
    }
}
