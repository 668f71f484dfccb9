//! The host's form as it is posted: every field a text, so that half-typed input survives.
//!
//! The fields are named `form[agenda][0][title]`; scripts and plain forms send the same.

mod rows;
#[cfg(test)]
mod tests;

use rows::bilingual;
pub use rows::{AgendaRow, BlockRow, TICKED};

use super::problem::{Field, Problem};
use domain::sessions::{Block, PageContent, Revision, RevisionRefusal};
use domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Everything that the host edits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostForm {
    /// Number of the revision that the editing began with.
    pub base: String,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Chinese venue.
    pub venue_zh: String,
    /// English venue.
    pub venue_en: String,
    /// Day of the session, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Beijing time of the first agenda row, `HH:MM`.
    pub starts_at: String,
    /// Agenda rows in order.
    pub agenda: Vec<AgendaRow>,
    /// Page blocks in order.
    pub blocks: Vec<BlockRow>,
}

impl HostForm {
    /// The form filled with a revision.
    pub fn of(revision: &Revision) -> Self {
        Self {
            base: revision.number.to_string(),
            title_zh: revision.title.zh.clone(),
            title_en: revision.title.en.clone(),
            venue_zh: revision.venue.zh.clone(),
            venue_en: revision.venue.en.clone(),
            starts_on: revision.starts_at.date().to_string(),
            starts_at: revision.starts_at.clock().hm(),
            agenda: revision.agenda.iter().map(AgendaRow::of).collect(),
            blocks: revision.page.blocks.iter().map(BlockRow::of).collect(),
        }
    }

    /// The number of the revision that the editing began with; 0 when it is unreadable, which
    /// is the number of no revision and therefore a conflict.
    pub fn base(&self) -> u32 {
        self.base.parse().unwrap_or(0)
    }

    /// Reads the form as a revision and checks it by the rules of the domain.
    ///
    /// Number, author and times of the result are empty: the service gives them.
    ///
    /// # Errors
    /// The first [`Problem`], with the field it stands in.
    pub fn read(&self) -> Result<Revision, Problem> {
        let starts_at = self.start()?;
        let agenda: Result<Vec<_>, _> = (0..)
            .zip(&self.agenda)
            .map(|(row, item)| item.read(row))
            .collect();
        let (places, blocks): (Vec<u32>, Vec<Block>) = (0..)
            .zip(&self.blocks)
            .filter_map(|(place, block)| Some((place, block.read()?)))
            .unzip();
        let revision = Revision {
            number: 0,
            title: bilingual(&self.title_zh, &self.title_en),
            venue: bilingual(&self.venue_zh, &self.venue_en),
            starts_at,
            agenda: agenda?,
            page: PageContent { blocks },
            author: String::new(),
            saved_at: Timestamp(0),
            published_at: None,
        };
        match revision.check() {
            Ok(()) => Ok(revision),
            Err(refusal) => Err(Problem::of(seen(refusal, &places))),
        }
    }

    fn start(&self) -> Result<Timestamp, Problem> {
        let day = Date::parse_iso(self.starts_on.trim());
        let day = day.ok_or_else(|| Problem::new("SESSION_DATE_FORMAT", Field::StartsOn))?;
        let (hour, minute) = clock(&self.starts_at)
            .ok_or_else(|| Problem::new("SESSION_TIME_FORMAT", Field::StartsAt))?;
        Ok(day.at(hour, minute))
    }

    /// When agenda row `row` begins, `HH:MM`; `None` while the start or a row above is unreadable.
    pub fn start_of(&self, row: usize) -> Option<String> {
        self.hours(row).map(|(from, _)| from.clock().hm())
    }

    /// When the last row ends, `HH:MM`.
    pub fn end(&self) -> Option<String> {
        if self.agenda.is_empty() {
            None
        } else {
            self.hours(self.agenda.len())
                .map(|(_, last)| last.clock().hm())
        }
    }

    /// When row `row` begins, and when the rows above are over.
    fn hours(&self, row: usize) -> Option<(Timestamp, Timestamp)> {
        let start = self.start().ok()?;
        let (mut next, mut last) = (start, start);
        for (place, item) in self.agenda.iter().enumerate().take(row + 1) {
            if let Some(own) = item.starts().ok()? {
                let minutes = i64::from(own);
                next = start.date().at(minutes / 60, minutes % 60);
            }
            if place == row {
                break;
            }
            next = next.plus_millis(i64::from(item.minutes()?) * 60_000);
            last = last.max(next);
        }
        Some((next, last))
    }

    /// How many texts have Chinese and still miss their English.
    pub fn missing_english(&self) -> usize {
        let pairs = [
            (&self.title_zh, &self.title_en),
            (&self.venue_zh, &self.venue_en),
        ];
        let of_blocks = self.blocks.iter().flat_map(BlockRow::pairs);
        pairs
            .into_iter()
            .chain(of_blocks)
            .filter(|(zh, en)| misses_english(zh, en))
            .count()
    }
}

/// True when both revisions say the same, whoever wrote them and whenever.
pub fn same_content(one: &Revision, other: &Revision) -> bool {
    one.title == other.title
        && one.venue == other.venue
        && one.starts_at == other.starts_at
        && one.agenda == other.agenda
        && one.page == other.page
}

/// True when a Chinese text has no English yet.
pub fn misses_english(zh: &str, en: &str) -> bool {
    !zh.trim().is_empty() && en.trim().is_empty()
}

/// A refusal with the block that the host sees: the domain counts those that are left, the form has the
/// empty ones as well.
fn seen(refusal: RevisionRefusal, places: &[u32]) -> RevisionRefusal {
    use RevisionRefusal as R;
    let at = |row: u32| places.get(row as usize).copied().unwrap_or(row);
    match refusal {
        R::BlockTooLong { row } => R::BlockTooLong { row: at(row) },
        R::BlockLines { row } => R::BlockLines { row: at(row) },
        R::BlockLink { row } => R::BlockLink { row: at(row) },
        other => other,
    }
}

/// Hours and minutes of `HH:MM`.
pub(in crate::sessions::host) fn clock(text: &str) -> Option<(i64, i64)> {
    let folded = domain::text::fold_width(text.trim());
    let (hour, minute) = folded.split_once(':')?;
    let (hour, minute) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}
