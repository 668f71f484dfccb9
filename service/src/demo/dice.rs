//! Draws of the generators: one fixed seed, one stream per part, so that a change in one part does
//! not reshuffle the others and ids stay the same between runs.

use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

/// The seed of all generated data (domain.md §7.1).
const SEED: u64 = 20_230_405;

/// A reproducible source of draws.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The draws of one part; the same number gives the same draws for ever.
    pub(super) fn of(part: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(part);
        Self(rng)
    }

    /// A number in `0..bound`; 0 when there is nothing to choose from.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        // Multiply and shift: the bias is below bound / 2^32, far from mattering here.
        ((u64::from(self.0.next_u32()) * bound as u64) >> 32) as usize
    }

    /// A number in `from..=to`.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1).max(1) as usize) as i64
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `all`, which is not empty.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// `count` different places of `0..all`, in random order; all of them when there are fewer.
    pub(super) fn places(&mut self, all: usize, count: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..all).collect();
        self.shuffle(&mut places);
        places.truncate(count);
        places
    }

    /// Brings `all` into random order.
    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
