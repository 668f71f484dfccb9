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
use tokio::time::sleep;

/// Everybody agrees again within this time.
const AGREED_MAX: Duration = Duration::from_secs(30);
const NODES: usize = 3;
/// Time for bids before the first link stops.
const BIDDING: Duration = Duration::from_secs(2);

/// The three nodes with the links of each.
struct Net {
    nodes: Vec<Served>,
    /// To the database, then to the clients.
    links: Vec<Proxy>,
}

/// Runs the rounds, each with a seed of its own.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "the links of three nodes to PostgreSQL and to bidders stopped one by one, healed in \
                another order";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-30", what, &error.to_string())]);
    }
    let rounds = bench.rounds(5, 1);
    let folder = bench.folder("links")?;
    let cluster = Cluster::start(&folder.join("postgres"), "")?;
    let site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let net = net(&site, &cluster).await?;
    let (mut found, mut slowest, mut open) = (Vec::new(), Duration::ZERO, 0);
    for round in 0..rounds {
        let mut dice = Dice::new(bench.seed + u64::from(round), "links");
        let bidders: Vec<_> = (net.links[NODES..].iter())
            .map(|front| site.crowd.begin(front.address(), 50))
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
        slowest = slowest.max(healed.elapsed());
        found.extend(differ);
        open += site.crowd.journal.counts().unknown;
        // Another node each time settles what was left open.
        found.extend(site.check(&net.nodes[round as usize % NODES]).await?);
    }
    for node in net.nodes {
        node.kill().await?;
    }
    let counts = site.crowd.journal.counts();
    let reached = format!(
        "seeds {} to {}; {} bids acknowledged, {} left open and settled; all agree {:.1} s after the \
         last link was healed, bidders' own waits included",
        bench.seed,
        bench.seed + u64::from(rounds) - 1,
        counts.accepted,
        open,
        slowest.as_secs_f64()
    );
    Ok(vec![Row::run("F-30", what, reached, found)])
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
