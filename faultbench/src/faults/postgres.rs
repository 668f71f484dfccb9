//! F-09, F-10, F-14: PostgreSQL restarted, promoted, and far away while clients go.

use super::sync::recovers;
use crate::attack::Bench;
use crate::load::body;
use crate::postgres::{Cluster, programs};
use crate::proxy::Proxy;
use crate::report::Row;
use crate::stage::Plan;
use anyhow::Context;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

/// Bids are taken again within this time after a promotion (reliability.md F-10).
const PROMOTED_MAX: Duration = Duration::from_secs(30);

/// Runs the restarts.
///
/// # Errors
/// When the bench breaks.
pub async fn restarts(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped(
            "F-09",
            "PostgreSQL restarted",
            &error.to_string(),
        )]);
    }
    let mut rows = Vec::new();
    for mode in ["fast", "immediate"] {
        rows.push(restart(bench, mode).await?);
    }
    Ok(rows)
}

async fn restart(bench: &Bench, mode: &str) -> anyhow::Result<Row> {
    let folder = bench.folder("restart")?;
    let mut cluster = Cluster::start(&folder.join("postgres"), "")?;
    let site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let (served, _) = site.recipe.start().await?;
    let mut dice = bench.dice(mode);
    let rounds = bench.rounds(5, 1);
    let (mut found, mut open, mut slowest) = (Vec::new(), 0, Duration::ZERO);
    for _ in 0..rounds {
        let workers = site.crowd.begin(served.address(), 200);
        site.first_answer().await?;
        sleep(Duration::from_millis(dice.between(100, 900))).await;
        cluster.stop(mode)?;
        sleep(Duration::from_millis(dice.between(0, 500))).await;
        cluster.restart()?;
        let begun = Instant::now();
        found.extend(recovers(&site, &served).await);
        slowest = slowest.max(begun.elapsed());
        site.crowd.stop(workers).await;
        open += site.crowd.journal.counts().unknown;
        found.extend(site.check(&served).await?);
    }
    served.kill().await?;
    let reached = format!(
        "{rounds} restarts; {} bids acknowledged, {open} left open and settled; taken again {} ms \
         after the start",
        site.crowd.journal.counts().accepted,
        slowest.as_millis()
    );
    let what = format!("PostgreSQL stopped -m {mode} under 200 bids/s and started again");
    Ok(Row::run("F-09", &what, reached, found))
}

/// The primary crashes, the synchronous standby is promoted, the address turns to it.
///
/// # Errors
/// When the bench breaks.
pub async fn promotions(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "primary crashed under 200 bids/s, synchronous standby promoted";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-10", what, &error.to_string())]);
    }
    let rounds = bench.rounds(3, 1);
    let (mut found, mut acknowledged, mut open, mut slowest) = (Vec::new(), 0, 0, Duration::ZERO);
    for number in 0..rounds {
        let folder = bench.folder("promote")?;
        let (mut primary, standby) = pair(&folder).await?;
        let proxy = Proxy::start(primary.address(), Duration::ZERO).await?;
        let url = Cluster::url_by(proxy.address());
        let site = bench.site_over(&folder, &url, Plan::HOUR).await?;
        let (served, _) = site.recipe.start().await?;
        let workers = site.crowd.begin(served.address(), 200);
        site.first_answer().await?;
        sleep(Duration::from_millis(600 + u64::from(number) * 200)).await;
        primary.stop("immediate")?;
        let begun = Instant::now();
        standby.promote()?;
        proxy.turn(standby.address());
        found.extend(recovers_after_promotion(&site, &served).await);
        slowest = slowest.max(begun.elapsed());
        site.crowd.stop(workers).await;
        open += site.crowd.journal.counts().unknown;
        found.extend(site.check(&served).await?);
        acknowledged += site.crowd.journal.counts().accepted;
        served.kill().await?;
    }
    let reached = format!(
        "{rounds} promotions; {acknowledged} bids acknowledged, {open} left open and settled; \
         taken again {} ms after the crash",
        slowest.as_millis()
    );
    Ok(vec![Row::run("F-10", what, reached, found)])
}

/// A primary whose commits wait for its standby.
///
/// # Errors
/// When PostgreSQL refuses.
pub async fn pair(folder: &Path) -> anyhow::Result<(Cluster, Cluster)> {
    let primary = Cluster::start(&folder.join("primary"), "wal_level = replica")?;
    let standby = primary.standby(&folder.join("standby"))?;
    wait_for_sync(&primary).await?;
    Ok((primary, standby))
}

