//! What this process knows of its own log beyond the database: an old copy of the data, put back
//! under a log that others have seen larger, must never be signed again (I-25, L-06).
//!
//! Two memories stand outside of the database: a file beside it, the *mark*, and the witnesses. A
//! process signs nothing before it has looked at the mark, and, where there are witnesses, before
//! one of them has confirmed that what it knows is the beginning of this log.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The memory of a process. Cheap to look at.
pub(crate) struct Guard {
    mark: Option<PathBuf>,
    state: Mutex<State>,
}

struct State {
    /// The largest head that this process has signed or found in the mark.
    largest: Option<Mark>,
    /// Whether a witness has still to confirm the log that was found at the start.
    unconfirmed: bool,
    /// Why nothing is signed any more.
    halted: Option<String>,
    /// Whether the stored data was found to be damaged.
    damaged: bool,
    /// Leaves of the largest head that each witness has signed, by the name of its key.
    witnesses: HashMap<String, u64>,
}

/// How large a log was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    /// Leaves.
    size: u64,
    /// The public key of the log: a new database beside an old mark is another log.
    log: String,
}

impl Guard {
    /// The guard of a process that starts, with the file that outlives it, and whether there are
    /// witnesses to be asked.
    pub fn open(mark: Option<PathBuf>, has_witnesses: bool) -> Self {
        let (largest, halted) = match mark.as_deref().map(read_mark).transpose() {
            Ok(largest) => (largest.flatten(), None),
            Err(error) => (None, Some(error)),
        };
        if let Some(reason) = &halted {
            tracing::error!(reason, "the ledger is not signed");
        }
        Self {
            mark,
            state: Mutex::new(State {
                largest,
                unconfirmed: has_witnesses,
                halted,
                damaged: false,
                witnesses: HashMap::new(),
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the log with the public key `log` may be signed on from `size` leaves.
    pub fn may_sign(&self, log: &str, size: u64) -> bool {
        if let Some(why) = self.behind(log, size) {
            self.halt(why);
        }
        self.is_signing()
    }

    /// Why a database with `size` leaves of the log `log` is older than what has been signed;
    /// nothing when it is not.
    pub fn behind(&self, log: &str, size: u64) -> Option<String> {
        let known = self.state().largest.clone();
        let known = known.filter(|known| known.log == log && size < known.size)?;
        Some(format!(
            "the database knows {size} leaves, {} have been signed before: it is an old copy",
            known.size
        ))
    }

    /// Something is wrong with the stored data: until the next start nothing is signed and no bid
    /// is taken.
    pub fn damaged(&self, reason: String) {
        self.halt(reason);
        self.state().damaged = true;
    }

    /// Whether something is wrong with the stored data.
    pub fn is_damaged(&self) -> bool {
        self.state().damaged
    }

    /// Whether there is nothing against signing.
    pub fn is_signing(&self) -> bool {
        let state = self.state();
        state.halted.is_none() && !state.unconfirmed
    }

    /// Why nothing is signed any more; for the operator.
    pub fn halted(&self) -> Option<String> {
        self.state().halted.clone()
    }

    /// Stops signing until the next start, for a reason that only the operator can take away.
    pub fn halt(&self, reason: String) {
        let mut state = self.state();
        if state.halted.is_none() {
            tracing::error!(reason, "the ledger is not signed any more");
            state.halted = Some(reason);
        }
    }

    /// Remembers a head that has been stored.
    pub fn signed(&self, log: &str, size: u64) {
        let log = log.to_owned();
        let mark = Mark { size, log };
        if let Some(path) = &self.mark
            // A mark that lags behind only knows less; the heads themselves are in the database.
            && let Err(error) = write_mark(path, &mark)
        {
            tracing::warn!(%error, "the mark of the ledger could not be written");
        }
        self.state().largest = Some(mark);
    }

    /// Whether a witness has still to confirm the log that was found at the start.
    pub fn is_unconfirmed(&self) -> bool {
        self.state().unconfirmed
    }

    /// A witness confirmed the log.
    pub fn confirmed(&self) {
        self.state().unconfirmed = false;
    }

    /// Leaves of the largest head that a witness is known to have signed; 0 before it was asked.
    pub fn seen_by(&self, witness: &str) -> u64 {
        self.state().witnesses.get(witness).copied().unwrap_or(0)
    }

    /// A witness has signed a head of so many leaves.
    pub fn witnessed(&self, witness: &str, size: u64) {
        self.state().witnesses.insert(witness.to_owned(), size);
    }
}

/// Leaves that the mark in this file remembers; nothing where there is none that can be read.
pub fn marked_leaves(path: &Path) -> Option<u64> {
    let mark = read_mark(path).ok().flatten();
    mark.map(|mark| mark.size)
}

/// What the mark says; nothing where there is no such file yet.
fn read_mark(path: &Path) -> Result<Option<Mark>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(format!(
                "the mark {} cannot be read: {error}",
                path.display()
            ));
        }
    };
    // A power cut may leave the first mark of all empty.
    if text.is_empty() {
        return Ok(None);
    }
    let parts = text.trim().split_once(' ');
    let mark = parts.and_then(|(size, log)| {
        let (size, log) = (size.parse().ok()?, log.to_owned());
        Some(Mark { size, log })
    });
    let unreadable = || format!("the mark {} is not a size and a key", path.display());
    mark.map(Some).ok_or_else(unreadable)
}

fn write_mark(path: &Path, mark: &Mark) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, format!("{} {}\n", mark.size, mark.log))?;
    std::fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_copy_is_found_by_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("ledger.mark");
        let guard = Guard::open(Some(mark.clone()), false);
        assert!(guard.may_sign("log", 0));
        guard.signed("log", 12);
        assert!(guard.may_sign("log", 12), "its own");
        assert!(guard.may_sign("log", 20), "that of another process");
        let next = Guard::open(Some(mark.clone()), false);
        assert!(next.may_sign("log", 12));
        assert!(!next.may_sign("log", 11), "yesterday's copy");
        assert!(
            !next.may_sign("log", 30),
            "and then nothing until the next start"
        );
        assert!(next.halted().unwrap().contains("old copy"));
        let other = Guard::open(Some(mark.clone()), false);
        assert!(
            other.may_sign("another log", 1),
            "a new season beside the old mark"
        );
        std::fs::write(&mark, "nonsense").unwrap();
        assert!(!Guard::open(Some(mark.clone()), false).may_sign("log", 12));
        std::fs::write(&mark, "").unwrap();
        assert!(Guard::open(Some(mark), false).may_sign("log", 12));
    }

    #[test]
    fn where_there_are_witnesses_one_is_heard_first() {
        let guard = Guard::open(None, true);
        assert!(!guard.may_sign("log", 5));
        guard.confirmed();
        assert!(guard.may_sign("log", 5));
    }
}
