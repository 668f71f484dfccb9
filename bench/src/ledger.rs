//! R1: how soon a portal with a long history is ready, and what checking its public ledger costs
//! beside hashing the same bytes once.

use crate::Sizes;
use crate::client::Client;
use crate::place::Place;
use crate::portal::{self, Served};
use crate::table::{Table, Target};
use anyhow::{Context, ensure};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::{Hash32, leaf_hash, node_hash, public_commitment};
use domain::ledger::key::VerifierKey;
use domain::ledger::leaf::Leaf;
use domain::ledger::published::{PAGE_LEAVES, leaves_of};
use domain::ledger::replay::Verifier;
use service::{Clock, demo};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tokio::process::Command;
use tokio::time::sleep;

/// The sequencer has given every event its leaf after this time at the latest.
const SEQUENCED_MAX: Duration = Duration::from_secs(3_600);

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    recovery(table, &Place::file()?, sizes).await
}

/// R1 with the data at this place.
///
/// # Errors
/// When a run breaks.
pub async fn recovery(table: &mut Table, place: &Place, sizes: Sizes) -> anyhow::Result<()> {
    let on = place.words();
    let lots = (sizes.leaves / 100).max(100);
    write(table, place, lots, sizes.leaves).await?;
    ready(table, place, sizes, "whose ledger is still empty").await?;
    let served = place.start().await?;
    let size = sequenced(table, &served, sizes.leaves).await?;
    served.stop().await?;
    ready(table, place, sizes, "in the ledger").await?;
    let served = place.start().await?;
    let pages = pages(&served, size).await?;
    let (mut all, mut alone, mut of_lot, mut rules) = (vec![], vec![], vec![], vec![]);
    let lot = longest(&pages)?;
    for _ in 0..sizes.pairs {
        let checked = verify(&served, None).await?;
        all.push((checked, hash(&pages)?));
        alone.push(verify(&served, Some(&lot.0)).await?);
        of_lot.push(milliseconds(|| hash_lot(&pages, &lot.0))?);
        rules.push((milliseconds(|| replay(&pages))?, hash(&pages)?));
    }
    let what = format!("R1 luochui verify of {size} leaves{on}, all lots ÷ {LIMIT}");
    table.pairs(&what, "ms", &all, Target::AtMost(4.0));
    let what = "of it chains and rules alone, from memory, on one core ÷ the same";
    table.pairs(what, "ms", &rules, Target::None);
    let (code, count) = &lot;
    let what =
        format!("luochui verify --lot {code}, {count} of these leaves{on} ÷ hashing that lot’s");
    let one: Vec<_> = alone.into_iter().zip(of_lot).collect();
    table.pairs(&what, "ms", &one, Target::None);
    served.stop().await
}

/// What a verifier cannot do without, from memory: every leaf, every node of the tree over them
/// and the public part of every opening, each hashed once.
const LIMIT: &str = "hashing leaves, tree and openings once";

/// Writes the history, and tells what an event costs.
///
/// # Errors
/// When they cannot be written.
pub async fn write(table: &mut Table, place: &Place, lots: u64, bids: u64) -> anyhow::Result<()> {
    let on = place.words();
    eprintln!("Ledger{on}: writing {bids} bids on {lots} lots first.");
    let store = place.open().await?;
    let start = Instant::now();
    let loaded = demo::load(&store, Clock::Real.now(), lots, bids, |_| {}).await;
    loaded.ok().context("the large set could not be written")?;
    let queued = demo::queue_for_ledger(&store).await;
    queued
        .ok()
        .context("the ledger's queue could not be filled")?;
    store.close().await;
    let each = start.elapsed().as_secs_f64() * 1e6 / bids as f64;
    let what = format!("luochui seed --load --lots {lots} --bids {bids} --ledger{on}, a bid");
    table.figure(&what, "µs", each, Target::None);
    Ok(())
}

/// From the start of the process to `/readyz`.
async fn ready(table: &mut Table, place: &Place, sizes: Sizes, state: &str) -> anyhow::Result<()> {
    let mut ready = Vec::new();
    for _ in 0..sizes.pairs {
        let start = Instant::now();
        let served = place.start().await?;
        let mut client = Client::connect(served.address).await?;
        let (status, _) = client.get("/readyz").await?;
        ensure!(status == 200, "not ready: {status}");
        ready.push(start.elapsed().as_secs_f64());
        served.stop().await?;
    }
    let (bids, on) = (sizes.leaves, place.words());
    let what = format!("R1 start to ready{on} with {bids} bids {state}");
    table.figures(&what, "s", &ready, Target::AtMost(3.0));
    Ok(())
}

