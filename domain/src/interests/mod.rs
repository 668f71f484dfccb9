//! Interests (意向) of enterprises in the lots of a session, and the follow-up (回访) that each becomes:
//! exactly one responsible manager, a day by which, a log of contacts, an outcome (domain.md AS-39 to
//! AS-42, IS-19).

#[cfg(test)]
mod tests;

use crate::contacts::is_phone;
use crate::credit_codes::{CreditCode, CreditCodeError};
use crate::ids::{AccountId, InterestId, LotCode, SessionId};
use crate::text::{clean, fold_width, length};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Most characters of a line of the log and of the note that ends a follow-up.
pub const WORDS_MAX: usize = 500;
/// Most characters of the name of whoever is to be called.
pub const CONTACT_CHARS_MAX: usize = 40;

codes! {
    /// How strong an interest is.
    InterestLevel {
        Strong = "STRONG" / "强烈",
        Medium = "MEDIUM" / "一般",
        Slight = "SLIGHT" / "了解",
    }
}

impl InterestLevel {
    /// Days after which the enterprise is to have been asked again \[DESIGN\]: whoever wants it badly
    /// hears first.
    pub const fn days(self) -> i32 {
        match self {
            Self::Strong => 3,
            Self::Medium => 7,
            Self::Slight => 14,
        }
    }
}

codes! {
    /// What is to happen next.
    NextStep {
        Visit = "VISIT" / "上门走访",
        Call = "CALL" / "电话回访",
        Talks = "TALKS" / "一对一洽谈",
        Papers = "PAPERS" / "寄送资料",
    }
}

codes! {
    /// What came of a follow-up (AS-42).
    FollowUpOutcome {
        Transfer = "TRANSFER" / "转让",
        Licence = "LICENCE" / "许可",
        Shares = "SHARES" / "作价入股",
        Development = "DEVELOPMENT" / "二次开发",
        Incubation = "INCUBATION" / "项目孵化",
        Portfolio = "PORTFOLIO" / "布局拓展",
        Nothing = "NONE" / "无",
    }
}

codes! {
    /// How an enterprise was spoken to.
    ContactWay {
        Call = "CALL" / "电话",
        Visit = "VISIT" / "走访",
        Meeting = "MEETING" / "会谈",
        Letter = "LETTER" / "信函邮件",
    }
}

codes! {
    /// Which follow-ups a list shows.
    FollowUpShow {
        Open = "open" / "待回访",
        Overdue = "overdue" / "已逾期",
        Ended = "ended" / "已办结",
        All = "all" / "全部",
    }
}

/// An interest as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterestDraft {
    /// Name of the enterprise.
    pub enterprise: String,
    /// Its credit code.
    pub credit_code: String,
    /// Code of the lot.
    pub lot: String,
    /// How strong.
    pub level: InterestLevel,
    /// What is to happen next.
    pub next_step: NextStep,
    /// Whom to speak to; may be empty.
    pub contact: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// An interest that may be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInterest {
    /// Name of the enterprise, 2–100 characters.
    pub enterprise: String,
    /// Its credit code.
    pub credit_code: CreditCode,
    /// The lot.
    pub lot: LotCode,
    /// How strong.
    pub level: InterestLevel,
    /// What is to happen next.
    pub next_step: NextStep,
    /// Whom to speak to, at most [`CONTACT_CHARS_MAX`]; may be empty.
    pub contact: String,
    /// Telephone; may be empty.
    pub phone: String,
}

impl InterestDraft {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The error code of the first thing that is wrong: `INTEREST_ENTERPRISE`, `USCC_FORMAT`,
    /// `USCC_CHECK`, `INTEREST_LOT`, `INTEREST_CONTACT`, `PHONE_FORMAT`.
    pub fn check(&self) -> Result<NewInterest, &'static str> {
        let enterprise = clean(&self.enterprise);
        if !(2..=100).contains(&length(&enterprise)) {
            return Err("INTEREST_ENTERPRISE");
        }
        let credit_code = read_credit_code(&self.credit_code)?;
        let lot = LotCode::parse(fold_width(&self.lot).trim()).ok_or("INTEREST_LOT")?;
        let contact = clean(&self.contact);
        if length(&contact) > CONTACT_CHARS_MAX {
            return Err("INTEREST_CONTACT");
        }
        let phone: String = fold_width(&self.phone).split_whitespace().collect();
        if !phone.is_empty() && !is_phone(&phone) {
            return Err("PHONE_FORMAT");
        }
        Ok(NewInterest {
            enterprise,
            credit_code,
            lot,
            level: self.level,
            next_step: self.next_step,
            contact,
            phone,
        })
    }
}

