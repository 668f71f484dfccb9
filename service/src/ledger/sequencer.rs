//! Gives every event its leaf: takes the lots that have moved, seals their events in order,
//! appends the leaves to the tree and signs the new head, all in one transaction. One process does
//! it at a time; each may.

use super::chain::seal_lot;
use super::keys::LogKey;
use crate::bidding::confirm;
use crate::{Error, Portal};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::leaf_hash;
use domain::ledger::tree::Frontier;
use store::{LedgerHead, Tx};

/// Lots, and events, of one transaction: a long history that has no leaves yet must not keep bids
/// waiting.
const TURN_MAX: u32 = 1_024;

/// Sequences what is there, and goes on while there is a backlog.
///
/// # Errors
/// As [`sequence`].
pub async fn sequence_all(portal: &Portal) -> Result<(), Error> {
    while sequence(portal).await? >= u64::from(TURN_MAX) {}
    Ok(())
}

/// Sequences as much of what is there as one transaction takes; how many leaves were appended. None
/// while the log may not be signed: before a witness has confirmed it, and over an old copy of the
/// data (I-25).
///
/// # Errors
/// `OutcomeUnknown` while the standby does not have what was signed. Else only faults of ours: among
/// them a log whose stored tree does not give its last signed root (L-06), which is never signed again.
pub async fn sequence(portal: &Portal) -> Result<u64, Error> {
    let waiting = portal.store().read().await?.ledger_queue(1).await?;
    if waiting.is_empty() || !portal.guard().is_signing() {
        return Ok(0);
    }
    portal.log_key().await?;
    let of = portal;
    let portal = portal.clone();
    of.durable(async move {
        let (random, now) = (portal.random().clone(), portal.now());
        // tidy-allow(audit): the public ledger is a record of its own
        let mut tx = portal.store().write().await?;
        tx.take_ledger().await?;
        // Read under the lock: somebody may just have begun or ended a change of the key.
        let key = LogKey::stored(&mut tx).await?.ok_or(Error::NotFound)?;
        let head = tx.ledger_head().await?;
        let log = key.identity();
        if !portal
            .guard()
            .may_sign(&log, head.as_ref().map_or(0, |head| head.size))
        {
            return Ok(0);
        }
        let mut frontier = frontier(&mut tx, head.as_ref()).await?;
        let first = frontier.size();
        let mut leaves = Vec::new();
        for (lot, code, stamp) in tx.ledger_queue(TURN_MAX).await? {
            let room = TURN_MAX.saturating_sub(leaves.len() as u32);
            if room == 0 {
                break;
            }
            let sealed = seal_lot(&mut tx, (lot, &code), room, portal.chains(), &random).await?;
            if (sealed.len() as u32) < room {
                tx.leave_ledger_queue(lot, stamp).await?;
            }
            leaves.extend(sealed);
        }
        let mut nodes = Vec::new();
        for leaf in &leaves {
            nodes.extend(frontier.push(leaf_hash(&leaf.leaf)));
        }
        tx.append_leaves(first, &leaves, &nodes).await?;
        if !leaves.is_empty() {
            let head = sign(&key, &frontier)?;
            tx.insert_ledger_head(&head, now).await?;
        }
        tx.commit().await?;
        // What the standby does not have may yet be replaced: it must not halt its successor.
        confirm(portal.store()).await?;
        portal.guard().signed(&log, frontier.size());
        Ok(leaves.len() as u64)
    })
    .await
}

/// The right edge of the stored tree; it must give the root that was signed last.
async fn frontier(tx: &mut Tx, head: Option<&LedgerHead>) -> Result<Frontier, Error> {
    let Some(head) = head else {
        return Ok(Frontier::default());
    };
    let mut peaks = Vec::new();
    let mut start = 0;
    for level in (0..63u8).rev().filter(|level| head.size >> level & 1 == 1) {
        peaks.extend(tx.ledger_nodes(level, start >> level, 1).await?);
        start += 1 << level;
    }
    let frontier = Frontier::restore(head.size, peaks);
    frontier.filter(|f| f.root() == head.root).ok_or_else(|| {
        Error::Internal(format!(
            "the ledger of {} leaves has another root",
            head.size
        ))
    })
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
