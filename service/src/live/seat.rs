//! How many streams are open, and how many were ended for being too slow.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The streams of a process, counted.
#[derive(Clone, Default)]
pub(super) struct Seats(Arc<Counts>);

#[derive(Default)]
struct Counts {
    open: AtomicU64,
    cut_off: AtomicU64,
}

/// The seat of one open stream; dropped with it.
pub struct Seat(Arc<Counts>);

impl Seats {
    pub(super) fn enter(&self) -> Seat {
        self.0.open.fetch_add(1, Ordering::Relaxed);
        Seat(self.0.clone())
    }

    /// Streams that are open, and streams that were cut off.
    pub(super) fn counts(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.0.open), read(&self.0.cut_off))
    }
}

impl Seat {
    /// Notes that the stream ends because its reader does not keep up.
    pub fn cut_off(&self) {
        self.0.cut_off.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}