/// A credit code as people type it.
///
/// # Errors
/// `USCC_FORMAT`, `USCC_CHECK`.
pub fn read_credit_code(text: &str) -> Result<CreditCode, &'static str> {
    CreditCode::parse(text).map_err(|error| match error {
        CreditCodeError::Format => "USCC_FORMAT",
        CreditCodeError::Check => "USCC_CHECK",
    })
}

/// An interest with its follow-up. Whom to speak to stands elsewhere: it is not for every list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// Identity; 0 until stored.
    pub id: InterestId,
    /// The session at which it was noted.
    pub session: SessionId,
    /// The lot.
    pub lot: LotCode,
    /// Name of the enterprise.
    pub enterprise: String,
    /// Its credit code.
    pub credit_code: String,
    /// How strong.
    pub level: InterestLevel,
    /// What is to happen next.
    pub next_step: NextStep,
    /// When it was noted.
    pub noted_at: Timestamp,
    /// The one who answers for the follow-up (AS-41: exactly one).
    pub manager: AccountId,
    /// The last day on which it is in time.
    pub due_on: Date,
    /// How it ended.
    pub end: Option<FollowUpEnd>,
}

/// How a follow-up ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpEnd {
    /// What came of it.
    pub outcome: FollowUpOutcome,
    /// What is to be remembered, 2–[`WORDS_MAX`] characters.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

impl Interest {
    /// Whether it should have been done by `today` and is not.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.end.is_none() && self.due_on < today
    }

    /// Ends the follow-up.
    ///
    /// # Errors
    /// `FOLLOWUP_ENDED` when it has ended before; `FOLLOWUP_NOTE_REQUIRED` without a note,
    /// `FOLLOWUP_NOTE_LONG` for one beyond [`WORDS_MAX`].
    pub fn close(
        &self,
        outcome: FollowUpOutcome,
        note: &str,
        at: Timestamp,
    ) -> Result<FollowUpEnd, &'static str> {
        self.check_open()?;
        let note = clean(note);
        match length(&note) {
            0..=1 => Err("FOLLOWUP_NOTE_REQUIRED"),
            2..=WORDS_MAX => Ok(FollowUpEnd { outcome, note, at }),
            _ => Err("FOLLOWUP_NOTE_LONG"),
        }
    }

    /// Whether something may still be changed or noted.
    ///
    /// # Errors
    /// `FOLLOWUP_ENDED`.
    pub fn check_open(&self) -> Result<(), &'static str> {
        match self.end {
            Some(_) => Err("FOLLOWUP_ENDED"),
            None => Ok(()),
        }
    }
}

/// A line of the log of contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLine {
    /// How the enterprise was spoken to.
    pub way: ContactWay,
    /// What was said, 2–[`WORDS_MAX`] characters.
    pub words: String,
    /// Who spoke.
    pub by: String,
    /// When it was noted.
    pub at: Timestamp,
}

/// The words of a line of the log.
///
/// # Errors
/// `FOLLOWUP_LOG_LENGTH` for less than 2 or more than [`WORDS_MAX`] characters.
pub fn log_words(text: &str) -> Result<String, &'static str> {
    let words = clean(text);
    match (2..=WORDS_MAX).contains(&length(&words)) {
        true => Ok(words),
        false => Err("FOLLOWUP_LOG_LENGTH"),
    }
}

/// The day until which a follow-up is to be done: not before `today`, and within a year.
///
/// # Errors
/// `DATE_FORMAT`, `FOLLOWUP_DUE`.
pub fn due_day(text: &str, today: Date) -> Result<Date, &'static str> {
    let day = Date::parse_iso(text.trim()).ok_or("DATE_FORMAT")?;
    match day >= today && day <= today.plus_days(366) {
        true => Ok(day),
        false => Err("FOLLOWUP_DUE"),
    }
}
