//! Where the chain of a lot's leaves stands, and how it goes on.

use crate::{Error, Random};
use domain::bidding::{Auction, Event, EventKind};
use domain::ids::{LotCode, LotId};
use domain::ledger::hash::Hash32;
use domain::ledger::leaf::Leaf;
use domain::ledger::opening::{Opening, SecretPart};
use domain::ledger::reserve::ReserveOpening;
use domain::ledger::sealed::{Nonces, Sealed};
use domain::money::Fen;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{NewLeaf, StoredLeaf, Tx};

/// Chains remembered before all are forgotten.
const KEPT_MAX: usize = 10_000;

/// The chains that were sealed last, so that a lot with a long history is not read anew for every
/// bid. One is good as long as the log's last leaf of the lot is the one it ends with.
#[derive(Default)]
pub(crate) struct Chains(Mutex<HashMap<LotId, Chain>>);

impl Chains {
    fn take(&self, lot: LotId, last: Option<Hash32>) -> Option<Chain> {
        let mut chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chains.remove(&lot).filter(|chain| chain.digest == last)
    }

    fn keep(&self, lot: LotId, chain: Chain) {
        let mut chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if chains.len() >= KEPT_MAX {
            chains.clear();
        }
        chains.insert(lot, chain);
    }
}

/// A lot as of its last leaf.
#[derive(Default)]
struct Chain {
    /// Number of the last event that has its leaf.
    seq: u64,
    /// Digest of the last leaf.
    digest: Option<Hash32>,
    /// The reserve of the round and its salt, until they are opened.
    reserve: Option<ReserveOpening>,
    /// The lot after that event.
    auction: Option<Auction>,
}

/// Seals the events of a lot that have no leaf yet, at most `limit` of them; fewer leaves than that
/// when none is left.
pub(super) async fn seal_lot(
    tx: &mut Tx,
    (lot, code): (LotId, &LotCode),
    limit: u32,
    chains: &Chains,
    random: &Random,
) -> Result<Vec<NewLeaf>, Error> {
    let last = tx.last_leaf_of_lot(lot).await?;
    let last = last.as_ref().map(parsed).transpose()?;
    let known = chains.take(lot, last.as_ref().map(Leaf::digest));
    let reserve = tx
        .auction(lot)
        .await?
        .and_then(|stored| stored.auction.reserve);
    let mut chain = match (known, last) {
        (Some(chain), _) => chain,
        (None, None) => Chain::default(),
        (None, Some(last)) => rebuilt(tx, lot, &last, reserve).await?,
    };
    let mut leaves = Vec::new();
    for event in tx.raw_events_after(lot, chain.seq, limit).await? {
        chain.advance(&event, reserve);
        if let EventKind::Listed { .. } = event.kind {
            let round = chain.auction.as_ref().and_then(|auction| auction.reserve);
            chain.reserve = round.map(|reserve| ReserveOpening {
                reserve,
                salt: Hash32(random.bytes()),
            });
        }
        leaves.extend(chain.seal((lot, code), &event, random)?);
    }
    chains.keep(lot, chain);
    Ok(leaves)
}

/// The chain as the table tells it.
async fn rebuilt(
    tx: &mut Tx,
    lot: LotId,
    last: &Leaf,
    reserve: Option<Fen>,
) -> Result<Chain, Error> {
    let mut chain = Chain::default();
    for event in tx.raw_events(lot).await? {
        if event.seq <= last.seq {
            chain.advance(&event, reserve);
        }
    }
    chain.seq = last.seq;
    chain.digest = Some(last.digest());
    let running = chain.auction.as_ref().is_some_and(|a| a.outcome.is_none());
    if running {
        for stored in tx.leaves_of_lot(lot).await? {
            chain.reserve = reserve_in(&stored).or(chain.reserve);
        }
    }
    Ok(chain)
}

fn parsed(stored: &StoredLeaf) -> Result<Leaf, Error> {
    Leaf::parse(&stored.leaf).map_err(|error| Error::Internal(error.to_string()))
}

/// The reserve that a leaf of a listing commits to.
fn reserve_in(stored: &StoredLeaf) -> Option<ReserveOpening> {
    let opening: Opening = serde_json::from_str(stored.opening.as_deref()?).ok()?;
    match opening.secret?.part {
        SecretPart::Reserve(reserve) => Some(reserve),
        SecretPart::Ceiling(_) => None,
    }
}

impl Chain {
    /// Follows an event.
    fn advance(&mut self, event: &Event, reserve: Option<Fen>) {
        match (&event.kind, &mut self.auction) {
            (EventKind::Listed { terms }, auction) => {
                let reserve = reserve.filter(|_| terms.has_reserve);
                *auction = Some(Auction::listed(terms.clone(), reserve, event.seq, event.at));
            }
            (_, Some(auction)) => auction.apply(event),
            (_, None) => {}
        }
    }

    /// The leaf of an event that was followed, and that of the reserve when it ended bidding.
    fn seal(
        &mut self,
        (lot, code): (LotId, &LotCode),
        event: &Event,
        random: &Random,
    ) -> Result<Vec<NewLeaf>, Error> {
        let nonces = || Nonces {
            public: Hash32(random.bytes()),
            secret: Hash32(random.bytes()),
        };
        let after = self.auction.as_ref();
        let after = after.ok_or_else(|| Error::Internal(format!("{code} was never listed")))?;
        let (previous, reserve) = (self.digest.unwrap_or(Hash32::ZERO), self.reserve);
        // Instants rise strictly within a lot.
        let opened_at = Timestamp(event.at.0 + 1);
        let sealed = Sealed::of_event(code, event, after, event.at, reserve, previous, nonces());
        let opened = self
            .reserve
            .take_if(|_| after.outcome.is_some())
            .map(|opening| Sealed::of_reserve(&sealed.leaf, after, opened_at, opening, nonces()));
        let made: Vec<Sealed> = std::iter::once(sealed).chain(opened).collect();
        self.seq = event.seq;
        self.digest = made.last().map(|sealed| sealed.leaf.digest());
        Ok(made.iter().map(|sealed| new_leaf(lot, sealed)).collect())
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
