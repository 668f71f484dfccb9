//! The check itself, in the reader's browser: fetch, hash, replay. Nothing that the portal says
//! about the result is believed.

use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::leaf_hash;
use domain::ledger::key::VerifierKey;
use domain::ledger::published::PublishedLot;
use domain::ledger::replay::{Verified, verify};
use domain::ledger::tile::{Tiles, tiles_of_consistency, tiles_of_inclusion};
use domain::ledger::tree::{
    consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
use domain::money::group;
use gloo_net::http::Request;
use gloo_storage::{LocalStorage, Storage};
use std::collections::BTreeSet;

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The head of the log bears the signature of its key.
    Signature,
    /// The log has grown from what this browser saw last, and nothing in it was changed.
    Consistency,
    /// Every leaf of the lot is in the log.
    Inclusion,
    /// The leaves form one chain, open to what is shown, and the rules lead to the same result.
    Replay,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Signature,
        Self::Consistency,
        Self::Inclusion,
        Self::Replay,
    ];
}

/// What a step has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It holds, with the figure worth telling.
    Holds(String),
    /// There is nothing to compare with yet; how many leaves are remembered for the next time.
    First(String),
    /// It does not; the first thing that is wrong.
    Breaks(String),
}

/// What the check has come to know.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Key of the log, to compare with the printed one.
    pub key: String,
    /// What the replay came to.
    pub replayed: Verified,
}

/// The name under which this browser remembers the head it saw last.
const SEEN: &str = "luochui-ledger-seen";

/// Runs all steps; each is told as it ends, and the first that breaks is the last.
pub async fn check(lot: LotCode, tell: impl Fn(Step, Shown)) -> Result<Findings, ()> {
    let step = |step, result: Result<String, String>| match result {
        Ok(figure) => {
            tell(step, Shown::Holds(figure));
            Ok(())
        }
        Err(why) => {
            tell(step, Shown::Breaks(why));
            Err(())
        }
    };
    let (key, head, note) = match signed_head().await {
        Ok(found) => found,
        Err(why) => return step(Step::Signature, Err(why)).and(Err(())),
    };
    step(Step::Signature, Ok(count(head.size)))?;
    match grown(&key, &head, note).await {
        Ok(shown) => tell(Step::Consistency, shown),
        Err(why) => return step(Step::Consistency, Err(why)).and(Err(())),
    }
    let file = match published(&lot).await {
        Ok(file) => file,
        Err(why) => return step(Step::Inclusion, Err(why)).and(Err(())),
    };
    step(Step::Inclusion, included(&file, &head).await)?;
    match replayed(&file) {
        Ok(replayed) => {
            step(Step::Replay, Ok(count(file.leaves.len() as u64)))?;
            Ok(Findings {
                key: key.to_string(),
                replayed,
            })
        }
        Err(why) => step(Step::Replay, Err(why)).and(Err(())),
    }
}

async fn signed_head() -> Result<(VerifierKey, Checkpoint, String), String> {
    let key = text("vkey").await?;
    let key = VerifierKey::parse(key.trim()).map_err(|error| error.to_string())?;
    let note = text("checkpoint").await?;
    let (head, _) = Checkpoint::open(note.as_bytes(), &key).map_err(|error| error.to_string())?;
    Ok((key, head, note))
}

/// Against the head that this browser saw last; the first time there is none.
async fn grown(key: &VerifierKey, head: &Checkpoint, note: String) -> Result<Shown, String> {
    let seen: Option<String> = LocalStorage::get(SEEN).ok();
    let seen = seen.and_then(|seen| Checkpoint::open(seen.as_bytes(), key).ok());
    let shown = match seen {
        Some((seen, _)) => {
            if seen.size > head.size {
                return Err(range(seen.size, head.size));
            }
            let tiles = fetched(head.size, tiles_of_consistency(seen.size, head.size)).await?;
            let proof = consistency_proof(seen.size, head.size, &tiles);
            let proof = proof.map_err(|error| error.to_string())?;
            verify_consistency(seen.size, head.size, &proof, seen.root, head.root)
                .map_err(|error| error.to_string())?;
            Shown::Holds(range(seen.size, head.size))
        }
        None => Shown::First(count(head.size)),
    };
    // Without storage the next visit begins anew: that only forgets what could be compared.
    let _ = LocalStorage::set(SEEN, note);
    Ok(shown)
}

/// How far the log has grown.
fn range(from: u64, to: u64) -> String {
    format!("{} → {}", count(from), count(to))
}

/// A number of leaves as people read it.
fn count(leaves: u64) -> String {
    group(i64::try_from(leaves).unwrap_or(i64::MAX))
}

async fn published(lot: &LotCode) -> Result<PublishedLot, String> {
    let json = text(&format!("lots/{lot}")).await?;
    serde_json::from_str(&json).map_err(|error| error.to_string())
}

async fn included(file: &PublishedLot, head: &Checkpoint) -> Result<String, String> {
    let under = || file.leaves.iter().filter(|leaf| leaf.index < head.size);
    let wanted: BTreeSet<_> = under()
        .flat_map(|leaf| tiles_of_inclusion(leaf.index, head.size))
        .collect();
    let tiles = fetched(head.size, wanted).await?;
    for leaf in under() {
        let bytes = leaf.bytes().ok_or_else(|| format!("#{}", leaf.index))?;
        let proof = inclusion_proof(leaf.index, head.size, &tiles).map_err(|e| e.to_string())?;
        verify_inclusion(leaf_hash(&bytes), leaf.index, head.size, &proof, head.root)
            .map_err(|error| format!("#{}: {error}", leaf.index))?;
    }
    Ok(count(under().count() as u64))
}

fn replayed(file: &PublishedLot) -> Result<Verified, String> {
    let entries = file.entries().ok_or_else(|| "opening".to_owned())?;
    verify(&file.lot, &entries, None).map_err(|found| found.to_string())
}

async fn fetched(size: u64, wanted: BTreeSet<domain::ledger::tile::Tile>) -> Result<Tiles, String> {
    let mut tiles = Tiles {
        size,
        ..Tiles::default()
    };
    for tile in wanted {
        let answer = Request::get(&format!("/ledger/{tile}")).send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        if !answer.ok() {
            return Err(format!("{tile}: {}", answer.status()));
        }
        let bytes = answer.binary().await.map_err(|error| error.to_string())?;
        tiles.data.insert(tile, bytes);
    }
    Ok(tiles)
}

async fn text(path: &str) -> Result<String, String> {
    let answer = Request::get(&format!("/ledger/{path}")).send().await;
    let answer = answer.map_err(|error| error.to_string())?;
    if !answer.ok() {
        return Err(format!("{path}: {}", answer.status()));
    }
    answer.text().await.map_err(|error| error.to_string())
}
