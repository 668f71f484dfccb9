//! Registration (报名) of units for an industry session, the waiting list (候补) that moves up by itself,
//! check-in (签到) and one-to-one talks (一对一洽谈). Sources: domain.md IS-18 (valid units are counted by
//! distinct credit codes), IS-27 (anyone registers a unit; after capacity the waiting list), CS-44
//! (disclaimer).

mod badge;
mod check_ins;
mod draft;
mod talks;
#[cfg(test)]
mod tests;

pub use badge::{BadgeCode, CODE_BYTES, UnitCode, link_token, read_link_token};
pub(crate) use badge::{signed_token, token_of};
pub use check_ins::{CHECK_IN_ID_CHARS, CHECK_INS_MAX, CheckIn, CheckInOutcome, judge};
pub use draft::{
    Attendee, AttendeeDraft, Registrant, RegistrationDraft, RegistrationRefusal, UNIT_CHARS_MAX,
};
pub use talks::{SLOTS_MAX, TalkPlan, TalkRefusal, TalkTime};

use crate::sessions::SessionState;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// People of one unit in one registration.
pub const PEOPLE_MAX: usize = 10;
/// Seats of a session.
pub const SEATS_MAX: u32 = 2_000;
/// Units that may wait at a time.
pub const WAITING_MAX: u32 = 500;
/// Characters of a disclaimer.
pub const DISCLAIMER_CHARS_MAX: usize = 3_000;
/// The version of the sentence by which people agree that their data is kept for the session. A change
/// of the sentence is another version.
pub const CONSENT_VERSION: &str = "2026-1";
/// People are reminded so long before the session begins, ms: a day.
pub const REMIND_MS: i64 = 24 * 3_600_000;

codes! {
    /// Where a registration stands.
    RegistrationState {
        Seated = "SEATED" / "已报名",
        Waiting = "WAITING" / "候补",
        Cancelled = "CANCELLED" / "已取消",
    }
}

codes! {
    /// As what somebody comes.
    AttendeeRole {
        Leader = "LEADER" / "负责人",
        Technical = "TECHNICAL" / "技术人员",
        Market = "MARKET" / "市场与知识产权",
        Investor = "INVESTOR" / "投资人",
        Expert = "EXPERT" / "专家",
        Other = "OTHER" / "其他",
    }
}

/// What everybody who comes has to accept (免责声明, CS-44).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclaimer {
    /// Grows with every change of the text, from 1; who accepted an earlier one accepts again (LG-4).
    pub version: u32,
    /// The text.
    pub text: String,
}

impl Disclaimer {
    /// What an acceptance keeps of the text: SHA-256 as 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        data_encoding::HEXLOWER.encode(&Sha256::digest(&self.text))
    }
}

/// When a session takes registrations, and how many people it seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationPlan {
    /// From when on units may register.
    pub opens_at: Timestamp,
    /// Until when.
    pub closes_at: Timestamp,
    /// People that fit in, 1–[`SEATS_MAX`].
    pub seats: u32,
    /// The host takes none for now, whatever the hours say.
    pub stopped: bool,
    /// What everybody has to accept; nothing when nothing is asked for.
    pub disclaimer: Option<Disclaimer>,
}

/// How full a session is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupancy {
    /// Seats that are taken.
    pub taken: u32,
    /// Units that wait.
    pub waiting: u32,
}

/// What the public is told about registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Gate {
    /// The host takes no registrations here.
    NotOffered,
    /// It begins later.
    NotOpen {
        /// When.
        opens_at: Timestamp,
    },
    /// There are seats.
    Open {
        /// How many.
        left: u32,
    },
    /// All seats are taken or promised: whoever registers now waits.
    Waiting,
    /// No more.
    Closed,
}

impl Gate {
    /// Whether a unit may register.
    pub const fn takes(self) -> bool {
        matches!(self, Self::Open { .. } | Self::Waiting)
    }
}

