//! Gives every event its leaf: takes the lots that have moved, seals their events in order, appends the
//! leaves to the tree and signs the new head. Everything is read, hashed and signed before the first
//! transaction that writes; each of those takes a few leaves, checks that the log and its keys are still
//! those that were read, and is all or nothing. One process does it at a time; each may.

use super::gather::{Gathered, LotTurn, Turn, gather};
use super::keys::{KeptKeys, LogKey};
use crate::bidding::confirm;
use crate::{Error, Portal};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::{Hash32, leaf_hash};
use domain::ledger::leaf::LeafKind;
use domain::ledger::tree::Frontier;
use store::{LedgerHead, NewLeaf, QueuedLot};

/// Leaves of one transaction, but for one that opens a reserve: as many as the largest batch of bids has.
/// On SQLite a bid that comes while it runs waits until it has ended. A leaf costs SQLite some 15 µs, so
/// that is about 4 ms and a sync; 1,024 leaves at once were 24 ms. The next transaction queues behind
/// the bids that waited.
const PART_MAX: usize = 256;
/// How often a turn is begun anew because another process was faster; then the next one comes soon.
const TRIES: u32 = 3;

/// Sequences what is there, and goes on while there is a backlog.
///
/// # Errors
/// As [`sequence`].
pub async fn sequence_all(portal: &Portal) -> Result<(), Error> {
    while sequence(portal).await? >= u64::from(super::gather::TURN_MAX) {}
    Ok(())
}

/// Sequences as much of what is there as one turn takes; how many leaves were appended. None while the
/// log may not be signed: before a witness has confirmed it, and over an old copy of the data (I-25).
///
/// # Errors
/// `OutcomeUnknown` while the standby does not have what was signed. Else only faults of ours: among
/// them a log whose stored tree does not give its last signed root (L-06), which is never signed again.
pub async fn sequence(portal: &Portal) -> Result<u64, Error> {
    let of = portal;
    let portal = portal.clone();
    of.durable(async move {
        for _ in 0..TRIES {
            if !portal.guard().is_signing() {
                break;
            }
            match gather(&portal).await? {
                Gathered::Nothing => break,
                Gathered::NoKey => drop(portal.log_key().await?),
                Gathered::Turn(turn) => {
                    if let Some(leaves) = take(&portal, *turn).await? {
                        return Ok(leaves);
                    }
                }
            }
        }
        Ok(0)
    })
    .await
}

/// Seals a turn and writes it, part by part; how many leaves were appended. Nothing when the log is
/// not the one any more that the turn was read from.
async fn take(portal: &Portal, turn: Turn) -> Result<Option<u64>, Error> {
    let Turn {
        keys,
        key,
        mut head,
        mut frontier,
        lots,
    } = turn;
    let (leaves, done) = seal(portal, lots).await?;
    let mut done = done.as_slice();
    let mut written = 0;
    loop {
        let to = cut(&leaves, written);
        let (now, later) = done.split_at(done.partition_point(|(end, _)| *end <= to));
        let part = Part::new(&leaves[written..to], now, &key, &mut frontier)?;
        if !part.write(portal, &keys, &key, head.as_ref()).await? {
            return Ok((written > 0).then_some(written as u64));
        }
        head = part.head.or(head);
        (written, done) = (to, later);
        if written == leaves.len() {
            return Ok(Some(written as u64));
        }
    }
}

/// The leaves of the lots in their order, and each lot that is through with how many leaves have to be
/// there before it may leave the queue.
async fn seal(
    portal: &Portal,
    lots: Vec<LotTurn>,
) -> Result<(Vec<NewLeaf>, Vec<(usize, QueuedLot)>), Error> {
    let (mut leaves, mut done) = (Vec::new(), Vec::new());
    for LotTurn {
        queued,
        mut chain,
        news,
    } in lots
    {
        let lot = (queued.lot, &queued.code);
        leaves.extend(chain.seal_all(lot, queued.reserve, &news, portal.random())?);
        portal.chains().keep(queued.lot, chain);
        if news.is_whole {
            done.push((leaves.len(), queued));
        }
        // Hashing a turn takes milliseconds, and bids want to be decided on this thread too.
        tokio::task::yield_now().await;
    }
    Ok((leaves, done))
}

/// Where the part that begins at `from` ends. A reserve is opened together with the event that ended
/// bidding: nothing in the tables would tell that it is still to be opened.
fn cut(leaves: &[NewLeaf], from: usize) -> usize {
    let to = leaves.len().min(from + PART_MAX);
    let opens = |leaf: &&NewLeaf| leaf.kind == LeafKind::ReserveOpened.byte();
    to + leaves[to..].iter().take_while(opens).count()
}

