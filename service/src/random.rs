//! The only place that draws random numbers: from the system, or from a seed in tests.

use domain::ledger::hash::hex_digits;
use rand_chacha::ChaCha12Rng;
use rand_core::{RngCore, SeedableRng};
use std::sync::{Arc, Mutex, PoisonError};

/// A source of random numbers that can be shared.
#[derive(Clone)]
pub struct Random(Arc<Mutex<ChaCha12Rng>>);

impl Random {
    /// Seeded by the system.
    ///
    /// # Panics
    /// When the system has no randomness: nothing secret could be made then.
    pub fn from_system() -> Self {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the system has randomness");
        Self(Arc::new(Mutex::new(ChaCha12Rng::from_seed(seed))))
    }

    /// Seeded by a number: the same draws every time.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha12Rng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A number in `0..bound`; the bias of the modulo is below 2⁻⁴⁰ for bounds in use here.
    ///
    /// # Panics
    /// When `bound` is zero.
    pub fn below(&self, bound: u32) -> u32 {
        (u64::from_le_bytes(self.bytes()) % u64::from(bound)) as u32
    }

    /// A token of `N` random bytes as hexadecimal text.
    pub fn token<const N: usize>(&self) -> String {
        hex(&self.bytes::<N>())
    }
}

/// Bytes as lower-case hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| hex_digits(*byte));
    digits.map(char::from).collect()
}
