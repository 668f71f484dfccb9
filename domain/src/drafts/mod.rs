//! Drafts (草稿) of lots: what a liaison types into the online form, section by section, until the lot is
//! submitted. A draft is a row of its collection form that is still being written: the checks of the form
//! judge it (`collection`), nothing here does.

mod prefilled;
mod section;
#[cfg(test)]
mod tests;

pub use section::{Control, Section, SectionState};

use crate::collection::{Cell, CheckedRow, Context, Form, RawRow, check_form};
use crate::lots::LotKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The column of a telephone number, which a phone shows its own keyboard for.
pub const PHONE_COLUMN: &str = "联系电话";
/// The column of a mail address, likewise.
pub const EMAIL_COLUMN: &str = "电子邮箱";

/// The most characters of a cell that are kept: more than any column takes, so that what is too long can
/// still be shortened.
pub const CELL_CHARS_MAX: usize = 5_000;
/// The most drafts that an institution has open: four times what it recommends (domain.md AS-62).
pub const DRAFTS_MAX: usize = 200;
/// How long a deleted draft can be taken back, ms: as long as an import.
pub const TAKE_BACK_WITHIN_MS: i64 = 24 * 60 * 60 * 1_000;

/// What is typed into one section, by the header of the column.
pub type Typed = BTreeMap<String, String>;

/// Why a draft is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefusal {
    /// Another window has changed this section since.
    #[error("CONFLICT_RETRY")]
    Conflict,
    /// A cell has more than [`CELL_CHARS_MAX`] characters.
    #[error("DRAFT_CELL_LENGTH")]
    TooLong,
    /// The institution has [`DRAFTS_MAX`] drafts.
    #[error("DRAFTS_MAX")]
    TooMany,
    /// It was deleted too long ago.
    #[error("DRAFT_GONE")]
    Gone,
}

/// What a draft says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftContent {
    /// What stands in each column, by its header; blank ones are left out.
    cells: BTreeMap<String, String>,
    /// The revision with which each section was last changed, by its code.
    #[serde(default)]
    changed: BTreeMap<String, u32>,
}

/// The collection form of a kind of lots.
pub const fn form_of(kind: LotKind) -> Form {
    match kind {
        LotKind::Patent => Form::Patent,
        LotKind::Achievement => Form::Achievement,
    }
}

impl DraftContent {
    /// What stands under this header; empty when nothing does.
    pub fn cell(&self, header: &str) -> &str {
        self.cells.get(header).map_or("", String::as_str)
    }

    /// What it is called: the title as it was typed, which may still be missing.
    pub fn title(&self, kind: LotKind) -> &str {
        self.cell(match kind {
            LotKind::Patent => "专利名称",
            LotKind::Achievement => "成果名称",
        })
    }

    /// The draft with another `section`, typed in a window that has seen revision `base`; `revision` is
    /// what stands. Nothing when that says what stands already. Headers of other sections are passed
    /// over, and so is a column that was not sent.
    ///
    /// Two windows hold each other up only in the same section: whoever fills in the contact does not
    /// take anything from whoever writes the summary.
    ///
    /// # Errors
    /// [`DraftRefusal::TooLong`]; [`DraftRefusal::Conflict`].
    pub fn with(
        &self,
        kind: LotKind,
        section: Section,
        (base, revision): (u32, u32),
        typed: &Typed,
    ) -> Result<Option<Self>, DraftRefusal> {
        let mut next = self.clone();
        for header in section.headers(kind).iter().copied() {
            let Some(value) = typed.get(header) else {
                continue;
            };
            // A browser sends lines as letters do.
            let value = value.replace("\r\n", "\n");
            if value.chars().count() > CELL_CHARS_MAX {
                return Err(DraftRefusal::TooLong);
            }
            match value.trim().is_empty() {
                true => next.cells.remove(header),
                false => next.cells.insert(header.to_owned(), value),
            };
        }
        if next == *self {
            return Ok(None);
        }
        let changed = self.changed.get(section.code());
        if changed.is_some_and(|at| *at > base) {
            return Err(DraftRefusal::Conflict);
        }
        next.changed
            .insert(section.code().to_owned(), revision.saturating_add(1));
        Ok(Some(next))
    }

    /// The row of the form that it is.
    pub fn row(&self, kind: LotKind) -> RawRow {
        let cell = |header: &str| match self.cells.get(header) {
            Some(text) => Cell::Text(text.clone()),
            None => Cell::Empty,
        };
        let columns = form_of(kind).columns().iter();
        RawRow {
            row: 1,
            cells: columns.map(|column| cell(column.header)).collect(),
        }
    }

    /// What the checks of the form find in it.
    pub fn check(&self, kind: LotKind, context: &Context) -> CheckedRow {
        let row = self.row(kind);
        // One row in, one row out.
        check_form(form_of(kind), &[&row], context).remove(0)
    }

    /// How far each section is, in the order of the list; `faulty` are the headers of the columns in which
    /// the checks find something.
    pub fn states(
        &self,
        kind: LotKind,
        faulty: &[&str],
        files: usize,
    ) -> Vec<(Section, SectionState)> {
        let state = |section: &Section| {
            let headers = section.headers(kind);
            let filled = headers
                .iter()
                .any(|header| self.cells.contains_key(*header));
            let wrong = faulty.iter().any(|header| headers.contains(header));
            let state = match (section, filled, wrong) {
                (Section::Attachments, ..) if files == 0 => SectionState::Optional,
                (_, _, false) => SectionState::Done,
                (_, false, true) => SectionState::NotStarted,
                (_, true, true) => SectionState::Unfinished,
            };
            (*section, state)
        };
        Section::ALL.iter().map(state).collect()
    }
}
