//! Who is behind a token, remembered for a moment: a bidder's page asks many times a second, and
//! the answer changes a few times a season.

use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An ended sign-in is refused after this time at the latest, on every node (reliability.md S-08:
/// one second), ms.
const KEPT_MS: i64 = 900;
/// Entries kept before old ones are dropped.
const ENTRIES_MAX: usize = 20_000;

/// What recently seen tokens stand for, by the hash of the token.
pub(crate) struct Recent<T> {
    known: Mutex<HashMap<String, Known<T>>>,
}

struct Known<T> {
    is: T,
    looked_up: Timestamp,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
        }
    }
}

impl<T: Clone> Recent<T> {
    /// What stands behind a token that was looked up a moment ago. A clock that was set back
    /// makes everything unknown.
    pub(crate) fn get(&self, hash: &str, now: Timestamp) -> Option<T> {
        let known = self.lock();
        let found = known.get(hash)?;
        let age = now.millis_since(found.looked_up);
        (0..KEPT_MS).contains(&age).then(|| found.is.clone())
    }

    /// Remembers who is behind a token, as of `looked_up`.
    pub(crate) fn keep(&self, hash: String, is: T, looked_up: Timestamp) {
        let mut known = self.lock();
        if known.len() >= ENTRIES_MAX {
            known.retain(|_, entry| looked_up.millis_since(entry.looked_up) < KEPT_MS);
        }
        if known.len() < ENTRIES_MAX {
            known.insert(hash, Known { is, looked_up });
        }
    }

    /// Forgets a token whose sign-in was ended here.
    pub(crate) fn forget(&self, hash: &str) {
        self.lock().remove(hash);
    }

    /// Forgets everything that `is_gone` names.
    pub(crate) fn forget_all(&self, is_gone: impl Fn(&T) -> bool) {
        self.lock().retain(|_, entry| !is_gone(&entry.is));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known<T>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_for_a_moment_only() {
        let logins = Recent::default();
        let at = Timestamp::from_millis;
        logins.keep("a".into(), 7, at(1_000));
        assert!(logins.get("a", at(1_899)).is_some());
        assert!(logins.get("a", at(1_900)).is_none());
        assert!(logins.get("a", at(999)).is_none(), "the clock was set back");
        assert!(logins.get("b", at(1_000)).is_none());
        logins.forget("a");
        assert!(logins.get("a", at(1_000)).is_none());
        logins.keep("b".into(), 8, at(1_000));
        logins.keep("c".into(), 9, at(1_000));
        logins.forget_all(|is| *is == 8);
        assert!(logins.get("b", at(1_000)).is_none());
        assert!(logins.get("c", at(1_000)).is_some());
    }

    #[test]
    fn full_of_old_tokens_it_makes_room() {
        let logins = Recent::default();
        for n in 0..ENTRIES_MAX {
            logins.keep(n.to_string(), 7, Timestamp(0));
        }
        logins.keep("early".into(), 7, Timestamp(1));
        assert!(logins.get("early", Timestamp(1)).is_none());
        let later = Timestamp::from_millis(KEPT_MS);
        logins.keep("late".into(), 7, later);
        assert!(logins.get("late", later).is_some());
    }
}
