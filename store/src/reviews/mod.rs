//! Evaluation groups, score sheets, selection and releases in batches.

mod groups;
mod releases;
mod selection;
mod sheets;

pub use groups::ReviewSeat;
pub use releases::{NewRelease, StoredRelease};
pub use selection::{NewDecision, NewReturn};
pub use sheets::{NewReview, StoredReview};