/// Why a plan is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// It ends before it begins.
    #[error("REGISTRATION_TIMES")]
    Times,
    /// It ends after the session.
    #[error("REGISTRATION_AFTER_END")]
    AfterEnd,
    /// Not 1–[`SEATS_MAX`] seats.
    #[error("REGISTRATION_SEATS")]
    Seats,
    /// Fewer seats than are taken.
    #[error("REGISTRATION_SEATS_TAKEN")]
    SeatsTaken,
    /// A disclaimer of more than [`DISCLAIMER_CHARS_MAX`] characters.
    #[error("REGISTRATION_DISCLAIMER")]
    Disclaimer,
}

impl RegistrationPlan {
    /// Checks a plan for a session that ends at `ends_at` and has `taken` seats taken.
    ///
    /// # Errors
    /// The first [`PlanRefusal`] that applies.
    pub fn check(&self, ends_at: Timestamp, taken: u32) -> Result<(), PlanRefusal> {
        let long = |one: &Disclaimer| crate::text::length(&one.text) > DISCLAIMER_CHARS_MAX;
        match () {
            () if self.closes_at <= self.opens_at => Err(PlanRefusal::Times),
            () if self.closes_at > ends_at => Err(PlanRefusal::AfterEnd),
            () if !(1..=SEATS_MAX).contains(&self.seats) => Err(PlanRefusal::Seats),
            () if self.seats < taken => Err(PlanRefusal::SeatsTaken),
            () if self.disclaimer.as_ref().is_some_and(long) => Err(PlanRefusal::Disclaimer),
            () => Ok(()),
        }
    }

    /// What the public is told at `now` while the session is in `state`.
    pub fn gate(&self, state: SessionState, full: Occupancy, now: Timestamp) -> Gate {
        match state {
            SessionState::Planned | SessionState::Published | SessionState::Ongoing => {}
            SessionState::Held | SessionState::Summarised | SessionState::Cancelled => {
                return Gate::Closed;
            }
        }
        if self.stopped || now >= self.closes_at {
            return Gate::Closed;
        }
        if now < self.opens_at {
            return Gate::NotOpen {
                opens_at: self.opens_at,
            };
        }
        let left = self.seats.saturating_sub(full.taken);
        if full.waiting > 0 || left == 0 {
            return Gate::Waiting;
        }
        Gate::Open { left }
    }

    /// Where a unit with so many people comes in: it sits when all of them do and nobody waits before
    /// it, and waits otherwise.
    pub fn place(&self, full: Occupancy, people: u32) -> RegistrationState {
        let fits = full.taken.saturating_add(people) <= self.seats;
        match full.waiting == 0 && fits {
            true => RegistrationState::Seated,
            false => RegistrationState::Waiting,
        }
    }
}

/// How many of the units that wait, from the first on, move up when `taken` of `seats` are taken: whole
/// units in their order, so that nobody overtakes a larger one.
pub fn moving_up(seats: u32, taken: u32, queue: &[u32]) -> usize {
    let mut taken = taken;
    queue
        .iter()
        .take_while(|people| {
            taken = taken.saturating_add(**people);
            taken <= seats
        })
        .count()
}

/// An hour as a form sends it, `2026-11-22T09:30`, in Beijing.
pub fn read_hour(text: &str) -> Option<Timestamp> {
    let text = crate::text::clean(&crate::text::fold_width(text));
    let (day, hour) = text.split_once(['T', ' '])?;
    let (hour, minute) = hour.trim().split_once(':')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 2;
    // Browsers may send seconds, which are nothing here.
    let minute = minute.split(':').next()?;
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let day = Date::parse_iso(day)?;
    (hour < 24 && minute < 60).then(|| day.at(hour, minute))
}

/// The same the other way round.
pub fn write_hour(at: Timestamp) -> String {
    format!("{}T{}", at.date(), at.clock().hm())
}
