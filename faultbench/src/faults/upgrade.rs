//! F-28: three nodes are replaced one by one while people bid and watch, and a program meets the
//! tables of a version that comes after it. `--older` names the program to begin with; where there is
//! none the nodes are replaced by themselves, which tests the replacement and no migration.

use super::paused::agree;
use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::postgres::{Cluster, programs};
use crate::report::Row;
use crate::server::{Recipe, Served, free_address};
use crate::stage::Plan;
use crate::tables::Sqlite;
use crate::watch::{self, Seen};
use anyhow::{Context, ensure};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// Watchers of the first lot, each beginning at another node.
const WATCHERS: usize = 30;
/// A node that is asked to stop has answered everybody within this time.
const STOPPED_MAX: Duration = Duration::from_secs(15);
/// The watchers have seen the last event within this time.
const SEEN_MAX: Duration = Duration::from_secs(10);

/// Newer tables first: they need no PostgreSQL and belong to the short selection.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let mut rows = vec![newer(bench).await?];
    if !bench.short {
        rows.push(rolling(bench).await?);
    }
    Ok(rows)
}

/// I-36: tables that a later version has changed are not touched.
async fn newer(bench: &Bench) -> anyhow::Result<Row> {
    let what = "a program over the tables of a version that comes after it";
    let folder = bench.folder("newer")?;
    let site = bench.site(&folder, Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let span = Duration::from_secs(1);
    site.crowd.bid_for(served.address(), 100, span).await;
    served.kill().await?;
    let file = Sqlite::open(&site.recipe.data.join("luochui.sqlite"))?;
    file.run(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9000, 'of a later version', 1, x'00', 0)",
    )?;
    let mut recipe = site.recipe.clone();
    recipe.log = folder.join("newer.log");
    let begun = Instant::now();
    let status = recipe.spawn()?.ended(Duration::from_secs(10)).await?;
    let took = begun.elapsed();
    let said = std::fs::read_to_string(&recipe.log)?;
    let mut found = Vec::new();
    if status.success() || !said.contains("9000") {
        found.push(format!("I-36 over newer tables: {status}: {said}"));
    }
    file.run("DELETE FROM _sqlx_migrations WHERE version = 9000")?;
    drop(file);
    let (served, _) = site.recipe.start().await?;
    found.extend(site.check(&served).await?);
    served.kill().await?;
    let reached = format!(
        "refused after {} ms; {} bids acknowledged before it are all there",
        took.as_millis(),
        site.crowd.journal.counts().accepted
    );
    Ok(Row::run("F-28", what, reached, found))
}

async fn rolling(bench: &Bench) -> anyhow::Result<Row> {
    let same = bench.older == bench.binary;
    let from = if same { "itself" } else { "the version before" };
    let what =
        format!("three nodes replaced one by one, from {from}, under 150 bids/s and watchers");
    if let Err(error) = programs() {
        return Ok(Row::skipped("F-28", &what, &error.to_string()));
    }
    let folder = bench.folder("upgrade")?;
    let cluster = Cluster::start(&folder.join("postgres"), "")?;
    let site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let (recipes, mut nodes) = begin(bench, &site).await?;
    let addresses: Vec<SocketAddr> = nodes.iter().map(Served::address).collect();
    let watchers = watch_all(&site, &addresses);
    let workers: Vec<_> = (addresses.iter())
        .map(|address| site.crowd.begin(*address, 50))
        .collect();
    site.first_answer().await?;
    sleep(Duration::from_secs(2)).await;
    let (mut found, mut slowest) = (Vec::new(), Duration::ZERO);
    for (place, recipe) in recipes.iter().enumerate() {
        let begun = Instant::now();
        nodes[place].signal("TERM").await?;
        let status = nodes[place].ended(STOPPED_MAX).await;
        if !status.as_ref().is_ok_and(|status| status.success()) {
            found.push(format!("F-28 a node that was asked to stop: {status:?}"));
        }
        nodes[place] = recipe.start().await?.0;
        slowest = slowest.max(begun.elapsed());
        sleep(Duration::from_secs(2)).await;
    }
    for working in workers {
        site.crowd.stop(working).await;
    }
    let open = site.crowd.journal.counts().unknown;
    found.extend(site.check(&nodes[0]).await?);
    found.extend(agree("F-28", &site, &nodes).await);
    found.extend(gapless(&site, &nodes[0], &watchers).await?);
    let events: u64 = (watchers.iter())
        .map(|(seen, _)| seen.events.load(Ordering::SeqCst))
        .sum();
    for (_, watching) in &watchers {
        watching.abort();
    }
    for node in nodes {
        node.kill().await?;
    }
    let reached = format!(
        "each away for at most {} ms; {} bids acknowledged, {open} left open and settled; \
         {WATCHERS} watchers saw {events} events without a gap",
        slowest.as_millis(),
        site.crowd.journal.counts().accepted
    );
    Ok(Row::run("F-28", &what, reached, found))
}

