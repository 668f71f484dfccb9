//! Web Push (浏览器通知): the portal posts a short message about a notice to the push service that a
//! browser has named, which wakes the browser up (RFC 8030). Only the browser can read it (RFC 8291), and
//! the push service takes it from nobody but this portal (RFC 8292).
//!
//! As in mails nothing of it is a secret of the bidding: no ceiling, no reserve price, no contact.

mod hosts;
mod message;
mod vapid;

pub use hosts::PushHosts;
pub use message::{PAYLOAD_MAX, PushMessage};
pub use vapid::{VAPID_LASTS_MS, authorization, signing_input};

use crate::ids::{LotId, PushId};
use crate::logins::Device;
use crate::notices::NoticeKind;
use crate::time::Timestamp;
use crate::webhooks::{Address, DeliveryProblem};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Browsers that one account may have its notices sent to at a time.
pub const BROWSERS_MAX: usize = 10;
/// Bytes of the secret that a browser shares for its messages (RFC 8291, 3.2).
pub const SECRET_BYTES: usize = 16;
/// Bytes of the public key of a browser: a point of P-256, not compressed (RFC 8291, 3.1).
pub const PUBLIC_KEY_BYTES: usize = 65;
/// Bytes of the private key that the portal signs for push services with: a scalar of P-256.
pub const VAPID_KEY_BYTES: usize = 32;

const HOUR_MS: i64 = 3_600_000;

/// A browser that is told of notices, as the owner of the account sees it. What messages are encrypted
/// with, and the whole address of its push service, are shown to nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushBrowser {
    /// Identity.
    pub id: PushId,
    /// The browser in plain words.
    pub device: Device,
    /// The host of its push service.
    pub host: String,
    /// By this the browser knows itself in the list: [`mark`] of its address.
    pub mark: String,
    /// Messages are in English, otherwise in Chinese.
    pub english: bool,
    /// Since when it is told.
    pub created_at: Timestamp,
    /// When its push service last took a message; absent before the first.
    pub delivered_at: Option<Timestamp>,
}

/// What a browser says of itself when it subscribes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushDraft {
    /// Where its push service takes messages for it.
    pub address: Address,
    /// Its public key, a point that is not compressed. Whether it lies on the curve is looked at where
    /// messages are encrypted.
    pub public_key: [u8; PUBLIC_KEY_BYTES],
    /// The secret that it shares.
    pub secret: [u8; SECRET_BYTES],
}

/// Why a browser is not told of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushRefusal {
    /// What the browser has sent is no subscription.
    #[error("PUSH_MALFORMED")]
    Malformed,
    /// The account has [`BROWSERS_MAX`] already.
    #[error("PUSH_TOO_MANY")]
    TooMany,
}

impl PushDraft {
    /// Reads what a browser has sent: the address, and both keys in base64url (Push API, 8).
    ///
    /// # Errors
    /// [`PushRefusal::Malformed`].
    pub fn read(endpoint: &str, public_key: &str, secret: &str) -> Result<Self, PushRefusal> {
        let address = Address::parse(endpoint.trim()).ok();
        let public_key = bytes(public_key).and_then(|key| key.try_into().ok());
        // Every other form of a point has another first byte (SEC 1, 2.3.3).
        let public_key = public_key.filter(|key: &[u8; PUBLIC_KEY_BYTES]| key[0] == 4);
        let secret = bytes(secret).and_then(|secret| secret.try_into().ok());
        match (address, public_key, secret) {
            (Some(address), Some(public_key), Some(secret)) => Ok(Self {
                address,
                public_key,
                secret,
            }),
            _ => Err(PushRefusal::Malformed),
        }
    }
}

/// What a browser knows that was told until now, and nobody else but its push service and the portal: with
/// it the browser says that its subscription has been renewed, whoever is signed in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushProof {
    /// Where its push service took messages for it.
    pub address: Address,
    /// The secret that it shared.
    pub secret: [u8; SECRET_BYTES],
}

impl PushProof {
    /// Reads what a browser has sent, as [`PushDraft::read`] does.
    ///
    /// # Errors
    /// [`PushRefusal::Malformed`].
    pub fn read(endpoint: &str, secret: &str) -> Result<Self, PushRefusal> {
        let address = Address::parse(endpoint.trim()).ok();
        let secret = bytes(secret).and_then(|secret| secret.try_into().ok());
        match (address, secret) {
            (Some(address), Some(secret)) => Ok(Self { address, secret }),
            _ => Err(PushRefusal::Malformed),
        }
    }
}

/// The bytes of a text in base64url.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches('=');
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

/// By what a browser knows itself in a list that does not say its address: nothing for what is no
/// address of a push service.
pub fn mark(endpoint: &str) -> Option<String> {
    let address = Address::parse(endpoint.trim()).ok()?;
    let digest = Sha256::digest(format!("push/{address}"));
    Some(data_encoding::HEXLOWER.encode(&digest[..8]))
}

/// What a later message takes the place of, on its way and on the screen (RFC 8030, 5.4: up to 32 letters
/// of base64url): of being outbid on a lot the last one counts, everything else stays for itself.
pub fn topic(kind: NoticeKind, lot: LotId, key: &str) -> String {
    let about = match kind {
        NoticeKind::Outbid => format!("{kind}/{lot}"),
        _ => key.to_owned(),
    };
    let digest = Sha256::digest(format!("push/{about}"));
    BASE64URL_NOPAD.encode(&digest[..18])
}

