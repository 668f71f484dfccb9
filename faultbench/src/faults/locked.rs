//! F-07: another process holds the write lock of the SQLite file, or reads for long, so that the
//! log beside it cannot be taken over into the file.

use super::sync::recovers;
use crate::attack::Bench;
use crate::report::Row;
use crate::stage::Plan;
use crate::tables::Sqlite;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// No bid waits longer than this for its answer, whatever it is (reliability.md F-11).
const ANSWER_MAX: Duration = Duration::from_millis(5_500);

/// How long the other process reads: long enough for more pages than start a checkpoint.
const READ_SECS: u64 = 30;
/// What may be written after the reader is gone before the log is used from its beginning again:
/// the pages that start a checkpoint (`wal_autocheckpoint`, 8,192 of 4 KiB), and as much again.
const LOG_GROWTH_MAX: u64 = 2 * 8_192 * 4_096;

/// Holds the lock for a second, then for ten and sixty; then reads for long.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let spans: &[u64] = if bench.short { &[1] } else { &[1, 10, 60] };
    for seconds in spans {
        rows.push(hold(bench, Duration::from_secs(*seconds)).await?);
    }
    if !bench.short {
        rows.push(read_long(bench, Duration::from_secs(READ_SECS)).await?);
    }
    Ok(rows)
}

async fn hold(bench: &Bench, span: Duration) -> anyhow::Result<Row> {
    let folder = bench.folder("locked")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    let other = Sqlite::open(&site.recipe.data.join("luochui.sqlite"))?;
    other.run("BEGIN IMMEDIATE")?;
    let held = tokio::spawn(async move {
        sleep(span).await;
        other.run("ROLLBACK")
    });
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    let mut not_queued = 0;
    while begun.elapsed() < span {
        let asked = Instant::now();
        let bid = site.crowd.next(0);
        let known = site.crowd.send(served.address(), &bid).await;
        slowest = slowest.max(asked.elapsed());
        not_queued += u32::from(known == crate::journal::Known::NotQueued);
        sleep(Duration::from_millis(20)).await;
    }
    held.await??;
    let mut found: Vec<String> = Vec::new();
    if slowest > ANSWER_MAX {
        let waited = slowest.as_millis();
        found.push(format!("F-07 a bid waited {waited} ms for its answer"));
    }
    if span > ANSWER_MAX && not_queued == 0 {
        found.push("F-07 a locked file made every bid unknown that was certainly not taken".into());
    }
    found.extend(recovers(&site, &served).await);
    site.crowd.stop(workers).await;
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let counts = site.crowd.journal.counts();
    let reached = format!(
        "{} bids acknowledged, {} told not queued; one bidder alone waited at most {} ms, {} times \
         not queued",
        counts.accepted,
        counts.not_queued,
        slowest.as_millis(),
        not_queued
    );
    let what = format!("SQLite locked by another process for {} s", span.as_secs());
    Ok(Row::run("F-07", &what, reached, found))
}

/// While somebody reads the file as it was, nothing written since can leave the log. Bids go on; once
/// the reader is gone the log grows no more.
async fn read_long(bench: &Bench, span: Duration) -> anyhow::Result<Row> {
    let folder = bench.folder("read")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    let log = site.recipe.data.join("luochui.sqlite-wal");
    let length = || std::fs::metadata(&log).map(|file| file.len());
    let other = Sqlite::open(&site.recipe.data.join("luochui.sqlite"))?;
    other.run("BEGIN")?;
    other.rows("SELECT count(*) FROM lot_events")?;
    let before = (site.crowd.journal.counts(), length()?);
    sleep(span).await;
    let during = (site.crowd.journal.counts(), length()?);
    other.run("ROLLBACK")?;
    sleep(span).await;
    let after = length()?;
    let mut found: Vec<String> = Vec::new();
    let accepted = during.0.accepted - before.0.accepted;
    if accepted == 0 {
        found.push("F-07 no bid was taken beside a reader".into());
    }
    let not_queued = during.0.not_queued - before.0.not_queued;
    if not_queued > 0 {
        found.push(format!("F-07 a reader kept {not_queued} bids out"));
    }
    if after > during.1 + LOG_GROWTH_MAX {
        found.push("F-07 the log went on growing after its reader".into());
    }
    site.crowd.stop(workers).await;
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let mib = |bytes: u64| bytes / (1 << 20);
    let reached = format!(
        "{accepted} bids acknowledged beside it; the log had {} MiB before, {} at its end, {} as long after",
        mib(before.1),
        mib(during.1),
        mib(after)
    );
    let what = format!("another process reads SQLite for {} s", span.as_secs());
    Ok(Row::run("F-07", &what, reached, found))
}
