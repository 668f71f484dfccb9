//! The numbers of bidding.md C.7. A season may set them; the defaults are those of the table.

use super::GuardUnmet;
use super::deadlines::DAY_MS;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The fewest days of publicity whatever a season says (bidding.md 6.3: 浙江 art. 17, 山东 art. 14).
pub const PUBLICITY_DAYS_MIN: i64 = 15;

/// Notice, display, deadlines. Days are 24 hours unless they are called working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageRules {
    /// From the notice to the opening at least, days (拍卖法 45).
    pub notice_days: i64,
    /// Display before the opening at least, days (拍卖法 48).
    pub display_days: i64,
    /// The holders of a priority right stand so long before the opening at least, days (C.1; 法释 16).
    pub priority_freeze_days: i64,
    /// A lot suspended for longer can only be cancelled, days (法释〔2016〕18号 28).
    pub suspension_days_max: i64,
    /// A planned resumption is shown at least so long before, minutes.
    pub resume_notice_minutes: i64,
    /// The buyer has so many working days to confirm.
    pub confirm_working_days: u32,
    /// The contract is to be signed so many days after the confirmation.
    pub contract_days: i64,
    /// The registration of the technology contract is to be applied for so many days after the
    /// contract.
    pub tech_application_days: i64,
    /// A licence is to be recorded so many months after the contract (细则 15).
    pub licence_record_months: u32,
    /// The start price may fall by so many per cent of that of the round before (法释 26 as model).
    pub start_fall_percent: i64,
    /// After so many rounds without a buyer there is no further one (法释 26 as model).
    pub unsold_rounds_max: u32,
    /// Publicity of an agreed price, days, never below [`PUBLICITY_DAYS_MIN`].
    pub publicity_days: i64,
    /// What is left of the publicity after an objection was rejected at least, days.
    pub publicity_rest_days: i64,
}

impl Default for StageRules {
    fn default() -> Self {
        Self {
            notice_days: 7,
            display_days: 2,
            priority_freeze_days: 3,
            suspension_days_max: 5,
            resume_notice_minutes: 30,
            confirm_working_days: 5,
            contract_days: 20,
            tech_application_days: 30,
            licence_record_months: 3,
            start_fall_percent: 20,
            unsold_rounds_max: 2,
            publicity_days: PUBLICITY_DAYS_MIN,
            publicity_rest_days: 3,
        }
    }
}

impl StageRules {
    /// The same without notices and minimum durations, for practice lots (bidding.md, decisions).
    /// The half hour after an interruption stays: it is the engine's.
    pub const fn waived(self) -> Self {
        Self {
            notice_days: 0,
            display_days: 0,
            priority_freeze_days: 0,
            resume_notice_minutes: 0,
            publicity_days: 0,
            publicity_rest_days: 0,
            ..self
        }
    }

    /// Whether bidding may open at `opens_at` for a lot that is announced at `at` and on display
    /// since `displayed_from` (拍卖法 45, 48).
    ///
    /// # Errors
    /// [`GuardUnmet::NoticeTooShort`], then [`GuardUnmet::DisplayTooShort`].
    pub fn check_notice(
        &self,
        at: Timestamp,
        displayed_from: Timestamp,
        opens_at: Timestamp,
    ) -> Result<(), GuardUnmet> {
        let opens_from = at.plus_millis(self.notice_days * DAY_MS);
        if opens_at < opens_from {
            return Err(GuardUnmet::NoticeTooShort { opens_from });
        }
        let opens_from = displayed_from.plus_millis(self.display_days * DAY_MS);
        if opens_at < opens_from {
            return Err(GuardUnmet::DisplayTooShort { opens_from });
        }
        Ok(())
    }

    /// The last instant at which a lot that is suspended since then may go on; afterwards it can
    /// only be cancelled.
    pub const fn resume_until(&self, since: Timestamp) -> Timestamp {
        since.plus_millis(self.suspension_days_max * DAY_MS)
    }

    /// The last instant at which the holders of a priority right may still be settled for a lot
    /// that opens then.
    pub const fn priority_until(&self, opens_at: Timestamp) -> Timestamp {
        opens_at.plus_millis(-self.priority_freeze_days * DAY_MS)
    }
}
