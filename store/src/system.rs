//! What an operator wants to know of the database itself: how far its tables are, how large it is,
//! what waits in it.

use crate::error::Result;
use crate::open::Pools;
use crate::sql::Sql;
use crate::{Engine, Store, Tx};
use domain::time::Timestamp;
use domain::views::OutboxState;
use sqlx::migrate::Migrator;

static SQLITE: Migrator = sqlx_macros::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx_macros::migrate!("./migrations/postgres");

/// How far counts go: beyond it only "more" is said.
const COUNT_MAX: i64 = 10_000;

/// How far the tables of a database are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The number of the last migration that was run.
    pub to: i64,
    /// That of the last one that this program knows.
    pub known: i64,
}

impl Migrated {
    /// Whether this program finds the tables that it was written for. A newer program may have run
    /// more: migrations only add, and whoever runs already goes on.
    pub const fn is_enough(self) -> bool {
        self.to >= self.known
    }
}

impl Store {
    /// How far the tables are now; somebody may have put an older copy in their place.
    ///
    /// # Errors
    /// [`StoreError::Driver`](crate::StoreError::Driver) when the database does not answer.
    pub async fn migrated(&self) -> Result<Migrated> {
        let sql = "SELECT COALESCE(max(version), 0) FROM _sqlx_migrations WHERE success = TRUE";
        let ((to,), known): ((i64,), _) = match self.pools() {
            Pools::Sqlite { readers, .. } => {
                (sqlx::query_as(sql).fetch_one(readers).await?, &SQLITE)
            }
            Pools::Postgres { pool, .. } => (sqlx::query_as(sql).fetch_one(pool).await?, &POSTGRES),
        };
        let known = known.iter().map(|migration| migration.version).max();
        Ok(Migrated {
            to,
            known: known.unwrap_or(0),
        })
    }
}

impl Tx {
    /// The version of the database's engine, and how many bytes its tables take.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn database_size(&mut self) -> Result<(String, u64)> {
        // Each engine has its own functions for it.
        let sql = match self.engine() {
            Engine::Sqlite => {
                "SELECT sqlite_version(), p.page_count * s.page_size \
                 FROM pragma_page_count() p, pragma_page_size() s"
            }
            Engine::Postgres => {
                "SELECT current_setting('server_version'), pg_database_size(current_database())"
            }
        };
        let (version, bytes): (String, i64) = self.one(Sql::new(sql)).await?;
        Ok((version, bytes.unsigned_abs()))
    }

    /// Lots with events that have no leaf in the ledger yet; counted to 10,000.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ledger_waiting(&mut self) -> Result<u64> {
        let sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM ledger_queue LIMIT $1) q");
        let (count,): (i64,) = self.one(sql.bind(COUNT_MAX)).await?;
        Ok(count.unsigned_abs())
    }

    /// What waits to be told to people and posted to their webhooks.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn outbox(&mut self) -> Result<OutboxState> {
        let sql = Sql::new(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM ledger_leaves WHERE idx >= \
             (SELECT next_leaf FROM notice_progress WHERE id = 1) LIMIT $1) u), \
             (SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries \
             WHERE state = 'WAITING' LIMIT $2) w), \
             (SELECT min(created_at) FROM webhook_deliveries WHERE state = 'WAITING'), \
             (SELECT count(*) FROM (SELECT 1 FROM push_messages WHERE id > 0 LIMIT $3) p), \
             (SELECT count(*) FROM (SELECT 1 FROM push_browsers WHERE id > 0 LIMIT $4) b)",
        );
        let sql = sql.bind(COUNT_MAX).bind(COUNT_MAX);
        let sql = sql.bind(COUNT_MAX).bind(COUNT_MAX);
        let (untold, deliveries, oldest, pushes, browsers): (i64, i64, Option<i64>, i64, i64) =
            self.one(sql).await?;
        Ok(OutboxState {
            untold: untold.unsigned_abs(),
            deliveries: deliveries.unsigned_abs(),
            oldest: oldest.map(Timestamp),
            pushes: pushes.unsigned_abs(),
            browsers: browsers.unsigned_abs(),
        })
    }

    /// Leaves under the latest signed head of the ledger, and when it was signed; nothing before
    /// the first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ledger_signed(&mut self) -> Result<Option<(u64, Timestamp)>> {
        let sql = Sql::new("SELECT size, at FROM ledger_heads ORDER BY size DESC LIMIT 1");
        let row: Option<(i64, i64)> = self.optional(sql).await?;
        Ok(row.map(|(size, at)| (size.unsigned_abs(), Timestamp(at))))
    }

    /// The processes that could write lately, each with its last sign of life, latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn beats(&mut self, limit: u32) -> Result<Vec<(String, Timestamp)>> {
        let sql = Sql::new("SELECT node, at FROM heartbeats ORDER BY at DESC, node LIMIT $1");
        let rows: Vec<(String, i64)> = self.all(sql.bind(limit)).await?;
        let beat = |(node, at)| (node, Timestamp(at));
        Ok(rows.into_iter().map(beat).collect())
    }
}
