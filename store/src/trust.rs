//! Whether the one writing handle of a SQLite file may still be used.
//!
//! After a sync that failed nobody knows which pages the kernel still holds, and the driver may
//! believe in a transaction that SQLite has ended by itself. So a handle on which a transaction could
//! not begin or end is closed and the file opened anew, with every check of a first opening
//! (reliability.md F-04, F-06).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// SQLite's code for a file that is locked.
const SQLITE_BUSY: u32 = 5;

/// Shared by the transactions of a pool and the pool itself.
#[derive(Clone, Debug, Default)]
pub struct Trust(Arc<AtomicBool>);

impl Trust {
    /// The handle must not be used again.
    pub(crate) fn lose(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Looks at why a transaction could not begin: a file that another process has locked says
    /// nothing about the handle.
    pub(crate) fn judge(&self, error: &sqlx::Error) {
        let code = error.as_database_error().and_then(|error| error.code());
        // The last eight bits of an extended code are the plain one.
        let plain = code
            .and_then(|code| code.parse::<u32>().ok())
            .map(|code| code & 0xff);
        if plain != Some(SQLITE_BUSY) {
            self.lose();
        }
    }

    /// Whether the handle may be used; asked once for each handle that is taken from the pool, and
    /// then the next one is trusted again.
    pub(crate) fn holds(&self) -> bool {
        !self.0.swap(false, Ordering::SeqCst)
    }
}
