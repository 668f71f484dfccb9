//! Sends what is due. Several processes may do it at once: whoever counts an attempt up makes it, and the
//! same statement books the next one, as with webhooks and mails. What a process had sent that died on the
//! way may be sent again; on the screen it takes the place of itself.

use super::encryption::{KeyPair, Reader, SALT_BYTES, encrypted};
use super::object;
use crate::vault::of_browser;
use crate::{Error, Portal};
use domain::audit::Act;
use domain::push::{
    PAYLOAD_MAX, SECRET_BYTES, VAPID_KEY_BYTES, VAPID_LASTS_MS, Verdict, urgency, verdict,
};
use domain::webhooks::{ATTEMPT_MS, Address, DeliveryProblem, JITTER_MAX, retry_delay_ms};
use serde_json::json;
use store::DuePush;

/// Messages that are sent at the same time.
const ROUND_MAX: u32 = 32;
/// What writing the outcome may take beside the attempt itself, ms.
const SETTLE_MS: i64 = 5_000;
/// Messages are filled up to a multiple of this, bytes: their lengths say less.
const FILLED: usize = 512;
const _: () = assert!(PAYLOAD_MAX.is_multiple_of(FILLED) && PAYLOAD_MAX < 3_900);

/// What is posted to a push service (RFC 8030, 5), encrypted and signed already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushPost {
    /// Where to.
    pub address: Address,
    /// The `Authorization` header.
    pub authorization: String,
    /// The `Topic` header.
    pub topic: String,
    /// The `Urgency` header.
    pub urgency: &'static str,
    /// The `TTL` header: how long the push service may keep it, s.
    pub seconds: i64,
    /// The body, in the coding `aes128gcm`.
    pub body: Vec<u8>,
}

/// How a message gets to a push service.
pub trait PushTransport: Send + Sync {
    /// Posts; the status of the answer, whatever it is.
    ///
    /// # Errors
    /// Why there was no answer.
    fn push(&self, post: &PushPost) -> impl Future<Output = Result<u16, DeliveryProblem>> + Send;
}

/// Sends the messages that are due; answers how many attempts it made. Public for tests, which move the
/// clock and have a push service of their own.
///
/// # Errors
/// Only faults of ours; the next round goes on where this one began.
pub async fn send_pushes<T: PushTransport>(portal: &Portal, transport: &T) -> Result<usize, Error> {
    let (due, pair) = {
        let mut tx = portal.store().read().await?;
        let due = tx.due_pushes(portal.now(), ROUND_MAX).await?;
        if due.is_empty() {
            return Ok(0);
        }
        (due, portal.push_pair(&mut tx).await?)
    };
    let Some(pair) = pair else {
        // Another process may be able to open it.
        return Ok(0);
    };
    let attempts = due
        .into_iter()
        .map(|due| attempt(portal, (transport, &pair), due));
    let made = futures::future::join_all(attempts).await;
    let made: Vec<bool> = made.into_iter().collect::<Result<_, Error>>()?;
    Ok(made.into_iter().filter(|made| *made).count())
}

/// Whether this process was the one that made the attempt.
async fn attempt<T: PushTransport>(
    portal: &Portal,
    (transport, pair): (&T, &KeyPair),
    due: DuePush,
) -> Result<bool, Error> {
    let jitter = portal.random().below(u32::from(JITTER_MAX) + 1);
    let delay = retry_delay_ms(due.tries + 1, u16::try_from(jitter).unwrap_or(0));
    if !claim(portal, &due, delay).await? {
        return Ok(false);
    }
    if portal.now() >= due.until {
        settle(portal, due, Verdict::Never, None).await?;
        return Ok(false);
    }
    // The list may have become shorter since the browser subscribed.
    let answer = match portal.settings().push_hosts.allows(due.address.host()) {
        true => match write(portal, pair, &due) {
            Ok(post) => transport.push(&post).await,
            Err(problem) => Err(problem),
        },
        false => Err(DeliveryProblem::Forbidden),
    };
    let verdict = verdict(answer);
    if verdict != Verdict::Delivered {
        // Neither address nor text: only which row it is.
        tracing::warn!(push = %due.id, kind = %due.kind, ?answer, "a browser was not told");
    }
    settle(portal, due, verdict, delay).await?;
    Ok(true)
}

