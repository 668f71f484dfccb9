//! Imports of collection forms: a workbook is read, every row is checked, a preview says what a
//! commit would do. Nothing here writes; the commit is its own transaction in `commit`.
//!
//! Uploads are hostile until proven otherwise. [`package`] inflates what is needed under hard
//! limits and hands a small, plain package to the spreadsheet library; [`workbook`] reads it cell
//! by cell and stops at the row limit; [`check`](mod@check) applies the rules of
//! `domain::collection`; [`preview`](mod@preview) compares with what is stored.

mod added;
mod annotated;
mod check;
mod commit;
mod copy;
mod csv;
mod desk;
mod fault;
mod headings;
mod messages;
mod naming;
mod needs;
mod package;
mod people;
mod preview;
mod quotas;
mod report;
mod reporting;
mod reports;
mod source;
mod styles;
mod template;
mod typed;
mod undo;
mod workbook;

pub use annotated::{Faults, MESSAGES, annotated};
pub use check::{Checked, ReadForm, Submitter, check, check_for, read_for};
pub use commit::CommitMode;
pub use csv::Encoding;
pub use fault::{FileFault, faults};
pub(crate) use headings::headings;
pub use messages::{describe, form_name, sentence};
pub use needs::Needs;
pub use people::People;
pub use preview::{Existing, FAULTS_SHOWN_MAX, PlannedRow, Stored, plan, preview};
pub use report::Report;
pub use reports::Known;
pub(crate) use template::how;
pub use template::{Template, template};
pub(crate) use typed::TypedRow;
pub use undo::UNDO_WITHIN_MS;
pub use workbook::{Sheet, read_form, read_workbook};

use std::io::Read;
use std::path::Path;

/// Largest upload, bytes: 20 MB.
pub const UPLOAD_MAX: usize = 20_000_000;
/// Most data rows of one import (domain.md §4, `FILE_TOO_MANY_ROWS`).
pub const ROWS_MAX: usize = 2_000;

/// Reads a file from disk, at most one byte more than an upload may have: enough for
/// [`check()`] to say that it is too large.
///
/// # Errors
/// When the file cannot be read.
pub fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(UPLOAD_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
