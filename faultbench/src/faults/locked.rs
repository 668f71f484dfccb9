//! F-07: another process holds the write lock of the SQLite file.

use super::sync::recovers;
use crate::attack::Bench;
use crate::report::Row;
use crate::stage::Plan;
use crate::tables::Sqlite;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// No bid waits longer than this for its answer, whatever it is (reliability.md F-11).
const ANSWER_MAX: Duration = Duration::from_millis(5_500);

/// Holds the lock for a second, then for ten.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let spans: &[u64] = if bench.short { &[1] } else { &[1, 10] };
    for seconds in spans {
        rows.push(hold(bench, Duration::from_secs(*seconds)).await?);
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
