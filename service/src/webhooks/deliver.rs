//! Posts what is due. Several processes may do it at once: whoever counts an attempt up makes it, and the
//! same statement books the next one, so that a process that dies on the way leaves nothing behind that
//! somebody would have to judge (no lease, no lock that outlives a transaction). What it had sent may then
//! be sent again, with the same `webhook-id`.

use super::object;
use super::transport::{Post, Transport};
use crate::notices::tell_of_webhook;
use crate::vault::of_webhook;
use crate::{Error, Portal};
use domain::audit::Act;
use domain::ids::{LotId, WebhookId};
use domain::webhooks::{
    ATTEMPT_MS, DELIVERIES_KEPT_MS, DeliveryProblem, JITTER_MAX, RETRY_DELAYS_MS, SECRET_BYTES,
    is_given_up, retry_delay_ms, sign,
};
use serde_json::json;
use store::{Attempt, DueDelivery};

/// Webhooks that are posted to at the same time.
const ROUND_MAX: u32 = 32;
/// What writing the outcome may take beside the attempt itself, ms.
const SETTLE_MS: i64 = 5_000;

/// Posts the oldest due delivery of each webhook; answers how many attempts it made. Public for tests,
/// which move the clock and have a transport of their own.
///
/// # Errors
/// Only faults of ours; the next round goes on where this one began.
pub async fn deliver<T: Transport>(portal: &Portal, transport: &T) -> Result<usize, Error> {
    let due = {
        let mut tx = portal.store().read().await?;
        tx.due_deliveries(portal.now(), ROUND_MAX).await?
    };
    if due.is_empty() {
        return Ok(0);
    }
    let attempts = due.into_iter().map(|due| attempt(portal, transport, due));
    let made = futures::future::join_all(attempts).await;
    let made: Vec<bool> = made.into_iter().collect::<Result<_, Error>>()?;
    Ok(made.into_iter().filter(|made| *made).count())
}

/// Whether this process was the one that made the attempt.
async fn attempt<T: Transport>(
    portal: &Portal,
    transport: &T,
    due: DueDelivery,
) -> Result<bool, Error> {
    let jitter = portal.random().below(u32::from(JITTER_MAX) + 1);
    let delay = retry_delay_ms(due.tries + 1, u16::try_from(jitter).unwrap_or(0));
    if !claim(portal, &due, delay).await? {
        return Ok(false);
    }
    // The last try was booked, and whoever made it has never said what came of it.
    if due.tries as usize > RETRY_DELAYS_MS.len() {
        let lost = (None, Some(DeliveryProblem::Timeout));
        settle(portal, due, lost, None).await?;
        return Ok(false);
    }
    let secret = match portal.unseal::<SECRET_BYTES>(&of_webhook(&due.address), &due.secret) {
        Ok(secret) => secret,
        Err(error) => {
            tracing::error!(%error, webhook = %due.webhook, "a notice was not posted");
            let shut = (None, Some(DeliveryProblem::Sealed));
            settle(portal, due, shut, delay).await?;
            return Ok(false);
        }
    };
    let seconds = portal.now().0.div_euclid(1_000_000);
    let post = Post {
        address: due.address.clone(),
        signature: sign(secret.as_slice(), &due.message, seconds, &due.body),
        message: due.message.clone(),
        seconds,
        body: due.body.clone(),
    };
    // The list may have become shorter since the webhook was made.
    let answer = match portal.settings().webhook_hosts.allows(post.address.host()) {
        true => transport.post(&post).await,
        false => Err(DeliveryProblem::Forbidden),
    };
    let outcome = match answer {
        Ok(status @ 200..=299) => (Some(status), None),
        Ok(status) => (Some(status), Some(DeliveryProblem::Answer)),
        Err(problem) => (None, Some(problem)),
    };
    settle(portal, due, outcome, delay).await?;
    Ok(true)
}

async fn claim(portal: &Portal, due: &DueDelivery, delay: Option<i64>) -> Result<bool, Error> {
    let next_at = portal.now().plus_millis(ATTEMPT_MS + SETTLE_MS);
    let next_at = next_at.plus_millis(delay.unwrap_or(0));
    let (store, due) = (portal.store().clone(), due.clone());
    portal
        .durable(async move {
            // tidy-allow(audit): what is delivered has its own record, and the log of deliveries
            let mut tx = store.write().await?;
            let claimed = tx.claim_delivery(&due, next_at).await?;
            tx.commit().await?;
            Ok(claimed)
        })
        .await
}

/// Writes what came of an attempt; a webhook to which nothing has got through for days is given up.
async fn settle(
    portal: &Portal,
    due: DueDelivery,
    (status, problem): (Option<u16>, Option<DeliveryProblem>),
    delay: Option<i64>,
) -> Result<(), Error> {
    let (store, now) = (portal.store().clone(), portal.now());
    let attempt = Attempt {
        status,
        problem,
        next_at: delay.map(|delay| now.plus_millis(delay)),
    };
    let (webhook, lot) = (due.webhook, due.lot);
    let since = portal
        .durable(async move {
            // tidy-allow(audit): what is delivered has its own record, and the log of deliveries
            let mut tx = store.write().await?;
            tx.end_attempt(due.id, due.attempts + 1, &attempt).await?;
            tx.forget_deliveries(now.plus_millis(-DELIVERIES_KEPT_MS))
                .await?;
            let failed_at = problem.map(|_| now);
            // A test that fails says nothing about the notices; one that arrives does.
            let since = match due.lot.is_some() || failed_at.is_none() {
                true => tx.note_webhook(due.webhook, failed_at).await?,
                false => None,
            };
            tx.commit().await?;
            Ok(since)
        })
        .await?;
    match (since, lot) {
        (Some(since), Some(lot)) if is_given_up(since, now) => give_up(portal, webhook, lot).await,
        _ => Ok(()),
    }
}

/// Switches a webhook off and tells its owner, unless somebody else has. Whoever dies before leaves it to
/// whoever sees the next failure.
async fn give_up(portal: &Portal, webhook: WebhookId, lot: LotId) -> Result<(), Error> {
    let (store, origin) = (portal.store().clone(), portal.by_clock());
    portal
        .durable(async move {
            let mut tx = store.audited().await?;
            let Some((owner, address)) = tx.give_up_webhook(webhook).await? else {
                return Ok(());
            };
            let entry = origin.entry(Act::WebhookGiveUp, object(webhook));
            tx.audit(entry.after(&json!({ "host": address.authority() })));
            tell_of_webhook(&mut tx, (owner, lot), webhook, origin.at).await?;
            Ok(tx.commit().await?)
        })
        .await
}