/// Waits until the log has at least `leaves` and stands still; how many it has then.
pub async fn sequenced(table: &mut Table, served: &Served, leaves: u64) -> anyhow::Result<u64> {
    let mut client = Client::connect(served.address).await?;
    let (start, mut last) = (Instant::now(), 0);
    let (_, vkey) = client.get("/ledger/vkey").await?;
    let key = VerifierKey::parse(String::from_utf8_lossy(&vkey).trim()).context("a key")?;
    while start.elapsed() < SEQUENCED_MAX {
        let (status, note) = client.get("/ledger/checkpoint").await?;
        if status == 200 {
            let (head, _) = Checkpoint::open(&note, &key).context("a head")?;
            if head.size >= leaves && head.size == last {
                let speed = last as f64 / start.elapsed().as_secs_f64();
                let what = format!("leaves of a backlog of {last} sealed and signed, about");
                table.figure(&what, "/s", speed, Target::None);
                return Ok(head.size);
            }
            last = head.size;
        }
        sleep(Duration::from_secs(1)).await;
    }
    anyhow::bail!("only {last} of {leaves} events have a leaf")
}

/// Milliseconds of `luochui verify`.
async fn verify(served: &Served, lot: Option<&str>) -> anyhow::Result<f64> {
    let mut command = Command::new(portal::binary()?);
    command.args(["verify", &format!("http://{}", served.address)]);
    if let Some(lot) = lot {
        command.args(["--lot", lot]);
    }
    let start = Instant::now();
    let output = command.output().await?;
    let took = start.elapsed().as_secs_f64() * 1_000.0;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the ledger does not hold: {told}");
    Ok(took)
}

/// Every page of the log, in memory.
async fn pages(served: &Served, size: u64) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut client = Client::connect(served.address).await?;
    let mut pages = Vec::new();
    for page in 0..size.div_ceil(PAGE_LEAVES) {
        let path = format!("/ledger/leaves/{}", page * PAGE_LEAVES);
        let (status, bytes) = client.get(&path).await?;
        ensure!(status == 200, "{path} was answered {status}");
        pages.push(bytes.to_vec());
    }
    Ok(pages)
}

/// The lot with the most leaves, and how many.
fn longest(pages: &[Vec<u8>]) -> anyhow::Result<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for page in pages {
        for leaf in leaves_of(page) {
            *counts
                .entry(Leaf::code_in(leaf?.leaf).context("a code")?)
                .or_default() += 1;
        }
    }
    let longest = counts.into_iter().max_by_key(|(_, count)| *count);
    let (code, count) = longest.context("a lot")?;
    Ok((code.to_owned(), count))
}

fn milliseconds(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}

/// Milliseconds of [`LIMIT`].
fn hash(pages: &[Vec<u8>]) -> anyhow::Result<f64> {
    milliseconds(|| hash_where(pages, |_| true))
}

fn hash_lot(pages: &[Vec<u8>], lot: &str) -> anyhow::Result<()> {
    hash_where(pages, |leaf| Leaf::code_in(leaf) == Some(lot))
}

fn hash_where(pages: &[Vec<u8>], counts: impl Fn(&[u8]) -> bool) -> anyhow::Result<()> {
    let mut level: Vec<Hash32> = Vec::new();
    for leaf in pages.iter().flat_map(|page| leaves_of(page)) {
        let leaf = leaf?;
        if !counts(leaf.leaf) {
            continue;
        }
        level.push(leaf_hash(leaf.leaf));
        if let Some(shown) = leaf.shown {
            black_box(public_commitment(shown.nonce, shown.public.as_bytes()));
        }
    }
    while level.len() > 1 {
        let above = level.chunks(2).map(|pair| match pair {
            [left, right] => node_hash(*left, *right),
            single => single[0],
        });
        level = above.collect();
    }
    black_box(level);
    Ok(())
}

/// The chains of all lots, and the rules over them.
fn replay(pages: &[Vec<u8>]) -> anyhow::Result<()> {
    let mut lots: BTreeMap<&str, Verifier> = BTreeMap::new();
    for leaf in pages.iter().flat_map(|page| leaves_of(page)) {
        let leaf = leaf?;
        let code = Leaf::code_in(leaf.leaf).context("a code")?;
        let lot = match lots.get_mut(code) {
            Some(lot) => lot,
            None => {
                let verifier = Verifier::new(Leaf::parse(leaf.leaf)?.lot);
                lots.entry(code).or_insert(verifier)
            }
        };
        lot.push(leaf.leaf, leaf.shown.context("an opening")?);
    }
    for lot in lots.into_values() {
        let verified = lot.finish(None);
        verified.map_err(|found| anyhow::anyhow!("{found}"))?;
    }
    Ok(())
}
