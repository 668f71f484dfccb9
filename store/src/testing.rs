//! What tests need of a PostgreSQL server beside an open store.

use crate::error::Result;
use crate::postgres::handed_back_clean;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// Creates the database `name` on `server`, the address of another database there, and answers
/// with its address. The throw-away server of the tests takes it away with itself.
///
/// # Errors
/// [`StoreError::Driver`](crate::StoreError::Driver).
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
/// [`StoreError::Driver`](crate::StoreError::Driver).
pub async fn bare_pool(url: &str, clean: bool) -> Result<PgPool> {
    let pool = PgPoolOptions::new().max_connections(1);
    let pool = if clean { handed_back_clean(pool) } else { pool };
    Ok(pool.connect(url).await?)
}

/// Lets processes that open the database from now on believe that its commits wait for a standby,
/// which has flushed nothing yet: a schema that stands before PostgreSQL's own answers what they ask
/// about it. The server itself waits for nobody, as when somebody has cancelled the wait.
///
/// # Errors
/// [`StoreError::Driver`](crate::StoreError::Driver).
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
/// [`StoreError::Driver`](crate::StoreError::Driver).
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
/// [`StoreError::Driver`](crate::StoreError::Driver).
pub async fn standby_catches_up(url: &str) -> Result<()> {
    let mut conn = PgConnection::connect(url).await?;
    let statement = "UPDATE stand_in.pg_stat_replication SET flush_lsn = 'FFFFFFFF/FFFFFFFF'";
    conn.execute(statement).await?;
    conn.close().await?;
    Ok(())
}
