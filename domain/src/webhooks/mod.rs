//! Webhooks (网络回调): the portal posts the notices of a person to a program of his, signed as
//! [Standard Webhooks](https://www.standardwebhooks.com) has it. Where it may post to is [`address`]'s to
//! say, for it is the portal that connects (reliability.md S-26).

mod address;
mod egress;
mod public;
mod signature;

pub use address::{Address, AddressRefusal, Host};
pub use egress::Egress;
pub use public::is_public;
pub use signature::{SECRET_BYTES, SECRET_PREFIX, secret_text, sign};

use crate::ids::{DeliveryId, WebhookId};
use crate::notices::{NoticeBody, NoticeKind};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Webhooks that one account may have at a time.
pub const WEBHOOKS_MAX: usize = 5;
/// Characters of the name of a webhook, at most.
pub const NAME_MAX: usize = 40;
/// Deliveries that the log shows, the latest ones.
pub const LOG_MAX: u32 = 50;
/// The whole of an attempt takes no longer, from the look-up of the name to the answer, ms.
pub const ATTEMPT_MS: i64 = 10_000;
/// Bytes of an answer that are read; its content means nothing.
pub const ANSWER_MAX: usize = 16 * 1_024;
/// What failed is tried again after these delays, ms: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h.
pub const RETRY_DELAYS_MS: [i64; 7] = [
    5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000,
];
/// A webhook to which nothing got through for so long is switched off, ms.
pub const GIVE_UP_MS: i64 = 5 * 86_400_000;
/// Deliveries that are over are forgotten after so long, ms.
pub const DELIVERIES_KEPT_MS: i64 = 30 * 86_400_000;
/// Shares of [`retry_delay_ms`]'s jitter: 1,000 stand for a tenth of the delay.
pub const JITTER_MAX: u16 = 1_000;

codes! {
    /// Where a delivery stands.
    DeliveryState {
        /// To be tried, for the first time or again.
        Waiting = "WAITING" / "待送达",
        /// Answered with 2xx.
        Delivered = "DELIVERED" / "已送达",
        /// Given up: the last try failed, or the webhook was switched off.
        Failed = "FAILED" / "未送达",
    }
}

codes! {
    /// Why an attempt failed.
    DeliveryProblem {
        /// The name leads to an address that the portal does not connect to.
        Forbidden = "FORBIDDEN" / "地址不允许访问",
        /// The name leads nowhere.
        Unresolved = "UNRESOLVED" / "域名无法解析",
        /// Nobody took the connection.
        Unreachable = "UNREACHABLE" / "无法连接",
        /// No encrypted connection: above all, a certificate that nobody trusts.
        Tls = "TLS" / "证书或加密连接有误",
        /// Not done within ten seconds.
        Timeout = "TIMEOUT" / "超时",
        /// Answered, but not with 2xx; a redirect is not followed.
        Answer = "ANSWER" / "答复不是 2xx",
        /// The portal cannot open the secret that messages are signed with.
        Sealed = "SEALED" / "签名密钥不可用",
        /// The webhook was switched off.
        SwitchedOff = "SWITCHED_OFF" / "网络回调已停用",
    }
}

/// A webhook as its owner sees it; its secret is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Identity.
    pub id: WebhookId,
    /// What its owner calls it; empty when he has not said.
    pub name: String,
    /// Where it posts to.
    pub address: Address,
    /// What it is told of.
    pub kinds: Vec<NoticeKind>,
    /// Whether it is switched on.
    pub on: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Nothing has got through since then; absent while all is well.
    pub failing_since: Option<Timestamp>,
}

/// A webhook that has just been made, with the secret that is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// What the receiver checks signatures with.
    pub secret: String,
}

/// A notice on its way to a webhook, as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identity.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// What `webhook-id` says, in every attempt.
    pub message: String,
    /// What it is about; absent for a test.
    pub kind: Option<NoticeKind>,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; absent when it is over.
    pub next_at: Option<Timestamp>,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// Why the last attempt failed.
    pub problem: Option<DeliveryProblem>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What a webhook is to be, a new one or one that is edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDraft {
    /// What its owner calls it, at most [`NAME_MAX`] characters; may be empty.
    pub name: String,
    /// Where it posts to.
    pub address: Address,
    /// What it is told of.
    pub kinds: Vec<NoticeKind>,
}

/// Why a webhook is not made, or not edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefusal {
    /// The name is too long.
    #[error("WEBHOOK_NAME")]
    Name,
    /// No kind of notice was chosen.
    #[error("WEBHOOK_NO_KIND")]
    NoKind,
    /// The account has [`WEBHOOKS_MAX`] already.
    #[error("WEBHOOK_TOO_MANY")]
    TooMany,
}

impl WebhookDraft {
    /// Checks the draft for an account that has `held` webhooks, beside the one that is edited.
    ///
    /// # Errors
    /// [`WebhookRefusal`], the first that applies.
    pub fn check(&self, held: usize) -> Result<(), WebhookRefusal> {
        if crate::text::length(&self.name) > NAME_MAX {
            return Err(WebhookRefusal::Name);
        }
        if self.kinds.is_empty() {
            return Err(WebhookRefusal::NoKind);
        }
        if held >= WEBHOOKS_MAX {
            return Err(WebhookRefusal::TooMany);
        }
        Ok(())
    }
}

