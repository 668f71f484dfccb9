//! Messages that only one browser can read (RFC 8291, on the coding of RFC 8188), and the signature that
//! push services ask for (RFC 8292). No crate that is kept does it without OpenSSL; the curve, the key
//! derivation and the cipher are those of RustCrypto, as everywhere here. What is written here is tried
//! against the examples of the standards in `service/tests/portal/push`.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{Aead, KeyInit};
use domain::push::{PUBLIC_KEY_BYTES, SECRET_BYTES, VAPID_KEY_BYTES, authorization, signing_input};
use hkdf::Hkdf;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// Bytes of the salt of a message.
pub const SALT_BYTES: usize = 16;
/// The size of a record, which every message fits into (RFC 8291, 4).
const RECORD: u32 = 4_096;

/// A private key with its public one.
#[derive(Clone)]
pub struct KeyPair {
    private: SecretKey,
    public: [u8; PUBLIC_KEY_BYTES],
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyPair(…)")
    }
}

impl KeyPair {
    /// The pair of a private key; nothing for bytes that are none, which random ones are about once in
    /// four thousand million times.
    pub fn of(private: &[u8; VAPID_KEY_BYTES]) -> Option<Self> {
        let private = SecretKey::from_slice(private).ok()?;
        let public = private.public_key().to_sec1_point(false);
        let public = public.as_bytes().try_into().ok()?;
        Some(Self { private, public })
    }

    /// The public key: a point that is not compressed.
    pub const fn public(&self) -> &[u8; PUBLIC_KEY_BYTES] {
        &self.public
    }

    /// The `Authorization` header for the push service with this origin, which holds until `expires`, Unix
    /// time in seconds.
    pub fn authorize(&self, audience: &str, expires: i64, subject: &str) -> String {
        let signed = signing_input(audience, expires, subject);
        let signature: Signature = SigningKey::from(&self.private).sign(signed.as_bytes());
        authorization(&signed, &signature.to_bytes(), &self.public)
    }
}

/// What a browser has said of itself.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Its public key.
    pub public_key: &'a [u8; PUBLIC_KEY_BYTES],
    /// The secret that it shares.
    pub secret: &'a [u8; SECRET_BYTES],
}

impl Reader<'_> {
    /// Whether its public key is one: a point on the curve.
    pub fn is_sound(&self) -> bool {
        PublicKey::from_sec1_bytes(self.public_key).is_ok()
    }
}

/// A message as it leaves: a header with salt and public key, and one record. `once` is a pair that is
/// used for this message alone, as is `salt`. The text is filled up to `length` bytes, so that its own
/// says less to the push service.
///
/// Nothing when the key of the browser is none, or the text does not fit.
pub fn encrypted(
    reader: Reader<'_>,
    once: &KeyPair,
    salt: &[u8; SALT_BYTES],
    (text, length): (&[u8], usize),
) -> Option<Vec<u8>> {
    let theirs = PublicKey::from_sec1_bytes(reader.public_key).ok()?;
    let shared = once.private.diffie_hellman(&theirs);
    // RFC 8291, 3.4.
    let info = [
        b"WebPush: info\0".as_slice(),
        &reader.public_key[..],
        &once.public,
    ]
    .concat();
    let mut material = [0; 32];
    let hkdf = Hkdf::<Sha256>::new(Some(reader.secret), shared.raw_secret_bytes());
    hkdf.expand(&info, &mut material).ok()?;
    // RFC 8188, 2.2 and 2.3.
    let hkdf = Hkdf::<Sha256>::new(Some(salt), &material);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    hkdf.expand(b"Content-Encoding: aes128gcm\0", &mut key)
        .ok()?;
    hkdf.expand(b"Content-Encoding: nonce\0", &mut nonce).ok()?;
    // The last record ends with a 2, and as many zeros as one likes.
    let mut record = [text, &[2]].concat();
    record.resize(record.len().max(length + 1), 0);
    let cipher = Aes128Gcm::new(&key.into());
    let sealed = cipher.encrypt(&nonce.into(), &record[..]).ok()?;
    let header_bytes = SALT_BYTES + 4 + 1 + PUBLIC_KEY_BYTES;
    if header_bytes + sealed.len() > RECORD as usize {
        return None;
    }
    let id_bytes = [PUBLIC_KEY_BYTES as u8];
    Some(
        [
            &salt[..],
            &RECORD.to_be_bytes(),
            &id_bytes,
            &once.public,
            &sealed,
        ]
        .concat(),
    )
}
