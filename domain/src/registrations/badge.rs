//! What people show at the door, and the secret link of their registration.

use crate::ids::RegistrationId;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// 30 characters of which no two look or sound alike.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code.
const CHARS: usize = 8;
/// Random bytes that a code is made of.
pub const CODE_BYTES: usize = CHARS;
/// Bytes of the signature of a link: 128 bits.
const SIGNATURE_BYTES: usize = 16;

/// The code of a registration: 8 characters, which are read out and typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitCode(String);

impl UnitCode {
    /// A code of random bytes.
    pub fn of_bytes(bytes: [u8; CODE_BYTES]) -> Self {
        let char = |byte: u8| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
        Self(bytes.into_iter().map(char).collect())
    }

    /// Reads a code in any width and case; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let code = plain(text);
        let fits = code.len() == CHARS && code.bytes().all(|b| ALPHABET.contains(&b));
        fits.then_some(Self(code))
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is scanned or typed at the door: the code of a unit, alone or with the place of one of its
/// people, `K7QM2RTX-2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadgeCode {
    /// The unit.
    pub unit: UnitCode,
    /// The place of the person, from 1; nothing for all of them.
    pub place: Option<u16>,
}

impl BadgeCode {
    /// Reads a code; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = plain(text);
        let (unit, place) = match text.split_once('-') {
            None => (text.as_str(), None),
            Some((unit, place)) => (unit, Some(place.parse().ok().filter(|place| *place > 0)?)),
        };
        let unit = UnitCode::parse(unit)?;
        Some(Self { unit, place })
    }
}

impl std::fmt::Display for BadgeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.place {
            Some(place) => write!(f, "{}-{place}", self.unit.as_str()),
            None => f.write_str(self.unit.as_str()),
        }
    }
}

/// Upper case, in half width, without blanks.
fn plain(text: &str) -> String {
    let folded = crate::text::fold_width(text);
    let chars = folded.chars().filter(|c| !c.is_whitespace());
    chars.map(|c| c.to_ascii_uppercase()).collect()
}

/// What the link to a registration carries; nobody without the portal's `secret` makes one.
pub fn link_token(secret: &[u8], id: RegistrationId) -> String {
    signed_token(secret, "registration", id.get())
}

/// The registration that a link with this token leads to; nothing when it was not made here.
pub fn read_link_token(secret: &[u8], token: &str) -> Option<RegistrationId> {
    token_of(secret, "registration", token).map(RegistrationId)
}

/// The number of a `noun` with its signature.
pub(crate) fn signed_token(secret: &[u8], noun: &str, id: i64) -> String {
    let whole = mac(secret, noun, id).finalize().into_bytes();
    let signed = data_encoding::HEXLOWER.encode(&whole[..SIGNATURE_BYTES]);
    format!("{id}.{signed}")
}

/// The number that [`signed_token`] has signed for a `noun`.
pub(crate) fn token_of(secret: &[u8], noun: &str, token: &str) -> Option<i64> {
    let (id, signed) = token.split_once('.')?;
    let id = id.parse().ok()?;
    let signed = data_encoding::HEXLOWER.decode(signed.as_bytes()).ok()?;
    let checked = mac(secret, noun, id).verify_truncated_left(&signed);
    (checked.is_ok() && signed.len() == SIGNATURE_BYTES).then_some(id)
}

fn mac(secret: &[u8], noun: &str, id: i64) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret);
    let mut mac = mac.expect("a key of any length");
    mac.update(format!("{noun}\n{id}").as_bytes());
    mac
}
