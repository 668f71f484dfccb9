//! The audit record (审计记录): who has changed what, when, why and in which request (reliability.md
//! S-33, C-03). Rows form a chain of hashes, so that none can be changed, taken out or put between
//! others without it being seen.
//!
//! Bids have no rows here: each is an event of its lot with a number and a leaf in the public ledger,
//! which is the stronger record. Secrets (a reserve, a ceiling, the text of a token) never stand in a
//! row, not even as before and after.

mod chain;
mod codes;
mod entry;
mod export;
mod query;
mod retention;

pub use chain::{Chain, Fault, Link};
pub use codes::{Act, ObjectKind};
pub use entry::{Entry, Object, Origin, Who};
pub use export::{CSV_HEAD, csv_line, json_line};
pub use query::{ActorFilter, AuditPage, AuditRow, Query};
pub use retention::{Class, Cutoffs, Retention};
