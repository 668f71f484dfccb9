//! Checkpoints: how many leaves the log has and what its root is, signed by the log (C2SP
//! tlog-checkpoint, reliability.md L-04).

use super::hash::Hash32;
use super::key::{KeyKind, NoteError, SignerKey, VerifierKey, is_name};
use super::note::Note;
use super::tree::SIZE_MAX;

/// The head of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: its URL prefix without the scheme. Also the name of its key.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash32,
}

/// Why a checkpoint is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Not the three lines of a checkpoint; extension lines are refused (L-04).
    #[error("not a checkpoint")]
    Malformed,
    /// The checkpoint of another log.
    #[error("another log")]
    Origin,
}

impl Checkpoint {
    /// The text of the note: origin, decimal size, base64 of the root, a line each.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            self.root.to_base64()
        )
    }

    /// Reads what [`Self::text`] writes.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`] for everything else: leading zeros, more lines, a size above
    /// [`SIZE_MAX`], an origin with spaces or plus signs.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        Self::read(text).ok_or(CheckpointError::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let size = decimal(size).filter(|size| *size <= SIZE_MAX)?;
        let root = Hash32::from_base64(root)?;
        let whole = lines.next().is_none() && is_name(origin);
        whole.then(|| Self {
            origin: origin.to_owned(),
            size,
            root,
        })
    }

    /// The checkpoint as a note signed by the log's key.
    ///
    /// Whoever calls this has made sure that the tree is consistent with every earlier checkpoint,
    /// and has stored it (L-06): two that are not are proof of a lying log.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] when the key has another name than the log,
    /// [`CheckpointError::Malformed`] for an origin that cannot be read back, or the key's.
    pub fn sign(&self, key: &SignerKey) -> Result<Note, CheckpointError> {
        if key.verifier().name() != self.origin {
            return Err(CheckpointError::Origin);
        }
        Self::parse(&self.text())?;
        Ok(Note::sign(&self.text(), key)?)
    }

    /// Reads a signed checkpoint and checks it as [`Self::of`] does.
    ///
    /// # Errors
    /// [`CheckpointError`] says which check failed.
    pub fn open(bytes: &[u8], log: &VerifierKey) -> Result<(Self, Note), CheckpointError> {
        let note = Note::parse(bytes)?;
        Ok((Self::of(&note, log)?, note))
    }

    /// The checkpoint in a note that the key `log` has signed. Signatures of others are left alone.
    ///
    /// # Errors
    /// [`CheckpointError`] says which check failed; [`NoteError::Key`] for a witness's key, which
    /// cannot speak for a log.
    pub fn of(note: &Note, log: &VerifierKey) -> Result<Self, CheckpointError> {
        if log.kind() != KeyKind::Ed25519 {
            return Err(NoteError::Key.into());
        }
        note.verify(&[log])?;
        let checkpoint = Self::parse(&note.text)?;
        let same = checkpoint.origin == log.name();
        same.then_some(checkpoint).ok_or(CheckpointError::Origin)
    }
}

/// A number in ASCII digits without leading zeros.
pub(super) fn decimal(digits: &str) -> Option<u64> {
    let number: u64 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}
