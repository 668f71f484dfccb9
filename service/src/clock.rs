//! The only place that reads the machine's clock.

use domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where the time comes from: the machine, a test, or a demonstration.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    Real,
    /// A clock that stands still until it is moved, in microseconds.
    Fixed(Arc<AtomicI64>),
    /// The machine's clock moved by so many microseconds: a demonstration on another day.
    Moved(i64),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    /// The machine's clock, moved so that it says `at` now and goes on from there.
    pub fn starting(at: Timestamp) -> Self {
        Self::Moved(at.0 - Self::Real.now().0)
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
            Self::Moved(by) => Timestamp(Self::Real.now().0.saturating_add(*by)),
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
            // Moved once and for all: it goes as evenly as the machine's.
            Self::Moved(_) => Self::Real.monotonic(),
        }
    }

    /// Moves a fixed clock by `ms`; no other one can be moved.
    ///
    /// # Panics
    /// On another clock.
    pub fn advance_millis(&self, ms: i64) {
        match self {
            Self::Real | Self::Moved(_) => panic!("only a fixed clock can be moved"),
            Self::Fixed(at) => {
                at.fetch_add(ms * 1_000, Ordering::SeqCst);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Date;

    #[test]
    fn a_moved_clock_begins_where_it_was_set_and_goes_on() {
        let at = Date::of(2026, 12, 2).at(9, 58);
        let clock = Clock::starting(at);
        let (first, later) = (clock.now(), clock.now());
        assert!(first >= at && later >= first);
        assert!(first.millis_since(at) < 60_000, "not the machine's day");
        assert!(clock.monotonic() >= Clock::Real.monotonic().plus_millis(-60_000));
    }
}
