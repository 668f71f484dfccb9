//! Where the chain of a lot's leaves stands, and how it goes on.

use crate::{Error, Random};
use domain::bidding::stage::{Stage, StageEventKind};
use domain::bidding::{Auction, Event, EventKind, Outcome};
use domain::ids::{LotCode, LotId};
use domain::ledger::hash::Hash32;
use domain::ledger::leaf::Leaf;
use domain::ledger::moved::{MoveRecord, PublicMove, SealedMove};
use domain::ledger::opening::{Opening, SecretPart};
use domain::ledger::reserve::ReserveOpening;
use domain::ledger::sealed::{Nonces, Sealed};
use domain::money::Fen;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{NewLeaf, QueuedLot, StoredMove};

/// Chains remembered before all are forgotten.
const KEPT_MAX: usize = 10_000;

/// The chains that were sealed last, so that a lot with a long history is not read anew for every
/// bid. One is good as long as the log's last leaf of the lot is the one it ends with.
#[derive(Default)]
pub(crate) struct Chains(Mutex<HashMap<LotId, Chain>>);

impl Chains {
    /// The chain of the lot, when it ends with this leaf.
    pub(super) fn take(&self, lot: LotId, last: Option<Hash32>) -> Option<Chain> {
        let mut chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chains.remove(&lot).filter(|chain| chain.digest == last)
    }

    pub(super) fn keep(&self, lot: LotId, chain: Chain) {
        let mut chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if chains.len() >= KEPT_MAX {
            chains.clear();
        }
        chains.insert(lot, chain);
    }
}

/// A lot as of its last leaf.
#[derive(Default)]
pub(super) struct Chain {
    /// Number of the last move after a round that has its leaf.
    moved: u64,
    /// Number of the event that listed the lot in its present round.
    listed_seq: u64,
    /// Digest of the last leaf.
    digest: Option<Hash32>,
    /// When it was decided.
    latest: Timestamp,
    /// The reserve of the round and its salt, until they are opened.
    reserve: Option<ReserveOpening>,
    /// The lot after that event.
    auction: Option<Auction>,
}

/// What happened on a lot since its last leaf, as it was read.
#[derive(Default)]
pub(super) struct News {
    /// Its next events, in order.
    pub(super) events: Vec<Event>,
    /// Its moves of all rounds; none when none of them can want a leaf.
    pub(super) moves: Vec<StoredMove>,
    /// Whether those events are all that the lot has.
    pub(super) is_whole: bool,
}

impl Chain {
    /// The chain as the table tells it: the events up to the last one that has its leaf, and the last
    /// leaf.
    pub(super) fn rebuilt(queued: &QueuedLot, last: &Leaf, events: &[Event]) -> Self {
        let mut chain = Self {
            moved: queued.sealed_move,
            ..Self::default()
        };
        for event in events {
            chain.advance(event, queued.reserve);
        }
        chain.digest = Some(last.digest());
        chain.latest = last.at;
        chain
    }

    /// Number of the listing whose reserve is still to be opened; nothing without a reserve.
    pub(super) fn sealed_reserve(&self) -> Option<u64> {
        let auction = self.auction.as_ref()?;
        // The reserve itself may be that of a later round already.
        let waits = auction.outcome.is_none() && auction.terms.has_reserve;
        waits.then_some(self.listed_seq)
    }

    /// Takes the reserve of the round and its salt from what opens the leaf of its listing, JSON.
    pub(super) fn recall_reserve(&mut self, opening: &str) {
        self.reserve = reserve_in(opening);
    }

    /// Whether the lot may have moved on when these events have happened too: while bids come in there
    /// is nothing to look for.
    pub(super) fn may_move(&self, events: &[Event]) -> bool {
        let is_over = self.auction.as_ref().is_some_and(|a| a.outcome.is_some());
        let ends = |event: &Event| !matches!(event.kind, EventKind::Bid { .. });
        is_over || events.iter().any(ends)
    }

    /// Seals the events of a lot that have no leaf yet, and the moves after its rounds between them.
    /// Those after its last round have to wait until all of its events are there.
    pub(super) fn seal_all(
        &mut self,
        (lot, code): (LotId, &LotCode),
        reserve: Option<Fen>,
        news: &News,
        random: &Random,
    ) -> Result<Vec<NewLeaf>, Error> {
        let mut leaves = Vec::new();
        for event in &news.events {
            if let EventKind::Listed { .. } = event.kind {
                leaves.extend(self.seal_moves((lot, code), &news.moves, random));
            }
            let goes_on = self.auction.as_ref().is_some_and(|a| a.outcome.is_none());
            self.advance(event, reserve);
            // Of a round that was postponed the reserve stays committed to as it was.
            if matches!(event.kind, EventKind::Listed { .. }) && !goes_on {
                let round = self.auction.as_ref().and_then(|auction| auction.reserve);
                self.reserve = round.map(|reserve| ReserveOpening {
                    reserve,
                    salt: Hash32(random.bytes()),
                });
            }
            leaves.extend(self.seal((lot, code), event, random)?);
        }
        if news.is_whole {
            leaves.extend(self.seal_moves((lot, code), &news.moves, random));
        }
        Ok(leaves)
    }

