//! Signed notes: a text with signature lines (C2SP signed-note).

use super::hash::from_base64;
use super::key::{KeyKind, NoteError, SignerKey, VerifierKey, is_name};
use base64ct::{Base64, Encoding};
use std::fmt;

/// The longest note that is read, bytes.
pub const NOTE_MAX: usize = 1_000_000;
/// The most signature lines that are read. At least 16 must be (signed-note).
pub const SIGNATURES_MAX: usize = 100;

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub key_id: u32,
    /// What follows the id: for Ed25519 64 bytes, for a cosignature 8 bytes of time before them.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Whether it claims to be of this key. Name and id together name a key.
    pub fn is_of(&self, key: &VerifierKey) -> bool {
        self.key_id == key.id() && self.name == key.name()
    }

    pub(super) fn by(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self {
            name: key.name().to_owned(),
            key_id: key.id(),
            bytes,
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.to_be_bytes().as_slice(), &self.bytes].concat();
        writeln!(
            f,
            "\u{2014} {} {}",
            self.name,
            Base64::encode_string(&bytes)
        )
    }
}

/// A text with its signatures. Reading one verifies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is signed; ends with a newline.
    pub text: String,
    /// At least one.
    pub signatures: Vec<Signature>,
}

impl Note {
    /// A note of `text` with the signature of `key`, a key of the kind [`KeyKind::Ed25519`].
    ///
    /// # Errors
    /// [`NoteError::Text`] for a text that is no text of a note, [`NoteError::Key`] for a key of
    /// another kind: a cosignature needs a time.
    pub fn sign(text: &str, key: &SignerKey) -> Result<Self, NoteError> {
        if !is_text(text) {
            return Err(NoteError::Text);
        }
        if key.verifier().kind() != KeyKind::Ed25519 {
            return Err(NoteError::Key);
        }
        let signature = Signature::by(key.verifier(), key.sign(text.as_bytes()).to_vec());
        Ok(Self {
            text: text.to_owned(),
            signatures: vec![signature],
        })
    }

    /// Reads a signed note: its text, an empty line, signature lines. The last empty line counts.
    ///
    /// # Errors
    /// [`NoteError::Malformed`], also above [`NOTE_MAX`] and [`SIGNATURES_MAX`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let whole = std::str::from_utf8(bytes)
            .ok()
            .filter(|_| bytes.len() <= NOTE_MAX);
        let whole = whole.ok_or(NoteError::Malformed)?;
        let (text, lines) = whole.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let text = format!("{text}\n");
        let lines = lines.strip_suffix('\n').filter(|_| is_text(&text));
        let lines = lines.ok_or(NoteError::Malformed)?.split('\n');
        let signatures = lines.take(SIGNATURES_MAX + 1).map(signature_of);
        let signatures: Vec<_> = signatures
            .collect::<Option<_>>()
            .ok_or(NoteError::Malformed)?;
        let few = signatures.len() <= SIGNATURES_MAX;
        few.then_some(Self { text, signatures })
            .ok_or(NoteError::Malformed)
    }

    /// Checks the signatures of the known keys; the others are ignored. Tells the place in
    /// `known` of every key that has signed, in the order of the lines.
    ///
    /// # Errors
    /// [`NoteError::Signature`] when one of a known key is wrong, [`NoteError::Unsigned`] when no
    /// known key has signed.
    pub fn verify(&self, known: &[&VerifierKey]) -> Result<Vec<usize>, NoteError> {
        let mut signers = Vec::new();
        for signature in &self.signatures {
            let Some(place) = known.iter().position(|key| signature.is_of(key)) else {
                continue;
            };
            if !self.signed_by(known[place], signature) {
                return Err(NoteError::Signature);
            }
            if !signers.contains(&place) {
                signers.push(place);
            }
        }
        if signers.is_empty() {
            return Err(NoteError::Unsigned);
        }
        Ok(signers)
    }

    fn signed_by(&self, key: &VerifierKey, signature: &Signature) -> bool {
        match key.kind() {
            KeyKind::Ed25519 => key.holds(self.text.as_bytes(), &signature.bytes),
            KeyKind::Cosignature => super::cosignature::holds(key, &self.text, &signature.bytes),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| signature.fmt(f))
    }
}

/// Ends with a newline and holds no other control character below U+0020.
fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|c| c < ' ' && c != '\n')
}

fn signature_of(line: &str) -> Option<Signature> {
    let (name, base64) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = from_base64(base64)?;
    let (id, rest) = bytes
        .split_first_chunk::<4>()
        .filter(|(_, rest)| !rest.is_empty())?;
    is_name(name).then(|| Signature {
        name: name.to_owned(),
        key_id: u32::from_be_bytes(*id),
        bytes: rest.to_vec(),
    })
}
