//! Times when nobody could bid, and what they do to an end that falls behind them.

use crate::time::Timestamp;

/// A time when no process could accept a bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The last sign of life before it.
    pub from: Timestamp,
    /// The first one after it.
    pub to: Timestamp,
}

/// Nobody could bid for more than this: it was an outage, ms (reliability.md §2.3: N).
pub const OUTAGE_MIN_MS: i64 = 30_000;
/// Outages this long before an end count for it, ms (reliability.md §2.3: M).
pub const OUTAGE_LOOKBACK_MS: i64 = 10 * 60_000;

/// Whether the time from the last sign of life to `now` is an outage.
pub fn outage_since(last_beat: Timestamp, now: Timestamp) -> Option<Outage> {
    (now.millis_since(last_beat) > OUTAGE_MIN_MS).then_some(Outage {
        from: last_beat,
        to: now,
    })
}

/// Whether a lot that was to end at `ends_at` must be suspended instead of closed: bidders were
/// shut out for more than [`OUTAGE_MIN_MS`] within the [`OUTAGE_LOOKBACK_MS`] before its end. What
/// happened after the end changes nothing.
pub fn shut_out(ends_at: Timestamp, outages: &[Outage]) -> bool {
    let begins = ends_at.plus_millis(-OUTAGE_LOOKBACK_MS);
    let missed: i64 = outages
        .iter()
        .map(|outage| {
            let (from, to) = (outage.from.max(begins), outage.to.min(ends_at));
            to.millis_since(from).max(0)
        })
        .sum();
    missed > OUTAGE_MIN_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn outage(from: i64, to: i64) -> Outage {
        Outage {
            from: at(from),
            to: at(to),
        }
    }

    #[test]
    fn only_what_shut_bidders_out_before_the_end_counts() {
        let end = at(3_600);
        assert!(!shut_out(end, &[]));
        assert!(shut_out(end, &[outage(3_500, 3_531)]));
        assert!(!shut_out(end, &[outage(3_500, 3_530)]), "30 s are borne");
        assert!(
            !shut_out(end, &[outage(3_580, 9_000)]),
            "down after the end"
        );
        assert!(shut_out(end, &[outage(3_569, 9_000)]), "down over the end");
        assert!(
            !shut_out(end, &[outage(2_000, 3_000)]),
            "long before the end"
        );
        assert!(
            shut_out(end, &[outage(2_000, 3_031)]),
            "reaches into the ten minutes"
        );
        assert!(
            shut_out(end, &[outage(3_100, 3_120), outage(3_300, 3_311)]),
            "together"
        );
    }

    #[test]
    fn silence_becomes_an_outage_after_thirty_seconds() {
        assert_eq!(outage_since(at(10), at(40)), None);
        let late = at(40).plus_millis(1);
        assert_eq!(
            outage_since(at(10), late),
            Some(Outage {
                from: at(10),
                to: late
            })
        );
    }
}
