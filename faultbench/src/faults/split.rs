//! F-12: split brain. The old primary lives on with one node, cut off from its standby and from the
//! other node; the standby is promoted for that other node. At most one side acknowledges, and
//! nobody is shown a signed head of the ledger that the other side does not have.
//!
//! Links are proxies that hold every byte back, which is what a parted network does. An
//! administrator of the old side makes it worse: first he cancels the waits for the standby, at
//! last, when both sides see each other again, he lets the old primary wait for nobody and puts it
//! under the address of the node that has seen its successor. Then only the number of the server's
//! history stands between that node and bids that would be lost; the control takes it away.

use super::controls::program;
use super::postgres::{pair_by, recovers_after_promotion};
use super::unconfirmed::cancel_waits;
use crate::attack::{Bench, Site};
use crate::client::Client;
use crate::postgres::{Cluster, programs};
use crate::proxy::Proxy;
use crate::report::Row;
use crate::server::{Recipe, Served, free_address};
use crate::stage::Plan;
use crate::tables::Tables;
use anyhow::{Context, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

/// Answers to commits that were done before the cut may still be on their way.
const ON_THE_WAY: Duration = Duration::from_millis(300);
/// How long each state of the network lasts.
const SPAN: Duration = Duration::from_secs(4);
/// How long the node that has seen the new primary is turned to the old one: longer than a call
/// waits for a connection.
const TURNED_BACK: Duration = Duration::from_secs(8);

/// Two sides of a network: the old primary with one node, the standby with another.
struct Sides {
    old: Cluster,
    new: Cluster,
    /// From the standby to the old primary.
    following: Proxy,
    /// From each node to its database server.
    links: [Proxy; 2],
    nodes: [Served; 2],
    site: Site,
}

/// What a round showed.
#[derive(Default)]
struct Shown {
    found: Vec<String>,
    acknowledged: u64,
    open: u64,
    cancelled: usize,
}

/// Runs the rounds.
///
/// # Errors
/// When the bench breaks.
pub async fn run(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let what = "old primary cut off with one node, its waits cancelled, the standby promoted for \
                the other node; then that node turned back to the old primary, which waits for \
                nobody any more";
    if let Err(error) = programs() {
        return Ok(vec![Row::skipped("F-12", what, &error.to_string())]);
    }
    let rounds = bench.rounds(3, 1);
    let mut sum = Shown::default();
    for _ in 0..rounds {
        let folder = bench.folder("split")?;
        let shown = round(bench, &folder, None).await?;
        sum.found.extend(shown.found);
        sum.acknowledged += shown.acknowledged;
        sum.open += shown.open;
        sum.cancelled += shown.cancelled;
    }
    ensure!(sum.cancelled > 0, "no commit waited: nothing was tested");
    let reached = format!(
        "{rounds} rounds; {} bids acknowledged, {} left open and settled; {} waits cancelled on the \
         old side",
        sum.acknowledged, sum.open, sum.cancelled
    );
    Ok(vec![Row::run("F-12", what, reached, sum.found)])
}

/// The control: a lease in the place of the fencing epoch. What the checks find.
///
/// # Errors
/// When the bench breaks.
pub async fn leased(bench: &Bench) -> anyhow::Result<Vec<String>> {
    let planted = program(bench, "lease")?;
    let folder = bench.folder("leased")?;
    let mut shown = round(bench, &folder, Some(&planted)).await?;
    shown.found.retain(|line| line.starts_with("I-01"));
    Ok(shown.found)
}

async fn round(bench: &Bench, folder: &Path, planted: Option<&Recipe>) -> anyhow::Result<Shown> {
    let mut sides = Sides::set_up(bench, folder, planted).await?;
    let crowd = sides.site.crowd.clone();
    let workers: Vec<_> = (sides.nodes.iter())
        .map(|node| crowd.begin(node.address(), 50))
        .collect();
    sides.site.first_answer().await?;
    sleep(Duration::from_secs(1)).await;
    let mut shown = Shown::default();
    sides.part().await;
    let before = crowd.journal.counts().accepted;
    shown.cancelled = cancel_waits(&sides.old).await?;
    let told = crowd.journal.counts().accepted - before;
    if told > 0 {
        shown
            .found
            .push(format!("F-12 {told} bids acknowledged that no standby has"));
    }
    let mut heads = Vec::new();
    sides.promote(&mut shown, &mut heads).await?;
    sides.heal();
    shown
        .found
        .extend(recovers_after_promotion(&sides.site, &sides.nodes[0]).await);
    sides.turn_back().await?;
    for working in workers {
        crowd.stop(working).await;
    }
    shown
        .found
        .extend(recovers_after_promotion(&sides.site, &sides.nodes[1]).await);
    shown.open = crowd.journal.counts().unknown;
    sides.site.recipe.database = Some(sides.new.url());
    shown.found.extend(sides.site.check(&sides.nodes[1]).await?);
    shown.found.extend(forked(&sides.site, &heads)?);
    shown.acknowledged = crowd.journal.counts().accepted;
    for node in sides.nodes {
        node.kill().await?;
    }
    Ok(shown)
}

impl Sides {
    async fn set_up(
        bench: &Bench,
        folder: &Path,
        planted: Option<&Recipe>,
    ) -> anyhow::Result<Self> {
        let (old, new, following) = pair_by(folder).await?;
        let site = bench.site_over(folder, &old.url(), Plan::HOUR).await?;
        let mut links = Vec::new();
        let mut nodes = Vec::new();
        for name in ["old-side", "new-side"] {
            let link = Proxy::start(old.address(), Duration::ZERO).await?;
            let mut recipe = site.recipe.clone();
            recipe.address = free_address()?;
            recipe.data = folder.join(name);
            recipe.database = Some(Cluster::url_by(link.address()));
            recipe.options = vec!["--node".into(), name.into()];
            if let Some(planted) = planted {
                recipe.binary.clone_from(&planted.binary);
                recipe.environment.clone_from(&planted.environment);
            }
            nodes.push(recipe.start().await?.0);
            links.push(link);
        }
        Ok(Self {
            old,
            new,
            following,
            links: links.try_into().ok().context("two links")?,
            nodes: nodes.try_into().ok().context("two nodes")?,
            site,
        })
    }

    /// The network parts: the old primary is left with the first node alone.
    async fn part(&self) {
        self.following.stop(true);
        self.links[1].stop(true);
        sleep(ON_THE_WAY).await;
    }

    /// The standby takes over for the second node, while the first stays with the old primary.
    async fn promote(
        &self,
        shown: &mut Shown,
        heads: &mut Vec<(u64, String)>,
    ) -> anyhow::Result<()> {
        self.new.promote()?;
        self.links[1].turn(self.new.address());
        self.links[1].stop(false);
        let began = tokio::time::Instant::now();
        let found = recovers_after_promotion(&self.site, &self.nodes[1]).await;
        shown.found.extend(found);
        let before = self.site.crowd.journal.counts().accepted;
        shown.cancelled += cancel_waits(&self.old).await?;
        sleep(SPAN.saturating_sub(began.elapsed())).await;
        if self.site.crowd.journal.counts().accepted == before {
            shown.found.push("F-12 the new side took no bids".into());
        }
        for node in &self.nodes {
            heads.extend(head(node).await);
        }
        Ok(())
    }

    /// Everybody sees everybody again; the address of the first node leads to the new primary.
    fn heal(&self) {
        self.links[0].turn(self.new.address());
    }

    /// The old primary comes back under the address of the node that has seen the new one, and has
    /// been told to wait for no standby.
    async fn turn_back(&self) -> anyhow::Result<()> {
        let tables = Tables::Postgres(self.old.url());
        tables.rows("ALTER SYSTEM SET synchronous_standby_names = ''")?;
        tables.rows("SELECT pg_reload_conf()")?;
        self.links[1].turn(self.old.address());
        sleep(TURNED_BACK).await;
        self.links[1].turn(self.new.address());
        Ok(())
    }
}

/// The signed head that a node shows, by its size; none while it shows none.
async fn head(node: &Served) -> Option<(u64, String)> {
    let mut client = Client::new(node.address(), "");
    let (status, note) = client.get("/ledger/checkpoint").await?;
    let mut lines = note.lines().skip(1);
    let size = lines.next()?.parse().ok()?;
    let root = lines.next()?.to_owned();
    (status == 200).then_some((size, root))
}

/// I-23: every head that somebody was shown during the split is one of the log's own.
fn forked(site: &Site, heads: &[(u64, String)]) -> anyhow::Result<Vec<String>> {
    let stored = site
        .recipe
        .tables()
        .rows("SELECT size, note FROM ledger_heads")?;
    let known: BTreeMap<String, String> = stored
        .into_iter()
        .filter_map(|row| Some((row[0].clone(), row[1].lines().nth(2)?.to_owned())))
        .collect();
    let differs = |(size, root): &(u64, String)| {
        let own = known.get(&size.to_string());
        (own != Some(root))
            .then(|| format!("I-23 a head of {size} leaves was shown, {own:?} is kept"))
    };
    Ok(heads.iter().filter_map(differs).collect())
}
