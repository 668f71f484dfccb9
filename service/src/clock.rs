//! The only place that reads the machine's clock.

use domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

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

    /// A clock that only ever goes forward, evenly, from an unknown beginning: for how long
    /// something took. A fixed clock is its own.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one reader of the clock"
    )]
    pub fn monotonic(&self) -> Timestamp {
        match self {
            Self::Real => {
                static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
                let beginning = *BEGINNING;
                Timestamp(Instant::now().duration_since(beginning).as_micros() as i64)
            }
            Self::Fixed(_) => self.now(),
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
