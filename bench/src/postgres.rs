//! B3: durable bids a second on PostgreSQL beside pgbench with one transaction for every bid.

use crate::Sizes;
use crate::bids::{Engine, SHORT_HISTORY, compare_costs};
use crate::stage::{self, Stage};
use crate::table::{Table, Target};
use anyhow::{Context, ensure};
use service::{Store, StoreOptions};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// What pgbench does for every bid: lock the lot, write the bid, move the lot on, tell.
const SCRIPT: &str = "\\set lot random(1, :lots)
BEGIN;
SELECT seq FROM bench_lots WHERE id = :lot FOR UPDATE;
INSERT INTO bench_bids (lot_id, frame) VALUES (:lot, repeat('f', 640));
UPDATE bench_lots SET seq = seq + 1 WHERE id = :lot;
NOTIFY bench;
COMMIT;
";
const TABLES: &str = "CREATE TABLE bench_lots (id bigint PRIMARY KEY, seq bigint NOT NULL);
CREATE TABLE bench_bids (id bigserial PRIMARY KEY, lot_id bigint NOT NULL, frame text NOT NULL);
INSERT INTO bench_lots SELECT n, 0 FROM generate_series(1, 100) n;";

/// Measures and fills the table; without `TEST_POSTGRES_URL` (scripts/postgres.sh) it says so.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        eprintln!("PostgreSQL: left out; run it as LUOCHUI_POSTGRES_SYNC=1 scripts/postgres.sh …");
        return Ok(());
    };
    eprintln!("PostgreSQL: the engine and pgbench take turns.");
    ensure!(psql(&url, TABLES)?, "the tables of pgbench");
    for (lots, least) in [(1, 10.0), (100, 5.0)] {
        let store = open(&url, &format!("bench_{lots}")).await?;
        let engine = Engine::new(Stage::upon(stage::folder()?, store, lots).await?);
        let mut pairs = Vec::new();
        for _ in 0..sizes.pairs {
            let ours = engine.bids_per_second(sizes.span).await?;
            pairs.push((ours, pgbench(&url, lots, sizes.span)?));
        }
        engine.nothing_is_lost().await?;
        let what = format!("B3 durable bids/s on PostgreSQL, {lots} lots ÷ pgbench, 32 clients");
        table.pairs(&what, "/s", &pairs, Target::AtLeast(least));
    }
    growth(table, &url, sizes).await
}

/// B5 on PostgreSQL, with a tenth of the history: its rows come in one by one through a socket.
async fn growth(table: &mut Table, url: &str, sizes: Sizes) -> anyhow::Result<()> {
    let history = sizes.history / 10;
    let mut engines = Vec::new();
    for (name, bids) in [("bench_long", history), ("bench_short", SHORT_HISTORY)] {
        let store = open(url, name).await?;
        engines.push(Engine::with_history(stage::folder()?, store, bids).await?);
    }
    compare_costs(
        table,
        "PostgreSQL",
        &engines[0],
        &engines[1],
        sizes,
        history,
    )
    .await
}

/// A fresh database of this name.
async fn open(url: &str, name: &str) -> anyhow::Result<Store> {
    ensure!(psql(url, &format!("CREATE DATABASE {name}"))?, "a database");
    let own = with_database(url, name)?;
    Ok(Store::open(&own, StoreOptions::default()).await?)
}

/// The same server with another database.
fn with_database(url: &str, database: &str) -> anyhow::Result<String> {
    let (before, options) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = before
        .rsplit_once('/')
        .context("an address with a database")?;
    let mark = if options.is_empty() { "" } else { "?" };
    Ok(format!("{server}/{database}{mark}{options}"))
}

/// A program of the server's package.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    let script = crate::portal::root().join("scripts/postgres.sh");
    let found = Command::new(script).arg("--find").output()?;
    let folder = String::from_utf8(found.stdout)?;
    Ok(PathBuf::from(folder.trim()).join(name))
}

fn psql(url: &str, text: &str) -> anyhow::Result<bool> {
    let mut command = Command::new(program("psql")?);
    Ok(command.args([url, "-qc", text]).status()?.success())
}

/// Transactions a second.
fn pgbench(url: &str, lots: usize, span: Duration) -> anyhow::Result<f64> {
    let folder = stage::folder()?;
    let script = folder.path().join("bid.sql");
    std::fs::write(&script, SCRIPT)?;
    let seconds = span.as_secs().max(1).to_string();
    let output = Command::new(program("pgbench")?)
        .args(["-n", "-c", "32", "-j", "2", "-T", &seconds])
        .args(["-D", &format!("lots={lots}"), "-f"])
        .arg(&script)
        .arg(url)
        .output()?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
    let rate = rate.and_then(|rest| rest.split_whitespace().next());
    Ok(rate
        .with_context(|| format!("pgbench said {told}"))?
        .parse()?)
}
