//! F-15: one of three nodes is stopped over the end of every lot and woken after the others have
//! closed them. Each lot closes once.

use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::postgres::{Cluster, programs};
use crate::report::Row;
use crate::server::{Recipe, Served, free_address};
use crate::stage::Plan;
use std::time::Duration;
use tokio::time::sleep;

const PLAN: Plan = Plan {
    lots: 30,
    bidders: 10,
    lasts_ms: 9_000,
    hard: true,
};

/// Runs the rounds.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "one of three nodes stopped over the end of 30 lots for 8 s, then woken";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-15", what, &error.to_string())]);
    }
    let rounds = bench.rounds(3, 1);
    let (mut found, mut acknowledged) = (Vec::new(), 0);
    for number in 0..rounds {
        let folder = bench.folder("paused")?;
        let cluster = Cluster::start(&folder.join("postgres"), "")?;
        let site = bench.site_over(&folder, &cluster.url(), PLAN).await?;
        let nodes = three(&site.recipe).await?;
        let stopped = &nodes[number as usize % nodes.len()];
        let working = &nodes[(number as usize + 1) % nodes.len()];
        let workers = site.crowd.begin(working.address(), 100);
        site.first_answer().await?;
        sleep_until_end(&site, -400).await;
        site.crowd.stop(workers).await;
        stopped.signal("STOP").await?;
        // The drain is two seconds; the others close long before the stopped one wakes.
        sleep_until_end(&site, 8_000).await;
        found.extend(closed_once(&site)?);
        stopped.signal("CONT").await?;
        sleep(Duration::from_secs(3)).await;
        found.extend(closed_once(&site)?);
        found.extend(agree("F-15", &site, &nodes).await);
        found.extend(site.check(working).await?);
        acknowledged += site.crowd.journal.counts().accepted;
        for node in nodes {
            node.kill().await?;
        }
    }
    let reached = format!(
        "{rounds} rounds of {} closes; {acknowledged} bids acknowledged",
        PLAN.lots
    );
    Ok(vec![Row::run("F-15", what, reached, found)])
}

async fn three(first: &Recipe) -> anyhow::Result<Vec<Served>> {
    let mut nodes = vec![first.start().await?.0];
    for name in ["node-2", "node-3"] {
        let mut recipe = first.clone();
        recipe.address = free_address()?;
        recipe.data = first.data.with_file_name(name);
        recipe.options = vec!["--node".into(), name.into()];
        nodes.push(recipe.start().await?.0);
    }
    Ok(nodes)
}

async fn sleep_until_end(site: &Site, after_ms: i64) {
    let now = service::Clock::Real.now();
    let rest = site
        .crowd
        .stage()
        .ends_at
        .plus_millis(after_ms)
        .millis_since(now);
    sleep(Duration::from_millis(rest.max(0) as u64)).await;
}

/// Every lot has exactly one close, and it is the last event.
fn closed_once(site: &Site) -> anyhow::Result<Vec<String>> {
    let rows = site.tables().rows(
        "SELECT l.code, (SELECT count(*) FROM lot_events e WHERE e.lot_id = l.id AND \
         e.kind = 'closed'), (SELECT e.kind FROM lot_events e WHERE e.lot_id = l.id \
         ORDER BY e.seq DESC LIMIT 1) FROM lots l",
    )?;
    Ok(rows
        .into_iter()
        .filter(|row| row[1] != "1" || row[2] != "closed")
        .map(|row| format!("F-15 {row:?} instead of one close"))
        .collect())
}

/// Every node, the one that slept too, says the same of every lot.
pub(super) async fn agree(fault: &str, site: &Site, nodes: &[Served]) -> Vec<String> {
    let mut found = Vec::new();
    for lot in &site.crowd.stage().lots {
        let mut said = Vec::new();
        for node in nodes {
            let path = format!("/api/v1/lots/{lot}");
            let answer = Client::new(node.address(), "").get(&path).await;
            let json: serde_json::Value = answer
                .and_then(|(_, body)| serde_json::from_str(&body).ok())
                .unwrap_or_default();
            said.push((
                json["as_of_seq"].clone(),
                json["price_fen"].clone(),
                json["phase"].clone(),
            ));
        }
        if said.iter().any(|one| *one != said[0] || one.0.is_null()) {
            found.push(format!("{fault} {lot}: the nodes say {said:?}"));
        }
    }
    found
}
