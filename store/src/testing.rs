//! What tests of the crates above need of a PostgreSQL server.

use crate::error::Result;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// Creates the database `name` on `server`, the address of another database there, and answers
/// with its address. The throw-away server of the tests takes it away with itself.
///
/// # Errors
/// [`StoreError::Driver`](crate::StoreError::Driver).
pub async fn create_database(server: &str, name: &str) -> Result<String> {
    let mut conn = PgConnection::connect(server).await?;
    conn.execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await?;
    conn.close().await?;
    let address = server
        .rsplit_once('/')
        .map_or(server, |(address, _)| address);
    Ok(format!("{address}/{name}"))
}
