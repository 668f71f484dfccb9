//! What a browser measures of its own clock and of its way to the server, and the last moment at
//! which a bid is safely in time.
//!
//! Only the server's clock decides (bidding.md C.6): what is measured here helps the bidder and is
//! never sent anywhere.

use crate::time::Timestamp;

/// Exchanges that are kept; older ones say nothing of the network as it is now.
const KEPT: usize = 20;

/// What is left for everything that a round trip does not show, ms: how far the server's clock may
/// be off (at most 500 ms, or it takes no bids: bidding.md C.6), the error of the measured offset
/// (half the least round trip), and the handling of a bid before its last byte is stamped.
pub const PROCESSING_MARGIN_MS: i64 = 1_000;

/// One question for the server's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// When it was sent, by the browser's clock, ms.
    pub sent: i64,
    /// When the answer was there, by the same clock, ms.
    pub answered: i64,
    /// What the server's clock said in between.
    pub server: Timestamp,
}

/// The latest exchanges of a browser with the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchanges {
    /// Round trip and offset of each, ms, oldest first.
    kept: Vec<(i64, i64)>,
}

/// What the exchanges tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// How far the browser's clock is ahead of the server's, ms; negative when it is behind. Off by
    /// at most half of `round_trip_ms`.
    pub ahead_ms: i64,
    /// The least round trip, ms.
    pub round_trip_ms: i64,
    /// 95 of 100 round trips took no longer, ms; with fewer than 20 of them the longest one.
    pub round_trip_p95_ms: i64,
    /// How many exchanges this rests on.
    pub exchanges: usize,
}

impl Exchanges {
    /// Takes in one exchange. One whose clock was set back meanwhile says nothing.
    pub fn take(&mut self, exchange: Exchange) {
        let round_trip = exchange.answered - exchange.sent;
        if round_trip < 0 {
            return;
        }
        // In the middle of the round trip, as NTP takes it.
        let middle = exchange.sent + round_trip / 2;
        self.kept
            .push((round_trip, middle - exchange.server.millis()));
        let surplus = self.kept.len().saturating_sub(KEPT);
        self.kept.drain(..surplus);
    }

    /// What they tell; nothing before the first.
    pub fn measured(&self) -> Option<Measured> {
        // The quickest answer has had the least time to be held up on one of the ways.
        let (round_trip_ms, ahead_ms) = *self.kept.iter().min_by_key(|(trip, _)| *trip)?;
        let mut trips: Vec<i64> = self.kept.iter().map(|(trip, _)| *trip).collect();
        trips.sort_unstable();
        let place = (trips.len() * 95).div_ceil(100) - 1;
        Some(Measured {
            ahead_ms,
            round_trip_ms,
            round_trip_p95_ms: trips[place],
            exchanges: trips.len(),
        })
    }
}

/// The last safe moment (最晚安全出价时刻) to send a bid, by the server's clock: a whole slow round
/// trip and [`PROCESSING_MARGIN_MS`] before the end.
///
/// Conservative: the request needs only the way there, about half of a round trip, and a bid that
/// is received before the end counts even when it is decided after it (the drain, C.6).
pub fn last_safe_moment(ends_at: Timestamp, measured: &Measured) -> Timestamp {
    ends_at.plus_millis(-(measured.round_trip_p95_ms + PROCESSING_MARGIN_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exchange(sent: i64, trip: i64, server: i64) -> Exchange {
        Exchange {
            sent,
            answered: sent + trip,
            server: Timestamp::from_millis(server),
        }
    }

    #[test]
    fn the_example_of_the_panel() {
        let mut exchanges = Exchanges::default();
        assert_eq!(exchanges.measured(), None);
        // 1.2 s ahead; the second answer was held up on its way back.
        exchanges.take(exchange(11_200, 38, 10_019));
        exchanges.take(exchange(12_200, 500, 11_020));
        let measured = exchanges.measured().unwrap();
        assert_eq!((measured.ahead_ms, measured.round_trip_ms), (1_200, 38));
        assert_eq!(measured.round_trip_p95_ms, 500);
        let mut quick = Exchanges::default();
        quick.take(exchange(11_200, 38, 10_019));
        let end = crate::time::Date::of(2026, 11, 20).at(15, 0);
        let safe = last_safe_moment(end, &quick.measured().unwrap());
        assert_eq!(safe.clock().hms_tenths(), "14:59:58.9");
    }

    #[test]
    fn a_clock_that_was_set_back_meanwhile_says_nothing() {
        let mut exchanges = Exchanges::default();
        exchanges.take(exchange(5_000, -1, 5_000));
        assert_eq!(exchanges.measured(), None);
    }

    #[test]
    fn one_slow_answer_of_twenty_does_not_count_and_two_do() {
        let measured = |slow: i64| {
            let mut exchanges = Exchanges::default();
            (0..20).for_each(|n| {
                let trip = if n < slow { 900 } else { 40 };
                exchanges.take(exchange(n * 1_000, trip, n * 1_000));
            });
            exchanges.measured().unwrap().round_trip_p95_ms
        };
        assert_eq!((measured(1), measured(2)), (40, 900));
    }

    proptest! {
        /// Whatever the two ways take, the offset is wrong by at most half of the least round trip.
        #[test]
        fn the_offset_is_right_to_half_a_round_trip(
            ahead in -600_000i64..600_000,
            trips in prop::collection::vec((0i64..3_000, 0i64..3_000), 1..40),
        ) {
            let mut exchanges = Exchanges::default();
            for (n, (there, back)) in (0i64..).zip(&trips) {
                let server = 1_000_000 + n * 60_000;
                exchanges.take(exchange(server - there + ahead, there + back, server));
            }
            let measured = exchanges.measured().unwrap();
            let error = (measured.ahead_ms - ahead).abs();
            prop_assert!(error <= (measured.round_trip_ms + 1) / 2);
            prop_assert!(measured.round_trip_ms <= measured.round_trip_p95_ms);
            prop_assert!(measured.exchanges <= 20);
            let kept = &trips[trips.len().saturating_sub(20)..];
            let slower = kept.iter().filter(|(a, b)| a + b > measured.round_trip_p95_ms).count();
            prop_assert!(slower * 20 <= kept.len());
        }

        /// A bid that is sent at the last safe moment arrives in time, if its way is no longer than
        /// the slow round trip and the clocks are off by no more than the margin.
        #[test]
        fn a_bid_sent_at_the_last_safe_moment_is_in_time(
            trip in 0i64..10_000, way in 0i64..10_000, off in 0i64..1_000,
        ) {
            prop_assume!(way <= trip);
            let mut exchanges = Exchanges::default();
            exchanges.take(exchange(0, trip, trip / 2));
            let end = Timestamp::from_millis(1_000_000_000);
            let safe = last_safe_moment(end, &exchanges.measured().unwrap());
            prop_assert!(safe.plus_millis(way + off) < end);
        }
    }
}
