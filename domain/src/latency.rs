//! How long bids take on their way through the portal, per round, in histograms of fixed size
//! that can be added up: of several processes, of any number of bids.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Buckets per doubling; a figure read from a histogram is at most an eighth too high.
const PER_OCTAVE: u64 = 8;
/// The longest span that is told apart, µs: 12 days. Longer ones count as that.
const SPAN_MAX_US: u64 = (1 << 40) - 1;

/// Spans in microseconds, counted in logarithmic buckets: exact below 8 µs, from there eight
/// buckets per doubling. At most 304 of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// Number of the bucket and how many spans fell into it; empty buckets are left out.
    buckets: BTreeMap<u16, u64>,
    /// The longest span, µs.
    max_us: u64,
}

impl Histogram {
    /// Counts one span; a negative one, of a clock that was set back, as nothing.
    pub fn record(&mut self, span_us: i64) {
        let span = u64::try_from(span_us).unwrap_or(0).min(SPAN_MAX_US);
        *self.buckets.entry(bucket(span)).or_default() += 1;
        self.max_us = self.max_us.max(span);
    }

    /// Adds another histogram to this one.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.buckets {
            let mine = self.buckets.entry(*bucket).or_default();
            *mine = mine.saturating_add(*count);
        }
        self.max_us = self.max_us.max(other.max_us);
    }

    /// How many spans were counted.
    pub fn count(&self) -> u64 {
        self.buckets.values().sum()
    }

    /// The longest span, µs; nothing before the first.
    pub fn max_us(&self) -> Option<u64> {
        (!self.buckets.is_empty()).then_some(self.max_us)
    }

    /// The span that `per_mille` of a thousand do not exceed, µs: never below the true one, at most
    /// an eighth above it. Nothing before the first span.
    pub fn quantile_us(&self, per_mille: u32) -> Option<u64> {
        let rank = (u128::from(self.count()) * u128::from(per_mille)).div_ceil(1_000);
        let rank = rank.max(1);
        let mut below = 0;
        for (bucket, count) in &self.buckets {
            below += u128::from(*count);
            if below >= rank {
                return Some(upper(*bucket).min(self.max_us));
            }
        }
        self.max_us()
    }

    /// The buckets: the longest span that falls into each, µs, and how many did, rising.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.buckets
            .iter()
            .map(|(bucket, count)| (upper(*bucket), *count))
    }
}

fn bucket(span: u64) -> u16 {
    if span < PER_OCTAVE {
        return span as u16;
    }
    let octave = u64::from(span.ilog2());
    let place = (span >> (octave - 3)) % PER_OCTAVE;
    ((octave - 2) * PER_OCTAVE + place) as u16
}

/// The longest span of a bucket.
fn upper(bucket: u16) -> u64 {
    let bucket = u64::from(bucket);
    if bucket < PER_OCTAVE {
        return bucket;
    }
    let (octave, place) = (bucket / PER_OCTAVE + 2, bucket % PER_OCTAVE);
    // Stored numbers may be anything; beyond the longest span there is nothing.
    if octave >= 40 {
        return SPAN_MAX_US;
    }
    ((PER_OCTAVE + place + 1) << (octave - 3)) - 1
}

/// What was measured in one round (reliability.md §8: ack latency; bidding.md C.6: the drain).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundLatency {
    /// From the last byte of a bid's request to its decision, accepted or refused.
    pub decision: Histogram,
    /// From the decision to the durable commit that lets the answer go.
    pub durable: Histogram,
    /// From the end of a lot to its close: how long the portal waited for bids received in time.
    pub drain: Histogram,
    /// Bids that were received before the end and decided after it.
    pub drained_bids: u64,
}

impl RoundLatency {
    /// Adds what another process, or a later time, measured.
    pub fn merge(&mut self, other: &Self) {
        self.decision.merge(&other.decision);
        self.durable.merge(&other.durable);
        self.drain.merge(&other.drain);
        self.drained_bids = self.drained_bids.saturating_add(other.drained_bids);
    }

    /// Whether nothing was measured yet.
    pub fn is_empty(&self) -> bool {
        self.decision.count() == 0 && self.drain.count() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(spans: &[i64]) -> Histogram {
        let mut histogram = Histogram::default();
        spans.iter().for_each(|span| histogram.record(*span));
        histogram
    }

    #[test]
    fn buckets_join_without_gaps() {
        let mut last = 0;
        for number in 0..304 {
            let upper = upper(number);
            assert_eq!(bucket(upper), number, "{upper}");
            assert!(number == 0 || upper > last);
            if number > 0 {
                assert_eq!(bucket(last + 1), number);
            }
            last = upper;
        }
        assert_eq!(last, SPAN_MAX_US);
        // What a stored document may hold by mistake is read without harm.
        assert_eq!(upper(u16::MAX), SPAN_MAX_US);
    }

    #[test]
    fn nothing_has_no_figures() {
        let empty = Histogram::default();
        assert_eq!((empty.count(), empty.max_us()), (0, None));
        assert_eq!(empty.quantile_us(500), None);
        assert!(RoundLatency::default().is_empty());
    }

    #[test]
    fn figures_of_a_known_series() {
        let histogram = of(&(1..=1_000).map(|n| n * 100).collect::<Vec<_>>());
        assert_eq!(histogram.count(), 1_000);
        assert_eq!(histogram.max_us(), Some(100_000));
        for (per_mille, exact) in [
            (500, 50_000),
            (950, 95_000),
            (990, 99_000),
            (1_000, 100_000),
        ] {
            let found = histogram.quantile_us(per_mille).unwrap();
            assert!(
                (exact..=exact * 9 / 8).contains(&found),
                "{per_mille}: {found}"
            );
        }
    }

    #[test]
    fn a_clock_that_was_set_back_counts_as_nothing_and_an_age_as_the_longest() {
        let histogram = of(&[-5, i64::MAX]);
        assert_eq!(histogram.quantile_us(1), Some(0));
        assert_eq!(histogram.max_us(), Some(SPAN_MAX_US));
    }

    proptest! {
        #[test]
        fn a_quantile_is_never_too_low_and_at_most_an_eighth_too_high(
            mut spans in prop::collection::vec(0i64..1 << 41, 1..200), per_mille in 1u32..=1_000,
        ) {
            let histogram = of(&spans);
            spans.sort_unstable();
            let rank = (spans.len() * per_mille as usize).div_ceil(1_000);
            let exact = (spans[rank - 1] as u64).min(SPAN_MAX_US);
            let found = histogram.quantile_us(per_mille).unwrap();
            prop_assert!(exact <= found && found <= exact + exact / 8 + 1, "{exact} {found}");
        }

        /// However the spans are spread over processes, the sum is the same.
        #[test]
        fn parts_add_up_to_the_whole(
            a in prop::collection::vec(-10i64..1 << 41, 0..60),
            b in prop::collection::vec(-10i64..1 << 41, 0..60),
        ) {
            let whole = of(&[a.clone(), b.clone()].concat());
            let (mut left, mut right) = (of(&a), of(&b));
            left.merge(&of(&b));
            right.merge(&of(&a));
            prop_assert_eq!(&left, &whole);
            prop_assert_eq!(&right, &whole);
            prop_assert_eq!(whole.buckets().map(|(_, count)| count).sum::<u64>(), whole.count());
            let json = serde_json::to_string(&whole).unwrap();
            prop_assert_eq!(serde_json::from_str::<Histogram>(&json).unwrap(), whole);
        }
    }
}
