//! What a leaf commits to: the public part, which everybody may see, and the secret part, which
//! stays with its owner and the auditors until the close (bidding.md C.3, C.12 I18).

use super::hash::Hash32;
use super::leaf::LeafKind;
use super::moved::PublicMove;
use super::reserve::ReserveOpening;
use crate::bidding::{
    Auction, Event, EventKind, Order, Outcome, Paddle, ReserveStatus, Row, SuspendReason, Terms,
};
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the public may see of an event and of the lot after it.
///
/// Its canonical bytes are JSON in UTF-8 without blanks, the fields in the order of this
/// declaration, amounts in fen, instants in µs since 1970-01-01T00:00:00Z, hashes as hexadecimal
/// digits. An optional field without a value is `null`, unless its declaration says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicPart {
    /// What happened.
    pub event: PublicEvent,
    /// How the lot stands after it.
    pub after: Standing,
}

/// The public figures of a lot that follow from the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Current price.
    pub price: Option<Fen>,
    /// Who leads.
    pub leader: Option<Paddle>,
    /// The end of bidding.
    pub ends_at: Timestamp,
    /// Status of the reserve price.
    pub reserve: ReserveStatus,
}

impl Standing {
    /// The figures of `auction`.
    pub fn of(auction: &Auction) -> Self {
        Self {
            price: auction.price,
            leader: auction.leader,
            ends_at: auction.ends_at,
            reserve: auction.reserve_status(),
        }
    }
}

/// The public side of each kind of leaf: that of [`EventKind`] without ceilings and the reserve. In
/// JSON an object with one field, the kind; a form with the kind inside could not hold the ranks of
/// the terms, whose keys are numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicEvent {
    /// The lot was put into a round.
    Listed {
        /// The frozen terms. Apart, because a bid needs a fraction of their room and a verifier
        /// holds a million bids.
        terms: Box<Terms>,
        /// The commitment to the reserve price; `null` without one.
        reserve_commitment: Option<Hash32>,
    },
    /// An instruction was accepted. The amount of a bid by hand is that of its line.
    Bid {
        /// Who gave it.
        paddle: Paddle,
        /// A bid or a ceiling.
        order: Order,
        /// The lines it added to the list of bids; none for a silent change of a ceiling.
        rows: Vec<Row>,
    },
    /// Bidding was interrupted.
    Suspended {
        /// Why.
        reason: SuspendReason,
        /// What was left until the end, ms.
        remaining_ms: i64,
    },
    /// Bidding goes on.
    Resumed,
    /// A bidder was struck out.
    Voided {
        /// Whose instructions.
        paddle: Paddle,
        /// Why.
        reason: SuspendReason,
        /// The least next bid when the leader was struck; `null` otherwise.
        floor: Option<Fen>,
    },
    /// Bidding was called off.
    Cancelled {
        /// Why.
        reason: SuspendReason,
    },
    /// Bidding closed.
    Closed {
        /// With this result.
        outcome: Outcome,
    },
    /// The reserve price was opened.
    ReserveOpened {
        /// What the commitment of the last listing was made of.
        opening: ReserveOpening,
    },
    /// The lot moved on after its round. Apart, for the same reason as the terms.
    Moved(Box<PublicMove>),
}

impl PublicPart {
    /// The public part of `event`, which led to `after`. `reserve_commitment` belongs to a listing
    /// and is left out of everything else.
    pub fn of(event: &Event, after: &Auction, reserve_commitment: Option<Hash32>) -> Self {
        let event = match &event.kind {
            EventKind::Listed { terms } => PublicEvent::Listed {
                terms: Box::new(terms.clone()),
                reserve_commitment,
            },
            EventKind::Bid {
                paddle,
                order,
                rows,
                ..
            } => PublicEvent::Bid {
                paddle: *paddle,
                order: *order,
                rows: rows.clone(),
            },
            EventKind::Suspended {
                reason,
                remaining_ms,
            } => PublicEvent::Suspended {
                reason: *reason,
                remaining_ms: *remaining_ms,
            },
            EventKind::Resumed { .. } => PublicEvent::Resumed,
            EventKind::Voided { paddle, reason, .. } => PublicEvent::Voided {
                paddle: *paddle,
                reason: *reason,
                floor: after.floor,
            },
            EventKind::Cancelled { reason } => PublicEvent::Cancelled { reason: *reason },
            EventKind::Closed { outcome } => PublicEvent::Closed { outcome: *outcome },
        };
        Self {
            event,
            after: Standing::of(after),
        }
    }

