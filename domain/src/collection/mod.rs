//! Collection forms (征集表): their columns and the checks of every row (domain.md §4).
//!
//! Pure: a workbook arrives as [`RawRow`]s that `service` has read, today's date and the season
//! are parameters, and what comes back is either a typed row or every [`Fault`] of the row at
//! once, at most one per cell.

mod achievement;
mod canonical;
mod cells;
mod columns;
mod context;
mod dictionary;
mod faults;
mod form;
mod header;
mod liaison;
mod lots;
mod need;
mod need_codes;
mod need_written;
mod notes;
mod offer;
mod offline;
mod patent;
mod people_codes;
mod places;
mod projects;
mod reader;
mod report_codes;
mod roadshow;
mod spellings;
mod written;

#[cfg(test)]
mod tests;

pub use achievement::AchievementRow;
pub use canonical::canonical;
pub use cells::{Cell, RawRow};
pub use columns::{Column, Form, column_letters};
pub use context::{Context, Leave, same_name};
pub use dictionary::Input;
pub use faults::{Fault, FormFault, Rule, quote, rules};
pub use form::{CheckedRow, Entry, check_form, data_rows};
pub use header::{HEADER_WITHIN_ROWS, Header, find_header};
pub use liaison::LiaisonRow;
pub use lots::Placement;
pub use need::NeedRow;
pub use need_codes::*;
pub use need_written::{need_cells, need_changes};
pub use offer::Offer;
pub use offline::{OfflineRow, REFERENCE_COLUMN, SESSION_COLUMN};
pub use patent::PatentRow;
pub use people_codes::*;
pub use report_codes::*;
pub use roadshow::COLUMN as ROADSHOW_COLUMN;
pub(crate) use written::wan;
pub use written::{Change, cells_of, changes, rewritten};
