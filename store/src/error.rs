//! What can go wrong between the portal and its database.

use crate::open::Engine;
use crate::schema::Schema;

/// The result of every call of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A failure of the store. Absence is never one: lookups answer `Ok(None)`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database or the way to it failed; whether a write took place is unknown after a commit.
    #[error("database: {0}")]
    Driver(#[source] sqlx::Error),
    /// A stored value cannot be what this version wrote.
    #[error("inconsistent {table}.{column} of {row}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row, by its key.
        row: String,
    },
    /// Somebody else was first: a value that must be unique is taken, a sequence has moved on, or
    /// something append-only was to be changed. Nothing was written; the transaction is spent.
    #[error("conflict with what is stored")]
    Conflict,
    /// A change of state was about to be committed without its row in the audit record. Nothing was
    /// written.
    #[error("a change without a row in the audit record")]
    Unaudited,
    /// A transaction was about to be committed of which the server had refused a statement. Nothing was
    /// written.
    #[error("a statement of the transaction has failed, and with it all of it")]
    Spent,
    /// The database or its settings are not what the portal can promise durability on.
    #[error("unsupported database: {0}")]
    Unsupported(String),
    /// A newer program has changed the tables: this one would write them wrongly (I-36).
    #[error(
        "the database is newer than this program: it has seen migration {found}, this program knows \
         them up to {known}. Install the newer program again, or put back a backup from before the \
         upgrade"
    )]
    Newer {
        /// The last migration of the database that this program does not know.
        found: i64,
        /// The last one that it knows.
        known: i64,
    },
    /// A migration failed or does not fit the stored ones.
    #[error("migration: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
}

/// SQLite's extended code for `RAISE(ABORT)` in a trigger.
const SQLITE_TRIGGER: &str = "1811";
/// PostgreSQL's class code that the triggers raise.
const POSTGRES_INTEGRITY: &str = "23000";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let conflict = error.as_database_error().is_some_and(|database| {
            database.is_unique_violation()
                || matches!(
                    database.code().as_deref(),
                    Some(SQLITE_TRIGGER | POSTGRES_INTEGRITY)
                )
        });
        if conflict {
            tracing::debug!(%error, "conflict");
            return Self::Conflict;
        }
        Self::Driver(error)
    }
}

impl StoreError {
    /// Why the migrations could not be run.
    pub(crate) fn migrating(error: sqlx::migrate::MigrateError, engine: Engine) -> Self {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(found) => Self::Newer {
                found,
                known: Schema::known(engine),
            },
            other => Self::Migration(other),
        }
    }

    pub(crate) fn inconsistent(
        table: &'static str,
        column: &'static str,
        row: impl std::fmt::Display,
    ) -> Self {
        Self::Inconsistent {
            table,
            column,
            row: row.to_string(),
        }
    }
}
