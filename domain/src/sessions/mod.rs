//! Industry sessions (产业专场): who holds them, where, the agenda, and the page their host edits.

mod agenda;
mod attendance;
mod blocks;
mod diff;
mod lots;
mod moment;
mod plan;
mod state;
#[cfg(test)]
mod tests;

pub use agenda::{
    AGENDA_ROWS_MAX, AgendaItem, AgendaKind, Consents, TimedRow, check as check_agenda, move_row,
};
pub use attendance::Attendance;
pub use blocks::{BLOCK_CELLS_MAX, Block, PageContent, SubEvent};
pub use diff::{Changed, Line, Part, diff};
pub use lots::LOTS_ADDED_MAX;
pub use moment::{AgendaMoment, TimedItem};
pub use plan::{HOLDERS_MAX, SESSION_NUMBER_MAX, SessionPlan};
pub use state::{Publication, SessionRefusal, SessionRule, SessionState, reason_of};

use crate::ids::{InstitutionId, SeasonId, SessionId};
use crate::institutions::City;
use crate::lots::Industry;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Number of the notice on the torch achievement express (TX-01).
pub const TORCH_DOCUMENT: &str = "国科火字〔2022〕94号";

codes! {
    /// The three roles that institutions have in a session, in rank order.
    SessionRole {
        Sponsor = "SPONSOR" / "主办",
        Organiser = "ORGANISER" / "承办",
        CoOrganiser = "CO_ORGANISER" / "联办",
    }
}

/// An institution with its role in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Role.
    pub role: SessionRole,
    /// Name as printed.
    pub name: String,
    /// The institution, when it has an entry.
    pub institution: Option<InstitutionId>,
}

/// An industry session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Identity.
    pub id: SessionId,
    /// The season.
    pub season: SeasonId,
    /// Number within the season, from 1.
    pub number: u16,
    /// Address of the page: lower-case letters, digits, hyphens.
    pub slug: String,
    /// Title in Chinese and English; the English may be empty.
    pub title: Bilingual,
    /// Industry.
    pub industry: Industry,
    /// City.
    pub city: City,
    /// Place in words, with how to get there.
    pub venue: Bilingual,
    /// First minute.
    pub starts_at: Timestamp,
    /// Last minute.
    pub ends_at: Timestamp,
    /// Sponsors, organisers and co-organisers in rank order.
    pub holders: Vec<Holder>,
    /// Torch achievement express (火炬科技成果直通车).
    pub torch_express: bool,
    /// Low-carbon session.
    pub low_carbon: bool,
    /// Where it stands.
    pub state: SessionState,
    /// Why it was cancelled.
    pub cancelled_reason: Option<String>,
    /// The number of the published revision; `None` before the first.
    pub published_revision: Option<u32>,
    /// When it was to begin by the page that was public before it was moved; `None` when it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Timestamp>,
}

/// A text in Chinese with its English, which may still be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English; empty when it is missing.
    pub en: String,
}

impl Bilingual {
    /// The text in the wanted language, the Chinese where the English is missing.
    pub fn pick(&self, english: bool) -> &str {
        if english && !self.en.is_empty() {
            &self.en
        } else {
            &self.zh
        }
    }
}

/// What the host edits and the public reads: title, venue, agenda and blocks, as one revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Number within the session, from 1.
    pub number: u32,
    /// Title.
    pub title: Bilingual,
    /// Place in words.
    pub venue: Bilingual,
    /// Start of the first agenda row.
    pub starts_at: Timestamp,
    /// Agenda.
    pub agenda: Vec<AgendaItem>,
    /// The page.
    pub page: PageContent,
    /// Who wrote it.
    pub author: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// When it became the public one.
    pub published_at: Option<Timestamp>,
}

