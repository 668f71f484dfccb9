//! What has been read in the clear a moment ago: pages that keep themselves up to date ask every few
//! seconds, and that is one reading.

use domain::audit::Object;
use domain::ids::AccountId;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Within this time a reading of the same is the same reading, ms.
const SAME_MS: i64 = 10 * 60_000;
/// Readings that are remembered; beyond it all are forgotten, and some are noted twice.
const READINGS_MAX: usize = 10_000;

type Key = (AccountId, Object, &'static str);

/// Who has read what, and when.
#[derive(Clone, Default)]
pub(crate) struct Readings(Arc<Mutex<HashMap<Key, Timestamp>>>);

impl Readings {
    /// Whether this reading is to be noted, and remembers it.
    pub(super) fn is_new(
        &self,
        reader: AccountId,
        object: &Object,
        what: &'static str,
        now: Timestamp,
    ) -> bool {
        let mut known = self.lock();
        let key = (reader, object.clone(), what);
        let recent = |at: &Timestamp| (0..SAME_MS).contains(&now.millis_since(*at));
        if known.get(&key).is_some_and(recent) {
            return false;
        }
        if known.len() >= READINGS_MAX {
            known.clear();
        }
        known.insert(key, now);
        true
    }

    /// Forgets a reading that could not be noted.
    pub(super) fn forget(&self, reader: AccountId, object: &Object, what: &'static str) {
        self.lock().remove(&(reader, object.clone(), what));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_again_at_once_is_one_reading() {
        let readings = Readings::default();
        let at = Timestamp::from_millis;
        let (one, other) = (Object::lot("P1"), Object::lot("P2"));
        let read = |object: &Object, now| readings.is_new(AccountId(1), object, "buyer", at(now));
        assert!(read(&one, 1_000) && read(&other, 1_000));
        assert!(!read(&one, 1_000 + SAME_MS - 1));
        assert!(read(&one, 1_000 + SAME_MS));
        assert!(read(&other, 999), "the clock was set back");
        readings.forget(AccountId(1), &one, "buyer");
        assert!(read(&one, 1_000 + SAME_MS), "it was not noted");
    }
}
