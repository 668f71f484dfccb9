//! What can go wrong between the portal and its database.

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
    /// The database or its settings are not what the portal can promise durability on.
    #[error("unsupported database: {0}")]
    Unsupported(String),
    /// A migration failed or does not fit the stored ones.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
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
