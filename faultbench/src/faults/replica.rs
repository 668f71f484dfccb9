//! F-13: a replica that lags by 30 s. Nothing may be decided, shown or proven from it: the portal
//! reads and writes at the primary alone, so a replica under its address must be refused as a whole.

use super::sync::recovers;
use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::postgres::{Cluster, programs};
use crate::proxy::Proxy;
use crate::report::Row;
use crate::server::{Served, free_address};
use crate::stage::Plan;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Answers to commits that were done before the turn may still be on their way.
const ON_THE_WAY: Duration = Duration::from_millis(500);
/// How long the running node is turned to the replica.
const TURNED: Duration = Duration::from_secs(8);
/// A start over a replica is refused within this time.
const REFUSED_MAX: Duration = Duration::from_secs(5);

/// Runs it.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "a replica that lags by 30 s: a node started over it, a running node turned to it \
                for 8 s";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-13", what, &error.to_string())]);
    }
    let folder = bench.folder("replica")?;
    let primary = Cluster::start(&folder.join("primary"), "wal_level = replica")?;
    let lag = "recovery_min_apply_delay = '30s'\nhot_standby = on";
    let replica = primary.standby_by(&folder.join("replica"), primary.address(), lag)?;
    let link = Proxy::start(primary.address(), Duration::ZERO).await?;
    let mut site = bench.site_over(&folder, &primary.url(), Plan::HOUR).await?;
    let mut recipe = site.recipe.clone();
    recipe.database = Some(Cluster::url_by(link.address()));
    let (served, _) = recipe.start().await?;
    let workers = site.crowd.begin(served.address(), 100);
    site.first_answer().await?;
    let mut found = refused_start(&site, &replica).await?;
    sleep(Duration::from_secs(1)).await;
    let (before, _) = read(&site, &served).await.unwrap_or_default();
    link.turn(replica.address());
    sleep(ON_THE_WAY).await;
    let accepted = site.crowd.journal.counts().accepted;
    let begun = Instant::now();
    let (mut reads, mut stale) = (0, 0);
    while begun.elapsed() < TURNED {
        reads += 1;
        if let Some((seq, _)) = read(&site, &served).await {
            stale += u32::from(seq < before);
        }
        sleep(Duration::from_millis(100)).await;
    }
    if stale > 0 {
        found.push(format!("F-13 {stale} reads were answered from the replica"));
    }
    let told = site.crowd.journal.counts().accepted - accepted;
    if told > 0 {
        found.push(format!("F-13 {told} bids acknowledged over a replica"));
    }
    link.turn(primary.address());
    let begun = Instant::now();
    found.extend(recovers(&site, &served).await);
    let again = begun.elapsed();
    site.crowd.stop(workers).await;
    site.recipe.database = Some(primary.url());
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let counts = site.crowd.journal.counts();
    let reached = format!(
        "the start refused; {reads} reads and no bid answered from the replica; taken again {} ms \
         after the address led to the primary; {} bids acknowledged",
        again.as_millis(),
        counts.accepted
    );
    Ok(vec![Row::run("F-13", what, reached, found)])
}

/// A process whose only database is a replica ends and says why.
async fn refused_start(site: &Site, replica: &Cluster) -> anyhow::Result<Vec<String>> {
    let mut recipe = site.recipe.clone();
    recipe.address = free_address()?;
    recipe.data = site.recipe.data.with_file_name("over-replica");
    recipe.log = site.recipe.data.with_file_name("over-replica.log");
    recipe.database = Some(replica.url());
    let begun = Instant::now();
    let status = recipe.spawn()?.ended(Duration::from_secs(20)).await?;
    let took = begun.elapsed();
    let said = std::fs::read_to_string(&recipe.log)?;
    let mut found = Vec::new();
    if status.success() || !said.contains("in recovery: true") {
        found.push(format!("F-13 a start over a replica: {status}: {said}"));
    }
    if took > REFUSED_MAX {
        let ms = took.as_millis();
        found.push(format!("F-13 it took {ms} ms to refuse a replica"));
    }
    Ok(found)
}

/// Number of the last event and price of the first lot, as the node shows them; nothing when it
/// shows nothing.
async fn read(site: &Site, served: &Served) -> Option<(u64, u64)> {
    let path = format!("/api/v1/lots/{}", site.crowd.stage().lots[0]);
    let (status, body) = Client::new(served.address(), "").get(&path).await?;
    let json: Value = serde_json::from_str(&body).ok()?;
    let shown = (json["as_of_seq"].as_u64()?, json["price_fen"].as_u64()?);
    (status == 200).then_some(shown)
}
