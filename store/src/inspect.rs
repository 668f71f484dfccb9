//! A database looked at from outside: nothing is made, nothing is brought up to date.
//!
//! For the commands of the operator, which must look before they leap: what is there, how far its
//! tables have come, whether the engine keeps its promises.

use crate::error::{Result, StoreError};
use crate::open::{Engine, check_sqlite, sqlite_options, sqlite_path};
use crate::postgres::check_postgres;
use crate::schema::Schema;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Connection};
use std::path::PathBuf;
use std::str::FromStr;

/// What was found.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The engine.
    pub engine: Engine,
    /// Settings as the engine reads them back, its version first.
    pub settings: Vec<(&'static str, String)>,
    /// Why commits could not be trusted; nothing when they can.
    pub refused: Option<String>,
    /// How far the tables have come.
    pub schema: Schema,
    /// Whether there is any table at all.
    pub is_empty: bool,
    /// Leaves of the last signed head of the ledger; 0 before the first.
    pub leaves: u64,
    /// Whether the key of the ledger has been made.
    pub has_ledger_key: bool,
}

/// Which engine the address of a database names.
///
/// # Errors
/// [`StoreError::Unsupported`] for an address that begins otherwise.
pub fn engine_of(url: &str) -> Result<Engine> {
    match url.split_once(':') {
        Some(("sqlite", _)) => Ok(Engine::Sqlite),
        Some(("postgres" | "postgresql", _)) => Ok(Engine::Postgres),
        _ => Err(StoreError::Unsupported(
            "the address begins with neither sqlite: nor postgres:".into(),
        )),
    }
}

/// The file of a SQLite database, from its address; nothing for another engine.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    url.strip_prefix("sqlite:").map(sqlite_path)
}

/// Looks at the database at `url`; nothing when SQLite has no such file yet.
///
/// # Errors
/// [`StoreError::Driver`] when there is no way to it.
pub async fn inspect(url: &str) -> Result<Option<Inspection>> {
    match engine_of(url)? {
        Engine::Sqlite => inspect_sqlite(url).await,
        Engine::Postgres => inspect_postgres(url).await.map(Some),
    }
}

async fn inspect_sqlite(url: &str) -> Result<Option<Inspection>> {
    let Some(path) = sqlite_file(url).filter(|path| path.is_file()) else {
        return Ok(None);
    };
    let mut conn = sqlite_options(&path).connect().await?;
    let refused = why_refused(check_sqlite(&mut conn).await)?;
    let mut settings = Vec::new();
    for (name, text) in [
        ("version", "SELECT sqlite_version()"),
        ("journal_mode", "PRAGMA journal_mode"),
    ] {
        let (value,): (String,) = sqlx::query_as(text).fetch_one(&mut conn).await?;
        settings.push((name, value));
    }
    for (name, text) in [
        ("synchronous", "PRAGMA synchronous"),
        ("foreign_keys", "PRAGMA foreign_keys"),
    ] {
        let (value,): (i64,) = sqlx::query_as(text).fetch_one(&mut conn).await?;
        settings.push((name, value.to_string()));
    }
    let tables: (i64,) = sqlx::query_as("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
        .fetch_one(&mut conn)
        .await?;
    let facts = facts_sqlite(&mut conn).await?;
    conn.close().await?;
    Ok(Some(Inspection {
        engine: Engine::Sqlite,
        settings,
        refused,
        schema: Schema::of(Engine::Sqlite, &facts.applied),
        is_empty: tables.0 == 0,
        leaves: facts.leaves,
        has_ledger_key: facts.has_ledger_key,
    }))
}

async fn inspect_postgres(url: &str) -> Result<Inspection> {
    let mut conn = postgres_connection(url).await?;
    let refused = why_refused(check_postgres(&mut conn, false).await)?;
    let mut settings = Vec::new();
    for name in [
        "server_version",
        "fsync",
        "full_page_writes",
        "synchronous_commit",
        "synchronous_standby_names",
        "max_connections",
    ] {
        let (value,): (String,) = sqlx::query_as("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&mut conn)
            .await?;
        settings.push((name, value));
    }
    let (tables,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()",
    )
    .fetch_one(&mut conn)
    .await?;
    let facts = facts_postgres(&mut conn).await?;
    conn.close().await?;
    Ok(Inspection {
        engine: Engine::Postgres,
        settings,
        refused,
        schema: Schema::of(Engine::Postgres, &facts.applied),
        is_empty: tables == 0,
        leaves: facts.leaves,
        has_ledger_key: facts.has_ledger_key,
    })
}

/// A single connection to the PostgreSQL server at `url`, whatever it promises.
pub(crate) async fn postgres_connection(url: &str) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    Ok(options.connect().await?)
}

/// A refusal is something to be told; a failure on the way to the database is not.
fn why_refused(checked: Result<()>) -> Result<Option<String>> {
    match checked {
        Ok(()) => Ok(None),
        Err(StoreError::Unsupported(why)) => Ok(Some(why)),
        Err(error) => Err(error),
    }
}

#[derive(Default)]
struct Facts {
    applied: Vec<i64>,
    leaves: u64,
    has_ledger_key: bool,
}

/// The facts that stand in tables which an old database may lack, on either engine.
macro_rules! facts {
    ($name:ident, $conn:ty, $exists:literal) => {
        async fn $name(conn: &mut $conn) -> Result<Facts> {
            let mut facts = Facts::default();
            let mut there = Vec::new();
            for table in ["_sqlx_migrations", "ledger_heads", "settings"] {
                let (found,): (bool,) = sqlx::query_as($exists)
                    .bind(table)
                    .fetch_one(&mut *conn)
                    .await?;
                there.push(found);
            }
            if there[0] {
                let text = "SELECT version FROM _sqlx_migrations WHERE success = TRUE";
                let rows: Vec<(i64,)> = sqlx::query_as(text).fetch_all(&mut *conn).await?;
                facts.applied = rows.into_iter().map(|(version,)| version).collect();
            }
            if there[1] {
                let text = "SELECT COALESCE(max(size), 0) FROM ledger_heads";
                let (leaves,): (i64,) = sqlx::query_as(text).fetch_one(&mut *conn).await?;
                facts.leaves = leaves.unsigned_abs();
            }
            if there[2] {
                let text = "SELECT count(*) FROM settings WHERE key = 'ledger_key'";
                let (keys,): (i64,) = sqlx::query_as(text).fetch_one(&mut *conn).await?;
                facts.has_ledger_key = keys > 0;
            }
            Ok(facts)
        }
    };
}

facts!(
    facts_sqlite,
    SqliteConnection,
    "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1)"
);
facts!(
    facts_postgres,
    PgConnection,
    "SELECT to_regclass($1) IS NOT NULL"
);
