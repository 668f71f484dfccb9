//! An authenticator and the browser before it, played in software: a P-256 key, a signature counter, and
//! whatever a dishonest one would say instead (WebAuthn §6).

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Where browsers reach the portal in these tests.
pub const ORIGIN: &str = "http://localhost:3000";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One key on one device.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    credential: Vec<u8>,
    /// Its counter; one more with each answer, unless it has none.
    pub counter: Option<u32>,
    /// The page that the browser says it shows.
    pub origin: String,
    /// Whether its owner has unlocked it.
    pub unlocked: bool,
    /// Whose key it says it is; nothing when it keeps silent.
    pub handle: Option<Vec<u8>>,
}

impl Authenticator {
    /// A key of its own for each `number`.
    pub fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            credential: vec![number; 16],
            counter: Some(0),
            origin: ORIGIN.into(),
            unlocked: true,
            handle: None,
        }
    }

    /// What `navigator.credentials.create` answers to these options.
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["attestation"], "none");
        assert_eq!(
            options["authenticatorSelection"]["userVerification"],
            "required"
        );
        let mut data = self.data(&options["rp"]["id"], ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        data.extend(&self.credential);
        data.extend(self.public_key());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(&data);
        let client = self.client("webauthn.create", &options["challenge"]);
        self.answer(&json!({
            "attestationObject": text(&object),
            "clientDataJSON": text(&client),
            "transports": ["internal"],
        }))
    }

    /// What `navigator.credentials.get` answers to these options.
    pub fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["userVerification"], "required");
        let data = self.data(&options["rpId"], 0);
        let client = self.client("webauthn.get", &options["challenge"]);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "authenticatorData": text(&data),
            "clientDataJSON": text(&client),
            "signature": text(signature.to_der().as_bytes()),
            "userHandle": self.handle.as_deref().map(text),
        }))
    }

    fn answer(&self, response: &Value) -> String {
        let id = text(&self.credential);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        })
        .to_string()
    }

    fn client(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// Authenticator data without what follows the counter (§6.1).
    fn data(&mut self, host: &Value, flags: u8) -> Vec<u8> {
        let verified = if self.unlocked { VERIFIED } else { 0 };
        let mut data = Sha256::digest(host.as_str().unwrap()).to_vec();
        data.push(PRESENT | verified | flags);
        self.counter = self.counter.map(|counter| counter + 1);
        data.extend(self.counter.unwrap_or(0).to_be_bytes());
        data
    }

    /// The public key as COSE has it: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend(x);
        key.extend(b"\x22\x58\x20");
        key.extend(y);
        key
    }
}

fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}
