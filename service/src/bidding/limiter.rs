//! How often one bidder may bid on one lot (bidding.md C.3: one a second, three at once).

use domain::ids::{AccountId, LotCode};
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Entries kept before idle ones are dropped.
const ENTRIES_MAX: usize = 100_000;

/// The allowed rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BidRate {
    /// Milliseconds for one more bid.
    pub refill_ms: i64,
    /// Bids at once.
    pub burst: i64,
}

impl BidRate {
    /// One a second, three at once.
    pub const DEFAULT: Self = Self {
        refill_ms: 1_000,
        burst: 3,
    };
    /// No limit, for measuring.
    pub const UNLIMITED: Self = Self {
        refill_ms: 0,
        burst: i64::MAX,
    };
}

/// A token bucket per bidder and lot, counted in milliseconds of credit.
pub(crate) struct Limiter {
    rate: BidRate,
    /// The instant from which the bucket counts as full enough: a later one means less credit.
    spent_until: Mutex<HashMap<(AccountId, LotCode), Timestamp>>,
}

impl Limiter {
    pub(crate) fn new(rate: BidRate) -> Self {
        Self {
            rate,
            spent_until: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one bid from the bucket; `false` when it is empty.
    pub(crate) fn admit(&self, account: AccountId, lot: &LotCode, now: Timestamp) -> bool {
        if self.rate.refill_ms == 0 {
            return true;
        }
        let mut spent = self
            .spent_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= ENTRIES_MAX {
            spent.retain(|_, until| *until > now);
        }
        let until = spent.entry((account, lot.clone())).or_insert(now);
        let next = (*until).max(now).plus_millis(self.rate.refill_ms);
        let admitted = next.millis_since(now) <= self.rate.refill_ms * self.rate.burst;
        if admitted {
            *until = next;
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_at_once_then_one_a_second() {
        let limiter = Limiter::new(BidRate::DEFAULT);
        let lot = LotCode::parse("D-1").unwrap();
        let admit = |ms| limiter.admit(AccountId(1), &lot, Timestamp::from_millis(ms));
        assert_eq!(
            [admit(0), admit(0), admit(0), admit(0)],
            [true, true, true, false]
        );
        assert_eq!(
            [admit(999), admit(1_000), admit(1_001)],
            [false, true, false]
        );
        assert_eq!(
            [admit(9_000), admit(9_000), admit(9_000), admit(9_000)],
            [true, true, true, false]
        );
        assert!(
            limiter.admit(AccountId(2), &lot, Timestamp(0)),
            "another bidder"
        );
    }
}
