//! F-30: the links between three nodes, their clients and PostgreSQL stop one by one, in a random
//! order, and are healed in another ("swizzle-clog"). No connection is cut: bytes just do not come.

use super::paused::agree;
use crate::attack::{Bench, Site};
use crate::dice::Dice;
use crate::postgres::{Cluster, programs};
use crate::proxy::Proxy;
use crate::report::Row;
use crate::server::{Served, free_address};
use crate::stage::Plan;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

/// Everybody agrees again within this time.
const AGREED_MAX: Duration = Duration::from_secs(30);
const NODES: usize = 3;
/// Bids a second at each node, over all lanes.
const PER_NODE: u64 = 50;
/// Rounds beside each other.
const LANES: u32 = 4;
/// Time for bids before the first link stops.
const BIDDING: Duration = Duration::from_secs(2);

/// The three nodes with the links of each.
struct Net {
    nodes: Vec<Served>,
    /// To the database, then to the clients.
    links: Vec<Proxy>,
}

/// What the rounds of a lane have shown.
#[derive(Default)]
struct Shown {
    found: Vec<String>,
    slowest: Duration,
    acknowledged: u64,
    open: u64,
}

/// Runs the rounds, each with a seed of its own, in lanes beside each other: they mostly wait.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "the links of three nodes to PostgreSQL and to bidders stopped one by one, healed in \
                another order";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-30", what, &error.to_string())]);
    }
    let rounds = bench.rounds(20, 1);
    let lanes = rounds.min(LANES);
    let (mut running, beside) = (JoinSet::new(), LocalSet::new());
    for first in 0..lanes {
        let bench = bench.clone();
        let seeds = (first..rounds).step_by(lanes as usize);
        let seeds: Vec<u64> = seeds.map(|round| bench.seed + u64::from(round)).collect();
        let lane = async move { lane(&bench, first, lanes, &seeds).await };
        running.spawn_local_on(lane, &beside);
    }
    let mut sum = Shown::default();
    while let Some(shown) = beside.run_until(running.join_next()).await {
        let shown = shown??;
        sum.found.extend(shown.found);
        sum.slowest = sum.slowest.max(shown.slowest);
        sum.acknowledged += shown.acknowledged;
        sum.open += shown.open;
    }
    let reached = format!(
        "seeds {} to {}, {lanes} at a time; {} bids acknowledged, {} left open and settled; all agree \
         {:.1} s after the last link was healed, bidders' own waits included",
        bench.seed,
        bench.seed + u64::from(rounds) - 1,
        sum.acknowledged,
        sum.open,
        sum.slowest.as_secs_f64()
    );
    Ok(vec![Row::run("F-30", what, reached, sum.found)])
}

/// The rounds of one lane, on a cluster of its own; the lanes share the rate of bids.
async fn lane(bench: &Bench, number: u32, lanes: u32, seeds: &[u64]) -> anyhow::Result<Shown> {
    let folder = bench.folder(&format!("links-{number}"))?;
    let cluster = Cluster::start(&folder.join("postgres"), "")?;
    let site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let net = net(&site, &cluster).await?;
    let mut shown = Shown::default();
    for (round, seed) in seeds.iter().enumerate() {
        let mut dice = Dice::new(*seed, "links");
        let bidders: Vec<_> = (net.links[NODES..].iter())
            .map(|front| {
                site.crowd
                    .begin(front.address(), PER_NODE / u64::from(lanes))
            })
            .collect();
        site.first_answer().await?;
        sleep(BIDDING).await;
        swizzle(&net.links, &mut dice).await;
        let healed = Instant::now();
        for workers in bidders {
            site.crowd.stop(workers).await;
        }
        let mut differ = agree("F-30", &site, &net.nodes).await;
        while !differ.is_empty() && healed.elapsed() < AGREED_MAX {
            sleep(Duration::from_millis(250)).await;
            differ = agree("F-30", &site, &net.nodes).await;
        }
        shown.slowest = shown.slowest.max(healed.elapsed());
        shown.found.extend(differ);
        shown.open += site.crowd.journal.counts().unknown;
        // Another node each time settles what was left open.
        shown
            .found
            .extend(site.check(&net.nodes[round % NODES]).await?);
        // What failed is run again by its seed.
        for line in &mut shown.found {
            if !line.starts_with("seed") {
                *line = format!("seed {seed}: {line}");
            }
        }
    }
    for node in net.nodes {
        node.kill().await?;
    }
    shown.acknowledged = site.crowd.journal.counts().accepted;
    Ok(shown)
}

async fn net(site: &Site, cluster: &Cluster) -> anyhow::Result<Net> {
    let (mut nodes, mut back, mut front) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..NODES {
        let link = Proxy::start(cluster.address(), Duration::ZERO).await?;
        let name = format!("node-{}", number + 1);
        let mut recipe = site.recipe.clone();
        recipe.address = free_address()?;
        recipe.data = site.recipe.data.with_file_name(&name);
        recipe.database = Some(Cluster::url_by(link.address()));
        recipe.options = vec!["--node".into(), name];
        nodes.push(recipe.start().await?.0);
        front.push(Proxy::start(recipe.address, Duration::ZERO).await?);
        back.push(link);
    }
    back.append(&mut front);
    Ok(Net { nodes, links: back })
}

/// Stops every link, then heals every link.
async fn swizzle(links: &[Proxy], dice: &mut Dice) {
    for stopped in [true, false] {
        for place in shuffled(links.len(), dice) {
            sleep(Duration::from_millis(dice.between(100, 1_000))).await;
            links[place].stop(stopped);
        }
        if stopped {
            sleep(Duration::from_millis(dice.between(500, 3_000))).await;
        }
    }
}

fn shuffled(count: usize, dice: &mut Dice) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        places.swap(last, dice.between(0, last as u64) as usize);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_is_stopped_once() {
        let mut places = shuffled(6, &mut Dice::new(7, "links"));
        assert_ne!(places, [0, 1, 2, 3, 4, 5]);
        places.sort_unstable();
        assert_eq!(places, [0, 1, 2, 3, 4, 5]);
    }
}