/// Why a revision is refused. Each variant names the row it means, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RevisionRefusal {
    /// The Chinese title has not 4–80 characters.
    #[error("SESSION_TITLE_LENGTH")]
    SessionTitleLength,
    /// The Chinese venue has not 2–200 characters.
    #[error("SESSION_VENUE_LENGTH")]
    SessionVenueLength,
    /// An agenda row has no title, or a longer one than 120 characters.
    #[error("AGENDA_TITLE_LENGTH")]
    AgendaTitleLength {
        /// The row.
        row: u32,
    },
    /// An agenda row has not 1–480 minutes.
    #[error("AGENDA_MINUTES_RANGE")]
    AgendaMinutesRange {
        /// The row.
        row: u32,
    },
    /// More than 60 agenda rows.
    #[error("AGENDA_TOO_LONG")]
    AgendaTooLong,
    /// The names of the speakers of a row have more than 120 characters.
    #[error("AGENDA_SPEAKER_LENGTH")]
    AgendaSpeakerLength {
        /// The row.
        row: u32,
    },
    /// An agenda row begins at no time of the day.
    #[error("AGENDA_START_RANGE")]
    AgendaStartRange {
        /// The row.
        row: u32,
    },
    /// An agenda row begins before the one above, or before the session.
    #[error("AGENDA_ORDER")]
    AgendaOrder {
        /// The row.
        row: u32,
    },
    /// Two agenda rows need the stage at once.
    #[error("AGENDA_OVERLAP")]
    AgendaOverlap {
        /// The later row.
        row: u32,
        /// The earlier row.
        with: u32,
    },
    /// Somebody speaks in two rows at once.
    #[error("AGENDA_SPEAKER_CLASH")]
    AgendaSpeakerClash {
        /// The later row.
        row: u32,
        /// The earlier row.
        with: u32,
    },
    /// A line of a block has no address that a page may lead to.
    #[error("BLOCK_LINK")]
    BlockLink {
        /// The block.
        row: u32,
    },
    /// A line of a block has more than twelve cells, or no day where one is needed.
    #[error("BLOCK_LINES")]
    BlockLines {
        /// The block.
        row: u32,
    },
    /// A block has more than 5,000 characters.
    #[error("BLOCK_TOO_LONG")]
    BlockTooLong {
        /// The block.
        row: u32,
    },
    /// More than 40 blocks.
    #[error("TOO_MANY_BLOCKS")]
    TooManyBlocks,
    /// Somebody else saved meanwhile (error code `CONFLICT_RETRY`).
    #[error("CONFLICT_RETRY")]
    ConflictRetry,
}

impl Revision {
    /// Checks the revision before it is saved.
    ///
    /// # Errors
    /// The first [`RevisionRefusal`] that applies.
    pub fn check(&self) -> Result<(), RevisionRefusal> {
        let length = |text: &str| crate::text::length(text.trim());
        if !(4..=80).contains(&length(&self.title.zh)) {
            return Err(RevisionRefusal::SessionTitleLength);
        }
        if !(2..=200).contains(&length(&self.venue.zh)) {
            return Err(RevisionRefusal::SessionVenueLength);
        }
        agenda::check(self.starts_at, &self.agenda)?;
        self.page.check()
    }

    /// True when the English page shows some Chinese: a title, place or block without English, or an
    /// agenda, which has one language.
    pub fn shows_chinese(&self) -> bool {
        let misses = |text: &Bilingual| !text.zh.is_empty() && text.en.is_empty();
        misses(&self.title)
            || misses(&self.venue)
            || self.page.missing_english() > 0
            || self.agenda.iter().any(AgendaItem::is_chinese)
    }

    /// The agenda with the hours of each row.
    pub fn timed_agenda(&self) -> impl Iterator<Item = TimedRow<'_>> {
        agenda::timed(self.starts_at, &self.agenda)
    }

    /// When the last row of the agenda is over.
    pub fn ends_at(&self) -> Timestamp {
        agenda::ends_at(self.starts_at, &self.agenda)
    }

    /// The revision as everybody may read it: nobody is named who has not agreed to it, and the name of
    /// whoever wrote it stays inside.
    #[must_use]
    pub fn in_public(mut self) -> Self {
        let rows = std::mem::take(&mut self.agenda);
        self.agenda = rows.into_iter().map(AgendaItem::in_public).collect();
        self.author.clear();
        self
    }
}
