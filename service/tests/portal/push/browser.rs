//! A browser, played in software: its keys, and what it makes of a message (RFC 8291).

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{Aead, KeyInit};
use domain::push::{PushDraft, PushProof};
use domain::webhooks::Address;
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// A browser with a subscription.
pub struct Browser {
    private: SecretKey,
    /// Its public key.
    pub public_key: [u8; 65],
    /// What it shares.
    pub secret: [u8; 16],
    /// Where its push service takes messages.
    pub endpoint: String,
}

impl Browser {
    /// One of its own for each `number`, at a push service that the portal knows.
    pub fn new(number: u8) -> Self {
        let endpoint = format!("https://updates.push.services.mozilla.com/wpush/v2/canary{number}");
        Self::with(&[number; 32], [number; 16], endpoint)
    }

    /// One with these keys.
    pub fn with(private: &[u8], secret: [u8; 16], endpoint: String) -> Self {
        let private = SecretKey::from_slice(private).unwrap();
        let public_key = private.public_key().to_sec1_point(false);
        Self {
            public_key: public_key.as_bytes().try_into().unwrap(),
            private,
            secret,
            endpoint,
        }
    }

    /// What it says of itself.
    pub fn draft(&self) -> PushDraft {
        PushDraft {
            address: Address::parse(&self.endpoint).unwrap(),
            public_key: self.public_key,
            secret: self.secret,
        }
    }

    /// What it alone knows.
    pub fn proof(&self) -> PushProof {
        PushProof {
            address: Address::parse(&self.endpoint).unwrap(),
            secret: self.secret,
        }
    }

    /// The text of a message of one record, without what it was filled up with.
    pub fn decrypt(&self, body: &[u8]) -> String {
        let (salt, rest) = body.split_at(16);
        let (size, rest) = rest.split_at(4);
        assert_eq!(size, [0, 0, 16, 0], "4,096");
        assert_eq!(rest[0], 65);
        let (theirs, record) = rest[1..].split_at(65);
        let shared = PublicKey::from_sec1_bytes(theirs).unwrap();
        let shared = self.private.diffie_hellman(&shared);
        let expand = |salt: &[u8], from: &[u8], info: &[u8], bytes: usize| {
            let mut made = vec![0; bytes];
            let hkdf = Hkdf::<Sha256>::new(Some(salt), from);
            hkdf.expand(info, &mut made).unwrap();
            made
        };
        let mut info = b"WebPush: info\0".to_vec();
        info.extend(self.public_key);
        info.extend(theirs);
        let material = expand(&self.secret, shared.raw_secret_bytes(), &info, 32);
        let key = expand(salt, &material, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = expand(salt, &material, b"Content-Encoding: nonce\0", 12);
        let (key, nonce): ([u8; 16], [u8; 12]) =
            (key.try_into().unwrap(), nonce.try_into().unwrap());
        let cipher = Aes128Gcm::new(&key.into());
        let mut text = cipher.decrypt(&nonce.into(), record).unwrap();
        while text.last() == Some(&0) {
            text.pop();
        }
        assert_eq!(text.pop(), Some(2), "the last record");
        String::from_utf8(text).unwrap()
    }
}
