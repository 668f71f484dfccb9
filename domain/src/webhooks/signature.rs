//! Signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Random bytes of a secret; the standard wants 24 to 64.
pub const SECRET_BYTES: usize = 32;
/// How a secret begins, so that people and scanners know one when they see it.
pub const SECRET_PREFIX: &str = "whsec_";

/// A secret as it is shown to the owner of the webhook.
pub fn secret_text(secret: &[u8]) -> String {
    format!("{SECRET_PREFIX}{}", Base64::encode_string(secret))
}

/// The value of `webhook-signature` for a message sent at `seconds` (Unix time).
pub fn sign(secret: &[u8], message: &str, seconds: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of every length");
    mac.update(format!("{message}.{seconds}.{body}").as_bytes());
    let code = mac.finalize().into_bytes();
    format!("v1,{}", Base64::encode_string(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the libraries of Standard Webhooks.
    #[test]
    fn the_published_example_is_signed_the_same() {
        let key = Base64::decode_vec("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(secret_text(&key), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn every_part_counts() {
        let signed = |key: &[u8], id, at, body| sign(key, id, at, body);
        let all = [
            signed(b"k", "a", 1, "x"),
            signed(b"l", "a", 1, "x"),
            signed(b"k", "b", 1, "x"),
            signed(b"k", "a", 2, "x"),
            signed(b"k", "a", 1, "y"),
        ];
        for (place, one) in all.iter().enumerate() {
            assert!(all[..place].iter().all(|other| other != one));
        }
    }
}
