//! Copies of a database for the operator: taken while the portal runs, and put back.
//!
//! SQLite copies itself (`VACUUM INTO`): one transaction that reads, so the copy is the state of one
//! instant, and bids go on meanwhile. PostgreSQL is copied by its own tools, which `service` calls.

use crate::error::{Result, StoreError};
use crate::inspect::{engine_of, postgres_connection, sqlite_file};
use crate::open::{Engine, sqlite_options};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::path::Path;

/// Writes the SQLite database at `url` into the file `to`, which must not exist.
///
/// # Errors
/// [`StoreError::Unsupported`] when there is no such file, or a path that SQLite cannot be told;
/// [`StoreError::Driver`] when it could not be read or written: what is left of `to` is no copy.
pub async fn copy_sqlite(url: &str, to: &Path) -> Result<()> {
    let file = sqlite_file(url).filter(|file| file.is_file());
    let (Some(file), Some(to)) = (file, to.to_str()) else {
        return Err(StoreError::Unsupported(format!(
            "there is no database file at {url}, or {} is no readable name",
            to.display()
        )));
    };
    let mut conn = sqlite_options(&file).connect().await?;
    sqlx::query("VACUUM INTO $1")
        .bind(to)
        .execute(&mut conn)
        .await?;
    conn.close().await?;
    Ok(())
}

/// Stores the value of a setting in the database at `url`, whatever the version of its tables.
/// Nothing happens where there is no table of settings yet.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn note_setting(url: &str, key: &str, value: &str) -> Result<()> {
    let text = "INSERT INTO settings (key, value) VALUES ($1, $2) \
                ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    match (engine_of(url)?, sqlite_file(url)) {
        (Engine::Sqlite, Some(file)) => {
            let mut conn = sqlite_options(&file).connect().await?;
            let query = sqlx::query(text).bind(key).bind(value);
            query.execute(&mut conn).await?;
            conn.close().await?;
        }
        _ => {
            let mut conn = postgres_connection(url).await?;
            let query = sqlx::query(text).bind(key).bind(value);
            query.execute(&mut conn).await?;
            conn.close().await?;
        }
    }
    Ok(())
}

/// The value of a setting in the database at `url`, whatever the version of its tables.
///
/// # Errors
/// [`StoreError::Driver`], also where there is no table of settings yet.
pub async fn noted_setting(url: &str, key: &str) -> Result<Option<String>> {
    let text = "SELECT value FROM settings WHERE key = $1";
    let row: Option<(String,)> = match (engine_of(url)?, sqlite_file(url)) {
        (Engine::Sqlite, Some(file)) => {
            let mut conn = sqlite_options(&file).connect().await?;
            let found = sqlx::query_as(text).bind(key).fetch_optional(&mut conn);
            let found = found.await?;
            conn.close().await?;
            found
        }
        _ => {
            let mut conn = postgres_connection(url).await?;
            let found = sqlx::query_as(text).bind(key).fetch_optional(&mut conn);
            let found = found.await?;
            conn.close().await?;
            found
        }
    };
    Ok(row.map(|(value,)| value))
}

/// Makes the empty database `name` on the PostgreSQL server of `url`, and answers with its address.
/// `name` is made of letters, digits and underscores.
///
/// # Errors
/// [`StoreError::Driver`], mostly because the role may not make databases.
pub async fn create_scratch(url: &str, name: &str) -> Result<String> {
    let mut conn = postgres_connection(url).await?;
    conn.execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await?;
    conn.close().await?;
    Ok(beside(url, name))
}

/// Takes that database away again.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn drop_scratch(url: &str, name: &str) -> Result<()> {
    let mut conn = postgres_connection(url).await?;
    let text = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    conn.execute(AssertSqlSafe(text)).await?;
    conn.close().await?;
    Ok(())
}

/// The address of another database on the same server.
fn beside(url: &str, name: &str) -> String {
    let (address, query) = url
        .split_once('?')
        .map_or((url, None), |(address, query)| (address, Some(query)));
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let server = match address[after_scheme..].find('/') {
        Some(slash) => &address[..after_scheme + slash],
        None => address,
    };
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn another_database_keeps_the_rest_of_the_address() {
        let cases = [
            ("postgres://u:p@h:5432/live", "postgres://u:p@h:5432/check"),
            ("postgres://h", "postgres://h/check"),
            (
                "postgres://h/live?sslmode=require",
                "postgres://h/check?sslmode=require",
            ),
            (
                "postgres:///live?host=/run/pg",
                "postgres:///check?host=/run/pg",
            ),
        ];
        for (url, expected) in cases {
            assert_eq!(beside(url, "check"), expected);
        }
    }
}