    /// The kind of the leaf that it belongs to.
    pub const fn kind(&self) -> LeafKind {
        match self.event {
            PublicEvent::Listed { .. } => LeafKind::Listed,
            PublicEvent::Bid { .. } => LeafKind::Bid,
            PublicEvent::Suspended { .. } => LeafKind::Suspended,
            PublicEvent::Resumed => LeafKind::Resumed,
            PublicEvent::Voided { .. } => LeafKind::Voided,
            PublicEvent::Cancelled { .. } => LeafKind::Cancelled,
            PublicEvent::Closed { .. } => LeafKind::Closed,
            PublicEvent::ReserveOpened { .. } => LeafKind::ReserveOpened,
            PublicEvent::Moved(_) => LeafKind::Moved,
        }
    }

    /// The canonical bytes.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers, names and lists have a form in JSON")
    }

    /// Reads what [`Self::to_json`] writes; `None` for everything else, another spelling of the
    /// same facts included.
    pub fn parse(json: &str) -> Option<Self> {
        let part: Self = serde_json::from_str(json).ok()?;
        part.is_written_as(json).then_some(part)
    }

    /// Whether [`Self::to_json`] gives this text, without keeping what it gives: verifiers ask of
    /// every leaf.
    fn is_written_as(&self, json: &str) -> bool {
        let mut left = Expected(json.as_bytes());
        serde_json::to_writer(&mut left, self).is_ok() && left.0.is_empty()
    }
}

/// Takes the bytes that it expects, in their order, and refuses all others.
struct Expected<'a>(&'a [u8]);

impl std::io::Write for Expected<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let left = self.0.strip_prefix(bytes);
        self.0 = left.ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What only its owner and the auditors know until the close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretPart {
    /// How far a ceiling goes. Its bytes: `0x01`, the amount in fen as eight bytes, signed, the
    /// highest first.
    Ceiling(Fen),
    /// The reserve of a listing. Its bytes: `0x02`, the reserve likewise, the 32 bytes of the salt.
    Reserve(ReserveOpening),
    /// Everything that is on record of a move, [`super::moved::MoveRecord::digest`]. Its bytes:
    /// `0x03`, the 32 bytes of the digest.
    Record(Hash32),
}

impl SecretPart {
    /// The canonical bytes, 9, 33 or 41 of them.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Ceiling(amount) => [&[1], amount.get().to_be_bytes().as_slice()].concat(),
            Self::Reserve(ReserveOpening { reserve, salt }) => {
                [&[2], reserve.get().to_be_bytes().as_slice(), &salt.0].concat()
            }
            Self::Record(digest) => [[3].as_slice(), &digest.0].concat(),
        }
    }
}

/// A part with the nonce that hides its commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened<T> {
    /// 32 random bytes, of this leaf and this part alone.
    pub nonce: Hash32,
    /// The part.
    pub part: T,
}

/// What opens a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The public part: its canonical bytes, which [`PublicPart::parse`] reads.
    pub public: Opened<String>,
    /// The secret part, for its owner and after the close; left out for everybody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Opened<SecretPart>>,
}

impl Opening {
    /// The same without the secret part: what everybody may see.
    #[must_use]
    pub fn public_only(&self) -> Self {
        Self {
            public: self.public.clone(),
            secret: None,
        }
    }
}

/// What opens a leaf, lent by whoever keeps it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The random bytes of the public part.
    pub nonce: Hash32,
    /// The public part: its canonical bytes.
    pub public: &'a str,
    /// The secret part, when it may be seen.
    pub secret: Option<&'a Opened<SecretPart>>,
}

impl<'a> From<&'a Opening> for Shown<'a> {
    fn from(opening: &'a Opening) -> Self {
        Self {
            nonce: opening.public.nonce,
            public: &opening.public.part,
            secret: opening.secret.as_ref(),
        }
    }
}