async fn claim(portal: &Portal, due: &DuePush, delay: Option<i64>) -> Result<bool, Error> {
    let next_at = portal.now().plus_millis(ATTEMPT_MS + SETTLE_MS);
    let next_at = next_at.plus_millis(delay.unwrap_or(0));
    let (store, due) = (portal.store().clone(), due.clone());
    portal
        .durable(async move {
            // tidy-allow(audit): what is sent changes nothing; what caused it has its row
            let mut tx = store.write().await?;
            let claimed = tx.claim_push(&due, next_at).await?;
            tx.commit().await?;
            Ok(claimed)
        })
        .await
}

/// The message as it leaves, under keys that are used for it alone.
fn write(portal: &Portal, pair: &KeyPair, due: &DuePush) -> Result<PushPost, DeliveryProblem> {
    let now = portal.now();
    let secret = portal.unseal::<SECRET_BYTES>(&of_browser(&due.address), &due.secret);
    let secret = secret.map_err(|error| {
        tracing::error!(%error, browser = %due.browser, "a browser was not told");
        DeliveryProblem::Sealed
    })?;
    let reader = Reader {
        public_key: &due.public_key,
        secret: &secret,
    };
    // Bytes that are no key come once in thousands of millions of times: then another try is made later.
    let once = KeyPair::of(&portal.random().bytes::<VAPID_KEY_BYTES>());
    let once = once.ok_or(DeliveryProblem::Timeout)?;
    let salt = portal.random().bytes::<SALT_BYTES>();
    let text = due.body.as_bytes();
    let length = text.len().next_multiple_of(FILLED);
    // What the browser has said of itself was looked at when it subscribed.
    let body = encrypted(reader, &once, &salt, (text, length)).ok_or(DeliveryProblem::Sealed)?;
    let origin = format!("https://{}", due.address.authority());
    let expires = now.plus_millis(VAPID_LASTS_MS).0.div_euclid(1_000_000);
    Ok(PushPost {
        authorization: pair.authorize(&origin, expires, portal.settings().mail.origin()),
        address: due.address.clone(),
        topic: due.topic.clone(),
        urgency: urgency(due.kind),
        seconds: due.until.millis_since(now).div_euclid(1_000).max(0),
        body,
    })
}

/// Writes what came of an attempt. A browser that its push service does not know any more is ended.
async fn settle(
    portal: &Portal,
    due: DuePush,
    verdict: Verdict,
    delay: Option<i64>,
) -> Result<(), Error> {
    let (store, origin, attempts) = (portal.store().clone(), portal.by_clock(), due.attempts + 1);
    let next_at = delay.map(|delay| origin.at.plus_millis(delay));
    let next_at = next_at.filter(|next_at| *next_at < due.until);
    portal
        .durable(async move {
            if verdict == Verdict::Gone {
                let mut tx = store.audited().await?;
                let owner = tx.push_browser_gone(due.browser, &due.address).await?;
                if let Some(owner) = owner {
                    let entry = origin.entry(Act::PushGone, object(due.browser));
                    let facts = json!({ "owner": owner, "host": due.address.authority() });
                    tx.audit(entry.before(&facts));
                    tx.commit().await?;
                }
                return Ok(());
            }
            // tidy-allow(audit): what is sent changes nothing; what caused it has its row
            let mut tx = store.write().await?;
            match (verdict, next_at) {
                (Verdict::Later, Some(next_at)) => {
                    tx.delay_push(due.id, attempts, next_at).await?;
                }
                _ => {
                    tx.end_push(due.id, attempts).await?;
                }
            }
            if verdict == Verdict::Delivered {
                tx.note_push(due.browser, &due.address, origin.at).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
}
