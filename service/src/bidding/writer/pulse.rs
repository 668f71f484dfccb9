//! Whether the writer still moves: a commit that hangs holds every bid behind it.

use super::Writer;
use domain::time::Timestamp;
use domain::views::QueueState;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A batch that takes longer hangs, ms. Its callers have been told after half of it that the outcome
/// is unknown.
const BATCH_MAX_MS: i64 = 10_000;
/// The writer waits for work.
const IDLE: i64 = i64::MIN;

/// When the batch that is being written was begun, on the monotonic clock.
#[derive(Clone)]
pub(super) struct Pulse(Arc<AtomicI64>);

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(IDLE)))
    }
}

impl Pulse {
    pub(super) fn begin(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        self.0.store(IDLE, Ordering::Relaxed);
    }

    /// Whether no batch has been under way for too long.
    pub(super) fn beats(&self, now: Timestamp) -> bool {
        let begun = self.0.load(Ordering::Relaxed);
        begun == IDLE || now.millis_since(Timestamp(begun)) < BATCH_MAX_MS
    }
}

impl Writer {
    /// Whether instructions are still taken and carried out, at `now` of the monotonic clock.
    pub(crate) fn is_alive(&self, now: Timestamp) -> bool {
        !self.queue.is_closed() && self.pulse.beats(now)
    }

    /// What waits.
    pub(crate) fn waiting(&self) -> QueueState {
        let limit = self.queue.max_capacity();
        QueueState {
            waiting: (limit - self.queue.capacity()) as u64,
            limit: limit as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_hangs_is_noticed_and_one_that_ends_is_forgotten() {
        let pulse = Pulse::default();
        let at = Timestamp::from_millis;
        assert!(pulse.beats(at(1_000_000)), "idle for long");
        pulse.begin(at(1_000));
        assert!(pulse.beats(at(10_999)));
        assert!(!pulse.beats(at(11_000)));
        pulse.end();
        assert!(pulse.beats(at(11_000)));
    }
}
