//! Opening PostgreSQL: its pools, and the proof that its commits are durable.

use crate::error::{Result, StoreError};
use crate::open::{PATIENCE, Pools, StoreOptions, refused};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};
use std::str::FromStr;

/// Connections that are kept for bids: the writer's, and those that look up what is known before a
/// bid is queued.
const BID_CONNECTIONS: u32 = 4;

/// Opens `postgres://…` and brings its tables up to date.
pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Pools> {
    let connect = PgConnectOptions::from_str(url)?.disable_statement_logging();
    let unsafe_fsync = options.allow_unsafe_fsync;
    let mut first = connect.connect().await?;
    check_postgres(&mut first, unsafe_fsync).await?;
    sqlx::migrate!("./migrations/postgres")
        .run(&mut first)
        .await?;
    first.close().await?;
    let pool = |connections: u32| {
        let pool = PgPoolOptions::new()
            .max_connections(connections.max(2))
            .acquire_timeout(PATIENCE)
            .after_connect(move |conn, _| {
                Box::pin(async move { check_postgres(conn, unsafe_fsync).await.map_err(refused) })
            });
        handed_back_clean(pool).connect_with(connect.clone())
    };
    Ok(Pools::Postgres {
        pool: pool(options.connections).await?,
        bids: pool(BID_CONNECTIONS).await?,
    })
}

/// A future dropped while BEGIN is in flight hands its connection back inside an open transaction;
/// the next borrower's write would be acknowledged and then vanish (sqlx 0.9.0, reliability.md
/// §0.1). So every connection is rolled back on its way into the pool.
pub(crate) fn handed_back_clean(pool: PgPoolOptions) -> PgPoolOptions {
    pool.after_release(|conn, _| {
        Box::pin(async move {
            conn.execute("ROLLBACK").await?;
            Ok(true)
        })
    })
}

async fn check_postgres(conn: &mut PgConnection, unsafe_fsync: bool) -> Result<()> {
    let (fsync, pages, commit, recovering, blind): (String, String, String, bool, bool) =
        sqlx::query_as(
            "SELECT current_setting('fsync'), current_setting('full_page_writes'), \
             current_setting('synchronous_commit'), pg_is_in_recovery(), \
             current_setting('synchronous_standby_names') <> '' AND \
             NOT pg_has_role('pg_read_all_stats', 'USAGE')",
        )
        .fetch_one(&mut *conn)
        .await?;
    let synced = unsafe_fsync || (fsync == "on" && pages == "on");
    // `local`, `remote_write` and `off` all acknowledge before the promised sync.
    let confirmed = matches!(commit.as_str(), "on" | "remote_apply");
    if blind {
        return Err(StoreError::Unsupported(
            "commits wait for a standby, and this role may not see how far it is: grant it \
             pg_read_all_stats"
                .into(),
        ));
    }
    if !synced || !confirmed || recovering {
        return Err(StoreError::Unsupported(format!(
            "PostgreSQL answers fsync={fsync}, full_page_writes={pages}, \
             synchronous_commit={commit}, in recovery: {recovering}"
        )));
    }
    Ok(())
}
