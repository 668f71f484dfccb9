//! The check itself, in the reader's browser: fetch, hash, replay. Nothing that the portal says
//! about the result is believed.

use domain::ids::LotCode;
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::leaf_hash;
use domain::ledger::key::VerifierKey;
use domain::ledger::places::Places;
use domain::ledger::published::leaves_of;
use domain::ledger::replay::{Break, BreakKind, Verified, Verifier};
use domain::ledger::tile::{Tile, Tiles, tiles_of_consistency};
use domain::ledger::tree::{consistency_proof, verify_consistency};
use domain::money::group;
use futures::{StreamExt, TryStreamExt, stream};
use gloo_net::http::Request;
use gloo_storage::{LocalStorage, Storage};
use gloo_timers::future::TimeoutFuture;
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
    /// It is under way; so many leaves are done.
    Done(String),
    /// It holds, with the figure worth telling.
    Holds(String),
    /// There is nothing to compare with yet; how many leaves are remembered for the next time.
    First(String),
    /// The log has no leaf of the lot: nothing was to be shown.
    Nothing,
    /// It does not; the first thing that is wrong.
    Breaks(Broken),
}

/// What can be wrong, as far as a reader is told in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A file of the ledger did not come, or cannot be read.
    Unreached,
    /// The head does not bear the signature of its key.
    Signature,
    /// The log that this browser saw last is not the beginning of this one.
    Fork,
    /// The log has another leaf at this place.
    Leaf,
    /// The leaves form no chain.
    Missing,
    /// What is shown is not what the leaf commits to.
    Content,
    /// The rules lead to another result.
    Rules,
}

/// The first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What it is.
    pub fault: Fault,
    /// What the check itself says, in English.
    pub why: String,
}

impl Fault {
    /// This, as the check says it.
    fn told(self, why: impl ToString) -> Broken {
        Broken {
            fault: self,
            why: why.to_string(),
        }
    }

    /// What a break of a lot's chain means.
    const fn of(kind: BreakKind) -> Self {
        match kind {
            BreakKind::Empty | BreakKind::Seq | BreakKind::Previous | BreakKind::Head => {
                Self::Missing
            }
            BreakKind::Leaf
            | BreakKind::Lot
            | BreakKind::Time
            | BreakKind::PublicCommitment
            | BreakKind::PublicForm
            | BreakKind::SecretCommitment
            | BreakKind::Bounds
            | BreakKind::Reserve => Self::Content,
            BreakKind::Order
            | BreakKind::Transition
            | BreakKind::Refused
            | BreakKind::Rows
            | BreakKind::Remaining
            | BreakKind::Floor
            | BreakKind::Outcome
            | BreakKind::Price
            | BreakKind::Leader
            | BreakKind::EndsAt
            | BreakKind::ReserveStatus => Self::Rules,
        }
    }
}