/// The nodes of the version before, and what each is replaced by.
async fn begin(bench: &Bench, site: &Site) -> anyhow::Result<(Vec<Recipe>, Vec<Served>)> {
    let (mut recipes, mut nodes) = (Vec::new(), Vec::new());
    for name in ["node-1", "node-2", "node-3"] {
        let mut recipe = site.recipe.clone();
        recipe.address = free_address()?;
        recipe.data = site.recipe.data.with_file_name(name);
        recipe.options = vec!["--node".into(), name.into()];
        let mut older = recipe.clone();
        older.binary.clone_from(&bench.older);
        nodes.push(older.start().await?.0);
        recipes.push(recipe);
    }
    Ok((recipes, nodes))
}

type Watcher = (Arc<Seen>, JoinHandle<()>);

fn watch_all(site: &Site, addresses: &[SocketAddr]) -> Vec<Watcher> {
    let lot = &site.crowd.stage().lots[0];
    let watcher = |number: usize| {
        let seen = Arc::new(Seen::default());
        let mut ways = addresses.to_vec();
        ways.rotate_left(number % addresses.len());
        let watching = watch::resume(ways, lot.clone(), seen.clone());
        (seen, watching)
    };
    (0..WATCHERS).map(watcher).collect()
}

/// I-18: everybody has seen everything up to the last event, and nothing twice.
async fn gapless(
    site: &Site,
    served: &Served,
    watchers: &[Watcher],
) -> anyhow::Result<Vec<String>> {
    let path = format!("/api/v1/lots/{}", site.crowd.stage().lots[0]);
    let answer = Client::new(served.address(), "").get(&path).await;
    let (_, body) = answer.context("the lot")?;
    let json: serde_json::Value = serde_json::from_str(&body)?;
    let last = json["as_of_seq"].as_u64().context("as_of_seq")?;
    ensure!(last > 10, "hardly anybody bid: nothing was tested");
    let begun = Instant::now();
    let behind = |(seen, _): &&Watcher| seen.last.load(Ordering::SeqCst) < last;
    while watchers.iter().any(|watcher| behind(&watcher)) && begun.elapsed() < SEEN_MAX {
        sleep(Duration::from_millis(100)).await;
    }
    let mut found = Vec::new();
    let late = watchers.iter().filter(behind).count();
    if late > 0 {
        found.push(format!("I-18 {late} watchers never saw event {last}"));
    }
    for (seen, _) in watchers {
        let gaps = seen.gaps.load(Ordering::SeqCst);
        if gaps > 0 || seen.ended.load(Ordering::SeqCst) == 0 {
            found.push(format!(
                "I-18 a watcher had {gaps} gaps over {} streams",
                seen.ended.load(Ordering::SeqCst) + 1
            ));
        }
    }
    Ok(found)
}
