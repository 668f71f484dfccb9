//! Industry sessions (产业专场): who holds them, where, the agenda, and the page their host edits.

mod blocks;
mod moment;

pub use blocks::{Block, PageContent};
pub use moment::{AgendaMoment, TimedItem};

use crate::ids::{InstitutionId, SeasonId, SessionId};
use crate::institutions::City;
use crate::lots::Industry;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

codes! {
    /// Life of a session (domain.md §3.4 `session`).
    SessionState {
        Planned = "PLANNED" / "待公布",
        Published = "PUBLISHED" / "已公布",
        Ongoing = "ONGOING" / "进行中",
        Held = "HELD" / "已举办",
        Summarised = "SUMMARISED" / "已总结",
        Cancelled = "CANCELLED" / "已取消",
    }
}

codes! {
    /// The three roles that institutions have in a session, in rank order.
    SessionRole {
        Sponsor = "SPONSOR" / "主办",
        Organiser = "ORGANISER" / "承办",
        CoOrganiser = "CO_ORGANISER" / "联办",
    }
}

codes! {
    /// Kind of an agenda row.
    AgendaKind {
        Roadshow = "ROADSHOW" / "路演",
        Talk = "TALK" / "报告",
        Break = "BREAK" / "茶歇",
        OneToOne = "ONE_TO_ONE" / "洽谈",
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

/// One row of the agenda. Rows follow one another: the start is the sum of what comes before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Kind.
    pub kind: AgendaKind,
    /// What happens, 1–120 characters.
    pub title: String,
    /// Who speaks or presents; may be empty.
    pub speaker: String,
    /// Minutes, 1–480.
    pub minutes: u16,
    /// Code of the lot that is presented.
    pub lot: Option<String>,
}

impl AgendaItem {
    /// True when the row is written in Chinese; an agenda has one language for both pages.
    pub fn is_chinese(&self) -> bool {
        self.title.chars().any(crate::text::is_han)
    }
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
        if self.agenda.len() > 60 {
            return Err(RevisionRefusal::AgendaTooLong);
        }
        for (row, item) in (0..).zip(&self.agenda) {
            if !(1..=120).contains(&length(&item.title)) {
                return Err(RevisionRefusal::AgendaTitleLength { row });
            }
            if !(1..=480).contains(&item.minutes) {
                return Err(RevisionRefusal::AgendaMinutesRange { row });
            }
        }
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

    /// The agenda with the start of each row.
    pub fn timed_agenda(&self) -> impl Iterator<Item = (Timestamp, &AgendaItem)> {
        let mut at = self.starts_at;
        self.agenda.iter().map(move |item| {
            let start = at;
            at = at.plus_millis(i64::from(item.minutes) * 60_000);
            (start, item)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agenda_in_chinese_shows_on_the_english_page() {
        let both = || Bilingual {
            zh: "专场".into(),
            en: "Session".into(),
        };
        let mut revision = Revision {
            number: 1,
            title: both(),
            venue: both(),
            starts_at: Timestamp(0),
            agenda: Vec::new(),
            page: PageContent::default(),
            author: String::new(),
            saved_at: Timestamp(0),
            published_at: None,
        };
        assert!(!revision.shows_chinese());
        let row = |title: &str| AgendaItem {
            kind: AgendaKind::ALL[0],
            title: title.into(),
            speaker: String::new(),
            minutes: 10,
            lot: None,
        };
        revision.agenda = vec![row("Opening")];
        assert!(!revision.shows_chinese());
        revision.agenda.push(row("开场"));
        assert!(revision.shows_chinese());
        revision.agenda.clear();
        revision.venue.en.clear();
        assert!(revision.shows_chinese());
    }
}
