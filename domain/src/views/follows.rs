//! Read models of the lots that somebody follows, and of what is said against a lot.

use super::LotCard;
use crate::feedback::{Feedback, FeedbackSummary};
use crate::ids::LotCode;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The page of the lots that the signed-in account follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowsPage {
    /// The lots, the latest first; at most [`FOLLOWS_MAX`](crate::follows::FOLLOWS_MAX).
    pub cards: Vec<LotCard>,
    /// When the link to the own calendars was made; absent while there is none.
    pub calendar_since: Option<Timestamp>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// The signed-in account's own answer about a lot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFeedback {
    /// Follows the lot or is enrolled, and does not belong to its owner.
    pub may_answer: bool,
    /// The answer that was given.
    pub given: Option<Feedback>,
    /// May read what was said about the lot.
    pub may_read: bool,
}

/// What was said about a lot, for its owner's liaison and the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackPage {
    /// The lot.
    pub code: LotCode,
    /// Its title.
    pub title: String,
    /// Counts; absent below [`FEEDBACK_SHOWN_FROM`](crate::feedback::FEEDBACK_SHOWN_FROM).
    pub summary: Option<FeedbackSummary>,
    /// The reader is shown words as well.
    pub with_words: bool,
}
