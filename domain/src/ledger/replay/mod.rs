//! The verifier of one lot: is the chain of its leaves whole, and did the rules lead to everything
//! that was published (reliability.md L-12, bidding.md C.12 I10)?
//!
//! The rules are replayed with the engine of the portal itself, [`crate::bidding`]. It needs what
//! the public does not know before the close, the ceilings and the reserve. [`deduce`] finds the
//! smallest ceilings and the reserve that explain what is public; when even they do not lead to the
//! published lines, prices, leaders, ends and results, nothing does. What has been opened, the
//! reserve after the close or the ceilings shown to an auditor, is checked against its commitment
//! and used as it is.
//!
//! After the result of a round the lot goes the way of bidding.md C.7: [`moves`] follows its leaves.
//! Ledgers from before there were such leaves have none, and are whole without.
//!
//! What this cannot see: an instruction that was refused or never taken in, a jump that was not
//! confirmed, whether a bidder was qualified; and, until it is opened, the amount of a ceiling
//! where another one would have led to the same price and leader.

mod chain;
mod deduce;
mod moves;
mod round;

use super::hash::Hash32;
use super::opening::{Opening, Shown};
use super::reserve::ReserveOpening;
use crate::bidding::stage::Stage;
use crate::bidding::{Outcome, Paddle, ReserveStatus};
use crate::ids::LotCode;
use crate::money::Fen;
use serde::{Deserialize, Serialize};

/// A leaf as the log has it, with what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// What opens it; the secret part may be missing.
    pub opening: Opening,
}

/// How far the chain of a lot goes, as the portal publishes it beside the lot (L-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Leaves of the lot.
    pub leaves: u64,
    /// Digest of the last one.
    pub digest: Hash32,
}

/// What a whole chain says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The lot.
    pub lot: LotCode,
    /// The number of leaves and the digest of the last one.
    pub head: Head,
    /// Number of the lot's last event; moves after a round do not count.
    pub seq: u64,
    /// Rounds in which the lot was listed.
    pub rounds: u32,
    /// Price in the last round.
    pub price: Option<Fen>,
    /// Leader in the last round.
    pub leader: Option<Paddle>,
    /// Status of the reserve in the last round.
    pub reserve_status: ReserveStatus,
    /// The reserve of the last round, if it has been opened.
    pub reserve: Option<ReserveOpening>,
    /// Result of the last round, once closed.
    pub outcome: Option<Outcome>,
    /// Where the last move after that round led (bidding.md C.7); nothing before the first.
    pub stage: Option<Stage>,
}

/// Where a chain breaks first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("leaf {leaf}, event {seq}: {kind:?}: expected {expected}, found {found}")]
pub struct Break {
    /// Place of the leaf in the lot's chain, from 1; 0 when there is none.
    pub leaf: u64,
    /// Number of the event or move it stands for, as far as it could be read.
    pub seq: u64,
    /// What is wrong with it.
    pub kind: BreakKind,
    /// What should be there: a number, digits or JSON. Empty when that cannot be told.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// What can be wrong, in the order in which it is looked for at each leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// There are no leaves at all.
    Empty,
    /// The bytes are no leaf.
    Leaf,
    /// The leaf of another lot.
    Lot,
    /// A number is missing, doubled or out of turn.
    Seq,
    /// It does not point back to the leaf before it.
    Previous,
    /// Its times do not follow those before it.
    Time,
    /// The public part is not what the leaf commits to.
    PublicCommitment,
    /// The public part has no canonical form, or is of another kind of event.
    PublicForm,
    /// A secret part is missing, too much, or not what the leaf commits to.
    SecretCommitment,
    /// A figure that no lot can have.
    Bounds,
    /// The opened reserve is not what was committed to.
    Reserve,
    /// The event cannot happen at this point.
    Order,
    /// A move that does not start where the lot stands, or that bidding.md C.7 does not have.
    Transition,
    /// The rules refuse the instruction; what is found is the code of the refusal.
    Refused,
    /// Other lines for the list of bids.
    Rows,
    /// Another remaining time.
    Remaining,
    /// Another floor after a bidder was struck out.
    Floor,
    /// Another result.
    Outcome,
    /// Another price.
    Price,
    /// Another leader.
    Leader,
    /// Another end.
    EndsAt,
    /// Another status of the reserve.
    ReserveStatus,
    /// The chain is not as long as published, or ends otherwise.
    Head,
}

