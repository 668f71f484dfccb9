//! What one batch measures: a few numbers per bid while it is decided, added up once after the
//! commit and after the answers have left.

use crate::latency::Latencies;
use domain::bidding::Auction;
use domain::ids::RoundId;
use domain::latency::RoundLatency;
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// A decided bid.
struct Bid {
    round: RoundId,
    received_at: Timestamp,
    decided_at: Timestamp,
    drained: bool,
}

/// The spans of a batch.
#[derive(Default)]
pub(super) struct Measured {
    bids: Vec<Bid>,
    /// Round, end and close of each lot that was closed.
    closes: Vec<(RoundId, Timestamp, Timestamp)>,
}

impl Measured {
    /// A bid that is about to be decided at `now`.
    pub(super) fn bid(
        &mut self,
        round: RoundId,
        before: &Auction,
        received_at: Timestamp,
        now: Timestamp,
    ) {
        let in_time = received_at < before.ends_at && before.outcome.is_none();
        self.bids.push(Bid {
            round,
            received_at,
            decided_at: now,
            drained: in_time && now >= before.ends_at,
        });
    }

    /// A lot whose end was `ended_at` closes at `now`.
    pub(super) fn close(&mut self, round: RoundId, ended_at: Timestamp, now: Timestamp) {
        self.closes.push((round, ended_at, now));
    }

    /// Adds the spans to the figures of their rounds, once the batch is durable.
    pub(super) fn hand_over(self, durable_at: Timestamp, to: &Latencies) {
        if self.bids.is_empty() && self.closes.is_empty() {
            return;
        }
        let mut rounds: BTreeMap<RoundId, RoundLatency> = BTreeMap::new();
        for bid in self.bids {
            let of = rounds.entry(bid.round).or_default();
            of.decision.record(bid.decided_at.0 - bid.received_at.0);
            of.durable.record(durable_at.0 - bid.decided_at.0);
            of.drained_bids += u64::from(bid.drained);
        }
        for (round, ended_at, now) in self.closes {
            let of = rounds.entry(round).or_default();
            of.drain.record(now.0 - ended_at.0);
        }
        to.add(rounds);
    }
}
