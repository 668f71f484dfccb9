//! Read model of the filters of the catalogue that somebody keeps.

use super::BoundedCount;
use crate::saved_filters::SavedFilter;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The filters of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFiltersPage {
    /// Each with how many lots are new since its last digest, the latest first.
    pub filters: Vec<(SavedFilter, BoundedCount)>,
    /// Whether the account has confirmed an address: without one nothing is sent.
    pub has_address: bool,
    /// The server's clock.
    pub server_now: Timestamp,
}
