//! What a unit is written about its registration, and the reminder the day before.

use crate::{Error, Portal};
use domain::mail::{MailBody, RegistrationMail, RegistrationNews};
use domain::registrations::{REMIND_MS, RegistrationState};
use domain::sessions::{Session, SessionState};
use domain::time::Timestamp;
use store::{MailAbout, NewRegistrationMail, StoredRegistration, Tx};

/// Registrations that are read at once.
const PAGE: u32 = 200;

/// Something to write about.
pub(super) struct News<'a> {
    news: RegistrationNews,
    session: &'a Session,
    own: &'a StoredRegistration,
    at: Timestamp,
}

impl<'a> News<'a> {
    /// What has happened at `at`.
    pub(super) const fn new(
        news: RegistrationNews,
        session: &'a Session,
        own: &'a StoredRegistration,
        at: Timestamp,
    ) -> Self {
        Self {
            news,
            session,
            own,
            at,
        }
    }
}

/// Writes the mail, in the transaction of what it is about.
pub(super) async fn tell(tx: &mut Tx, what: &News<'_>) -> Result<(), Error> {
    let (session, own) = (what.session, what.own);
    let Some((_, email)) = own.first.as_ref().filter(|(_, email)| !email.is_empty()) else {
        return Ok(());
    };
    let body = MailBody::Registration(RegistrationMail {
        news: what.news,
        slug: session.slug.clone(),
        title: session.title.clone(),
        venue: session.venue.clone(),
        starts_at: session.starts_at,
        unit: own.unit.clone(),
        people: own.people,
        code: own.code.as_str().to_owned(),
    });
    // Each happens once, but the reminder, which follows the session when it is moved.
    let key = match what.news {
        RegistrationNews::Reminder => {
            let hour = session.starts_at.millis();
            format!("registration/{}/{}/{hour}", own.id, what.news)
        }
        news => format!("registration/{}/{news}", own.id),
    };
    let new = NewRegistrationMail {
        about: MailAbout::Registration(own.id),
        key: &key,
        recipient: email,
        english: own.english,
        body: &body,
        at: what.at,
    };
    tx.insert_registration_mail(&new).await?;
    Ok(())
}

/// Reminds the people of sessions that begin within a day. Public for tests, which move the clock;
/// several processes may do it at once.
///
/// # Errors
/// Only faults of ours; the next round tries again.
pub(crate) async fn remind(portal: &Portal) -> Result<(), Error> {
    let now = portal.now();
    let due = {
        let mut tx = portal.store().read().await?;
        tx.sessions_to_remind(now, now.plus_millis(REMIND_MS))
            .await?
    };
    for id in due {
        let store = portal.store().clone();
        portal
            .durable(async move {
                // tidy-allow(audit): a mail has its own record, and the session is not changed
                let mut tx = store.write().await?;
                // Held, so that nobody who moves up meanwhile is left out.
                tx.hold_registration_plan(id).await?;
                let session = tx.session(id).await?.ok_or(Error::NotFound)?;
                if session.state == SessionState::Cancelled
                    || !tx.note_reminded(id, session.starts_at).await?
                {
                    return Ok(());
                }
                let mut after = None;
                loop {
                    let page = tx.registrations(id, after, PAGE).await?;
                    after = page.last().map(|own| own.id);
                    for own in &page {
                        // Who came in just now has a fresh confirmation.
                        if own.state == RegistrationState::Seated {
                            let news = RegistrationNews::Reminder;
                            tell(&mut tx, &News::new(news, &session, own, now)).await?;
                        }
                    }
                    if page.len() < PAGE as usize {
                        break;
                    }
                }
                Ok(tx.commit().await?)
            })
            .await?;
    }
    Ok(())
}
