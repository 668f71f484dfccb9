//! Opening PostgreSQL: its pools, and the proof that its commits are durable.

use crate::cluster::epoch_of;
use crate::error::{Result, StoreError};
use crate::open::{Engine, PATIENCE, Pools, StoreOptions, refused};
use crate::planted::{Planted, planted};
use crate::schema::migrations;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Connections that are kept for bids: the writer's, and those that look up what is known before a
/// bid is queued.
const BID_CONNECTIONS: u32 = 4;
/// The oldest PostgreSQL that is supported, as `server_version_num` counts: 14.0.
const VERSION_MIN: i32 = 14_00_00;

/// Opens `postgres://…` and brings its tables up to date.
pub(crate) async fn open(url: &str, options: &StoreOptions) -> Result<Pools> {
    let connect = PgConnectOptions::from_str(url)?.disable_statement_logging();
    let unsafe_fsync = options.allow_unsafe_fsync;
    let mut first = connect.connect().await?;
    check_postgres(&mut first, unsafe_fsync).await?;
    migrations(Engine::Postgres)
        .run(&mut first)
        .await
        .map_err(|error| StoreError::migrating(error, Engine::Postgres))?;
    first.close().await?;
    let seen = Arc::new(AtomicU32::new(0));
    let pool = |connections: u32| {
        let seen = seen.clone();
        let pool = PgPoolOptions::new()
            .max_connections(connections.max(2))
            .acquire_timeout(PATIENCE)
            .after_connect(move |conn, _| {
                let seen = seen.clone();
                Box::pin(async move {
                    check_postgres(conn, unsafe_fsync).await.map_err(refused)?;
                    check_history(conn, &seen).await.map_err(refused)
                })
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

/// Refuses a server whose history is older than one that this process has seen: a primary that was
/// replaced and came back under the address. What it is told would be lost, and what it tells is
/// not what everybody else reads (reliability.md §2.6, F-12). A server keeps its history for as long
/// as a connection to it lives, so each connection is asked once.
pub(crate) async fn check_history(conn: &mut PgConnection, seen: &AtomicU32) -> Result<()> {
    let (name,): (String,) =
        sqlx::query_as("SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)")
            .fetch_one(&mut *conn)
            .await?;
    let epoch = epoch_of(&name)?;
    let highest = seen.fetch_max(epoch, Ordering::SeqCst);
    if epoch < highest && planted() != Some(Planted::Lease) {
        return Err(StoreError::Unsupported(format!(
            "PostgreSQL is at history {epoch}, after {highest}: this primary was replaced"
        )));
    }
    Ok(())
}

/// Refuses a server of a version on which nothing here was ever tried.
fn check_version(number: i32) -> Result<()> {
    if number >= VERSION_MIN {
        return Ok(());
    }
    Err(StoreError::Unsupported(format!(
        "PostgreSQL {} is too old: 14 or newer is needed",
        number / 1_00_00
    )))
}

pub(crate) async fn check_postgres(conn: &mut PgConnection, unsafe_fsync: bool) -> Result<()> {
    // By itself: an older server may not know what is asked next.
    let version = "SELECT current_setting('server_version_num')::int";
    let (version,): (i32,) = sqlx::query_as(version).fetch_one(&mut *conn).await?;
    check_version(version)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// What a client sends that wants TLS: a length of eight bytes, and the number of the request.
    const WANTS_TLS: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

    /// Somebody between the portal and its server answers that there is no TLS: whoever asked for it must not
    /// go on without (reliability.md S-29). Answers what the client sent first, and whether it sent more.
    async fn without_tls(mode: &str) -> ([u8; 8], bool) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let url = format!("postgres://luochui:secret@127.0.0.1:{port}/luochui?sslmode={mode}");
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let mut first = [0; 8];
            stream.read_exact(&mut first).await.expect("a request");
            stream.write_all(b"N").await.expect("an answer");
            let more = stream.read_u8().await.is_ok();
            (first, more)
        });
        let opened = open(&url, &StoreOptions::default()).await;
        assert!(opened.is_err(), "nobody is there");
        asked.await.expect("what was asked")
    }

    #[tokio::test]
    async fn a_server_that_has_to_speak_tls_is_not_spoken_to_without() {
        for mode in ["require", "verify-ca", "verify-full"] {
            assert_eq!(without_tls(mode).await, (WANTS_TLS, false), "{mode}");
        }
        // Without being told the portal asks for it, and takes what there is, as psql does.
        assert_eq!(without_tls("prefer").await, (WANTS_TLS, true));
    }

    #[test]
    fn postgresql_14_is_the_oldest_that_is_taken() {
        for number in [140_000, 140_005, 150_000, 180_001] {
            assert!(check_version(number).is_ok(), "{number}");
        }
        for (number, said) in [(139_999, "13"), (130_022, "13"), (90_624, "9"), (0, "0")] {
            let refused = check_version(number).unwrap_err().to_string();
            let expected = format!("PostgreSQL {said} is too old: 14 or newer is needed");
            assert!(refused.ends_with(&expected), "{refused}");
        }
    }
}
