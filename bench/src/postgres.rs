//! B3: durable bids a second on PostgreSQL beside pgbench with one transaction for every bid; and B5,
//! R1, F1 and F3 with the portal's data there.

use crate::Sizes;
use crate::bids::{Engine, SHORT_HISTORY, compare_costs};
use crate::place::{Place, program, psql, server};
use crate::stage::{self, Stage};
use crate::table::{Table, Target};
use crate::{frames, ledger};
use anyhow::{Context, ensure};
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
    let Some(url) = server() else { return Ok(()) };
    eprintln!("PostgreSQL: the engine and pgbench take turns.");
    ensure!(psql(&url, TABLES)?, "the tables of pgbench");
    for (lots, least) in [(1, 10.0), (100, 5.0)] {
        let place = Place::database(&url, &format!("bench_{lots}"))?;
        let engine = Engine::new(Stage::upon(place, lots).await?);
        let mut pairs = Vec::new();
        for _ in 0..sizes.pairs {
            let ours = engine.bids_per_second(sizes.span).await?;
            pairs.push((ours, pgbench(&url, lots, sizes.span)?));
        }
        engine.nothing_is_lost().await?;
        let what = format!("B3 durable bids/s on PostgreSQL, {lots} lots ÷ pgbench, 32 clients");
        table.pairs(&what, "/s", &pairs, Target::AtLeast(least));
    }
    Ok(())
}

/// B5 on PostgreSQL.
///
/// # Errors
/// When a run breaks.
pub async fn growth(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let Some(url) = server() else { return Ok(()) };
    let history = sizes.history;
    let mut engines = Vec::new();
    for (name, bids) in [("bench_long", history), ("bench_short", SHORT_HISTORY)] {
        let place = Place::database(&url, name)?;
        engines.push(Engine::with_history(place, bids).await?);
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

/// R1 on PostgreSQL: from the start to ready, and `luochui verify`.
///
/// # Errors
/// When a run breaks.
pub async fn recovery(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let Some(url) = server() else { return Ok(()) };
    ledger::recovery(table, &Place::database(&url, "bench_ledger")?, sizes).await
}

/// F1 and F3 through a node whose data is on PostgreSQL.
///
/// # Errors
/// When a run breaks.
pub async fn fan_out(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    let Some(url) = server() else { return Ok(()) };
    for watchers in sizes.watchers {
        let place = Place::database(&url, &format!("bench_frames_{watchers}"))?;
        frames::beside(table, place, watchers, sizes).await?;
    }
    Ok(())
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
