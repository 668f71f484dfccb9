//! R1: how soon a portal with a long history is ready, and what checking its public ledger costs
//! beside hashing the same bytes once.

use crate::client::Client;
use crate::portal::{self, Served};
use crate::table::{Table, Target};
use crate::{Sizes, stage};
use anyhow::{Context, ensure};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::leaf_hash;
use domain::ledger::key::VerifierKey;
use domain::ledger::tile::{TILE_WIDTH, Tile, TileKind, entries_of};
use service::{Clock, demo};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tokio::process::Command;
use tokio::time::sleep;

/// The sequencer has given every event its leaf after this time at the latest.
const SEQUENCED_MAX: Duration = Duration::from_secs(900);

/// Measures and fills the table.
///
/// # Errors
/// When a run breaks.
pub async fn measure(table: &mut Table, sizes: Sizes) -> anyhow::Result<()> {
    eprintln!("Ledger: writing {} bids first.", sizes.leaves);
    let folder = stage::folder()?;
    let store = stage::open(folder.path()).await?;
    let lots = (sizes.leaves / 100).max(100);
    demo::load(&store, Clock::Real.now(), lots, sizes.leaves, |_| {})
        .await
        .ok()
        .context("the large set could not be written")?;
    demo::queue_for_ledger(&store)
        .await
        .ok()
        .context("the ledger's queue could not be filled")?;
    drop(store);
    let mut ready = Vec::new();
    for _ in 0..sizes.pairs {
        let start = Instant::now();
        let served = portal::start(folder.path()).await?;
        let (status, _) = Client::connect(served.address)
            .await?
            .get("/readyz")
            .await?;
        ensure!(status == 200, "not ready: {status}");
        ready.push(start.elapsed().as_secs_f64());
        served.stop().await?;
    }
    let what = format!("R1 start to ready with {} bids", sizes.leaves);
    table.figures(&what, "s", &ready, Target::AtMost(3.0));
    let served = portal::start(folder.path()).await?;
    let size = sequenced(&served, sizes.leaves).await?;
    let mut pairs = Vec::new();
    for _ in 0..sizes.pairs {
        let checked = verify(&served).await?;
        pairs.push((checked, hash(&served, size).await?));
    }
    let what = format!("R1 luochui verify of {size} leaves ÷ hashing their bytes once");
    table.pairs(&what, "ms", &pairs, Target::AtMost(4.0));
    served.stop().await
}

/// Waits until the log has at least `leaves` and stands still; how many it has then.
async fn sequenced(served: &Served, leaves: u64) -> anyhow::Result<u64> {
    let mut client = Client::connect(served.address).await?;
    let (start, mut last) = (Instant::now(), 0);
    while start.elapsed() < SEQUENCED_MAX {
        let (_, vkey) = client.get("/ledger/vkey").await?;
        let key = VerifierKey::parse(String::from_utf8_lossy(&vkey).trim());
        let (status, note) = client.get("/ledger/checkpoint").await?;
        if status == 200 {
            let (head, _) = Checkpoint::open(&note, &key.context("a key")?).context("a head")?;
            if head.size >= leaves && head.size == last {
                return Ok(head.size);
            }
            last = head.size;
        }
        sleep(Duration::from_secs(2)).await;
    }
    anyhow::bail!("only {last} of {leaves} events have a leaf")
}

/// Milliseconds of `luochui verify`.
async fn verify(served: &Served) -> anyhow::Result<f64> {
    let start = Instant::now();
    let output = Command::new(portal::binary()?)
        .args(["verify", &format!("http://{}", served.address)])
        .output()
        .await?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the ledger does not hold: {told}");
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}

/// Milliseconds for hashing every leaf once, its bytes in memory.
async fn hash(served: &Served, size: u64) -> anyhow::Result<f64> {
    let mut client = Client::connect(served.address).await?;
    let mut leaves = Vec::with_capacity(size as usize);
    let width = u64::from(TILE_WIDTH);
    for index in 0..size.div_ceil(width) {
        let tile = Tile {
            kind: TileKind::Entries,
            index,
            width: (size - index * width).min(width) as u16,
        };
        let (status, bytes) = client.get(&format!("/ledger/{tile}")).await?;
        ensure!(status == 200, "{tile} was answered {status}");
        let entries = entries_of(&bytes).context("a bundle of entries")?;
        leaves.extend(entries.into_iter().map(<[u8]>::to_vec));
    }
    let start = Instant::now();
    for leaf in &leaves {
        black_box(leaf_hash(leaf));
    }
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}
