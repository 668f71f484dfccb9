//! Futures that are dropped while PostgreSQL is far away (sqlx 0.9.0, reliability.md §0.1, I-31).
//!
//! A proxy delays every byte by [`DELAY`] each way, so that drops fall while `BEGIN` is in flight.
//! The control without the hook must lose a row that was acknowledged; with it none is lost.

use crate::bench::Bench;
use sqlx::{Executor, PgPool};
use std::net::SocketAddr;
use std::time::Duration;
use store::testing::bare_pool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

/// How long the proxy keeps every byte, each way.
const DELAY: Duration = Duration::from_millis(20);
/// Dropped futures of one run, at moments spread over three ways there and back: the pool first
/// asks the connection whether it lives.
const DROPS: u64 = 40;

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_write_vanishes_behind_a_dropped_begin() {
    let Some(bench) = Bench::postgres().await else {
        return;
    };
    let url = through_proxy(&bench.url).await;
    assert_eq!(lost(&url, "with_hook", true).await, 0);
    let lost_without = lost(&url, "without_hook", false).await;
    assert!(lost_without > 0, "the drops never fell into the window");
    bench.end().await;
}

/// How many acknowledged rows are not there in the end.
async fn lost(url: &str, table: &str, clean: bool) -> i64 {
    let pool = bare_pool(url, clean).await.expect("a pool");
    run(
        &pool,
        format!("CREATE TABLE {table} (n BIGINT PRIMARY KEY)"),
    )
    .await;
    let mut acknowledged = 0;
    for n in 0..DROPS {
        // Dropped somewhere between the first byte of BEGIN and long after its answer.
        let patience = DELAY * 6 * n as u32 / DROPS as u32;
        let _ = timeout(patience, pool.begin()).await;
        run(&pool, format!("INSERT INTO {table} VALUES ({n})")).await;
        acknowledged += 1;
    }
    // The connection goes, and with it whatever was never committed.
    pool.close().await;
    let fresh = bare_pool(url, clean).await.expect("a pool");
    let statement = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    let found: i64 = sqlx::query_scalar(statement)
        .fetch_one(&fresh)
        .await
        .expect("a count");
    fresh.close().await;
    acknowledged - found
}

async fn run(pool: &PgPool, statement: String) {
    pool.execute(sqlx::AssertSqlSafe(statement))
        .await
        .expect("acknowledged");
}

/// The address of the same database behind a proxy that is in no hurry.
async fn through_proxy(url: &str) -> String {
    let (before, rest) = url.split_once('@').expect("the address has a user");
    let (server, name) = rest.split_once('/').expect("the address names a database");
    let server: SocketAddr = server.parse().expect("the server is named by its number");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let proxy = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let Ok(server) = TcpStream::connect(server).await else {
                return;
            };
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(slowly(from_client, to_server));
            tokio::spawn(slowly(from_server, to_client));
        }
    });
    format!("{before}@{proxy}/{name}")
}

async fn slowly(mut from: impl AsyncReadExt + Unpin, mut to: impl AsyncWriteExt + Unpin) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        sleep(DELAY).await;
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
