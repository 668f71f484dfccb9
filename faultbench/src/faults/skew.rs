//! F-17, the part of several nodes: the clock of one is 300 ms ahead of the database server's and of
//! the other's. That one takes no bids, from its start on; the other goes on.

use crate::attack::{Bench, Site};
use crate::postgres::{Cluster, programs};
use crate::report::Row;
use crate::server::free_address;
use crate::shim::Shim;
use crate::stage::Plan;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How far ahead, ms.
const AHEAD_MS: i64 = 300;
/// How long both are bid at.
const SPAN: Duration = Duration::from_secs(12);
/// A clock that has been set right is trusted when it has been steady for 30 s; beats that compare
/// it come every 5 s, and the machine wants its own.
const STEADY_MAX: Duration = Duration::from_secs(38);

/// Runs it.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "two nodes, the clock of one 300 ms ahead, set right after 12 s";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-17", what, &error.to_string())]);
    }
    let folder = bench.folder("skew")?;
    let cluster = Cluster::start(&folder.join("postgres"), "")?;
    let site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let (right, _) = site.recipe.start().await?;
    let shim = Shim::build(&folder)?;
    shim.move_clock(AHEAD_MS)?;
    let mut recipe = site.recipe.clone().broken_by(&shim);
    recipe.address = free_address()?;
    recipe.data = folder.join("ahead");
    recipe.options = vec!["--node".into(), "ahead".into()];
    let (ahead, _) = recipe.start().await?;
    let workers = site.crowd.begin(right.address(), 50);
    site.first_answer().await?;
    let mut found = Vec::new();
    let (mut sent, mut taken) = (0, 0);
    let begun = Instant::now();
    while begun.elapsed() < SPAN {
        sent += 1;
        taken += u32::from(is_definite(&site, ahead.address()).await);
        sleep(Duration::from_millis(50)).await;
    }
    if taken > 0 {
        found.push(format!(
            "F-17 {taken} bids decided by a clock that is {AHEAD_MS} ms ahead"
        ));
    }
    if site.crowd.journal.counts().accepted < 100 {
        found.push("F-17 the node with the right clock did not go on".into());
    }
    shim.move_clock(0)?;
    let begun = Instant::now();
    let mut steady = false;
    while !steady && begun.elapsed() < STEADY_MAX {
        steady = is_definite(&site, ahead.address()).await;
        sleep(Duration::from_millis(100)).await;
    }
    if !steady {
        found.push("F-17 bids were not taken again when the clocks agreed".into());
    }
    let again = begun.elapsed();
    site.crowd.stop(workers).await;
    found.extend(site.check(&ahead).await?);
    right.kill().await?;
    ahead.kill().await?;
    let reached = format!(
        "{sent} bids sent to the node ahead, {taken} decided; taken again {:.1} s after its clock \
         was set right; {} bids acknowledged by both",
        again.as_secs_f64(),
        site.crowd.journal.counts().accepted
    );
    Ok(vec![Row::run("F-17", what, reached, found)])
}

/// Whether a node decides a bid: accepted or refused by a rule.
async fn is_definite(site: &Site, address: std::net::SocketAddr) -> bool {
    let bid = site.crowd.next(0);
    site.crowd.send(address, &bid).await.is_final()
}