impl From<Break> for Broken {
    fn from(found: Break) -> Self {
        Fault::of(found.kind).told(found)
    }
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

/// Leaves that are checked at one go. The page answers its reader in between: a tenth of a second
/// would be felt, and a phone takes some 20 µs for a leaf.
const AT_ONE_GO: usize = 1_024;
/// Tiles fetched at a time; browsers hold more requests back.
const TILES_AT_ONCE: usize = 6;
/// The name of this check among the measures of the page, for whoever looks at its speed.
const MEASURE: &str = "ledger-check";

/// Runs all steps; each is told as it goes on and ends, and the first that breaks is the last. Nothing is
/// found of a lot without a leaf: a lot that was never put up for bidding has no ledger.
pub async fn check(lot: LotCode, tell: impl Fn(Step, Shown)) -> Result<Option<Findings>, ()> {
    let speed = web_sys::window().and_then(|window| window.performance());
    if let Some(speed) = &speed {
        let _ = speed.mark(MEASURE);
    }
    let found = steps(lot, tell).await;
    if let Some(speed) = &speed {
        let _ = speed.measure_with_start_mark(MEASURE, MEASURE);
    }
    found
}

async fn steps(lot: LotCode, tell: impl Fn(Step, Shown)) -> Result<Option<Findings>, ()> {
    let step = |step, result: Result<String, Broken>| match result {
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
    let going = |step, leaves| tell(step, Shown::Done(count(leaves)));
    let read = match read(lot, head.size, |leaves| going(Step::Inclusion, leaves)).await {
        Ok(read) => read,
        Err(why) => return step(Step::Inclusion, Err(why)).and(Err(())),
    };
    if read.places.count() == 0 {
        tell(Step::Inclusion, Shown::Nothing);
        return Ok(None);
    }
    step(Step::Inclusion, included(&read.places, &head).await)?;
    match replayed(read, |leaves| going(Step::Replay, leaves)).await {
        Ok(replayed) => {
            step(Step::Replay, Ok(count(replayed.head.leaves)))?;
            Ok(Some(Findings {
                key: key.to_string(),
                replayed,
            }))
        }
        Err(why) => step(Step::Replay, Err(why)).and(Err(())),
    }
}

async fn signed_head() -> Result<(VerifierKey, Checkpoint, String), Broken> {
    let key = text("vkey").await?;
    let key = VerifierKey::parse(key.trim()).map_err(|error| Fault::Signature.told(error))?;
    let note = text("checkpoint").await?;
    let opened = Checkpoint::open(note.as_bytes(), &key);
    let (head, _) = opened.map_err(|error| Fault::Signature.told(error))?;
    Ok((key, head, note))
}

/// Against the head that this browser saw last; the first time there is none.
async fn grown(key: &VerifierKey, head: &Checkpoint, note: String) -> Result<Shown, Broken> {
    let seen: Option<String> = LocalStorage::get(SEEN).ok();
    let seen = seen.and_then(|seen| Checkpoint::open(seen.as_bytes(), key).ok());
    let shown = match seen {
        Some((seen, _)) => {
            if seen.size > head.size {
                return Err(Fault::Fork.told(range(seen.size, head.size)));
            }
            let tiles = fetched(head.size, tiles_of_consistency(seen.size, head.size)).await?;
            let proof = consistency_proof(seen.size, head.size, &tiles);
            let proof = proof.map_err(|error| Fault::Fork.told(error))?;
            verify_consistency(seen.size, head.size, &proof, seen.root, head.root)
                .map_err(|error| Fault::Fork.told(error))?;
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

/// The leaves of a lot, read once and kept only as far as the rules need them.
struct Read {
    verifier: Verifier,
    places: Places,
    /// The first leaf whose opening was taken away.
    taken_away: Option<u64>,
}

/// Reads the leaves of a lot under a head of `size` leaves, page by page.
async fn read(lot: LotCode, size: u64, going: impl Fn(u64)) -> Result<Read, Broken> {
    let mut read = Read {
        verifier: Verifier::new(lot.clone()),
        places: Places::new(size),
        taken_away: None,
    };
    let mut from = 0;
    loop {
        let page = bytes(&format!("lots/{lot}/leaves/{from}")).await?;
        let before = from;
        for (number, leaf) in (1..).zip(leaves_of(&page)) {
            let leaf = leaf.map_err(|error| Fault::Unreached.told(error))?;
            // Younger leaves are not under this head.
            if leaf.index >= size {
                break;
            }
            let hash = match leaf.shown {
                Some(shown) => read.verifier.push(leaf.leaf, shown),
                None => {
                    read.taken_away.get_or_insert(leaf.index);
                    leaf_hash(leaf.leaf)
                }
            };
            let placed = read.places.push(leaf.index, hash);
            placed.map_err(|error| Fault::Leaf.told(error))?;
            from = leaf.index + 1;
            if number % AT_ONE_GO == 0 {
                going(read.places.count());
                TimeoutFuture::new(0).await;
            }
        }
        if from == before {
            return Ok(read);
        }
    }
}

async fn included(places: &Places, head: &Checkpoint) -> Result<String, Broken> {
    let tiles = fetched(head.size, places.tiles()).await?;
    let placed = places.check(&tiles, head.root);
    placed.map_err(|error| Fault::Leaf.told(error))?;
    Ok(count(places.count()))
}

async fn replayed(read: Read, going: impl Fn(u64)) -> Result<Verified, Broken> {
    if let Some(index) = read.taken_away {
        return Err(Fault::Content.told(format!("#{index}: opening")));
    }
    let mut verifier = read.verifier;
    while !verifier.replay(AT_ONE_GO)? {
        going(verifier.replayed());
        TimeoutFuture::new(0).await;
    }
    Ok(verifier.finish(None)?)
}

async fn fetched(size: u64, wanted: BTreeSet<Tile>) -> Result<Tiles, Broken> {
    let fetched = wanted.into_iter().map(|tile| async move {
        let bytes = bytes(&tile.to_string()).await?;
        Ok::<_, Broken>((tile, bytes))
    });
    let fetched = stream::iter(fetched).buffer_unordered(TILES_AT_ONCE);
    let data = fetched.try_collect().await?;
    Ok(Tiles { size, data })
}

async fn bytes(path: &str) -> Result<Vec<u8>, Broken> {
    let answer = Request::get(&format!("/ledger/{path}")).send().await;
    let answer = answer.map_err(|error| Fault::Unreached.told(error))?;
    if !answer.ok() {
        return Err(Fault::Unreached.told(format!("{path}: {}", answer.status())));
    }
    let body = answer.binary().await;
    body.map_err(|error| Fault::Unreached.told(error))
}

async fn text(path: &str) -> Result<String, Broken> {
    let bytes = bytes(path).await?;
    String::from_utf8(bytes).map_err(|error| Fault::Unreached.told(error))
}
