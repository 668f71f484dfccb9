//! Each leaf by itself and after the one before it: numbers, times, digests, commitments.

use super::{Break, BreakKind, json};
use crate::bidding::{MAX_JUMP_MAX, Order, Terms};
use crate::ids::LotCode;
use crate::ledger::hash::{Hash32, leaf_hash, public_commitment, secret_commitment};
use crate::ledger::leaf::{Leaf, LeafKind};
use crate::ledger::opening::{PublicEvent, PublicPart, SecretPart, Shown};
use crate::ledger::reserve::ReserveOpening;
use crate::money::{AMOUNT_MAX, Fen};
use crate::time::Timestamp;

/// A leaf whose commitments hold: what of it the rules need. A chain may have a million of them.
pub(super) struct Read {
    /// Its place in the chain, from 1.
    pub place: u64,
    /// Number of the event.
    pub seq: u64,
    pub at: Timestamp,
    pub received_at: Timestamp,
    pub part: PublicPart,
    /// What it hides, as far as it was shown.
    pub secret: Option<Box<SecretPart>>,
}

/// What the next leaf follows.
struct Last {
    /// The last leaf.
    kind: LeafKind,
    digest: Hash32,
    /// When it was decided.
    latest: Timestamp,
    /// Number and time of the last leaf that is no move.
    seq: u64,
    at: Timestamp,
    /// Number of the last move, if any has a leaf.
    moved: Option<u64>,
}

impl Last {
    /// What follows the leaf `read`, after `before`.
    fn after(kind: LeafKind, read: &Read, digest: Hash32, before: Option<&Self>) -> Self {
        let moved = before.and_then(|before| before.moved);
        let (seq, at, moved) = match (kind, before) {
            (LeafKind::Moved, Some(before)) => (before.seq, before.at, Some(read.seq)),
            _ => (read.seq, read.at, moved),
        };
        Self {
            kind,
            digest,
            latest: read.at,
            seq,
            at,
            moved,
        }
    }
}

impl Last {
    /// Whether the round that it belongs to has no result yet.
    const fn goes_on(&self) -> bool {
        use LeafKind::{Cancelled, Closed, Moved, ReserveOpened};
        !matches!(self.kind, Closed | Cancelled | ReserveOpened | Moved)
    }
}

/// Reads the leaves of one lot, up to the first that breaks the chain.
pub(super) struct Chain {
    pub lot: LotCode,
    pub leaves: Vec<Read>,
    /// Where it breaks.
    pub broken: Option<Break>,
    last: Option<Last>,
    /// The commitment to the reserve of the present round.
    committed: Option<Hash32>,
}

impl Chain {
    pub(super) const fn new(lot: LotCode) -> Self {
        Self {
            lot,
            leaves: Vec::new(),
            broken: None,
            last: None,
            committed: None,
        }
    }

    /// Digest of the last leaf.
    pub(super) fn digest(&self) -> Hash32 {
        self.last.as_ref().map_or(Hash32::ZERO, |last| last.digest)
    }

    /// Reads the next leaf; tells its hash, whole or broken.
    pub(super) fn push(&mut self, bytes: &[u8], shown: Shown<'_>) -> Hash32 {
        let digest = leaf_hash(bytes);
        if self.broken.is_some() {
            return digest;
        }
        match self.read(bytes, shown) {
            Ok((kind, read)) => {
                self.last = Some(Last::after(kind, &read, digest, self.last.as_ref()));
                if let PublicEvent::Listed {
                    reserve_commitment, ..
                } = read.part.event
                {
                    self.committed = reserve_commitment;
                }
                self.leaves.push(read);
            }
            Err(broken) => self.broken = Some(broken),
        }
        digest
    }

