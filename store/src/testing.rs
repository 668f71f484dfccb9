//! What tests need of a database beside an open store.

use crate::Tx;
use crate::error::{Result, StoreError};
use crate::inspect::sqlite_file;
use crate::open::{Engine, sqlite_options};
use crate::postgres::{check_history, handed_back_clean};
use crate::schema::migrations;
use crate::sql::Sql;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU32;

thread_local! {
    static STATEMENTS: Cell<u64> = const { Cell::new(0) };
}

/// A statement goes to a database.
pub(crate) fn count_statement() {
    STATEMENTS.set(STATEMENTS.get() + 1);
}

/// Statements that tasks of this thread have given to any store so far, without the beginnings and
/// ends of transactions. A test that runs on one thread sees its own.
pub fn statements() -> u64 {
    STATEMENTS.get()
}

/// Creates the database `name` on `server`, the address of another database there, and answers
/// with its address. The throw-away server of the tests takes it away with itself.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn create_database(server: &str, name: &str) -> Result<String> {
    let mut conn = PgConnection::connect(server).await?;
    let statement = format!("CREATE DATABASE {name}");
    conn.execute(AssertSqlSafe(statement)).await?;
    conn.close().await?;
    let address = server
        .rsplit_once('/')
        .map_or(server, |(address, _)| address);
    Ok(format!("{address}/{name}"))
}

/// A bare pool of one connection, as the store makes it, or without the hook that hands
/// connections back clean: the control that shows what the hook is for.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn bare_pool(url: &str, clean: bool) -> Result<PgPool> {
    let pool = PgPoolOptions::new().max_connections(1);
    let pool = if clean { handed_back_clean(pool) } else { pool };
    Ok(pool.connect(url).await?)
}

/// Asks a new connection for the server's history, as the pools do, for a process that has seen
/// `highest` before; answers with the highest that it has seen after it.
///
/// # Errors
/// [`StoreError::Unsupported`] when the server's is lower; [`StoreError::Driver`].
pub async fn history_after(url: &str, highest: u32) -> Result<u32> {
    let seen = AtomicU32::new(highest);
    let mut conn = PgConnection::connect(url).await?;
    check_history(&mut conn, &seen).await?;
    conn.close().await?;
    Ok(seen.into_inner())
}

/// Lets processes that open the database from now on believe that its commits wait for a standby,
/// which has flushed nothing yet: a schema that stands before PostgreSQL's own answers what they ask
/// about it. The server itself waits for nobody, as when somebody has cancelled the wait.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn stand_in_standby(url: &str) -> Result<()> {
    let name = url.rsplit_once('/').map_or(url, |(_, name)| name);
    let mut conn = PgConnection::connect(url).await?;
    for statement in [
        "CREATE SCHEMA stand_in",
        "CREATE FUNCTION stand_in.current_setting(name text) RETURNS text LANGUAGE sql AS $$ \
         SELECT CASE name WHEN 'synchronous_standby_names' THEN 'stand_in' \
         ELSE pg_catalog.current_setting(name) END $$",
        "CREATE TABLE stand_in.pg_stat_replication (sync_state text, flush_lsn pg_lsn)",
        "INSERT INTO stand_in.pg_stat_replication VALUES ('sync', '0/0')",
        &format!("ALTER DATABASE {name} SET search_path = public, stand_in, pg_catalog"),
    ] {
        conn.execute(AssertSqlSafe(statement.to_owned())).await?;
    }
    conn.close().await?;
    Ok(())
}

/// Lets nobody wait for that standby any more, as with one that follows on its own.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn standby_follows_unawaited(url: &str) -> Result<()> {
    let mut conn = PgConnection::connect(url).await?;
    let silent = "CREATE OR REPLACE FUNCTION stand_in.current_setting(name text) RETURNS text \
                  LANGUAGE sql AS $$ SELECT CASE name WHEN 'synchronous_standby_names' THEN '' \
                  ELSE pg_catalog.current_setting(name) END $$";
    conn.execute(silent).await?;
    let alone = "UPDATE stand_in.pg_stat_replication SET sync_state = 'async'";
    conn.execute(alone).await?;
    conn.close().await?;
    Ok(())
}

