//! One open transaction on whichever engine the deployment chose, and how statements run in it.

use crate::audit::Trail;
use crate::bind::bound;
use crate::error::Result;
use crate::open::Engine;
use crate::sql::Sql;
use crate::trust::Trust;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite, Transaction};

/// An open transaction. Dropped without [`Tx::commit`] it leaves nothing behind.
///
/// Methods are grouped by noun in the modules of this crate; each runs one statement, or a few
/// that belong together, and takes `&mut self`, so that one thing happens at a time.
#[derive(Debug)]
pub struct Tx {
    /// Where it is open.
    pub open: Open,
    /// What is to be written about it into the audit record.
    pub(crate) trail: Trail,
    /// The server has refused a statement of it, and with it the whole transaction.
    pub(crate) is_spent: bool,
}

/// Where a transaction is open.
#[derive(Debug)]
pub enum Open {
    /// On the embedded engine. Its handle is told here when it must not be used again.
    Sqlite(Transaction<'static, Sqlite>, Trust),
    /// On the server.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body on the connection of either engine; `$db` names the engine inside it.
macro_rules! on {
    ($tx:expr, |$conn:ident, $db:ident| $body:expr) => {
        match &mut $tx.open {
            $crate::Open::Sqlite(tx, _) => {
                type $db = sqlx::Sqlite;
                let $conn = &mut **tx;
                $body
            }
            $crate::Open::Postgres(tx) => {
                type $db = sqlx::Postgres;
                let $conn = &mut **tx;
                $body
            }
        }
    };
}

/// A row that both engines can deliver.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

impl Tx {
    /// Makes everything durable and visible, with its rows of the audit record. When the answer is
    /// an error, it is unknown whether that happened (reliability.md §2.4).
    ///
    /// # Errors
    /// [`StoreError::Driver`](crate::StoreError::Driver);
    /// [`StoreError::Unaudited`](crate::StoreError::Unaudited) for a transaction of
    /// [`Store::audited`](crate::Store::audited) without a row: then nothing was written; and
    /// [`StoreError::Spent`](crate::StoreError::Spent) likewise.
    pub async fn commit(mut self) -> Result<()> {
        self.write_audit().await?;
        self.trail.check()?;
        match self.open {
            Open::Sqlite(tx, trust) => {
                let done = tx.commit().await;
                done.inspect_err(|_| trust.lose())?;
            }
            Open::Postgres(tx) => tx.commit().await?,
        }
        self.trail.committed();
        Ok(())
    }

    /// Which engine this is.
    pub const fn engine(&self) -> Engine {
        match self.open {
            Open::Sqlite(..) => Engine::Sqlite,
            Open::Postgres(_) => Engine::Postgres,
        }
    }

    /// Every row of a query.
    pub(crate) async fn all<T: Row>(&mut self, sql: Sql) -> Result<Vec<T>> {
        let (text, args, persistent) = sql.ready(self.engine());
        let done = on!(self, |conn, Db| {
            let query = sqlx::query_as_with::<Db, T, _>(AssertSqlSafe(text), bound::<Db>(args)?);
            query.persistent(persistent).fetch_all(conn).await
        });
        self.noted(done)
    }

    /// The first row of a query, if there is one.
    pub(crate) async fn optional<T: Row>(&mut self, sql: Sql) -> Result<Option<T>> {
        let (text, args, persistent) = sql.ready(self.engine());
        let done = on!(self, |conn, Db| {
            let query = sqlx::query_as_with::<Db, T, _>(AssertSqlSafe(text), bound::<Db>(args)?);
            query.persistent(persistent).fetch_optional(conn).await
        });
        self.noted(done)
    }

    /// The row of a query that always has one: an aggregate, or `RETURNING` of an insert.
    pub(crate) async fn one<T: Row>(&mut self, sql: Sql) -> Result<T> {
        let (text, args, persistent) = sql.ready(self.engine());
        let done = on!(self, |conn, Db| {
            let query = sqlx::query_as_with::<Db, T, _>(AssertSqlSafe(text), bound::<Db>(args)?);
            query.persistent(persistent).fetch_one(conn).await
        });
        self.noted(done)
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<u64> {
        let (text, args, persistent) = sql.ready(self.engine());
        let done = on!(self, |conn, Db| {
            let query = sqlx::query_with::<Db, _>(AssertSqlSafe(text), bound::<Db>(args)?);
            let query = query.persistent(persistent);
            query.execute(conn).await.map(|done| done.rows_affected())
        });
        self.noted(done)
    }

    /// Notes that PostgreSQL has refused a statement. It gives the whole transaction up then, answers a
    /// COMMIT with "ROLLBACK", and the driver takes that for success: what somebody was told to be
    /// written would not be there.
    fn noted<T>(&mut self, done: sqlx::Result<T>) -> Result<T> {
        let is_refused = |error: &sqlx::Error| error.as_database_error().is_some();
        self.is_spent |=
            self.engine() == Engine::Postgres && done.as_ref().err().is_some_and(is_refused);
        Ok(done?)
    }

    /// Tells PostgreSQL that ids were given by hand, so that its next one lies above them. SQLite
    /// takes the highest id in the table as it is.
    pub(crate) async fn ids_given(&mut self, table: &'static str) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            // Never backwards: another transaction may hold a higher id that is not visible yet.
            let text = format!(
                "SELECT setval('{table}_id_seq', GREATEST(max(id), (SELECT last_value FROM \
                 {table}_id_seq))) FROM {table}"
            );
            let mut sql = Sql::new("");
            sql.push(&text);
            let _: Option<(Option<i64>,)> = self.optional(sql).await?;
        }
        Ok(())
    }
}
