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
