//! What a witness does: it looks at a new head of a log, makes sure that the tree it saw before is
//! its beginning, remembers it, and only then signs (C2SP tlog-witness; L-07).
//!
//! A witness is run by another party. It makes sure that everybody is shown the same log: one that
//! shows two different trees gets the signatures for one of them only.

use super::checkpoint::{Checkpoint, CheckpointError, decimal};
use super::hash::{Hash32, empty_root};
use super::key::VerifierKey;
use super::note::{NOTE_MAX, Note};
use super::tree::{SIZE_MAX, verify_consistency};
use std::fmt;

/// Lines of a proof: a tree of 2^63 leaves is 63 levels high.
const PROOF_MAX: usize = 63;

/// A head that a log submits, with the proof that it goes on from an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Leaves of the head that the witness is thought to have signed last; 0 when none.
    pub old: u64,
    /// The consistency proof from there.
    pub proof: Vec<Hash32>,
    /// The signed head.
    pub checkpoint: Note,
}

/// The largest head of a log that a witness has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its leaves.
    pub size: u64,
    /// Its root.
    pub root: Hash32,
}

impl Default for Seen {
    /// A log that was never seen: the empty tree, which is the beginning of every tree.
    fn default() -> Self {
        Self {
            size: 0,
            root: empty_root(),
        }
    }
}

/// Why a witness signs nothing, each with the status that the protocol gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessRefusal {
    /// 400: not a submission.
    #[error("not a submission of a checkpoint")]
    Malformed,
    /// 404: none of the logs that this witness watches.
    #[error("not a log that this witness watches")]
    UnknownLog,
    /// 403: not signed by the log.
    #[error("not signed by the log")]
    Unsigned,
    /// 400: the older head is said to be the larger one.
    #[error("the older tree is larger than the new one")]
    Shrinks,
    /// 409: the witness knows another head than the log thinks; `size` is what it knows.
    #[error("the last head signed has {size} leaves")]
    Conflict {
        /// Leaves of the head that was signed last.
        size: u64,
    },
    /// 409: another root for the same size. The log has shown two trees.
    #[error("a tree of {size} leaves with another root was signed before")]
    OtherRoot {
        /// Leaves of both.
        size: u64,
    },
    /// 422: the proof does not show that the log only grew.
    #[error("the proof does not lead from the last head to this one")]
    Inconsistent,
}

impl WitnessRefusal {
    /// The HTTP status of the answer (tlog-witness, add-checkpoint).
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::Shrinks => 400,
            Self::Unsigned => 403,
            Self::UnknownLog => 404,
            Self::Conflict { .. } | Self::OtherRoot { .. } => 409,
            Self::Inconsistent => 422,
        }
    }
}