/// Lets that standby have flushed everything that the server will ever write.
///
/// # Errors
/// [`StoreError::Driver`].
pub async fn standby_catches_up(url: &str) -> Result<()> {
    let mut conn = PgConnection::connect(url).await?;
    let statement = "UPDATE stand_in.pg_stat_replication SET flush_lsn = 'FFFFFFFF/FFFFFFFF'";
    conn.execute(statement).await?;
    conn.close().await?;
    Ok(())
}

/// Runs a statement as somebody would who owns the database and bypasses the store.
///
/// # Errors
/// [`StoreError`], as every call.
pub async fn tamper(tx: &mut Tx, statement: &'static str) -> Result<u64> {
    tx.execute(Sql::new(statement)).await
}

/// Makes the SQLite database `url` as the program left it that knew migrations up to `version`, with
/// the rows of the database `from`, as far as those tables and columns were there then. The search
/// index stays empty: it cannot be read back.
///
/// # Errors
/// [`StoreError`], as every call.
pub async fn as_of(url: &str, version: i64, from: &str) -> Result<()> {
    let file = |url: &str| sqlite_file(url).unwrap_or_default();
    let options = sqlite_options(&file(url)).create_if_missing(true);
    let mut conn = options.foreign_keys(false).connect().await?;
    migrations(Engine::Sqlite)
        .run_to(version, &mut conn)
        .await
        .map_err(|error| StoreError::migrating(error, Engine::Sqlite))?;
    let from = file(from).display().to_string();
    sqlx::query("ATTACH $1 AS full_grown")
        .bind(from)
        .execute(&mut conn)
        .await?;
    // Counts come last: the rows that are counted raise them while they are copied.
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name NOT LIKE 'lot_search%' AND name NOT LIKE 'audit_search%' \
         AND name <> '_sqlx_migrations' \
         ORDER BY name = 'lot_counts', name",
    )
    .fetch_all(&mut conn)
    .await?;
    for (table,) in tables {
        let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut conn)
            .await?;
        let columns: Vec<String> = columns.into_iter().map(|(name,)| name).collect();
        let columns = columns.join(", ");
        conn.execute(AssertSqlSafe(format!(
            "INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM full_grown.{table}"
        )))
        .await?;
    }
    conn.close().await?;
    Ok(())
}

/// Lets the SQLite database look as if a newer program had been at it.
///
/// # Errors
/// [`StoreError`], as every call.
pub async fn make_newer(url: &str) -> Result<()> {
    let file = sqlite_file(url).unwrap_or_default();
    let mut conn = sqlite_options(&file).connect().await?;
    conn.execute(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9001, 'of the future', TRUE, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    )
    .await?;
    conn.close().await?;
    Ok(())
}

/// What the SQLite database at `url` holds: the rows of each table, in one order, as
/// SQLite would write them into a statement. Two answers that are the same say that nothing was written
/// in between. The search index, which cannot be read back, follows its tables.
///
/// # Errors
/// [`StoreError`], as every call.
pub async fn contents(url: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let file = sqlite_file(url).unwrap_or_default();
    let mut conn = sqlite_options(&file).connect().await?;
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name NOT LIKE 'lot_search%' AND name NOT LIKE 'audit_search%'",
    )
    .fetch_all(&mut conn)
    .await?;
    let mut contents = BTreeMap::new();
    for (table,) in tables {
        let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut conn)
            .await?;
        let columns: Vec<String> = columns
            .into_iter()
            .map(|(name,)| format!("quote(\"{name}\")"))
            .collect();
        let row = columns.join(" || ', ' || ");
        let query = format!("SELECT {row} FROM \"{table}\" ORDER BY 1");
        let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(query))
            .fetch_all(&mut conn)
            .await?;
        contents.insert(table, rows.into_iter().map(|(row,)| row).collect());
    }
    conn.close().await?;
    Ok(contents)
}
