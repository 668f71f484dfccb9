//! What whoever has the link of a registration does with it.

use super::news::{News, tell};
use super::{hold, link, move_up, object};
use crate::qr::squares;
use crate::{Error, Portal};
use domain::audit::Act;
use domain::mail::RegistrationNews;
use domain::registrations::{BadgeCode, Disclaimer, RegistrationState};
use domain::views::{AttendeeLine, BadgeView, OwnRegistration, TalkOffer};
use serde_json::json;
use store::{StoredPlan, StoredRegistration, StoredTalk};

impl Portal {
    /// A registration, for whoever has its link.
    ///
    /// # Errors
    /// `NotFound` for a link that is none.
    pub async fn own_registration(&self, token: &str) -> Result<OwnRegistration, Error> {
        let mut tx = self.store().read().await?;
        let own = self.registration_of(&mut tx, token).await?;
        let session = tx.session(own.session).await?.ok_or(Error::NotFound)?;
        let stored = tx.registration_plan(own.session).await?;
        let people = tx.attendees(&[own.id]).await?;
        let badge = |line: AttendeeLine| -> Result<BadgeView, Error> {
            let code = BadgeCode {
                unit: own.code.clone(),
                place: Some(line.place),
            };
            let code = code.to_string();
            Ok(BadgeView {
                squares: squares(&code)?,
                name: line.name,
                role: line.role,
                code,
            })
        };
        let people: Result<Vec<_>, Error> = people.into_iter().map(|(_, one)| badge(one)).collect();
        let before = match own.state {
            RegistrationState::Waiting => tx.waiting_before(own.session, own.id).await?,
            _ => 0,
        };
        let talks = tx.talk_slots(own.session).await?;
        let offer = |talk: &StoredTalk| TalkOffer {
            id: talk.id,
            time: talk.time.clone(),
        };
        let is_own = |talk: &&StoredTalk| {
            let by = talk.booked.as_ref().map(|(by, _)| *by);
            by == Some(own.id)
        };
        let now = self.now();
        let free = |talk: &&StoredTalk| talk.booked.is_none() && talk.time.starts_at > now;
        Ok(OwnRegistration {
            disclaimer: due(stored.as_ref(), &own),
            offers: talks.iter().filter(free).map(offer).collect(),
            booked: talks.iter().find(is_own).map(offer),
            session: link(&session),
            hours: (session.starts_at, session.ends_at),
            venue: session.venue,
            session_state: session.state,
            code: own.code.as_str().to_owned(),
            people: people?,
            unit: own.unit,
            state: own.state,
            before,
            server_now: now,
        })
    }

    /// Cancels a registration; who waits moves up. Its people are forgotten.
    ///
    /// # Errors
    /// `NotFound` for a link that is none; `REGISTRATION_CANCELLED` when it is already;
    /// `REGISTRATION_OVER` once the session is over.
    pub async fn cancel_registration(&self, token: &str) -> Result<(), Error> {
        let id = {
            let mut tx = self.store().read().await?;
            self.registration_of(&mut tx, token).await?.id
        };
        let (store, origin) = (self.store().clone(), self.by_visitor());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let (session, mut held, own) = hold(&mut tx, id).await?;
            if own.state == RegistrationState::Cancelled {
                return Err(Error::invalid("REGISTRATION_CANCELLED"));
            }
            if origin.at >= session.ends_at {
                return Err(Error::invalid("REGISTRATION_OVER"));
            }
            // Before its people are gone: the mail goes to one of them.
            tell(
                &mut tx,
                &News::new(RegistrationNews::Cancelled, &session, &own, origin.at),
            )
            .await?;
            tx.cancel_registration(id, origin.at).await?;
            match own.state {
                RegistrationState::Waiting => {
                    held.full.waiting = held.full.waiting.saturating_sub(1)
                }
                _ => held.full.taken = held.full.taken.saturating_sub(own.people),
            }
            let entry = origin.entry(Act::RegistrationCancel, object(id));
            let entry = entry.before(&json!({ "state": own.state }));
            tx.audit(entry.after(&json!({ "state": RegistrationState::Cancelled })));
            move_up(&mut tx, &origin, &session, &mut held).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Accepts the disclaimer that holds, after its text has changed.
    ///
    /// # Errors
    /// `NotFound` for a link that is none; `DISCLAIMER_REQUIRED` when another version holds meanwhile;
    /// `REGISTRATION_CANCELLED`.
    pub async fn accept_disclaimer(&self, token: &str, version: u32) -> Result<(), Error> {
        let id = {
            let mut tx = self.store().read().await?;
            self.registration_of(&mut tx, token).await?.id
        };
        let (store, origin) = (self.store().clone(), self.by_visitor());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let (_, held, own) = hold(&mut tx, id).await?;
            let Some((first, _)) = own.first else {
                return Err(Error::invalid("REGISTRATION_CANCELLED"));
            };
            let asked = held
                .plan
                .disclaimer
                .filter(|asked| asked.version == version);
            let asked = asked.ok_or(Error::invalid("DISCLAIMER_REQUIRED"))?;
            tx.accept_disclaimer(id, &asked, (&first, origin.at))
                .await?;
            let entry = origin.entry(Act::RegistrationAccept, object(id));
            let entry = entry.before(&json!({ "disclaimer": own.disclaimer }));
            tx.audit(entry.after(&json!({
                "disclaimer": asked.version,
                "hash": asked.hash(),
            })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The disclaimer that a registration still has to accept.
fn due(stored: Option<&StoredPlan>, own: &StoredRegistration) -> Option<Disclaimer> {
    let asked = stored.and_then(|stored| stored.plan.disclaimer.clone());
    let counts = own.state != RegistrationState::Cancelled;
    asked.filter(|asked| counts && own.disclaimer.is_none_or(|had| had < asked.version))
}