impl AddCheckpoint {
    /// Reads the body of a submission.
    ///
    /// # Errors
    /// [`WitnessRefusal::Malformed`] for everything that [`Display`](fmt::Display) does not write.
    pub fn parse(bytes: &[u8]) -> Result<Self, WitnessRefusal> {
        Self::read(bytes).ok_or(WitnessRefusal::Malformed)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|_| bytes.len() <= 2 * NOTE_MAX)?;
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = decimal(lines.next()?.strip_prefix("old ")?)?;
        let proof: Vec<_> = lines.map(Hash32::from_base64).collect::<Option<_>>()?;
        let checkpoint = Note::parse(checkpoint.as_bytes()).ok()?;
        (old <= SIZE_MAX && proof.len() <= PROOF_MAX).then_some(Self {
            old,
            proof,
            checkpoint,
        })
    }

    /// The key of the log that this is a head of, among those that are watched: of two keys of one
    /// log, which is changing them, one that has signed.
    ///
    /// # Errors
    /// [`WitnessRefusal::UnknownLog`], or [`WitnessRefusal::Malformed`] when the text is no head.
    pub fn log<'a>(&self, watched: &'a [VerifierKey]) -> Result<&'a VerifierKey, WitnessRefusal> {
        let head = Checkpoint::parse(&self.checkpoint.text);
        let origin = head.map_err(|_| WitnessRefusal::Malformed)?.origin;
        let signed = |key: &&VerifierKey| {
            let mut signatures = self.checkpoint.signatures.iter();
            signatures.any(|signature| signature.is_of(key))
        };
        let mut known = watched.iter().filter(|key| key.name() == origin);
        let first = known.clone().next();
        known
            .find(signed)
            .or(first)
            .ok_or(WitnessRefusal::UnknownLog)
    }

    /// Whether a witness that has seen `seen` of this log may sign the new head, and what it has
    /// then seen. It has to be kept before the signature leaves, and nothing may be kept in
    /// between.
    ///
    /// # Errors
    /// [`WitnessRefusal`] in the order of the protocol.
    pub fn judge(&self, log: &VerifierKey, seen: Seen) -> Result<Seen, WitnessRefusal> {
        let head = Checkpoint::of(&self.checkpoint, log).map_err(|error| match error {
            CheckpointError::Note(_) => WitnessRefusal::Unsigned,
            CheckpointError::Malformed => WitnessRefusal::Malformed,
            CheckpointError::Origin => WitnessRefusal::UnknownLog,
        })?;
        let (size, root) = (head.size, head.root);
        match () {
            () if self.old > size => return Err(WitnessRefusal::Shrinks),
            () if self.old != seen.size => {
                return Err(WitnessRefusal::Conflict { size: seen.size });
            }
            () if self.old == size && root != seen.root => {
                return Err(WitnessRefusal::OtherRoot { size });
            }
            () => {}
        }
        verify_consistency(self.old, size, &self.proof, seen.root, root)
            .map_err(|_| WitnessRefusal::Inconsistent)?;
        Ok(Seen { size, root })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::hash::leaf_hash;
    use crate::ledger::key::{KeyKind, SignerKey};
    use crate::ledger::tree::{Frontier, HashReader, consistency_proof};
    use std::collections::HashMap;
    use std::convert::Infallible;

    /// A tree in memory: its edge, and every hash that was completed.
    #[derive(Default)]
    struct Grown {
        edge: Frontier,
        nodes: HashMap<(u8, u64), Hash32>,
    }

    impl HashReader for Grown {
        type Error = Infallible;

        fn node(&self, level: u8, index: u64) -> Result<Hash32, Infallible> {
            Ok(self.nodes[&(level, index)])
        }
    }

    fn log() -> SignerKey {
        SignerKey::from_seed("log.example/a", KeyKind::Ed25519, [1; 32]).unwrap()
    }

    /// A log of `count` leaves; `from` makes another one.
    fn leaves(count: u64, from: u8) -> Grown {
        let mut tree = Grown::default();
        for number in 0..count {
            for (level, index, hash) in tree.edge.push(leaf_hash(&[from, number as u8])) {
                tree.nodes.insert((level, index), hash);
            }
        }
        tree
    }

    fn head(tree: &Grown, key: &SignerKey) -> (Note, Seen) {
        let (size, root) = (tree.edge.size(), tree.edge.root());
        let checkpoint = Checkpoint {
            origin: key.verifier().name().to_owned(),
            size,
            root,
        };
        (checkpoint.sign(key).unwrap(), Seen { size, root })
    }

    fn submission(old: u64, tree: &Grown) -> AddCheckpoint {
        let Ok(proof) = consistency_proof(old, tree.edge.size(), tree);
        AddCheckpoint {
            old,
            proof,
            checkpoint: head(tree, &log()).0,
        }
    }

    #[test]
    fn a_log_that_grows_is_signed_at_every_size() {
        let key = log();
        for (old, new) in [(0, 0), (0, 1), (1, 2), (2, 7), (7, 8), (8, 8), (8, 100)] {
            let seen = head(&leaves(old, 0), &key).1;
            let tree = leaves(new, 0);
            let sent = submission(old, &tree);
            let read = AddCheckpoint::parse(sent.to_string().as_bytes()).unwrap();
            assert_eq!(read, sent);
            let known = [key.verifier().clone()];
            let of = read.log(&known).unwrap();
            assert_eq!(
                read.judge(of, seen),
                Ok(head(&tree, &key).1),
                "{old} → {new}"
            );
        }
        assert_eq!(Seen::default(), head(&leaves(0, 0), &key).1);
    }

    #[test]
    fn two_trees_are_never_both_signed() {
        let key = log();
        let of = key.verifier();
        let seen = head(&leaves(5, 0), &key).1;
        // The same size with another root, and a larger tree that does not begin with the old one.
        let fork = submission(5, &leaves(5, 1));
        let refused = WitnessRefusal::OtherRoot { size: 5 };
        assert_eq!(fork.judge(of, seen), Err(refused));
        let grown = submission(5, &leaves(9, 1));
        assert_eq!(grown.judge(of, seen), Err(WitnessRefusal::Inconsistent));
        let bare = AddCheckpoint {
            proof: Vec::new(),
            ..submission(5, &leaves(9, 0))
        };
        assert_eq!(bare.judge(of, seen), Err(WitnessRefusal::Inconsistent));
    }

    #[test]
    fn a_log_is_told_what_the_witness_knows() {
        let key = log();
        let of = key.verifier();
        let seen = head(&leaves(5, 0), &key).1;
        let conflict = Err(WitnessRefusal::Conflict { size: 5 });
        assert_eq!(submission(0, &leaves(9, 0)).judge(of, seen), conflict);
        assert_eq!(submission(3, &leaves(9, 0)).judge(of, seen), conflict);
        // A log that was put back to an old copy (I-25).
        assert_eq!(submission(3, &leaves(3, 0)).judge(of, seen), conflict);
        let shrinks = AddCheckpoint {
            old: 6,
            ..submission(5, &leaves(5, 0))
        };
        assert_eq!(shrinks.judge(of, seen), Err(WitnessRefusal::Shrinks));
    }

    #[test]
    fn only_the_logs_own_signature_counts() {
        let (key, seen) = (log(), Seen::default());
        let other = SignerKey::from_seed("log.example/a", KeyKind::Ed25519, [2; 32]).unwrap();
        let tree = leaves(3, 0);
        let forged = AddCheckpoint {
            checkpoint: head(&tree, &other).0,
            ..submission(0, &tree)
        };
        let known = [key.verifier().clone()];
        let of = forged.log(&known).unwrap();
        assert_eq!(forged.judge(of, seen), Err(WitnessRefusal::Unsigned));
        let elsewhere = SignerKey::from_seed("log.example/b", KeyKind::Ed25519, [1; 32]).unwrap();
        let unknown = AddCheckpoint {
            checkpoint: head(&tree, &elsewhere).0,
            ..submission(0, &tree)
        };
        assert_eq!(unknown.log(&known), Err(WitnessRefusal::UnknownLog));
    }

    /// L-05: a witness that knows both keys of a log goes along with the change of its key.
    #[test]
    fn of_two_keys_of_a_log_the_one_that_has_signed_counts() {
        let (old, seen) = (log(), Seen::default());
        let new = SignerKey::from_seed("log.example/a", KeyKind::Ed25519, [2; 32]).unwrap();
        let tree = leaves(3, 0);
        let known = [old.verifier().clone(), new.verifier().clone()];
        let alone = |key: &SignerKey| head(&tree, key).0;
        let mut both = alone(&old);
        both.signatures.extend(alone(&new).signatures);
        for (checkpoint, expected) in [(alone(&old), &old), (both, &old), (alone(&new), &new)] {
            let submission = AddCheckpoint {
                checkpoint,
                ..submission(0, &tree)
            };
            let of = submission.log(&known).unwrap();
            assert_eq!(of, expected.verifier());
            assert_eq!(submission.judge(of, seen).map(|seen| seen.size), Ok(3));
        }
    }

    #[test]
    fn what_is_no_submission_is_refused() {
        let good = submission(0, &leaves(3, 0)).to_string();
        for bad in [
            String::new(),
            "old 0".into(),
            good.replace("old 0", "old 00"),
            good.replace("old 0", "old -1"),
            good.replace("old 0\n", "old 0\nAAAA\n"),
            good.replace("old 0\n", ""),
            format!(
                "old 0\n{}\n{good}",
                format!("{}\n", Hash32::ZERO.to_base64()).repeat(64)
            ),
        ] {
            let refused = AddCheckpoint::parse(bad.as_bytes());
            assert_eq!(refused, Err(WitnessRefusal::Malformed), "{bad}");
        }
    }
}
