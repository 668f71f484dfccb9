//! The keys of signed notes and their text form (C2SP signed-note; the forms `vkey` and `skey` are
//! those of golang.org/x/mod/sumdb/note).

use super::hash::{from_base64, sha256};
use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use std::fmt;
use zeroize::Zeroizing;

/// What a key signs, the signature type of signed-note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// `0x01`: Ed25519 over the text of the note.
    Ed25519,
    /// `0x04`: Ed25519 over the text and a time, by a witness ([`super::cosignature`]).
    Cosignature,
}

impl KeyKind {
    /// The byte that names the type.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::Cosignature => 4,
        }
    }

    const fn of(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Ed25519),
            4 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// Why a key or a note is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not the text form of a key, or of a type that is not supported.
    #[error("not a key")]
    Key,
    /// The number in the text of a key is not that of the key.
    #[error("the key has another id")]
    KeyId,
    /// Not a signed note.
    #[error("not a signed note")]
    Malformed,
    /// A text that cannot be signed: without a final newline, or with control characters.
    #[error("not a text to sign")]
    Text,
    /// A signature of a known key does not fit the text.
    #[error("a wrong signature")]
    Signature,
    /// No known key has signed.
    #[error("not signed by a known key")]
    Unsigned,
}

/// A key that checks signatures, e.g. `example.com/log+1a2b3c4d+AQ…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    id: u32,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Reads the form `<name>+<8 hexadecimal digits>+<base64 of type and key>`.
    ///
    /// # Errors
    /// [`NoteError::Key`], or [`NoteError::KeyId`] when the digits are not those of the key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (name, id, kind, bytes) = key_parts(text)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| NoteError::Key)?;
        let parsed = Self::new(name, kind, key);
        (parsed.id == id).then_some(parsed).ok_or(NoteError::KeyId)
    }

    fn new(name: &str, kind: KeyKind, key: VerifyingKey) -> Self {
        let hash = sha256(&[name.as_bytes(), b"\n", &[kind.byte()], key.as_bytes()]).0;
        let id = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        Self {
            name: name.to_owned(),
            kind,
            id,
            key,
        }
    }

    /// Who signs, for a log its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ key).
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Whether both wrap the same public key, whatever they are called (tlog-policy).
    pub(super) fn same_key(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Whether `signature` is this key's over `message`, by the strict rules that leave no room
    /// for a second reading of RFC 8032.
    pub(super) fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, &self.name, self.id, self.kind, self.key.as_bytes())
    }
}

/// A key that signs. Its text form begins with `PRIVATE+KEY+` and belongs in no log, page or file
/// of the portal's data: there is no `Display`, only [`Self::to_secret_text`]. Wiped from memory when it
/// is dropped, outside of browsers (S-32).
#[derive(Clone)]
pub struct SignerKey {
    key: SigningKey,
    verifier: VerifierKey,
}

impl SignerKey {
    /// The key with this name whose 32 secret bytes are `seed`, from a source of randomness.
    ///
    /// # Errors
    /// [`NoteError::Key`] when the name is empty or holds a space or a plus sign.
    pub fn from_seed(name: &str, kind: KeyKind, seed: [u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::Key);
        }
        let key = SigningKey::from_bytes(&Zeroizing::new(seed));
        let verifier = VerifierKey::new(name, kind, key.verifying_key());
        Ok(Self { key, verifier })
    }

    /// Reads the form `PRIVATE+KEY+<name>+<8 hexadecimal digits>+<base64 of type and seed>`.
    ///
    /// # Errors
    /// [`NoteError::Key`], or [`NoteError::KeyId`] when the digits are not those of the key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(NoteError::Key)?;
        let (name, id, kind, seed) = key_parts(rest)?;
        let parsed = Self::from_seed(name, kind, *Zeroizing::new(seed))?;
        (parsed.verifier.id == id)
            .then_some(parsed)
            .ok_or(NoteError::KeyId)
    }

    /// The text form, which whoever holds can sign with.
    pub fn to_secret_text(&self) -> String {
        struct Text<'a>(&'a SignerKey);
        impl fmt::Display for Text<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let VerifierKey { name, id, kind, .. } = &self.0.verifier;
                write_key(f, name, *id, *kind, self.0.key.as_bytes())
            }
        }
        format!("PRIVATE+KEY+{}", Text(self))
    }

    /// The key that checks what this one signs.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The 64 bytes of the signature over `message`.
    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerKey")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

/// Non-empty, without Unicode spaces and plus signs; and without control characters, which no
/// note may hold.
pub(super) fn is_name(name: &str) -> bool {
    let refused = |c: char| c.is_whitespace() || c == '+' || c < ' ';
    !name.is_empty() && !name.contains(refused)
}

/// Name, id, kind and the 32 bytes of `<name>+<id>+<base64>`.
fn key_parts(text: &str) -> Result<(&str, u32, KeyKind, [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let mut part = || parts.next().ok_or(NoteError::Key);
    let (name, id, key) = (part()?, part()?, part()?);
    let digits = id.len() == 8 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !is_name(name) || !digits {
        return Err(NoteError::Key);
    }
    let id = u32::from_str_radix(id, 16).map_err(|_| NoteError::Key)?;
    let bytes = Zeroizing::new(from_base64(key).ok_or(NoteError::Key)?);
    let (kind, key) = bytes.split_first().ok_or(NoteError::Key)?;
    let kind = KeyKind::of(*kind).ok_or(NoteError::Key)?;
    let key = key.try_into().map_err(|_| NoteError::Key)?;
    Ok((name, id, kind, key))
}

fn write_key(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    id: u32,
    kind: KeyKind,
    key: &[u8; 32],
) -> fmt::Result {
    let bytes = [[kind.byte()].as_slice(), key].concat();
    write!(f, "{name}+{id:08x}+{}", Base64::encode_string(&bytes))
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    #[test]
    fn the_key_that_signs_is_wiped() {
        fn wiped<T: ZeroizeOnDrop>() {}
        wiped::<ed25519_dalek::SigningKey>();
    }
}