/// What one transaction writes.
struct Part<'a> {
    /// Place of its first leaf in the log.
    first: u64,
    leaves: &'a [NewLeaf],
    nodes: Vec<(u8, u64, Hash32)>,
    /// The head over its leaves; none without leaves.
    head: Option<LedgerHead>,
    /// The lots that are through with it.
    done: Vec<QueuedLot>,
}

impl<'a> Part<'a> {
    fn new(
        leaves: &'a [NewLeaf],
        done: &[(usize, QueuedLot)],
        key: &LogKey,
        frontier: &mut Frontier,
    ) -> Result<Self, Error> {
        let first = frontier.size();
        let mut nodes = Vec::with_capacity(2 * leaves.len());
        for leaf in leaves {
            nodes.extend(frontier.push(leaf_hash(&leaf.leaf)));
        }
        let head = match leaves {
            [] => None,
            _ => Some(sign(key, frontier)?),
        };
        Ok(Self {
            first,
            leaves,
            nodes,
            head,
            done: done.iter().map(|(_, queued)| queued.clone()).collect(),
        })
    }

    /// Writes it behind `before`, the head that it was made for; `false`, and nothing is written, when
    /// that is not the latest one any more, when the keys have changed, and when the log may not be
    /// signed.
    async fn write(
        &self,
        portal: &Portal,
        keys: &KeptKeys,
        key: &LogKey,
        before: Option<&LedgerHead>,
    ) -> Result<bool, Error> {
        // tidy-allow(audit): the public ledger is a record of its own
        let mut tx = portal.store().write().await?;
        tx.take_ledger().await?;
        // Under the lock: somebody may just have appended leaves, or begun or ended a change of the
        // key. A head that has only got more signatures is the same.
        let place = |head: &LedgerHead| (head.size, head.root);
        let latest = tx.ledger_head().await?;
        if latest.as_ref().map(place) != before.map(place)
            || KeptKeys::read(&mut tx).await? != *keys
        {
            return Ok(false);
        }
        let log = key.identity();
        if !portal.guard().may_sign(&log, self.first) {
            return Ok(false);
        }
        tx.append_leaves(self.first, self.leaves, &self.nodes)
            .await?;
        if let Some(head) = &self.head {
            tx.insert_ledger_head(head, portal.now()).await?;
        }
        tx.leave_ledger_queue(&self.done).await?;
        tx.commit().await?;
        // What the standby does not have may yet be replaced: it must not halt its successor.
        confirm(portal.store()).await?;
        let size = self.first + self.leaves.len() as u64;
        portal.guard().signed(&log, size);
        Ok(true)
    }
}

fn sign(key: &LogKey, frontier: &Frontier) -> Result<LedgerHead, Error> {
    let checkpoint = Checkpoint {
        origin: key.origin().to_owned(),
        size: frontier.size(),
        root: frontier.root(),
    };
    let note = key.sign(&checkpoint)?;
    Ok(LedgerHead {
        size: checkpoint.size,
        root: checkpoint.root,
        note: note.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::LotId;

    fn leaves(kinds: impl Iterator<Item = LeafKind>) -> Vec<NewLeaf> {
        let leaf = |kind: LeafKind| NewLeaf {
            lot: LotId(1),
            seq: 1,
            kind: kind.byte(),
            leaf: Vec::new(),
            opening: String::new(),
        };
        kinds.map(leaf).collect()
    }

    #[test]
    fn a_reserve_is_never_opened_in_a_later_part_than_the_end_of_bidding() {
        use LeafKind::{Bid, Closed, ReserveOpened};
        let ended = [Bid, Closed, ReserveOpened, Bid];
        for before in PART_MAX - 4..=PART_MAX {
            let bids = std::iter::repeat_n(Bid, before);
            let all = leaves(bids.chain(ended));
            let mut parts = vec![0];
            while parts[parts.len() - 1] < all.len() {
                parts.push(cut(&all, parts[parts.len() - 1]));
            }
            assert!(!parts.contains(&(before + 2)), "{before}: {parts:?}");
            let sizes = parts.windows(2).map(|part| part[1] - part[0]);
            assert!(sizes.max() <= Some(PART_MAX + 1), "{before}: {parts:?}");
        }
        assert_eq!(cut(&[], 0), 0);
    }
}