    fn read(&self, bytes: &[u8], shown: Shown<'_>) -> Result<(LeafKind, Read), Break> {
        let (place, before) = (self.leaves.len() as u64 + 1, self.last.as_ref());
        let next_seq = before.map_or(1, |before| before.seq + 1);
        let leaf = Leaf::parse(bytes).map_err(|_| Break::bare(place, next_seq, BreakKind::Leaf))?;
        let check = Check {
            place,
            seq: leaf.seq,
        };
        check.equal(BreakKind::Lot, &self.lot, &leaf.lot)?;
        in_turn(&check, &leaf, before)?;
        let commitment = public_commitment(shown.nonce, shown.public.as_bytes());
        check.equal(BreakKind::PublicCommitment, &commitment, &leaf.public)?;
        let part = PublicPart::parse(shown.public)
            .filter(|part| part.kind() == leaf.kind && part.after.ends_at == leaf.ends_at)
            .ok_or_else(|| check.bare(BreakKind::PublicForm))?;
        let secret = match shown.secret {
            Some(secret) => {
                let commitment = secret_commitment(secret.nonce, &secret.part.to_bytes());
                check.equal(BreakKind::SecretCommitment, &commitment, &leaf.secret)?;
                Some(secret.part)
            }
            None => None,
        };
        let has_secret = leaf.secret != Hash32::ZERO;
        if !secret_fits(&part.event, secret) || hides(&part.event) != has_secret {
            return Err(check.bare(BreakKind::SecretCommitment));
        }
        if !in_bounds(&leaf, &part) {
            return Err(check.bare(BreakKind::Bounds));
        }
        if before.is_some_and(Last::goes_on) {
            same_reserve(&check, &part.event, self.committed)?;
        }
        reserve_fits(&check, &self.lot, &part.event, secret, self.committed)?;
        let read = Read {
            place,
            seq: leaf.seq,
            at: leaf.at,
            received_at: leaf.received_at,
            part,
            secret: secret.map(Box::new),
        };
        Ok((leaf.kind, read))
    }
}

/// Number, digest and times after the leaf before.
fn in_turn(check: &Check, leaf: &Leaf, before: Option<&Last>) -> Result<(), Break> {
    let ended = |kind| matches!(kind, LeafKind::Closed | LeafKind::Cancelled);
    let seq = match before {
        Some(last) if leaf.kind == LeafKind::ReserveOpened && ended(last.kind) => last.seq,
        // Moves from before there were leaves of them have none: the first may have any number.
        Some(last) if leaf.kind == LeafKind::Moved => last
            .moved
            .map_or(leaf.seq.max(1), |moved| moved.saturating_add(1)),
        Some(last) => last.seq + 1,
        None => 1,
    };
    check.equal(BreakKind::Seq, &seq, &leaf.seq)?;
    let previous = before.map_or(Hash32::ZERO, |before| before.digest);
    check.equal(BreakKind::Previous, &previous, &leaf.previous)?;
    let decided = match before.map(|before| before.at) {
        // Time never stands still on a lot: the engine counts on when the clock does.
        Some(last) => Timestamp(leaf.received_at.0.max(last.0.saturating_add(1))),
        None => leaf.received_at.max(leaf.at),
    };
    match leaf.kind {
        LeafKind::Moved => {
            let latest = before.map_or(leaf.at, |before| before.latest);
            check.equal(BreakKind::Time, &leaf.received_at.max(latest), &leaf.at)
        }
        // A bid waits for its turn after it was received.
        LeafKind::Bid if before.is_none_or(|before| leaf.at > before.at) => Ok(()),
        _ => check.equal(BreakKind::Time, &decided, &leaf.at),
    }
}

/// Whether an event of this kind has a secret part.
fn hides(event: &PublicEvent) -> bool {
    match event {
        PublicEvent::Bid { order, .. } => *order == Order::Cap,
        PublicEvent::Listed { terms, .. } => terms.has_reserve,
        PublicEvent::Moved(_) => true,
        _ => false,
    }
}

fn secret_fits(event: &PublicEvent, secret: Option<SecretPart>) -> bool {
    matches!(
        (event, secret),
        (_, None)
            | (
                PublicEvent::Bid { .. },
                Some(SecretPart::Ceiling(Fen(1..=AMOUNT_MAX_FEN)))
            )
            | (PublicEvent::Listed { .. }, Some(SecretPart::Reserve(_)))
            | (PublicEvent::Moved(_), Some(SecretPart::Record(_)))
    )
}

const AMOUNT_MAX_FEN: i64 = AMOUNT_MAX.0;

