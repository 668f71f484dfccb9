//! Whether this node's clock can be trusted (reliability.md §2.3).
//!
//! The machine's clock decides whether a bid was in time, so a clock that jumps must not decide
//! anything. Between two looks it has to advance as the monotonic clock does; after a jump of more
//! than [`STEP_MAX_MS`] the node takes no bids until it has been steady for [`STEADY_MS`].

use domain::time::Timestamp;
use std::sync::{Mutex, PoisonError};

/// A larger difference between the two clocks is a jump, ms (reliability.md §2.3).
const STEP_MAX_MS: i64 = 100;
/// After a jump the clock must be steady for so long, ms.
const STEADY_MS: i64 = 30_000;
/// The two clocks are compared over about this time, ms: slow corrections by the time service
/// (at most 0.5 ms a second) are no jumps.
const SPAN_MS: i64 = 1_000;

/// Watches the machine's clock against the monotonic one.
pub(crate) struct ClockWatch {
    seen: Mutex<Seen>,
}

struct Seen {
    wall: Timestamp,
    monotonic: Timestamp,
    /// Difference found at the last look, ms.
    drift_ms: i64,
    /// Not trusted before this, on the monotonic clock.
    unsafe_until: Option<Timestamp>,
}

impl ClockWatch {
    /// Begins to watch.
    pub(crate) fn new(wall: Timestamp, monotonic: Timestamp) -> Self {
        let seen = Seen {
            wall,
            monotonic,
            drift_ms: 0,
            unsafe_until: None,
        };
        Self {
            seen: Mutex::new(seen),
        }
    }

    /// Looks at both clocks; whether the machine's can be trusted.
    pub(crate) fn look(&self, wall: Timestamp, monotonic: Timestamp) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = monotonic.millis_since(seen.monotonic);
        let drift = wall.millis_since(seen.wall) - passed;
        let jumped = drift.abs() > STEP_MAX_MS;
        if jumped {
            tracing::error!(
                drift_ms = drift,
                "the clock has jumped: no bids for a while"
            );
            seen.unsafe_until = Some(monotonic.plus_millis(STEADY_MS));
        }
        if jumped || passed >= SPAN_MS {
            (seen.wall, seen.monotonic, seen.drift_ms) = (wall, monotonic, drift);
        }
        if seen.unsafe_until.is_some_and(|until| monotonic >= until) {
            tracing::warn!("the clock is steady again");
            seen.unsafe_until = None;
        }
        seen.unsafe_until.is_none()
    }

    /// Compares with the clock of the database server, which was asked at `asked` and answered by
    /// `answered`, both ours: an offset that the way there and back does not explain is a jump.
    pub(crate) fn compare(
        &self,
        asked: Timestamp,
        theirs: Timestamp,
        answered: Timestamp,
        monotonic: Timestamp,
    ) {
        let (early, late) = (asked.millis_since(theirs), theirs.millis_since(answered));
        let offset = early.max(late);
        if offset > STEP_MAX_MS {
            tracing::error!(
                offset_ms = offset,
                "the clock differs from the database server's"
            );
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.unsafe_until = Some(monotonic.plus_millis(STEADY_MS));
        }
    }

    /// The difference between the clocks at the last look, ms, never negative.
    pub(crate) fn drift_ms(&self) -> u32 {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        u32::try_from(seen.drift_ms.abs()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn a_steady_clock_is_trusted_however_slowly_it_is_corrected() {
        let watch = ClockWatch::new(ms(0), ms(0));
        for second in 1..10_000 {
            let monotonic = second * 1_000;
            assert!(watch.look(ms(monotonic + second / 2), ms(monotonic)));
        }
        assert!(watch.drift_ms() <= 1);
    }

    #[test]
    fn a_jump_either_way_stops_bidding_until_the_clock_is_steady() {
        for jump in [-3_600_000, -101, 101, 86_400_000] {
            let watch = ClockWatch::new(ms(0), ms(0));
            assert!(watch.look(ms(999), ms(999)));
            assert!(!watch.look(ms(1_500 + jump), ms(1_500)), "{jump}");
            assert!(!watch.look(ms(31_499 + jump), ms(31_499)), "still waiting");
            assert!(watch.look(ms(31_500 + jump), ms(31_500)), "steady for 30 s");
        }
    }

    #[test]
    fn a_clock_that_swings_is_never_trusted() {
        let watch = ClockWatch::new(ms(0), ms(0));
        watch.look(ms(1_500), ms(1_000));
        for second in 2..120 {
            let swing = if second % 2 == 0 { -250 } else { 250 };
            assert!(!watch.look(ms(second * 1_000 + swing), ms(second * 1_000)));
        }
    }

    #[test]
    fn the_clock_of_the_database_server_must_agree() {
        for (theirs, agrees) in [
            (1_000, true),
            (900, true),
            (1_110, true),
            (899, false),
            (1_111, false),
        ] {
            let watch = ClockWatch::new(ms(0), ms(0));
            watch.compare(ms(1_000), ms(theirs), ms(1_010), ms(1_010));
            assert_eq!(watch.look(ms(1_010), ms(1_010)), agrees, "{theirs}");
        }
    }

    #[test]
    fn a_hundred_milliseconds_are_no_jump() {
        let watch = ClockWatch::new(ms(0), ms(0));
        assert!(watch.look(ms(1_100), ms(1_000)));
        assert_eq!(watch.drift_ms(), 100);
    }
}