/// For so long a message is worth something, from when it is to be told, ms; after that neither the portal
/// nor the push service (RFC 8030, 5.2) sends it any more. It stays in the list of notices.
pub const fn lasts_ms(kind: NoticeKind) -> i64 {
    match kind {
        NoticeKind::Outbid
        | NoticeKind::Opening
        | NoticeKind::Extended
        | NoticeKind::Suspended
        | NoticeKind::Resumed => HOUR_MS,
        _ => 24 * HOUR_MS,
    }
}

/// Whether a battery may be woken up for it (RFC 8030, 5.3).
pub const fn urgency(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Outbid => "high",
        _ => "normal",
    }
}

/// What comes of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The push service has taken the message.
    Delivered,
    /// There is no such browser any more: it is told nothing from now on (RFC 8030, 7.3).
    Gone,
    /// Another attempt may fare better.
    Later,
    /// This message will never be taken.
    Never,
}

/// What an answer of a push service means, or that there was none. A redirect is not followed.
pub const fn verdict(answer: Result<u16, DeliveryProblem>) -> Verdict {
    match answer {
        Ok(200..=299) => Verdict::Delivered,
        Ok(404 | 410) => Verdict::Gone,
        Ok(408 | 425 | 429 | 500..=599) => Verdict::Later,
        Ok(_) | Err(DeliveryProblem::Forbidden | DeliveryProblem::Sealed) => Verdict::Never,
        Err(_) => Verdict::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The keys of the browser in RFC 8291, appendix A.
    const KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const ENDPOINT: &str = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV";

    #[test]
    fn what_a_browser_sends_is_read_whole_or_not_at_all() {
        let draft = PushDraft::read(ENDPOINT, KEY, SECRET).unwrap();
        assert_eq!(draft.address.to_string(), ENDPOINT);
        assert_eq!((draft.public_key[0], draft.public_key[64]), (4, 0x0e));
        assert_eq!(draft.secret[0], 5);
        let padded = PushDraft::read(ENDPOINT, &format!("{KEY}="), &format!("{SECRET}=="));
        assert_eq!(padded, Ok(draft), "some browsers pad");
        let compressed = KEY.replacen("BC", "Ag", 1);
        for (endpoint, key, secret) in [
            ("", KEY, SECRET),
            ("http://push.example.net/a", KEY, SECRET),
            ("https://127.0.0.1/a", KEY, SECRET),
            ("https://localhost/a", KEY, SECRET),
            (ENDPOINT, "", SECRET),
            (ENDPOINT, &KEY[2..], SECRET),
            (ENDPOINT, &compressed, SECRET),
            (ENDPOINT, KEY, ""),
            (ENDPOINT, KEY, &SECRET[2..]),
            (ENDPOINT, KEY, "!!!!!!!!!!!!!!!!!!!!!!"),
        ] {
            let read = PushDraft::read(endpoint, key, secret);
            assert_eq!(
                read,
                Err(PushRefusal::Malformed),
                "{endpoint} {key} {secret}"
            );
        }
    }

    #[test]
    fn a_browser_knows_itself_by_a_mark_that_gives_nothing_away() {
        let own = mark(ENDPOINT).unwrap();
        assert_eq!(
            own,
            mark(&ENDPOINT.replace("https://push", "HTTPS://Push")).unwrap()
        );
        assert_ne!(own, mark(&format!("{ENDPOINT}x")).unwrap());
        assert_eq!(own.len(), 16);
        assert_eq!(mark("nonsense"), None);
    }

    #[test]
    fn of_being_outbid_on_a_lot_the_last_message_counts() {
        let of = |kind, lot, key| topic(kind, LotId(lot), key);
        let outbid = of(NoticeKind::Outbid, 1, "OUTBID/1/5");
        assert_eq!(outbid, of(NoticeKind::Outbid, 1, "OUTBID/1/6"));
        assert_ne!(outbid, of(NoticeKind::Outbid, 2, "OUTBID/1/5"));
        let won = of(NoticeKind::Won, 1, "WON/1/5");
        assert_ne!(won, of(NoticeKind::Won, 1, "WON/1/6"));
        for topic in [outbid, won] {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            assert!(topic.len() <= 32 && topic.bytes().all(plain), "{topic}");
        }
    }

    #[test]
    fn an_answer_ends_the_browser_the_message_or_the_attempt() {
        let of = |status| verdict(Ok(status));
        assert_eq!((of(201), of(200)), (Verdict::Delivered, Verdict::Delivered));
        assert_eq!((of(404), of(410)), (Verdict::Gone, Verdict::Gone));
        for status in [429, 500, 503] {
            assert_eq!(of(status), Verdict::Later, "{status}");
        }
        // A redirect, a key that is not ours, a message that is too long.
        for status in [301, 307, 400, 401, 403, 413] {
            assert_eq!(of(status), Verdict::Never, "{status}");
        }
        for problem in DeliveryProblem::ALL {
            let again = !matches!(
                problem,
                DeliveryProblem::Forbidden | DeliveryProblem::Sealed
            );
            let expected = if again {
                Verdict::Later
            } else {
                Verdict::Never
            };
            assert_eq!(verdict(Err(*problem)), expected, "{problem}");
        }
    }

    proptest! {
        #[test]
        fn only_two_answers_end_a_browser(status in 100u16..1000) {
            let gone = verdict(Ok(status)) == Verdict::Gone;
            prop_assert_eq!(gone, status == 404 || status == 410);
        }

        #[test]
        fn nothing_that_a_browser_sends_is_a_panic(a in ".{0,80}", b in ".{0,120}", c in ".{0,40}") {
            let _ = PushDraft::read(&a, &b, &c);
            let _ = PushDraft::read(ENDPOINT, &b, &c);
            let _ = mark(&a);
        }
    }
}
