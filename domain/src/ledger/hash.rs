//! The hashes of the ledger: SHA-256 with a first byte that keeps the uses apart.
//!
//! | first byte | what is hashed | source |
//! |---|---|---|
//! | none | nothing: the root of the empty tree | RFC 6962 §2.1 |
//! | `0x00` | a leaf | RFC 6962 §2.1, reliability.md L-03 |
//! | `0x01` | two nodes of the tree | RFC 6962 §2.1, reliability.md L-03 |
//! | `0x02` | the public part of a leaf with its nonce | reliability.md L-09 |
//! | `0x03` | the secret part of a leaf with its nonce | reliability.md L-09 |

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes of a hash.
pub const HASH_LEN: usize = 32;

/// A SHA-256 value, or 32 bytes that are used like one: a nonce or a salt. Shown and serialised as
/// 64 lower-case hexadecimal digits; the files of the log hold it in base64 or raw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash32(pub [u8; HASH_LEN]);

impl Hash32 {
    /// 32 zero bytes: where a chain begins, and where there is nothing to commit to.
    pub const ZERO: Self = Self([0; HASH_LEN]);

    /// The 32 bytes in `bytes`; `None` when there are more or fewer.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// As in the files of the log: standard base64 with padding, 44 characters (tlog-checkpoint).
    pub fn to_base64(self) -> String {
        Base64::encode_string(&self.0)
    }

    /// Reads what [`Self::to_base64`] writes and nothing else; `None` otherwise.
    pub fn from_base64(text: &str) -> Option<Self> {
        Self::from_slice(&from_base64(text)?)
    }

    /// Reads 64 lower-case hexadecimal digits; `None` otherwise.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 2 * HASH_LEN {
            return None;
        }
        let mut bytes = [0; HASH_LEN];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

/// The bytes behind standard base64 with padding; `None` for anything else, a second spelling of
/// the same bytes included.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// A byte as two lower-case hexadecimal digits, in ASCII.
pub const fn hex_digits(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize]]
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl std::fmt::Display for Hash32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut digits = [0; 2 * HASH_LEN];
        for (pair, byte) in digits.chunks_mut(2).zip(self.0) {
            pair.copy_from_slice(&hex_digits(byte));
        }
        f.write_str(std::str::from_utf8(&digits).expect("digits are ASCII"))
    }
}

impl Serialize for Hash32 {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash32 {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_str(Digits)
    }
}

/// Reads a hash where it stands: there are millions of them in a log.
struct Digits;

impl serde::de::Visitor<'_> for Digits {
    type Value = Hash32;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("64 hexadecimal digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Hash32, E> {
        Hash32::from_hex(text).ok_or_else(|| E::custom("not 64 hexadecimal digits"))
    }
}

/// SHA-256 of the parts one after the other.
pub(super) fn sha256(parts: &[&[u8]]) -> Hash32 {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    Hash32(digest.finalize().into())
}

/// The root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1, L-04).
pub fn empty_root() -> Hash32 {
    sha256(&[])
}

/// The hash of a leaf: SHA-256(`0x00` ‖ leaf) (RFC 6962 §2.1).
pub fn leaf_hash(leaf: &[u8]) -> Hash32 {
    sha256(&[&[0], leaf])
}

/// The hash of two nodes: SHA-256(`0x01` ‖ left ‖ right) (RFC 6962 §2.1).
pub fn node_hash(left: Hash32, right: Hash32) -> Hash32 {
    sha256(&[&[1], &left.0, &right.0])
}

/// What binds the log to a public part before it is shown: SHA-256(`0x02` ‖ nonce ‖ bytes) (L-09).
pub fn public_commitment(nonce: Hash32, public: &[u8]) -> Hash32 {
    sha256(&[&[2], &nonce.0, public])
}

/// What binds the log to a secret part: SHA-256(`0x03` ‖ nonce ‖ bytes) (L-09). The nonce is 256
/// bits of randomness, so that trying out every price finds nothing.
pub fn secret_commitment(nonce: Hash32, secret: &[u8]) -> Hash32 {
    sha256(&[&[3], &nonce.0, secret])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_base64_read_back_and_take_one_spelling() {
        let hash = leaf_hash(b"L");
        assert_eq!(Hash32::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(Hash32::from_base64(&hash.to_base64()), Some(hash));
        assert_eq!(Hash32::from_hex(&hash.to_string().to_uppercase()), None);
        let spare = hash.to_base64();
        assert_eq!(Hash32::from_base64(spare.trim_end_matches('=')), None);
        assert_eq!(Hash32::from_base64(&format!("{spare}\n")), None);
        // 32 bytes leave two bits unused in the last letter: only zeros are right.
        let mut bytes = Hash32::ZERO.to_base64().into_bytes();
        bytes[42] = b'B';
        assert_eq!(
            Hash32::from_base64(&String::from_utf8(bytes).unwrap()),
            None
        );
    }

    #[test]
    fn the_first_byte_keeps_the_uses_apart() {
        let (a, b) = (leaf_hash(b"a"), leaf_hash(b"b"));
        let both = [a.0, b.0].concat();
        assert_ne!(node_hash(a, b), leaf_hash(&both));
        assert_ne!(public_commitment(a, &b.0), secret_commitment(a, &b.0));
        assert_ne!(public_commitment(a, &b.0), node_hash(a, b));
        assert_eq!(
            empty_root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
