//! Sends what is due. Several processes may do it at once: whoever counts an attempt up makes it, and the
//! same statement books the next one, as with webhooks. What a process had sent that died on the way may be
//! sent again, with the same `Message-ID`.
//!
//! The link of a mail is made here, in the transaction that counts the attempt: nothing but its hash is
//! ever stored. A second attempt brings a second link; the first one, if it arrived all the same, works
//! until one of them is used.

use super::letter::Pen;
use super::message::message;
use super::transport::{MailTransport, Outgoing};
use super::{lang, recovery};
use crate::accounts::token_hash;
use crate::{Error, Portal, ics};
use domain::mail::{
    ATTEMPT_MS, LinkPurpose, MAILS_KEPT_MS, MailBody, MailProblem, RETRY_DELAYS_MS, message_id,
    retry_delay_ms,
};
use domain::sessions::Session;
use domain::time::Timestamp;
use store::{DueMail, MailLink, Tried};

/// Mails that are sent at the same time.
const ROUND_MAX: u32 = 8;
/// What writing the outcome may take beside the attempt itself, ms.
const SETTLE_MS: i64 = 5_000;

/// What an attempt has beside the mail itself.
pub(super) struct Claimed {
    /// The code of its link; empty without one.
    pub(super) code: String,
    /// What links that switch mails off are signed with; empty where there is none.
    pub(super) secret: Vec<u8>,
    /// The session that it is about, to be put into a calendar.
    pub(super) session: Option<Session>,
}

/// What is written down of an attempt.
pub(super) struct Settled {
    /// Its number.
    pub(super) tries: u32,
    /// What came of it.
    pub(super) tried: Tried,
}

