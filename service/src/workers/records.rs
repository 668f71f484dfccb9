//! How the rounds of the workers of this process went, for its operator.

use domain::time::Timestamp;
use domain::views::{Worker, WorkerState};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is known of each worker that has ended a round.
#[derive(Default)]
pub(crate) struct Records(Mutex<BTreeMap<Worker, (Option<Timestamp>, u64)>>);

impl Records {
    /// A round ended well at `now`.
    pub(super) fn done(&self, worker: Worker, now: Timestamp) {
        self.lock().entry(worker).or_default().0 = Some(now);
    }

    /// A round failed.
    pub(super) fn failed(&self, worker: Worker) {
        self.lock().entry(worker).or_default().1 += 1;
    }

    pub(crate) fn states(&self) -> Vec<WorkerState> {
        let state =
            |(worker, (done_at, failed)): (&Worker, &(Option<Timestamp>, u64))| WorkerState {
                worker: *worker,
                done_at: *done_at,
                failed: *failed,
            };
        self.lock().iter().map(state).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Worker, (Option<Timestamp>, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
