//! Gives every event its leaf: takes the lots that have moved, seals their events in order,
//! appends the leaves to the tree and signs the new head, all in one transaction. One process does
//! it at a time; each may.

use super::keys::LogKey;
use crate::{Error, Portal, Random};
use domain::bidding::{Auction, Event, EventKind};
use domain::ids::{LotCode, LotId};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::hash::{Hash32, leaf_hash};
use domain::ledger::leaf::Leaf;
use domain::ledger::opening::{Opening, SecretPart};
use domain::ledger::reserve::ReserveOpening;
use domain::ledger::sealed::{Nonces, Sealed};
use domain::ledger::tree::Frontier;
use store::{LedgerHead, NewLeaf, Tx};

/// Lots that are sequenced in one transaction.
const LOTS_MAX: u32 = 64;

/// Sequences what is there; how many leaves were appended.
///
/// # Errors
/// Only faults of ours: among them a log whose stored tree does not give its last signed root
/// (L-06), which is never signed again.
pub async fn sequence(portal: &Portal) -> Result<u64, Error> {
    if portal
        .store()
        .read()
        .await?
        .ledger_queue(1)
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let key = portal.log_key().await?;
    let (store, random, now) = (
        portal.store().clone(),
        portal.random().clone(),
        portal.now(),
    );
    portal
        .durable(async move {
            let mut tx = store.write().await?;
            tx.take_ledger().await?;
            let head = tx.ledger_head().await?;
            let mut frontier = frontier(&mut tx, head.as_ref()).await?;
            let first = frontier.size();
            let mut leaves = Vec::new();
            for (lot, code) in tx.ledger_queue(LOTS_MAX).await? {
                leaves.extend(seal_lot(&mut tx, lot, &code, &random).await?);
                tx.leave_ledger_queue(lot).await?;
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
    let note = checkpoint.sign(key.signer());
    let note = note.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(LedgerHead {
        size: checkpoint.size,
        root: checkpoint.root,
        note: note.to_string(),
    })
}

/// Seals the events of a lot that have no leaf yet.
async fn seal_lot(
    tx: &mut Tx,
    lot: LotId,
    code: &LotCode,
    random: &Random,
) -> Result<Vec<NewLeaf>, Error> {
    let events = tx.raw_events(lot).await?;
    let sealed = tx.leaves_of_lot(lot).await?;
    let mut chain = Chain::default();
    for leaf in &sealed {
        chain.follow(leaf)?;
    }
    let reserve = tx
        .auction(lot)
        .await?
        .and_then(|stored| stored.auction.reserve);
    let mut auction: Option<Auction> = None;
    let mut leaves = Vec::new();
    for event in &events {
        if let EventKind::Listed { terms } = &event.kind {
            let of_round = reserve.filter(|_| terms.has_reserve);
            auction = Some(Auction::listed(
                terms.clone(),
                of_round,
                event.seq,
                event.at,
            ));
            if event.seq > chain.seq {
                chain.reserve = of_round.map(|reserve| ReserveOpening {
                    reserve,
                    salt: Hash32(random.bytes()),
                });
            }
        } else if let Some(auction) = &mut auction {
            auction.apply(event);
        }
        let after = auction
            .as_ref()
            .ok_or_else(|| Error::Internal(format!("{code} begins without a listing")))?;
        if event.seq > chain.seq {
            leaves.extend(chain.seal(lot, code, event, after, random));
        }
    }
    Ok(leaves)
}

/// Where the chain of a lot's leaves stands.
#[derive(Default)]
struct Chain {
    seq: u64,
    digest: Option<Hash32>,
    reserve: Option<ReserveOpening>,
}

impl Chain {
    /// Goes on behind a leaf that is there already.
    fn follow(&mut self, stored: &store::StoredLeaf) -> Result<(), Error> {
        let leaf = Leaf::parse(&stored.leaf).map_err(|e| Error::Internal(e.to_string()))?;
        self.seq = leaf.seq;
        self.digest = Some(leaf.digest());
        let opening = stored
            .opening
            .as_deref()
            .map(serde_json::from_str::<Opening>);
        if let Some(Ok(opening)) = opening
            && let Some(secret) = opening.secret
            && let SecretPart::Reserve(reserve) = secret.part
        {
            self.reserve = Some(reserve);
        }
        Ok(())
    }

    /// The leaf of an event, and that of the reserve when the event ended bidding.
    fn seal(
        &mut self,
        lot: LotId,
        code: &LotCode,
        event: &Event,
        after: &Auction,
        random: &Random,
    ) -> Vec<NewLeaf> {
        let nonces = || Nonces {
            public: Hash32(random.bytes()),
            secret: Hash32(random.bytes()),
        };
        let previous = self.digest.unwrap_or(Hash32::ZERO);
        let reserve = self.reserve;
        let sealed = Sealed::of_event(code, event, after, event.at, reserve, previous, nonces());
        let ended = matches!(
            event.kind,
            EventKind::Closed { .. } | EventKind::Cancelled { .. }
        );
        let opened = self
            .reserve
            .take_if(|_| ended)
            .map(|opening| Sealed::of_reserve(&sealed.leaf, after, event.at, opening, nonces()));
        let made: Vec<Sealed> = std::iter::once(sealed).chain(opened).collect();
        self.seq = event.seq;
        self.digest = made.last().map(|sealed| sealed.leaf.digest());
        made.iter().map(|sealed| new_leaf(lot, sealed)).collect()
    }
}

fn new_leaf(lot: LotId, sealed: &Sealed) -> NewLeaf {
    NewLeaf {
        lot,
        seq: sealed.leaf.seq,
        kind: sealed.leaf.kind.byte(),
        leaf: sealed.leaf.to_bytes(),
        opening: serde_json::to_string(&sealed.opening).expect("an opening has a form in JSON"),
    }
}