/// Writes to those who want to recover their passwords, and sends the mails that are due; answers how many
/// attempts it made. Public for tests, which move the clock and have a way out of their own.
///
/// # Errors
/// Only faults of ours; the next round goes on where this one began.
pub async fn send_mails<T: MailTransport>(portal: &Portal, way_out: &T) -> Result<usize, Error> {
    recovery::answer_requests(portal).await?;
    let due = {
        let mut tx = portal.store().read().await?;
        tx.due_mails(portal.now(), ROUND_MAX).await?
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
    due: DueMail,
) -> Result<bool, Error> {
    let over = is_over(&due, portal.now());
    let Some(claimed) = claim(portal, &due, over.is_none()).await? else {
        return Ok(false);
    };
    if let Some(problem) = over {
        settle(portal, due, Err(problem)).await?;
        return Ok(false);
    }
    let outcome = match outgoing(portal, &due, &claimed) {
        Ok(mail) => way_out.send(&mail).await,
        Err(problem) => Err(problem),
    };
    settle(portal, due, outcome).await?;
    Ok(true)
}

/// Why a mail is not even tried: the last try was booked and nobody has said what came of it, or its link
/// would lead nowhere.
fn is_over(due: &DueMail, now: Timestamp) -> Option<MailProblem> {
    let lasts = due.body.link().map(LinkPurpose::lasts_ms);
    match lasts {
        Some(lasts) if now.millis_since(due.at) >= lasts => Some(MailProblem::Expired),
        _ if due.attempts as usize > RETRY_DELAYS_MS.len() => Some(MailProblem::Timeout),
        _ => None,
    }
}

/// Takes the attempt; nothing when somebody else was faster.
async fn claim(portal: &Portal, due: &DueMail, is_tried: bool) -> Result<Option<Claimed>, Error> {
    let now = portal.now();
    let delay = retry_delay_ms(due.attempts + 1).unwrap_or(0);
    let next_at = now.plus_millis(ATTEMPT_MS + SETTLE_MS + delay);
    let (store, due) = (portal.store().clone(), due.clone());
    let code = portal.random().token::<16>();
    let fresh = portal.random().bytes::<32>();
    portal
        .durable(async move {
            // tidy-allow(audit): what is sent has its own record, and what caused it has its row
            let mut tx = store.write().await?;
            if !tx.claim_mail(&due, next_at).await? {
                return Ok(None);
            }
            let mut claimed = Claimed {
                code: String::new(),
                secret: Vec::new(),
                session: None,
            };
            if let Some(purpose) = due.body.link().filter(|_| is_tried) {
                let to = MailLink {
                    account: due.account,
                    address: due.recipient.clone(),
                };
                tx.insert_mail_link(token_hash(&code).as_bytes(), purpose, &to, now)
                    .await?;
                claimed.code = code;
            }
            if matches!(due.body, MailBody::Notice(_) | MailBody::Digest(_)) {
                claimed.secret = tx.keep_mail_secret(&fresh).await?;
            }
            tx.commit().await?;
            Ok(Some(claimed))
        })
        .await
}

/// The mail as it leaves.
pub(super) fn outgoing(
    portal: &Portal,
    due: &DueMail,
    claimed: &Claimed,
) -> Result<Outgoing, MailProblem> {
    let options = &portal.settings().mail;
    let pen = Pen {
        lang: lang(due.english),
        origin: options.origin(),
        code: &claimed.code,
        secret: &claimed.secret,
        reader: due.account,
    };
    let id = message_id(&due.key);
    let mut letter = pen.write(&due.body);
    letter.calendar = claimed.session.as_ref().map(|session| {
        let url = pen.page(&format!("/sessions/{}", session.slug));
        let event = ics::session_event(portal, session, due.english, url);
        ics::calendar(event.summary.as_str(), due.at, std::slice::from_ref(&event))
    });
    let message = message(options.from(), (due, &id), letter);
    Ok(Outgoing {
        bytes: message?.formatted(),
        from: options.from().email.to_string(),
        to: due.recipient.clone(),
        at: due.at,
        id,
    })
}

/// What is to be written down of an attempt that has come to this.
pub(super) fn settled(due: &DueMail, outcome: Result<(), MailProblem>, now: Timestamp) -> Settled {
    let problem = outcome.err();
    if let Some(problem) = problem {
        // Neither address nor text: only which row it is.
        tracing::warn!(mail = %due.id, kind = due.body.code(), %problem, "a mail was not sent");
    }
    let tries = due.attempts + 1;
    let passing = problem.is_some_and(MailProblem::is_passing);
    let delay = retry_delay_ms(tries).filter(|_| passing);
    Settled {
        tries,
        tried: Tried {
            problem,
            next_at: delay.map(|delay| now.plus_millis(delay)),
        },
    }
}

/// Writes what came of an attempt.
async fn settle(
    portal: &Portal,
    due: DueMail,
    outcome: Result<(), MailProblem>,
) -> Result<(), Error> {
    let (store, now) = (portal.store().clone(), portal.now());
    let Settled { tries, tried } = settled(&due, outcome, now);
    portal
        .durable(async move {
            // tidy-allow(audit): what is sent has its own record, and what caused it has its row
            let mut tx = store.write().await?;
            tx.end_mail_try(due.id, tries, &tried).await?;
            tx.forget_mails(now.plus_millis(-MAILS_KEPT_MS)).await?;
            Ok(tx.commit().await?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{AccountId, MailId};

    fn due() -> DueMail {
        DueMail {
            id: MailId(1),
            account: AccountId(7),
            key: "7/x".into(),
            recipient: "anna@example.com".into(),
            english: true,
            body: MailBody::Recover("anna".into()),
            attempts: 0,
            at: Timestamp::from_millis(1_790_000_000_000),
        }
    }

    #[test]
    fn a_link_that_would_lead_nowhere_is_not_sent() {
        let due = due();
        let later = |minutes: i64| due.at.plus_millis(minutes * 60_000);
        assert_eq!(is_over(&due, later(29)), None);
        assert_eq!(is_over(&due, later(30)), Some(MailProblem::Expired));
        let tried = DueMail {
            attempts: 8,
            ..due.clone()
        };
        assert_eq!(is_over(&tried, later(1)), Some(MailProblem::Timeout));
    }
}
