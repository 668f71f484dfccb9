//! The only place that reads the machine's clock.

use domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the time comes from: the machine, or a test.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    Real,
    /// A clock that stands still until it is moved, in microseconds.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    /// Now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one reader of the clock"
    )]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Real => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                Timestamp(since.unwrap_or(Duration::ZERO).as_micros() as i64)
            }
            Self::Fixed(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock by `ms`; the machine's clock cannot be moved.
    ///
    /// # Panics
    /// On the machine's clock.
    pub fn advance_millis(&self, ms: i64) {
        match self {
            Self::Real => panic!("only a fixed clock can be moved"),
            Self::Fixed(at) => {
                at.fetch_add(ms * 1_000, Ordering::SeqCst);
            }
        }
    }
}
