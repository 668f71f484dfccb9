//! Read model of the centre's page of the featured lots.

use crate::ids::LotCode;
use crate::lots::LotState;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A featured lot in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturedLot {
    /// Public code.
    pub code: LotCode,
    /// Title.
    pub title: String,
    /// Name of the owner.
    pub owner: String,
    /// Where it stands.
    pub state: LotState,
    /// It was sold at an offline auction, and the deal is not recorded yet.
    pub sold_offline: bool,
}

/// The centre's page of the featured lots of the current season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturedDesk {
    /// The lots, first place first.
    pub lots: Vec<FeaturedLot>,
    /// The server's clock.
    pub server_now: Timestamp,
}
