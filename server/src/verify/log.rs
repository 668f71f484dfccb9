//! All of a site's log: the tree is rebuilt from its leaves, and every lot replayed.

use super::{AT_ONCE, Head, get, gone, told};
use anyhow::{Context, bail, ensure};
use domain::ids::LotCode;
use domain::ledger::hash::leaf_hash;
use domain::ledger::leaf::Leaf;
use domain::ledger::published::{PAGE_LEAVES, leaves_of};
use domain::ledger::replay::Verifier;
use domain::ledger::tree::Frontier;
use futures::{StreamExt, stream};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::thread;
use tokio::sync::{Semaphore, mpsc};

/// Pages that are asked for before the first has come: a site makes those that are asked for together at
/// the same time, and the first would only be there with the last, while nobody reads.
const AT_FIRST: usize = 2;

pub(super) async fn check(base: &str, mut head: Head) -> anyhow::Result<String> {
    let (size, root) = (head.checkpoint.size, head.checkpoint.root);
    let (sender, mut pages) = mpsc::channel::<Vec<u8>>(AT_ONCE);
    // Hashing goes on in a thread of its own, while the next pages arrive.
    let reading = tokio::task::spawn_blocking(move || {
        let mut log = Log::new(size);
        while let Some(page) = pages.blocking_recv() {
            log.take(&page)?;
        }
        anyhow::Ok(log)
    });
    let at_once = Semaphore::new(AT_FIRST);
    let fetched = (0..size.div_ceil(PAGE_LEAVES)).map(|page| {
        let (url, at_once) = (format!("{base}/leaves/{}", page * PAGE_LEAVES), &at_once);
        async move {
            let _turn = at_once.acquire().await?;
            tokio::spawn(get(url)).await?
        }
    });
    let mut fetched = stream::iter(fetched).buffered(AT_ONCE);
    let mut more = AT_ONCE - AT_FIRST;
    while let Some(page) = fetched.next().await {
        at_once.add_permits(std::mem::take(&mut more));
        // A closed channel means that the reader has found something: it tells what.
        if sender.send(page?).await.is_err() {
            break;
        }
    }
    drop(sender);
    let log = reading.await??;
    if log.frontier.size() != size || log.frontier.root() != root {
        bail!("the leaves do not give the signed root");
    }
    writeln!(head.report, "all of the log: root as signed")?;
    let told = tokio::task::spawn_blocking(move || replay(log.lots)).await??;
    Ok(head.report + &told)
}

/// What has been read of a log.
struct Log {
    size: u64,
    frontier: Frontier,
    lots: HashMap<String, Lot>,
}

/// A lot on the way through the log.
struct Lot {
    verifier: Verifier,
    /// The first leaf whose opening was taken away.
    taken_away: Option<u64>,
}

impl Log {
    fn new(size: u64) -> Self {
        Self {
            size,
            frontier: Frontier::default(),
            lots: HashMap::new(),
        }
    }

    /// Takes the next page.
    fn take(&mut self, page: &[u8]) -> anyhow::Result<()> {
        for leaf in leaves_of(page) {
            let (leaf, index) = (leaf?, self.frontier.size());
            if index == self.size {
                // Younger leaves are not under this head.
                return Ok(());
            }
            ensure!(leaf.index == index, "leaf {index} is missing");
            let unreadable = || format!("leaf {index} cannot be read");
            let code = Leaf::code_in(leaf.leaf).with_context(unreadable)?;
            let lot = match self.lots.get_mut(code) {
                Some(lot) => lot,
                None => {
                    let first = Leaf::parse(leaf.leaf).with_context(unreadable)?;
                    let verifier = Verifier::new(first.lot);
                    self.lots.entry(code.to_owned()).or_insert(Lot {
                        verifier,
                        taken_away: None,
                    })
                }
            };
            let hash = match (leaf.shown, lot.taken_away) {
                (Some(shown), None) => lot.verifier.push(leaf.leaf, shown),
                (shown, _) => {
                    Leaf::parse(leaf.leaf).with_context(unreadable)?;
                    if shown.is_none() {
                        lot.taken_away.get_or_insert(index);
                    }
                    leaf_hash(leaf.leaf)
                }
            };
            self.frontier.push(hash);
        }
        Ok(())
    }
}

/// Replays every lot on all cores: lots do not depend on each other. An error is that of the first
/// lot by its code.
fn replay(lots: HashMap<String, Lot>) -> anyhow::Result<String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let waiting = Mutex::new(lots.into_values());
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next()
    };
    let work = || std::iter::from_fn(next).map(replayed).collect::<Vec<_>>();
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|worker| worker.join());
        done.collect::<Result<Vec<_>, _>>()
    });
    let done = done.map_err(|_| anyhow::anyhow!("a replay was broken off"))?;
    let mut done: Vec<Told> = done.into_iter().flatten().collect();
    done.sort_by(|(a, _), (b, _)| a.cmp(b));
    done.into_iter().map(|(_, told)| told).collect()
}

/// A lot with what is told of it.
type Told = (LotCode, anyhow::Result<String>);

fn replayed(lot: Lot) -> Told {
    let code = lot.verifier.lot().clone();
    if let Some(index) = lot.taken_away {
        let told = gone(&code, index);
        return (code, Ok(told));
    }
    let verified = lot.verifier.finish(None);
    let verified = verified.map_err(|found| anyhow::anyhow!("{code}: {found}"));
    (code, verified.map(|verified| told(&verified)))
}