/// As [`pair`], with a proxy between the two that can be stopped.
///
/// # Errors
/// When PostgreSQL refuses.
pub async fn pair_by(folder: &Path) -> anyhow::Result<(Cluster, Cluster, Proxy)> {
    let primary = Cluster::start(&folder.join("primary"), "wal_level = replica")?;
    let way = Proxy::start(primary.address(), Duration::ZERO).await?;
    let standby = primary.standby_by(&folder.join("standby"), way.address(), "")?;
    wait_for_sync(&primary).await?;
    Ok((primary, standby, way))
}

/// Bids are taken again within [`PROMOTED_MAX`].
pub async fn recovers_after_promotion(
    site: &crate::attack::Site,
    served: &crate::server::Served,
) -> Option<String> {
    let begun = Instant::now();
    let mut said = None;
    while begun.elapsed() < PROMOTED_MAX {
        said = recovers(site, served).await;
        said.as_ref()?;
    }
    said
}

/// Every commit waits for the standby from now on; it must be there first.
async fn wait_for_sync(primary: &Cluster) -> anyhow::Result<()> {
    let tables = crate::tables::Tables::Postgres(primary.url());
    tables.rows("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
    tables.rows("SELECT pg_reload_conf()")?;
    for _ in 0..200 {
        let rows = tables.rows("SELECT sync_state FROM pg_stat_replication")?;
        if rows.iter().any(|row| row[0] == "sync") {
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("the standby never became synchronous")
}

/// F-14: clients send a bid and go at a random moment, while the database is 20 ms away each way.
///
/// # Errors
/// When the bench breaks.
pub async fn cancels(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let wanted = bench.rounds(2_000, 200);
    let what = format!("{wanted} requests dropped by their client, database 20 ms away each way");
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-14", &what, &error.to_string())]);
    }
    let folder = bench.folder("cancels")?;
    let cluster = Cluster::start(&folder.join("postgres"), "")?;
    let mut site = bench.site_over(&folder, &cluster.url(), Plan::HOUR).await?;
    let proxy = Proxy::start(cluster.address(), Duration::from_millis(20)).await?;
    site.recipe.database = Some(Cluster::url_by(proxy.address()));
    let (served, _) = site.recipe.start().await?;
    let mut dice = bench.dice("cancels");
    let mut found = Vec::new();
    for begin in (0..wanted).step_by(20) {
        let drops: Vec<_> = (begin..wanted.min(begin + 20))
            .map(|number| {
                let stay = Duration::from_millis(dice.between(0, 250));
                drop_one(&site, served.address(), number as usize, stay)
            })
            .collect();
        let mut waiting = tokio::task::JoinSet::new();
        for drop in drops {
            waiting.spawn(drop);
        }
        for dropped in waiting.join_all().await {
            dropped?;
        }
        // Somebody who waits for his answer must be told the truth meanwhile (I-31).
        let bid = site.crowd.next(begin as usize % Plan::HOUR.lots);
        site.crowd.send(served.address(), &bid).await;
    }
    let left = site.crowd.journal.counts();
    // Thousands of repetitions need not wait for the delay as well.
    proxy.delay_by(Duration::ZERO);
    found.extend(settle_all(&site, &served).await?);
    let idle = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'";
    sleep(Duration::from_millis(500)).await;
    let stuck = site.tables().rows(idle)?;
    if stuck[0][0] != "0" {
        found.push(format!(
            "I-31 {} connections rest inside a transaction",
            stuck[0][0]
        ));
    }
    served.kill().await?;
    let reached = format!(
        "{} bids acknowledged meanwhile, {} left open and settled",
        left.accepted, left.unknown
    );
    Ok(vec![Row::run("F-14", &what, reached, found)])
}

/// The common checks, and that nothing is open any more.
async fn settle_all(
    site: &crate::attack::Site,
    served: &crate::server::Served,
) -> anyhow::Result<Vec<String>> {
    let mut found = site.check(served).await?;
    if site.crowd.journal.counts().unknown > 0 {
        found.push("I-07 something is still open".into());
    }
    Ok(found)
}

/// Sends a bid and closes the connection after `stay`, whatever has come by then.
fn drop_one(
    site: &crate::attack::Site,
    address: std::net::SocketAddr,
    number: usize,
    stay: Duration,
) -> impl Future<Output = anyhow::Result<()>> + use<> {
    let bid = site.crowd.next(number % site.crowd.stage().lots.len());
    let token = site.crowd.stage().tokens[bid.bidder].clone();
    let journal = site.crowd.journal.clone();
    async move {
        let body = body(&bid);
        let request = format!(
            "POST /api/v1/lots/{}/bids HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: \
             application/json\r\nauthorization: Bearer {token}\r\nidempotency-key: {}\r\n\
             content-length: {}\r\n\r\n{body}",
            bid.lot,
            bid.key,
            body.len()
        );
        journal.send(&bid);
        let mut stream = TcpStream::connect(address).await.context("the portal")?;
        stream.write_all(request.as_bytes()).await?;
        sleep(stay).await;
        Ok(())
    }
}