/// A lot whose round is postponed is listed once more, under the reserve that was committed to first: it is
/// never opened otherwise, and nobody could tell whether it was another.
fn same_reserve(
    check: &Check,
    event: &PublicEvent,
    committed: Option<Hash32>,
) -> Result<(), Break> {
    match event {
        PublicEvent::Listed {
            reserve_commitment, ..
        } => check.equal(BreakKind::Reserve, &committed, reserve_commitment),
        _ => Ok(()),
    }
}

/// Every reserve that is shown is the one that was committed to.
fn reserve_fits(
    check: &Check,
    lot: &LotCode,
    event: &PublicEvent,
    secret: Option<SecretPart>,
    committed: Option<Hash32>,
) -> Result<(), Break> {
    let opens = |opening: &ReserveOpening, commitment: Option<Hash32>| {
        check.equal(
            BreakKind::Reserve,
            &commitment,
            &Some(opening.commitment(lot)),
        )
    };
    match (event, secret) {
        (
            PublicEvent::Listed {
                terms,
                reserve_commitment,
            },
            secret,
        ) => {
            let exists = reserve_commitment.is_some();
            check.equal(BreakKind::Reserve, &terms.has_reserve, &exists)?;
            match secret {
                Some(SecretPart::Reserve(opening)) => opens(&opening, *reserve_commitment),
                _ => Ok(()),
            }
        }
        (PublicEvent::ReserveOpened { opening }, _) => opens(opening, committed),
        _ => Ok(()),
    }
}

/// The longest window, extension or drain, ms: ten years. And the latest instant in µs, far beyond
/// any auction. Within them and [`AMOUNT_MAX`] nothing that the engine computes overflows.
const SPAN_MAX_MS: i64 = 10 * 366 * 86_400_000;
const INSTANT_MAX_US: i64 = 1 << 60;

fn in_bounds(leaf: &Leaf, part: &PublicPart) -> bool {
    let instants = [leaf.at, leaf.received_at, leaf.ends_at]
        .into_iter()
        .all(is_instant);
    let amounts = match &part.event {
        PublicEvent::Bid { rows, .. } => rows.iter().all(|row| is_amount(row.amount)),
        PublicEvent::Listed { terms, .. } => terms_in_bounds(terms),
        PublicEvent::ReserveOpened { opening } => is_amount(opening.reserve),
        PublicEvent::Moved(moved) => {
            moved.price.is_none_or(is_amount) && moved.until.is_none_or(is_instant)
        }
        _ => true,
    };
    instants && amounts && part.after.price.is_none_or(is_amount)
}

fn terms_in_bounds(terms: &Terms) -> bool {
    let bands = terms.ladder.bands().iter();
    let ladder = bands
        .into_iter()
        .all(|band| is_amount(band.step) && band.from <= AMOUNT_MAX);
    let hard_end = terms.hard_end.unwrap_or(terms.ends_at);
    let instants = [terms.opens_at, terms.ends_at, hard_end]
        .into_iter()
        .all(is_instant);
    let mut spans = [terms.window_ms, terms.extension_ms, terms.drain_ms].into_iter();
    let spans = spans.all(|span| (0..=SPAN_MAX_MS).contains(&span));
    is_amount(terms.start) && ladder && instants && spans && terms.max_jump <= MAX_JUMP_MAX
}

const fn is_amount(amount: Fen) -> bool {
    0 < amount.0 && amount.0 <= AMOUNT_MAX.0
}

const fn is_instant(instant: Timestamp) -> bool {
    -INSTANT_MAX_US < instant.0 && instant.0 < INSTANT_MAX_US
}

/// The leaf that is being looked at.
struct Check {
    place: u64,
    seq: u64,
}

impl Check {
    fn bare(&self, kind: BreakKind) -> Break {
        Break::bare(self.place, self.seq, kind)
    }

    fn equal<T>(&self, kind: BreakKind, expected: &T, found: &T) -> Result<(), Break>
    where
        T: PartialEq + serde::Serialize,
    {
        if expected == found {
            return Ok(());
        }
        let (expected, found) = (json(expected), json(found));
        Err(Break {
            expected,
            found,
            ..self.bare(kind)
        })
    }
}
