//! Passkeys (通行密钥, WebAuthn): keys that a person's device or security key keeps, taken as a second
//! factor beside a code (reliability.md S-03).

use crate::ids::PasskeyId;
use crate::text::length;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a challenge waits for its answer, ms: 5 minutes.
pub const CHALLENGE_MS: i64 = 300_000;
/// Passkeys that one account may have at a time.
pub const PASSKEYS_MAX: usize = 10;
/// Characters of the name of a passkey at most.
pub const NAME_MAX: usize = 40;
/// Bytes of what a browser answers at most. An attestation with its certificates has some thousands.
pub const ANSWER_MAX: usize = 32_768;

codes! {
    /// What a challenge was made for; an answer to it counts for nothing else.
    Ceremony {
        /// Adding a passkey.
        Register = "REGISTER" / "添加",
        /// The second step of a sign-in.
        SignIn = "SIGN_IN" / "登录",
        /// A fresh proof of identity.
        Prove = "PROVE" / "确认身份",
    }
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Identity.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub made_at: Timestamp,
    /// When somebody last proved with it who he is; absent before the first time.
    pub used_at: Option<Timestamp>,
}

/// The name of a passkey without the blanks around it; nothing unless it has 1–40 characters.
pub fn named(text: &str) -> Option<&str> {
    let text = text.trim();
    (1..=NAME_MAX).contains(&length(text)).then_some(text)
}

/// The host that passkeys are bound to (the RP ID of WebAuthn §5.1.2) where browsers reach the portal at
/// `origin`; nothing where they have none: at a bare address, and without encryption anywhere but at
/// `localhost`.
pub fn relying_party(origin: &str) -> Option<&str> {
    let (scheme, rest) = origin.split_once("://")?;
    let host = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest,
    };
    let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
    let is_local = host == "localhost" || host.ends_with(".localhost");
    let is_safe = scheme == "https" || (scheme == "http" && is_local);
    (is_safe && !is_address && !host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relying_party_is_a_host_that_browsers_trust() {
        for (origin, host) in [
            ("https://auction.example", Some("auction.example")),
            ("https://auction.example:8443", Some("auction.example")),
            ("http://localhost:3000", Some("localhost")),
            ("http://a.localhost", Some("a.localhost")),
            ("http://auction.example", None),
            ("https://192.0.2.1", None),
            ("http://127.0.0.1:3000", None),
            ("https://[2001:db8::1]:443", None),
            ("https://", None),
            ("auction.example", None),
        ] {
            assert_eq!(relying_party(origin), host, "{origin}");
        }
    }

    #[test]
    fn a_name_has_one_to_forty_characters() {
        assert_eq!(named("  手机 "), Some("手机"));
        assert_eq!(named(" \t"), None);
        assert!(named(&"键".repeat(NAME_MAX)).is_some());
        assert_eq!(named(&"键".repeat(NAME_MAX + 1)), None);
    }
}
