//! Token buckets: how often somebody may do something.

use domain::allowances::Rate;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Entries kept before idle ones are dropped.
const ENTRIES_MAX: usize = 100_000;

/// A token bucket for each key, counted in milliseconds of credit.
pub(crate) struct Limiter<K> {
    rate: Rate,
    spent: Mutex<Spent<K>>,
}

struct Spent<K> {
    /// The instant from which the bucket counts as full: a later one means less credit.
    until: HashMap<K, Timestamp>,
    /// With so many entries idle ones are dropped. It follows what is left, so that looking through
    /// them costs little for each entry, however many are in use.
    sweep_at: usize,
}

impl<K: Eq + Hash> Limiter<K> {
    pub(crate) fn new(rate: Rate) -> Self {
        Self {
            rate,
            spent: Mutex::new(Spent {
                until: HashMap::new(),
                sweep_at: ENTRIES_MAX,
            }),
        }
    }

    /// Takes one from the bucket of `key`.
    ///
    /// # Errors
    /// When it is empty: after how many milliseconds there is one again, above 0.
    pub(crate) fn take(&self, key: K, now: Timestamp) -> Result<(), i64> {
        if self.rate.refill_ms == 0 {
            return Ok(());
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.until.len() >= spent.sweep_at {
            spent.until.retain(|_, until| *until > now);
            spent.sweep_at = ENTRIES_MAX.max(2 * spent.until.len());
        }
        let until = spent.until.entry(key).or_insert(now);
        let next = (*until).max(now).plus_millis(self.rate.refill_ms);
        let beyond = next.millis_since(now) - self.rate.refill_ms.saturating_mul(self.rate.burst);
        if beyond > 0 {
            return Err(beyond);
        }
        *until = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn three_at_once_then_one_a_second() {
        let limiter = Limiter::new(Rate::DEFAULT);
        let admit = |ms| limiter.take("anna", at(ms)).is_ok();
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
        assert!(limiter.take("ben", at(0)).is_ok(), "another bidder");
    }

    #[test]
    fn whoever_waits_as_long_as_he_is_told_is_let_in() {
        let limiter = Limiter::new(Rate {
            refill_ms: 700,
            burst: 4,
        });
        let (mut now, mut waited) = (at(0), 0);
        for _ in 0..50 {
            now = now.plus_millis(130);
            if let Err(wait) = limiter.take((), now) {
                assert!((1..=700).contains(&wait), "{wait}");
                assert!(limiter.take((), now.plus_millis(wait - 1)).is_err());
                now = now.plus_millis(wait);
                assert!(limiter.take((), now).is_ok());
                waited += 1;
            }
        }
        assert!(waited > 20, "{waited}");
    }

    #[test]
    fn what_is_idle_is_forgotten_and_what_is_not_stays() {
        let limiter = Limiter::new(Rate {
            refill_ms: 1_000,
            burst: 1,
        });
        for key in 0..ENTRIES_MAX {
            limiter.take(key, at(0)).unwrap();
        }
        let late = at(2_000);
        limiter.take(usize::MAX, late).unwrap();
        assert_eq!(limiter.spent.lock().unwrap().until.len(), 1);
        assert!(limiter.take(usize::MAX, late).is_err());
    }
}