/// How long to wait after `tries` failed tries of a round, ms; nothing when it is over. `jitter`,
/// 0–[`JITTER_MAX`], adds up to a tenth, so that what failed together does not come back together.
pub fn retry_delay_ms(tries: u32, jitter: u16) -> Option<i64> {
    let place = usize::try_from(tries.checked_sub(1)?).ok()?;
    let delay = RETRY_DELAYS_MS.get(place)?;
    Some(delay + delay * i64::from(jitter.min(JITTER_MAX)) / i64::from(JITTER_MAX) / 10)
}

/// Whether a webhook that nothing has got through to since `failing_since` is given up.
pub fn is_given_up(failing_since: Timestamp, now: Timestamp) -> bool {
    now.millis_since(failing_since) >= GIVE_UP_MS
}

/// What `webhook-id` says about the news that `key` names, the same whenever it is sent.
pub fn message_id(webhook: WebhookId, key: &str) -> String {
    let digest = Sha256::digest(format!("{webhook}/{key}"));
    let digits = digest[..16].iter().map(|byte| format!("{byte:02x}"));
    format!("msg_{}", digits.collect::<String>())
}

#[derive(Serialize)]
struct Payload<'a, T> {
    r#type: String,
    timestamp: String,
    data: &'a T,
}

#[derive(Serialize)]
struct NoticeData<'a> {
    lot: &'a str,
    notice: &'a NoticeBody,
}

fn payload<T: Serialize>(kind: String, at: Timestamp, data: &T) -> String {
    let payload = Payload {
        r#type: kind,
        timestamp: at.rfc3339(),
        data,
    };
    serde_json::to_string(&payload).expect("string keys and plain values always serialise")
}

/// The body of a notice about `lot`: type, instant and data, as Standard Webhooks proposes.
pub fn notice_payload(lot: &str, notice: &NoticeBody, at: Timestamp) -> String {
    let kind = notice.kind().code().to_lowercase();
    payload(format!("notice.{kind}"), at, &NoticeData { lot, notice })
}

/// The body of a test.
pub fn test_payload(webhook: WebhookId, at: Timestamp) -> String {
    payload(
        "webhook.test".into(),
        at,
        &serde_json::json!({ "webhook": webhook }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Fen;

    #[test]
    fn a_draft_is_checked_in_order() {
        let draft = |kinds: &[NoticeKind]| WebhookDraft {
            name: "甲".repeat(NAME_MAX),
            address: Address::parse("https://example.org/hook").unwrap(),
            kinds: kinds.to_vec(),
        };
        assert_eq!(draft(&[NoticeKind::Won]).check(4), Ok(()));
        assert_eq!(draft(&[]).check(9), Err(WebhookRefusal::NoKind));
        let full = draft(&[NoticeKind::Won]).check(5);
        assert_eq!(full, Err(WebhookRefusal::TooMany));
        let mut long = draft(&[]);
        long.name.push('x');
        assert_eq!(long.check(9), Err(WebhookRefusal::Name));
    }

    #[test]
    fn delays_grow_and_end() {
        let delays: Vec<_> = (0..10).map(|tries| retry_delay_ms(tries, 0)).collect();
        assert_eq!(delays[0], None, "nothing has failed yet");
        assert_eq!(delays[1], Some(5_000));
        assert_eq!(delays[2], Some(300_000));
        assert_eq!(delays[7], Some(36_000_000));
        assert_eq!(delays[8], None, "the eighth try was the last");
        assert_eq!(retry_delay_ms(1, JITTER_MAX), Some(5_500));
        assert_eq!(retry_delay_ms(1, u16::MAX), Some(5_500));
    }

    #[test]
    fn five_days_are_enough() {
        let (since, day) = (Timestamp::from_millis(7), 86_400_000);
        assert!(!is_given_up(since, since.plus_millis(5 * day - 1)));
        assert!(is_given_up(since, since.plus_millis(5 * day)));
    }

    #[test]
    fn a_message_has_one_id_for_ever() {
        let id = message_id(WebhookId(1), "WON/5/9");
        assert_eq!(id, message_id(WebhookId(1), "WON/5/9"));
        assert_ne!(id, message_id(WebhookId(2), "WON/5/9"));
        assert_ne!(id, message_id(WebhookId(1), "WON/5/10"));
        assert_eq!(id.len(), 4 + 32);
        assert!(!id.contains('.'), "the signature separates with dots");
    }

    #[test]
    fn a_payload_names_type_instant_and_data() {
        let at = Timestamp::from_millis(0);
        let body = notice_payload("P2026-ENER-0001", &NoticeBody::Won(Fen::yuan(5)), at);
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(read["type"], "notice.won");
        assert_eq!(read["timestamp"], at.rfc3339());
        assert_eq!(read["data"]["lot"], "P2026-ENER-0001");
        assert_eq!(read["data"]["notice"]["kind"], "won");
        let test = test_payload(WebhookId(3), at);
        assert!(test.starts_with(r#"{"type":"webhook.test""#), "{test}");
    }
}
