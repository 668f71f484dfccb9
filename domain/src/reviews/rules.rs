//! What a season says of its reviews. Data of the season, never constants (domain.md D14).

use super::Criterion;
use serde::{Deserialize, Serialize};

/// The rules of review of a season.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewRules {
    /// Fewest submitted reviews with which a lot can be selected; 0 for a season without reviews.
    pub min_reviews: u8,
    /// Weight of each criterion, per cent, in the order of [`Criterion::ALL`]; together 100.
    pub weights: [u8; 4],
    /// Days an expert has for a lot from its assignment on.
    pub days: u8,
}

impl Default for ReviewRules {
    /// Three reviews (domain.md D14), 25 % each (§3.4), ten days.
    fn default() -> Self {
        Self {
            min_reviews: 3,
            weights: [25; 4],
            days: 10,
        }
    }
}

impl ReviewRules {
    /// Whether the weights are shares of one whole.
    pub fn is_sound(&self) -> bool {
        let sum: u32 = self.weights.iter().map(|weight| u32::from(*weight)).sum();
        sum == 100
    }

    /// Weight of a criterion, per cent.
    pub const fn weight(&self, criterion: Criterion) -> u8 {
        self.weights[criterion as usize]
    }
}
