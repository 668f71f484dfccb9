//! Bids of this process that wait for their answer, by key: a repetition that comes before the
//! answer is told so instead of waiting behind it (reliability.md §2.4).

use domain::ids::{AccountId, LotCode};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::planted::{Planted, planted};

type Key = (AccountId, LotCode, String);

/// The keys whose first request has not been answered.
#[derive(Clone, Default)]
pub(crate) struct InFlight {
    keys: Arc<Mutex<HashSet<Key>>>,
}

/// Holds a key until it is dropped.
pub(crate) struct Running {
    of: InFlight,
    key: Key,
}

impl InFlight {
    /// Takes the key; `None` when it is running already.
    pub(crate) fn begin(&self, account: AccountId, lot: &LotCode, key: &str) -> Option<Running> {
        let key = (account, lot.clone(), key.to_owned());
        let mut keys = self.lock();
        if planted() == Some(Planted::Panics) && key.2.starts_with("panic-locked") {
            panic!("planted: while a lock is held");
        }
        keys.insert(key.clone()).then(|| Running {
            of: self.clone(),
            key,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Key>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.of.lock().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_runs_once_at_a_time() {
        let (running, lot) = (InFlight::default(), LotCode::parse("D-1").unwrap());
        let first = running.begin(AccountId(1), &lot, "key-0001");
        assert!(first.is_some());
        assert!(running.begin(AccountId(1), &lot, "key-0001").is_none());
        let other = running.begin(AccountId(2), &lot, "key-0001");
        assert!(other.is_some(), "keys belong to their sender (I-08)");
        drop(first);
        assert!(running.begin(AccountId(1), &lot, "key-0001").is_some());
    }
}
