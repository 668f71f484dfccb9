//! A receipt that verifies offline: the proof that one leaf stands in a log that has been signed
//! (C2SP tlog-proof, reliability.md L-08; kept in files named `.tlog-proof`).

use super::checkpoint::{Checkpoint, CheckpointError, decimal};
use super::cosignature::cosigned_at;
use super::hash::{Hash32, from_base64, leaf_hash};
use super::key::VerifierKey;
use super::note::{NOTE_MAX, Note};
use super::tree::{self, SIZE_MAX};
use base64ct::{Base64, Encoding};
use std::fmt;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^63 leaves is 63 levels high.
const HASHES_MAX: usize = 63;

/// The proof, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Data that nobody has signed, to be trusted by nobody.
    pub extra: Option<Vec<u8>>,
    /// Place of the leaf in the log, from 0.
    pub index: u64,
    /// The siblings from the leaf upwards.
    pub hashes: Vec<Hash32>,
    /// The signed checkpoint.
    pub checkpoint: Note,
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not the text of a proof.
    #[error("not a proof")]
    Malformed,
    /// The checkpoint in it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The leaf is not in the tree of the checkpoint.
    #[error(transparent)]
    Inclusion(#[from] tree::ProofError),
}

/// What a verified proof has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The head of the log that the leaf is in.
    pub checkpoint: Checkpoint,
    /// Which of the witnesses have cosigned that head, by their place in the list given, and when,
    /// seconds since 1970-01-01T00:00:00Z.
    pub witnessed: Vec<(usize, u64)>,
}

impl Proof {
    /// Reads what [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`], or that of the note in it.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|_| bytes.len() <= 2 * NOTE_MAX);
        let (head, checkpoint) = text
            .and_then(|text| text.split_once("\n\n"))
            .ok_or(ReceiptError::Malformed)?;
        let (extra, index, hashes) = read_head(head).ok_or(ReceiptError::Malformed)?;
        let checkpoint = Note::parse(checkpoint.as_bytes()).map_err(CheckpointError::Note)?;
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint,
        })
    }

    /// Checks that `leaf` stands in the log whose key is `log`, and looks which of the `witnesses`
    /// have seen that log. How many of them are enough is for the reader to say.
    ///
    /// # Errors
    /// [`ReceiptError`] says which check failed.
    pub fn verify(
        &self,
        leaf: &[u8],
        log: &VerifierKey,
        witnesses: &[VerifierKey],
    ) -> Result<Proven, ReceiptError> {
        let note = &self.checkpoint;
        let checkpoint = Checkpoint::of(note, log)?;
        let Checkpoint { size, root, .. } = checkpoint;
        tree::verify_inclusion(leaf_hash(leaf), self.index, size, &self.hashes, root)?;
        let times = witnesses.iter().map(|witness| cosigned_at(note, witness));
        let witnessed = times
            .enumerate()
            .filter_map(|(place, time)| Some((place, time?)));
        Ok(Proven {
            checkpoint,
            witnessed: witnessed.collect(),
        })
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", Base64::encode_string(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// The lines before the checkpoint: unsigned data, index, hashes.
fn read_head(head: &str) -> Option<(Option<Vec<u8>>, u64, Vec<Hash32>)> {
    let mut lines = head.split('\n').peekable();
    lines.next().filter(|line| *line == HEADER)?;
    let extra = match lines.next_if(|line| line.starts_with("extra ")) {
        Some(line) => Some(from_base64(line.strip_prefix("extra ")?)?),
        None => None,
    };
    let index = decimal(lines.next()?.strip_prefix("index ")?)?;
    let hashes: Vec<_> = lines.map(Hash32::from_base64).collect::<Option<_>>()?;
    let fits = index < SIZE_MAX && hashes.len() <= HASHES_MAX;
    fits.then_some((extra, index, hashes))
}
