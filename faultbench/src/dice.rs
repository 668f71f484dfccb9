//! Seeded numbers: the same seed gives the same moments and the same faults.

/// A splitmix64 generator; good enough to spread moments, and its whole state is one number.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A generator for one purpose of a run with this seed.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed, |state, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mixed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_purpose_repeat() {
        let draw = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            [(); 8].map(|()| dice.between(3, 900))
        };
        assert_eq!(draw(7, "kill"), draw(7, "kill"));
        assert_ne!(draw(7, "kill"), draw(8, "kill"));
        assert_ne!(draw(7, "kill"), draw(7, "power"));
        assert!(draw(7, "kill").iter().all(|n| (3..=900).contains(n)));
    }
}
