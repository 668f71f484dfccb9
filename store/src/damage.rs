//! Whether the file of a database is still what was written into it (reliability.md F-27).

use crate::Store;
use crate::error::Result;
use crate::open::Pools;

/// Findings after which SQLite stops looking.
const FINDINGS_MAX: u32 = 10;
/// SQLite's codes for a file that is damaged, and for one that is none of its own.
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_NOTADB: u32 = 26;

impl Store {
    /// What SQLite finds wrong with the pages of its file; empty when nothing is. PostgreSQL looks
    /// after its own pages.
    ///
    /// # Errors
    /// [`StoreError::Driver`](crate::StoreError::Driver) when the file could not be looked through:
    /// that says nothing about its pages.
    pub async fn damage(&self) -> Result<Vec<String>> {
        let Pools::Sqlite { readers, .. } = self.pools() else {
            return Ok(Vec::new());
        };
        let check = format!("PRAGMA quick_check({FINDINGS_MAX})");
        let looked: sqlx::Result<Vec<(String,)>> = sqlx::query_as(sqlx::AssertSqlSafe(check))
            .fetch_all(readers)
            .await;
        match looked {
            Ok(said) => Ok(said
                .into_iter()
                .map(|(line,)| line)
                .filter(|line| line != "ok")
                .collect()),
            Err(error) if is_damage(&error) => Ok(vec![error.to_string()]),
            Err(error) => Err(error.into()),
        }
    }
}

fn is_damage(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    // The last eight bits of an extended code are the plain one.
    let plain = code.and_then(|code| code.parse::<u32>().ok());
    plain.is_some_and(|code| matches!(code & 0xff, SQLITE_CORRUPT | SQLITE_NOTADB))
}
