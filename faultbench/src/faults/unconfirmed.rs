//! F-11: the synchronous standby is gone, commits hang, and an administrator cancels the wait. What
//! PostgreSQL then calls committed exists on one machine: nobody may be told that it is accepted.

use super::postgres::{pair, recovers_after_promotion};
use crate::attack::Bench;
use crate::postgres::{Cluster, programs};
use crate::report::Row;
use crate::stage::Plan;
use crate::tables::Tables;
use anyhow::ensure;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The backends that wait for the standby go on as if it had answered.
const CANCEL: &str =
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

/// Runs the rounds.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "synchronous standby gone, the waits of commits cancelled for 4 s";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-11", what, &error.to_string())]);
    }
    let rounds = bench.rounds(3, 1);
    let (mut found, mut cancelled, mut acknowledged) = (Vec::new(), 0, 0);
    for _ in 0..rounds {
        let folder = bench.folder("unconfirmed")?;
        let (primary, mut standby) = pair(&folder).await?;
        let site = bench.site_over(&folder, &primary.url(), Plan::HOUR).await?;
        let (served, _) = site.recipe.start().await?;
        let workers = site.crowd.begin(served.address(), 100);
        site.first_answer().await?;
        standby.stop("immediate")?;
        sleep(Duration::from_millis(200)).await;
        let before = site.crowd.journal.counts().accepted;
        cancelled += cancel_waits(&primary).await?;
        let told = site.crowd.journal.counts().accepted - before;
        if told > 0 {
            found.push(format!("F-11 {told} bids acknowledged that no standby has"));
        }
        standby.restart()?;
        found.extend(recovers_after_promotion(&site, &served).await);
        site.crowd.stop(workers).await;
        found.extend(site.check(&served).await?);
        acknowledged += site.crowd.journal.counts().accepted;
        served.kill().await?;
    }
    ensure!(cancelled > 0, "no commit waited: nothing was tested");
    let reached =
        format!("{rounds} rounds, {cancelled} waits cancelled; {acknowledged} bids acknowledged");
    Ok(vec![Row::run("F-11", what, reached, found)])
}

/// Cancels for four seconds every wait of a commit for the standby; how many there were.
pub(super) async fn cancel_waits(primary: &Cluster) -> anyhow::Result<usize> {
    let tables = Tables::Postgres(primary.url());
    let begun = Instant::now();
    let mut cancelled = 0;
    while begun.elapsed() < Duration::from_secs(4) {
        cancelled += tables.rows(CANCEL)?.len();
        sleep(Duration::from_millis(100)).await;
    }
    Ok(cancelled)
}
