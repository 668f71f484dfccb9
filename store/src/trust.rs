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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::Pools;
    use crate::{Store, StoreOptions};
    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
    use sqlx::{ConnectOptions, Connection, Executor};
    use std::path::Path;
    use std::time::Duration;

    async fn connection(path: &Path) -> SqliteConnection {
        SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .busy_timeout(Duration::ZERO)
            .connect()
            .await
            .unwrap()
    }

    #[test]
    fn trust_that_was_lost_is_asked_for_once() {
        let trust = Trust::default();
        assert!(trust.holds());
        trust.clone().lose();
        assert!(!trust.holds(), "every clone knows");
        assert!(trust.holds(), "the handle that is opened next is another");
    }

    #[tokio::test]
    async fn a_locked_file_says_nothing_about_the_handle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trust.db");
        let (mut one, mut other) = (connection(&path).await, connection(&path).await);
        one.execute("BEGIN IMMEDIATE").await.unwrap();
        let busy = other.execute("BEGIN IMMEDIATE").await.unwrap_err();
        let trust = Trust::default();
        trust.judge(&busy);
        assert!(trust.holds());
        let wrong = other.execute("SELECT * FROM nothing").await.unwrap_err();
        trust.judge(&wrong);
        assert!(!trust.holds(), "any other answer of the engine");
        trust.judge(&sqlx::Error::WorkerCrashed);
        assert!(!trust.holds(), "and no answer of it");
        one.close().await.unwrap();
        other.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_handle_without_trust_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("trust.db").display());
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        let Pools::Sqlite { writer, trust, .. } = store.pools() else {
            panic!("SQLite was opened");
        };
        // A temporary table lives as long as its handle.
        writer.execute("CREATE TEMP TABLE own (x)").await.unwrap();
        writer.execute("SELECT x FROM temp.own").await.unwrap();
        trust.lose();
        assert!(writer.execute("SELECT x FROM temp.own").await.is_err());
        let mut tx = store.write().await.unwrap();
        tx.set_setting("written", "by the new one").await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    }
}
