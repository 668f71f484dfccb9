//! How often lots have moved: what was gathered before a lot moved is out of date.

use super::hub::share_of;
use domain::ids::LotCode;
use std::array;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that lots share. Two lots of one counter cost a page that is rendered for nothing.
const SHARES: usize = 256;

/// Counts moves; it never goes back.
#[derive(Debug)]
pub(super) struct Moves {
    /// Of every lot.
    all: AtomicU64,
    /// Of another process: nobody says of which lot.
    elsewhere: AtomicU64,
    of_share: [AtomicU64; SHARES],
}

impl Default for Moves {
    fn default() -> Self {
        Self {
            all: AtomicU64::default(),
            elsewhere: AtomicU64::default(),
            of_share: array::from_fn(|_| AtomicU64::default()),
        }
    }
}

impl Moves {
    /// A lot has moved.
    pub fn moved(&self, lot: &LotCode) {
        self.of_share(lot).fetch_add(1, Ordering::Release);
        self.all.fetch_add(1, Ordering::Release);
    }

    /// Some lot has moved in another process.
    pub fn moved_elsewhere(&self) {
        self.elsewhere.fetch_add(1, Ordering::Release);
        self.all.fetch_add(1, Ordering::Release);
    }

    /// A number that is greater once `lot`, or without one any lot, has moved.
    pub fn count(&self, lot: Option<&LotCode>) -> u64 {
        match lot {
            Some(lot) => {
                let own = self.of_share(lot).load(Ordering::Acquire);
                own + self.elsewhere.load(Ordering::Acquire)
            }
            None => self.all.load(Ordering::Acquire),
        }
    }

    fn of_share(&self, lot: &LotCode) -> &AtomicU64 {
        &self.of_share[share_of(lot, SHARES as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_counts_its_own_moves_and_those_of_nobody_knows_which() {
        let lot = |code| LotCode::parse(code).unwrap();
        let (a, b) = (lot("D-1"), lot("D-2"));
        assert_ne!(share_of(&a, SHARES as u64), share_of(&b, SHARES as u64));
        let moves = Moves::default();
        let counts = || [Some(&a), Some(&b), None].map(|lot| moves.count(lot));
        moves.moved(&a);
        assert_eq!(counts(), [1, 0, 1]);
        moves.moved_elsewhere();
        assert_eq!(counts(), [2, 1, 2]);
        moves.moved(&b);
        assert_eq!(counts(), [2, 2, 3]);
    }
}
