//! The leaf of the log that stands for one event of a lot, byte by byte (reliability.md L-09).
//!
//! | bytes | what |
//! |---|---|
//! | 1 | version of this layout: 1 |
//! | 1 | kind of event, [`LeafKind::byte`] |
//! | 1 | length of the lot's code, 1–32 |
//! | 1–32 | the lot's code in ASCII, upper case |
//! | 8 | number of the event on the lot, or of the move after its round, unsigned |
//! | 8 | when it was decided, µs since 1970-01-01T00:00:00Z, signed |
//! | 8 | when what led to it was received, likewise |
//! | 8 | the end of bidding as it stands after it, likewise |
//! | 32 | digest of the lot's previous leaf, [`Leaf::digest`]; zeros in the first |
//! | 32 | commitment to the public part, [`super::hash::public_commitment`] |
//! | 32 | commitment to the secret part, [`super::hash::secret_commitment`]; zeros without one |
//!
//! Numbers have their highest byte first. Nothing about a person stands in a leaf: a leaf is for
//! ever, what it commits to can be forgotten with its nonce (L-10).

use super::hash::{HASH_LEN, Hash32, leaf_hash};
use crate::bidding::EventKind;
use crate::ids::LotCode;
use crate::time::Timestamp;

/// The version of the layout.
pub const LEAF_VERSION: u8 = 1;

/// What a leaf stands for. An extension (延时) shows in [`Leaf::ends_at`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeafKind {
    /// The lot was put into a round, with its terms.
    Listed,
    /// An instruction was accepted.
    Bid,
    /// Bidding was interrupted.
    Suspended,
    /// Bidding goes on.
    Resumed,
    /// A bidder was struck out.
    Voided,
    /// Bidding was called off.
    Cancelled,
    /// Bidding closed.
    Closed,
    /// The reserve price was opened after the close.
    ReserveOpened,
    /// The lot moved on after its round (bidding.md C.7): confirmed, defaulted, published …
    Moved,
}

impl LeafKind {
    /// Every kind; its place is its byte less one.
    pub const ALL: [Self; 9] = [
        Self::Listed,
        Self::Bid,
        Self::Suspended,
        Self::Resumed,
        Self::Voided,
        Self::Cancelled,
        Self::Closed,
        Self::ReserveOpened,
        Self::Moved,
    ];

    /// The byte in the leaf, 1–9.
    pub const fn byte(self) -> u8 {
        self as u8 + 1
    }

    /// The kind with this byte.
    pub fn of(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte).checked_sub(1)?).copied()
    }

    /// The kind of an event.
    pub const fn of_event(kind: &EventKind) -> Self {
        match kind {
            EventKind::Listed { .. } => Self::Listed,
            EventKind::Bid { .. } => Self::Bid,
            EventKind::Suspended { .. } => Self::Suspended,
            EventKind::Resumed { .. } => Self::Resumed,
            EventKind::Voided { .. } => Self::Voided,
            EventKind::Cancelled { .. } => Self::Cancelled,
            EventKind::Closed { .. } => Self::Closed,
        }
    }
}

/// One leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What it stands for.
    pub kind: LeafKind,
    /// The lot.
    pub lot: LotCode,
    /// Number of the event on the lot, from 1 without gaps. The opening of a reserve is no event
    /// of its own: it bears the number of the close that it belongs to. Moves after a round have
    /// numbers of their own, from 1 over all rounds; the first ones of a lot may be older than
    /// their leaves and have none.
    pub seq: u64,
    /// When it was decided; strictly rising within a lot, but for moves, which may share an instant
    /// with what stands before and after them.
    pub at: Timestamp,
    /// Of a bid, when its last byte had arrived (bidding.md C.6). Of everything else, the clock by
    /// which it was decided: [`Self::at`] itself, or earlier when the lot's last event was not.
    pub received_at: Timestamp,
    /// The end of bidding as it stands after the event.
    pub ends_at: Timestamp,
    /// Digest of the lot's previous leaf; [`Hash32::ZERO`] in the first.
    pub previous: Hash32,
    /// Commitment to the public part.
    pub public: Hash32,
    /// Commitment to the secret part; [`Hash32::ZERO`] when there is none.
    pub secret: Hash32,
}

/// The bytes are no leaf of this layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a leaf")]
pub struct NotALeaf;

impl Leaf {
    /// The canonical bytes, 132–163 of them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let code = self.lot.as_str().as_bytes();
        let mut bytes = vec![LEAF_VERSION, self.kind.byte(), code.len() as u8];
        bytes.extend_from_slice(code);
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        for instant in [self.at, self.received_at, self.ends_at] {
            bytes.extend_from_slice(&instant.0.to_be_bytes());
        }
        for hash in [self.previous, self.public, self.secret] {
            bytes.extend_from_slice(&hash.0);
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] writes.
    ///
    /// # Errors
    /// [`NotALeaf`] for everything else: another version or kind, a code in lower case, bytes too
    /// many or too few.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotALeaf> {
        let (leaf, rest) = Self::read(bytes).ok_or(NotALeaf)?;
        rest.is_empty().then_some(leaf).ok_or(NotALeaf)
    }

    /// The code of the lot in the bytes of a leaf, without looking at the rest: to sort leaves by
    /// their lots before each is read. `None` where no code stands.
    pub fn code_in(bytes: &[u8]) -> Option<&str> {
        let ([_, _, length], rest) = bytes.split_first_chunk()?;
        std::str::from_utf8(rest.get(..usize::from(*length))?).ok()
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let ([version, kind, length], rest) = bytes.split_first_chunk()?;
        let (code, mut rest) = rest.split_at_checked(usize::from(*length))?;
        // The parser of codes takes lower case as well. Everything else here has one spelling.
        let lot = LotCode::parse(std::str::from_utf8(code).ok()?)
            .filter(|lot| lot.as_str().as_bytes() == code)?;
        let kind = LeafKind::of(*kind).filter(|_| *version == LEAF_VERSION)?;
        let leaf = Self {
            kind,
            lot,
            seq: u64::from_be_bytes(take(&mut rest)?),
            at: Timestamp(i64::from_be_bytes(take(&mut rest)?)),
            received_at: Timestamp(i64::from_be_bytes(take(&mut rest)?)),
            ends_at: Timestamp(i64::from_be_bytes(take(&mut rest)?)),
            previous: Hash32(take::<HASH_LEN>(&mut rest)?),
            public: Hash32(take::<HASH_LEN>(&mut rest)?),
            secret: Hash32(take::<HASH_LEN>(&mut rest)?),
        };
        Some((leaf, rest))
    }

    /// What the lot's next leaf points back to: the hash of the leaf in the tree.
    pub fn digest(&self) -> Hash32 {
        leaf_hash(&self.to_bytes())
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}