/// Verifies the chain of `lot`: `entries` in the order of the log. Without the published `head`
/// nothing can tell that the latest leaves are missing, or that the last one was changed.
///
/// # Errors
/// The first [`Break`].
pub fn verify(lot: &LotCode, entries: &[Entry], head: Option<&Head>) -> Result<Verified, Break> {
    let mut verifier = Verifier::new(lot.clone());
    for entry in entries {
        verifier.push(&entry.leaf, Shown::from(&entry.opening));
    }
    verifier.finish(head)
}

/// Verifies the chain of one lot while its leaves arrive. Of each leaf it keeps what the rules
/// need; they are replayed when all are there, because what they go by, ceilings and the reserve,
/// is told by later leaves.
pub struct Verifier {
    chain: chain::Chain,
    replay: round::Replay,
}

impl Verifier {
    /// Before the first leaf of `lot`.
    pub fn new(lot: LotCode) -> Self {
        Self {
            chain: chain::Chain::new(lot),
            replay: round::Replay::default(),
        }
    }

    /// The lot.
    pub const fn lot(&self) -> &LotCode {
        &self.chain.lot
    }

    /// Leaves that form a chain so far.
    pub fn leaves(&self) -> u64 {
        self.chain.leaves.len() as u64
    }

    /// Takes the lot's next leaf in the order of the log, and tells its hash in the tree. What is
    /// wrong with it is told by [`Self::finish`]: what stands before may break the rules earlier.
    pub fn push(&mut self, leaf: &[u8], shown: Shown<'_>) -> Hash32 {
        self.chain.push(leaf, shown)
    }

    /// Leaves that have been replayed.
    pub fn replayed(&self) -> u64 {
        self.replay.place()
    }

    /// Replays at most so many leaves more, for callers that may not be away for long; whether
    /// that was the last. All leaves must be there.
    ///
    /// # Errors
    /// The first [`Break`] of the rules.
    pub fn replay(&mut self, leaves: usize) -> Result<bool, Break> {
        self.replay.advance(&self.chain.leaves, leaves)
    }

    /// Replays what is left, and tells what the chain says.
    ///
    /// # Errors
    /// The first [`Break`].
    pub fn finish(mut self, head: Option<&Head>) -> Result<Verified, Break> {
        while !self.replay(usize::MAX)? {}
        let (chain, rounds) = (self.chain, self.replay.rounds);
        let found = Head {
            leaves: chain.leaves.len() as u64,
            digest: chain.digest(),
        };
        if let Some(broken) = chain.broken {
            return Err(broken);
        }
        let (Some(last), Some(auction)) = (chain.leaves.last(), rounds.last) else {
            return Err(Break::bare(0, 0, BreakKind::Empty));
        };
        if let Some(head) = head.filter(|head| **head != found) {
            return Err(Break {
                leaf: found.leaves,
                seq: last.seq,
                kind: BreakKind::Head,
                expected: json(head),
                found: json(&found),
            });
        }
        Ok(Verified {
            head: found,
            seq: auction.seq,
            rounds: rounds.count,
            price: auction.price,
            leader: auction.leader,
            reserve_status: last.part.after.reserve,
            reserve: rounds.reserve,
            outcome: auction.outcome,
            stage: rounds.deal.stage,
            lot: chain.lot,
        })
    }
}

impl Break {
    fn bare(leaf: u64, seq: u64, kind: BreakKind) -> Self {
        let (expected, found) = Default::default();
        Self {
            leaf,
            seq,
            kind,
            expected,
            found,
        }
    }
}

/// For the two sides of a break.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
