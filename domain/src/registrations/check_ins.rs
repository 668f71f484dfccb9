//! Check-in (签到): what a phone notes at the door, also without a network, and what comes of it.

use super::RegistrationState;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Characters of the number that a phone gives a check-in: 128 bits in hexadecimal digits.
pub const CHECK_IN_ID_CHARS: usize = 32;
/// Check-ins that are sent at once.
pub const CHECK_INS_MAX: usize = 200;

/// A check-in as a phone has noted it. Its number makes sending it twice harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// Made on the phone: 32 hexadecimal digits.
    pub id: String,
    /// What was scanned or typed.
    pub code: String,
    /// By the clock of the phone.
    pub at: Timestamp,
}

impl CheckIn {
    /// Whether the number is one.
    pub fn has_id(&self) -> bool {
        self.id.len() == CHECK_IN_ID_CHARS
            && self
                .id
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    }
}

codes! {
    /// What came of a check-in.
    CheckInOutcome {
        Done = "DONE" / "已签到",
        Again = "AGAIN" / "此前已签到",
        Unknown = "UNKNOWN" / "没有此签到码",
        Waiting = "WAITING" / "仍在候补",
        Cancelled = "CANCELLED" / "报名已取消",
        Disclaimer = "DISCLAIMER" / "未签免责声明",
    }
}

/// What comes of a check-in of somebody whose registration is in `state`. `accepted` says whether the
/// disclaimer that holds was accepted, where there is one (`DISCLAIMER_REQUIRED`, CS-44).
pub const fn judge(state: RegistrationState, accepted: bool, was_here: bool) -> CheckInOutcome {
    match state {
        RegistrationState::Cancelled => CheckInOutcome::Cancelled,
        _ if was_here => CheckInOutcome::Again,
        RegistrationState::Waiting => CheckInOutcome::Waiting,
        RegistrationState::Seated if !accepted => CheckInOutcome::Disclaimer,
        RegistrationState::Seated => CheckInOutcome::Done,
    }
}
