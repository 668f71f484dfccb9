//! What the portal signs for push services: who it is, and for which of them (RFC 8292).

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;

/// A signature holds for so long, ms: half of what a push service takes at most (RFC 8292, 2).
pub const VAPID_LASTS_MS: i64 = 12 * 3_600_000;

const HEADER: &str = r#"{"typ":"JWT","alg":"ES256"}"#;

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    sub: &'a str,
}

/// What is signed with ES256 for the push service with this origin, `https://push.example.net`: until
/// `expires`, Unix time in seconds. `subject` is where its operator finds the portal's.
///
/// # Panics
/// Never: texts and numbers always serialise.
pub fn signing_input(audience: &str, expires: i64, subject: &str) -> String {
    let claims = Claims {
        aud: audience,
        exp: expires,
        sub: subject,
    };
    let claims = serde_json::to_vec(&claims).expect("texts and numbers always serialise");
    let encoded = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    format!("{}.{}", encoded(HEADER.as_bytes()), encoded(&claims))
}

/// The `Authorization` header: what was signed with its signature, and the public key that it was signed
/// for.
pub fn authorization(signed: &str, signature: &[u8], public_key: &[u8]) -> String {
    let (signature, key) = (
        BASE64URL_NOPAD.encode(signature),
        BASE64URL_NOPAD.encode(public_key),
    );
    format!("vapid t={signed}.{signature}, k={key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_written_the_same() {
        // RFC 8292, 2.4.
        const SIGNED: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0";
        let signed = signing_input(
            "https://push.example.net",
            1_453_523_768,
            "mailto:push@example.com",
        );
        assert_eq!(signed, SIGNED);
        let header = authorization(&signed, &[0xff; 3], &[4, 1]);
        assert_eq!(header, format!("vapid t={SIGNED}.____, k=BAE"));
    }
}
