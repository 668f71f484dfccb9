//! The memory of a process: for tests, by the portal's clock.

use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Places with their bytes and when those came.
type Places = BTreeMap<String, (Timestamp, Vec<u8>)>;

#[derive(Clone, Debug, Default)]
pub(super) struct Memory(Arc<Mutex<Places>>);

impl Memory {
    fn places(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn put(&self, place: &str, bytes: Vec<u8>, at: Timestamp) {
        self.places().insert(place.to_owned(), (at, bytes));
    }

    pub(super) fn get(&self, place: &str) -> Option<Vec<u8>> {
        self.places().get(place).map(|(_, bytes)| bytes.clone())
    }

    pub(super) fn remove(&self, place: &str) {
        self.places().remove(place);
    }

    pub(super) fn older_than(&self, before: Timestamp) -> Vec<String> {
        let held = self.places();
        let old = held.iter().filter(|(_, (at, _))| *at < before);
        old.map(|(place, _)| place.clone()).collect()
    }
}
