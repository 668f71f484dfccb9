//! Sends the mails about registrations. Their readers have no account, so these mails have an outbox of
//! their own; how they leave, and how often it is tried, is the same for all ([`super::send`]).

use super::send::{Claimed, Settled, outgoing, settled};
use super::transport::MailTransport;
use crate::{Error, Portal};
use domain::guests::guest_token;
use domain::mail::{
    ATTEMPT_MS, MAILS_KEPT_MS, MailBody, MailProblem, RETRY_DELAYS_MS, RegistrationNews,
    retry_delay_ms,
};
use domain::registrations::link_token;
use domain::sessions::Session;
use store::{DueRegistrationMail, MailAbout, Tx};

/// Mails that are sent at the same time.
const ROUND_MAX: u32 = 8;

/// Reminds whoever comes tomorrow, and sends the mails about registrations that are due; answers how many
/// attempts it made. Public for tests, which move the clock and have a way out of their own.
///
/// # Errors
/// Only faults of ours; the next round goes on where this one began.
pub async fn send_registration_mails<T: MailTransport>(
    portal: &Portal,
    way_out: &T,
) -> Result<usize, Error> {
    crate::registrations::remind(portal).await?;
    let due = {
        let mut tx = portal.store().read().await?;
        tx.due_registration_mails(portal.now(), ROUND_MAX).await?
    };
    if due.is_empty() {
        return Ok(0);
    }
    let attempts = due.into_iter().map(|due| attempt(portal, way_out, due));
    let made = futures::future::join_all(attempts).await;
    let made: Vec<bool> = made.into_iter().collect::<Result<_, Error>>()?;
    Ok(made.into_iter().filter(|made| *made).count())
}

/// Whether this process was the one that made the attempt.
async fn attempt<T: MailTransport>(
    portal: &Portal,
    way_out: &T,
    due: DueRegistrationMail,
) -> Result<bool, Error> {
    let Some(claimed) = claim(portal, &due).await? else {
        return Ok(false);
    };
    // The last try was booked, and nobody has said what came of it.
    let is_over = due.mail.attempts as usize > RETRY_DELAYS_MS.len();
    let outcome = match outgoing(portal, &due.mail, &claimed) {
        _ if is_over => Err(MailProblem::Timeout),
        Ok(mail) => way_out.send(&mail).await,
        Err(problem) => Err(problem),
    };
    settle(portal, due, outcome).await?;
    Ok(!is_over)
}

/// Takes the attempt, with what the link is signed with; nothing when somebody else was faster.
async fn claim(portal: &Portal, due: &DueRegistrationMail) -> Result<Option<Claimed>, Error> {
    let delay = retry_delay_ms(due.mail.attempts + 1).unwrap_or(0);
    let next_at = portal.now().plus_millis(2 * ATTEMPT_MS + delay);
    let (store, due, fresh) = (
        portal.store().clone(),
        due.clone(),
        portal.random().bytes::<32>(),
    );
    portal
        .durable(async move {
            // tidy-allow(audit): what is sent has its own record, and what caused it has its row
            let mut tx = store.write().await?;
            if !tx.claim_registration_mail(&due.mail, next_at).await? {
                return Ok(None);
            }
            let secret = tx.keep_mail_secret(&fresh).await?;
            let session = session_to_come(&mut tx, &due).await?;
            tx.commit().await?;
            Ok(Some(Claimed {
                code: match due.about {
                    MailAbout::Registration(id) => link_token(&secret, id),
                    MailAbout::Guest(id) => guest_token(&secret, id),
                },
                secret,
                session,
            }))
        })
        .await
}

/// The session that goes into the reader's calendar: of a unit that has its seats, as the session stands
/// now.
async fn session_to_come(tx: &mut Tx, due: &DueRegistrationMail) -> Result<Option<Session>, Error> {
    use RegistrationNews::{Raised, Reminder, Seated};
    let comes = match &due.mail.body {
        MailBody::Registration(mail) => matches!(mail.news, Seated | Raised | Reminder),
        _ => false,
    };
    let MailAbout::Registration(id) = due.about else {
        return Ok(None);
    };
    if !comes {
        return Ok(None);
    }
    match tx.registration(id).await? {
        Some(own) => Ok(tx.session(own.session).await?),
        None => Ok(None),
    }
}

/// Writes what came of an attempt.
async fn settle(
    portal: &Portal,
    due: DueRegistrationMail,
    outcome: Result<(), MailProblem>,
) -> Result<(), Error> {
    let (store, now) = (portal.store().clone(), portal.now());
    let Settled { tries, tried } = settled(&due.mail, outcome, now);
    portal
        .durable(async move {
            // tidy-allow(audit): what is sent has its own record, and what caused it has its row
            let mut tx = store.write().await?;
            tx.end_registration_mail_try(due.mail.id, tries, &tried)
                .await?;
            tx.forget_registration_mails(now.plus_millis(-MAILS_KEPT_MS))
                .await?;
            Ok(tx.commit().await?)
        })
        .await
}
