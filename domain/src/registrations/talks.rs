//! One-to-one talks (一对一洽谈): slots that a host offers and registered units book.

use crate::text::{clean, length};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Slots of a session.
pub const SLOTS_MAX: usize = 300;
/// Slots that are made at once.
const COUNT_MAX: u32 = 24;

/// When and where somebody talks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkTime {
    /// First minute.
    pub starts_at: Timestamp,
    /// Minutes, 5–120.
    pub minutes: u32,
    /// The table, 1–40 characters.
    pub place: String,
    /// With whom, 2–80 characters.
    pub counterpart: String,
}

/// Several slots one after the other, at one table with one counterpart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkPlan {
    /// The first of them.
    pub first: TalkTime,
    /// How many, 1–24.
    pub count: u32,
}

/// Why slots are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TalkRefusal {
    /// Not 5–120 minutes.
    #[error("TALK_MINUTES")]
    Minutes,
    /// Not 1–24 of them, or more than [`SLOTS_MAX`] in all.
    #[error("TALK_COUNT")]
    Count,
    /// No table, or a longer name of it.
    #[error("TALK_PLACE")]
    Place,
    /// No counterpart, or a longer name.
    #[error("TALK_COUNTERPART")]
    Counterpart,
    /// At the table, or with the counterpart, there is a talk at that time.
    #[error("TALK_OVERLAP")]
    Overlap,
}

impl TalkTime {
    /// The minute after the last.
    pub const fn ends_at(&self) -> Timestamp {
        self.starts_at.plus_millis(self.minutes as i64 * 60_000)
    }

    /// Whether both cannot be held: one time, and one table or one counterpart.
    pub fn clashes(&self, other: &Self) -> bool {
        let together = self.starts_at < other.ends_at() && other.starts_at < self.ends_at();
        together && (self.place == other.place || self.counterpart == other.counterpart)
    }
}

impl TalkPlan {
    /// The slots, beside those that are there.
    ///
    /// # Errors
    /// The first [`TalkRefusal`] that applies.
    pub fn slots(&self, there: &[TalkTime]) -> Result<Vec<TalkTime>, TalkRefusal> {
        let (place, counterpart) = (clean(&self.first.place), clean(&self.first.counterpart));
        let count = self.count as usize;
        match () {
            () if !(5..=120).contains(&self.first.minutes) => return Err(TalkRefusal::Minutes),
            () if !(1..=COUNT_MAX).contains(&self.count) || there.len() + count > SLOTS_MAX => {
                return Err(TalkRefusal::Count);
            }
            () if !(1..=40).contains(&length(&place)) => return Err(TalkRefusal::Place),
            () if !(2..=80).contains(&length(&counterpart)) => {
                return Err(TalkRefusal::Counterpart);
            }
            () => {}
        }
        let slot = |number: u32| {
            let after = i64::from(number) * i64::from(self.first.minutes) * 60_000;
            TalkTime {
                starts_at: self.first.starts_at.plus_millis(after),
                minutes: self.first.minutes,
                place: place.clone(),
                counterpart: counterpart.clone(),
            }
        };
        let slots: Vec<_> = (0..self.count).map(slot).collect();
        let clash = |slot: &TalkTime| there.iter().any(|other| slot.clashes(other));
        match slots.iter().any(clash) {
            true => Err(TalkRefusal::Overlap),
            false => Ok(slots),
        }
    }
}
