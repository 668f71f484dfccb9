//! Cosignatures: a witness states that, at a time, this was the largest consistent tree that it
//! had seen of the log (C2SP tlog-cosignature, the Ed25519 form `cosignature/v1`; L-07).

use super::key::{KeyKind, NoteError, SignerKey, VerifierKey};
use super::note::{Note, Signature};

/// The latest time that a cosignature may bear, seconds (tlog-cosignature: 2^63 − 1).
pub const TIME_MAX: u64 = i64::MAX as u64;

/// The line by which the witness `key` signs the text of a checkpoint at `time_s`, whole seconds
/// since 1970-01-01T00:00:00Z.
///
/// # Errors
/// [`NoteError::Key`] when the key is not of the kind [`KeyKind::Cosignature`], [`NoteError::Text`]
/// when the time lies beyond [`TIME_MAX`].
pub fn cosign(text: &str, key: &SignerKey, time_s: u64) -> Result<Signature, NoteError> {
    if key.verifier().kind() != KeyKind::Cosignature {
        return Err(NoteError::Key);
    }
    if time_s > TIME_MAX {
        return Err(NoteError::Text);
    }
    let signature = key.sign(message(text, time_s).as_bytes());
    let bytes = [time_s.to_be_bytes().as_slice(), &signature].concat();
    Ok(Signature::by(key.verifier(), bytes))
}

/// When the witness `key` signed this note: the latest of its times. `None` when it did not, or
/// wrongly.
pub fn cosigned_at(note: &Note, key: &VerifierKey) -> Option<u64> {
    let by_key = note
        .signatures
        .iter()
        .filter(|signature| signature.is_of(key));
    let right = by_key.filter(|signature| holds(key, &note.text, &signature.bytes));
    right
        .filter_map(|signature| Some(parts(&signature.bytes)?.0))
        .max()
}

/// Whether `bytes`, a time and a signature, are right for the text.
pub(super) fn holds(key: &VerifierKey, text: &str, bytes: &[u8]) -> bool {
    key.kind() == KeyKind::Cosignature
        && parts(bytes).is_some_and(|(time_s, signature)| {
            time_s <= TIME_MAX && key.holds(message(text, time_s).as_bytes(), signature)
        })
}

fn parts(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*time), signature))
}

fn message(text: &str, time_s: u64) -> String {
    format!("cosignature/v1\ntime {time_s}\n{text}")
}
