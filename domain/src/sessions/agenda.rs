//! The agenda of a session (议程): rows that follow one another, or begin when their host says so.
//! The stage holds one row at a time, one-to-one talks go on beside it, and nobody speaks twice at once.

use super::RevisionRefusal;
use crate::ids::NeedCode;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most rows of an agenda.
pub const AGENDA_ROWS_MAX: usize = 60;
/// Minutes of a day: a row begins before them.
const DAY_MINUTES: u16 = 1_440;
const MINUTE_MS: i64 = 60_000;
/// What stands between the names of two speakers.
const BETWEEN_NAMES: [char; 7] = ['、', '，', ',', '；', ';', '/', '&'];

codes! {
    /// Kind of an agenda row.
    AgendaKind {
        Roadshow = "ROADSHOW" / "路演",
        Talk = "TALK" / "报告",
        Break = "BREAK" / "茶歇",
        OneToOne = "ONE_TO_ONE" / "洽谈",
    }
}

impl AgendaKind {
    /// Whether the row needs the stage: one-to-one talks go on beside it.
    pub const fn is_on_stage(self) -> bool {
        !matches!(self, Self::OneToOne)
    }
}

/// Who has agreed to what the row makes public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consents {
    /// The speaker agrees to be named on the public page.
    pub speaker: bool,
    /// The owner of the lot or need agrees to its public presentation.
    pub owner: bool,
}

/// One row of the agenda. Without a start of its own it begins when the row above ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Kind.
    pub kind: AgendaKind,
    /// What happens, 1–120 characters.
    pub title: String,
    /// Who speaks or presents; may be empty. Several names are separated by 、 or a comma.
    pub speaker: String,
    /// Minutes, 1–480.
    pub minutes: u16,
    /// Code of the lot, or of the technology need, that is presented.
    pub lot: Option<String>,
    /// When it begins, minutes after midnight of the session's day, 0–1439; `None` when it follows.
    #[serde(default)]
    pub starts: Option<u16>,
    /// Who has agreed.
    #[serde(default)]
    pub consents: Consents,
}

impl AgendaItem {
    /// True when the row is written in Chinese; an agenda has one language for both pages.
    pub fn is_chinese(&self) -> bool {
        self.title.chars().any(crate::text::is_han)
    }

    /// The names of those who speak, as they are compared.
    pub fn speakers(&self) -> impl Iterator<Item = String> {
        self.speaker
            .split(BETWEEN_NAMES)
            .map(crate::text::squeeze)
            .filter(|name| !name.is_empty())
    }

    /// The technology need that is presented, when it is one: codes of lots begin otherwise.
    pub fn need(&self) -> Option<NeedCode> {
        self.lot.as_deref().and_then(NeedCode::parse)
    }

    /// Whether somebody still has to agree before the row may be told in full.
    pub fn lacks_consent(&self) -> bool {
        let speaker = self.speakers().next().is_some() && !self.consents.speaker;
        speaker || (self.lot.is_some() && !self.consents.owner)
    }

    /// The row as everybody may read it: a speaker who has not agreed is not named, a lot whose owner has not
    /// agreed to its presentation is not linked.
    #[must_use]
    pub fn in_public(mut self) -> Self {
        if !self.consents.speaker {
            self.speaker.clear();
        }
        if !self.consents.owner {
            self.lot = None;
        }
        self
    }
}

/// A row with its hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedRow<'a> {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The row.
    pub item: &'a AgendaItem,
}

impl TimedRow<'_> {
    /// Whether it is running at `now`.
    pub fn runs_at(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    fn meets(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    fn clashes(&self, other: &Self) -> bool {
        let named = |name: String| other.item.speakers().any(|one| one == name);
        self.meets(other) && self.item.speakers().any(named)
    }
}

/// The rows with their hours, in their order; the first begins at `starts_at` unless it says otherwise.
pub fn timed(starts_at: Timestamp, agenda: &[AgendaItem]) -> impl Iterator<Item = TimedRow<'_>> {
    let mut next = starts_at;
    agenda.iter().map(move |item| {
        let own = |minutes: u16| {
            let day = starts_at.date().at(0, 0);
            day.plus_millis(i64::from(minutes) * MINUTE_MS)
        };
        let from = item.starts.map_or(next, own);
        let until = from.plus_millis(i64::from(item.minutes) * MINUTE_MS);
        next = until;
        TimedRow { from, until, item }
    })
}

/// When the last row is over; `starts_at` for an agenda without rows.
pub fn ends_at(starts_at: Timestamp, agenda: &[AgendaItem]) -> Timestamp {
    let ends = timed(starts_at, agenda).map(|row| row.until);
    ends.max().unwrap_or(starts_at)
}

/// Checks number, texts and minutes of the rows, then their hours: in order, not before the session,
/// the stage taken once, nobody speaking twice at once.
///
/// # Errors
/// The first [`RevisionRefusal`] that applies; of two rows it names the later one.
pub fn check(starts_at: Timestamp, agenda: &[AgendaItem]) -> Result<(), RevisionRefusal> {
    if agenda.len() > AGENDA_ROWS_MAX {
        return Err(RevisionRefusal::AgendaTooLong);
    }
    for (row, item) in (0..).zip(agenda) {
        if !(1..=120).contains(&crate::text::length(item.title.trim())) {
            return Err(RevisionRefusal::AgendaTitleLength { row });
        }
        if crate::text::length(item.speaker.trim()) > 120 {
            return Err(RevisionRefusal::AgendaSpeakerLength { row });
        }
        if !(1..=480).contains(&item.minutes) {
            return Err(RevisionRefusal::AgendaMinutesRange { row });
        }
        if item.starts.is_some_and(|minutes| minutes >= DAY_MINUTES) {
            return Err(RevisionRefusal::AgendaStartRange { row });
        }
    }
    hours(&timed(starts_at, agenda).collect::<Vec<_>>(), starts_at)
}

fn hours(rows: &[TimedRow<'_>], starts_at: Timestamp) -> Result<(), RevisionRefusal> {
    let mut above = starts_at;
    for (row, one) in (0..).zip(rows) {
        if one.from < above {
            return Err(RevisionRefusal::AgendaOrder { row });
        }
        above = one.from;
        for (with, earlier) in (0..).zip(&rows[..row as usize]) {
            let both = one.item.kind.is_on_stage() && earlier.item.kind.is_on_stage();
            if both && one.meets(earlier) {
                return Err(RevisionRefusal::AgendaOverlap { row, with });
            }
            if one.clashes(earlier) {
                return Err(RevisionRefusal::AgendaSpeakerClash { row, with });
            }
        }
    }
    Ok(())
}

/// Moves the row at `from` to the place `to`, the others keep their order; a place that is not there is
/// the last one. Returns whether a row was moved.
pub fn move_row<T>(rows: &mut Vec<T>, from: usize, to: usize) -> bool {
    if from >= rows.len() {
        return false;
    }
    let to = to.min(rows.len() - 1);
    let row = rows.remove(from);
    rows.insert(to, row);
    from != to
}