    /// Follows an event.
    fn advance(&mut self, event: &Event, reserve: Option<Fen>) {
        match (&event.kind, &mut self.auction) {
            (EventKind::Listed { terms }, auction) => {
                let reserve = reserve.filter(|_| terms.has_reserve);
                *auction = Some(Auction::listed(terms.clone(), reserve, event.seq, event.at));
                self.listed_seq = event.seq;
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
        let nonces = || nonces(random);
        let after = self.auction.as_ref();
        let after = after.ok_or_else(|| Error::Internal(format!("{code} was never listed")))?;
        let (previous, reserve) = (self.digest.unwrap_or(Hash32::ZERO), self.reserve);
        // Instants rise strictly within a lot.
        let opened_at = Timestamp(event.at.0 + 1);
        let sealed = Sealed::of_event(code, event, after, reserve, previous, nonces());
        let opened = self
            .reserve
            .take_if(|_| after.outcome.is_some())
            .map(|opening| Sealed::of_reserve(&sealed.leaf, after, opened_at, opening, nonces()));
        let made: Vec<Sealed> = std::iter::once(sealed).chain(opened).collect();
        self.follow(made.last());
        Ok(made.iter().map(|sealed| new_leaf(lot, sealed)).collect())
    }

    /// The leaves of the moves since the result of the present round. Those of a round after which
    /// the lot was listed again without them have none: they are older than such leaves, and now
    /// it is too late. Nor have those of a lot that had moved on before there was a record of it.
    fn seal_moves(
        &mut self,
        (lot, code): (LotId, &LotCode),
        moves: &[StoredMove],
        random: &Random,
    ) -> Vec<NewLeaf> {
        let auction = self.auction.as_ref().filter(|_| !moves.is_empty()).cloned();
        let Some((after, outcome)) = auction.and_then(|after| {
            let outcome = after.outcome?;
            Some((after, outcome))
        }) else {
            return Vec::new();
        };
        let of_round = |one: &&StoredMove| one.listed_seq == self.listed_seq;
        let of_round: Vec<&StoredMove> = moves.iter().filter(of_round).collect();
        let begins = |one: &&StoredMove| one.from == Stage::after_round(&outcome);
        if !of_round.first().is_some_and(begins) {
            return Vec::new();
        }
        let mut leaves = Vec::new();
        for one in of_round {
            let number = u64::from(one.seq);
            if number <= self.moved {
                continue;
            }
            // Written together with an event that was not there yet when the events were read: next
            // time it is.
            let has_struck = matches!(outcome, Outcome::Voided { .. });
            if one.step.event == StageEventKind::Void && !has_struck {
                break;
            }
            let previous = self.digest.unwrap_or(Hash32::ZERO);
            let moved = sealed_move(one);
            let sealed =
                Sealed::of_move(code, moved, &after, self.latest, previous, nonces(random));
            self.moved = number;
            self.follow(Some(&sealed));
            leaves.push(new_leaf(lot, &sealed));
        }
        leaves
    }

    /// Goes on behind this leaf.
    fn follow(&mut self, last: Option<&Sealed>) {
        if let Some(Sealed { leaf, .. }) = last {
            self.digest = Some(leaf.digest());
            self.latest = leaf.at;
        }
    }
}

/// The reserve that a leaf of a listing commits to.
fn reserve_in(opening: &str) -> Option<ReserveOpening> {
    let opening: Opening = serde_json::from_str(opening).ok()?;
    match opening.secret?.part {
        SecretPart::Reserve(reserve) => Some(reserve),
        SecretPart::Ceiling(_) | SecretPart::Record(_) => None,
    }
}

fn nonces(random: &Random) -> Nonces {
    Nonces {
        public: Hash32(random.bytes()),
        secret: Hash32(random.bytes()),
    }
}

fn sealed_move(one: &StoredMove) -> SealedMove {
    let record = MoveRecord {
        by: one.by.as_ref().map(|(id, _)| *id),
        reason: &one.reason,
        particulars: &one.step.particulars,
        paper: one.paper.as_ref().map(|(hash, _)| *hash),
    };
    SealedMove {
        number: u64::from(one.seq),
        at: one.step.at,
        public: PublicMove::of(one.from, &one.step),
        record: record.digest(),
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
