//! Making leaves: an event and random bytes become a leaf and what opens it.

use super::hash::{Hash32, public_commitment, secret_commitment};
use super::leaf::Leaf;
use super::moved::SealedMove;
use super::opening::{Opened, Opening, PublicEvent, PublicPart, SecretPart, Standing};
use super::reserve::ReserveOpening;
use crate::bidding::{Auction, Event, EventKind, Order};
use crate::ids::LotCode;
use crate::time::Timestamp;

/// The random bytes of one leaf. They are parameters: nothing here draws them.
#[derive(Clone, Copy, Debug)]
pub struct Nonces {
    /// Hides the public part.
    pub public: Hash32,
    /// Hides the secret part; unused where there is none.
    pub secret: Hash32,
}

/// A leaf with everything that opens it, as it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The leaf.
    pub leaf: Leaf,
    /// What opens it.
    pub opening: Opening,
}

impl Sealed {
    /// The leaf of `event`, which led to `after`. Only a bid has a time of receipt of its own; what
    /// the portal does by itself or for its staff is received as it is decided.
    /// `reserve` is that of the lot in its round, if it has one; only a listing records it.
    /// `previous` is the digest of the lot's last leaf.
    pub fn of_event(
        lot: &LotCode,
        event: &Event,
        after: &Auction,
        reserve: Option<ReserveOpening>,
        previous: Hash32,
        nonces: Nonces,
    ) -> Self {
        let commitment = reserve.map(|opening| opening.commitment(lot));
        let (received_at, secret) = match &event.kind {
            EventKind::Bid {
                order,
                amount,
                received_at,
                ..
            } => {
                let ceiling = *order == Order::Cap;
                (
                    *received_at,
                    ceiling.then_some(SecretPart::Ceiling(*amount)),
                )
            }
            EventKind::Listed { .. } => (event.at, reserve.map(SecretPart::Reserve)),
            _ => (event.at, None),
        };
        let public = PublicPart::of(event, after, commitment);
        let times = (event.seq, event.at, received_at);
        Self::new(lot, times, &public, secret, previous, nonces)
    }

    /// The leaf that opens the reserve after `close`, the leaf of the event that ended bidding and
    /// the lot's last one. `after` is how the lot stands since then.
    pub fn of_reserve(
        close: &Leaf,
        after: &Auction,
        at: Timestamp,
        opening: ReserveOpening,
        nonces: Nonces,
    ) -> Self {
        let event = PublicEvent::ReserveOpened { opening };
        let public = PublicPart {
            event,
            after: Standing::of(after),
        };
        let times = (close.seq, at, at);
        Self::new(&close.lot, times, &public, None, close.digest(), nonces)
    }

    /// The leaf of a move after the round, which stands behind everything that has happened in it.
    /// `not_before` is when the lot's last leaf was decided: the clocks of two processes may differ
    /// by a little. `after` is how the lot stands since its result; a move leaves that as it is.
    pub fn of_move(
        lot: &LotCode,
        moved: SealedMove,
        after: &Auction,
        not_before: Timestamp,
        previous: Hash32,
        nonces: Nonces,
    ) -> Self {
        let public = PublicPart {
            event: PublicEvent::Moved(Box::new(moved.public)),
            after: Standing::of(after),
        };
        let times = (moved.number, moved.at.max(not_before), moved.at);
        let record = Some(SecretPart::Record(moved.record));
        Self::new(lot, times, &public, record, previous, nonces)
    }

    fn new(
        lot: &LotCode,
        (seq, at, received_at): (u64, Timestamp, Timestamp),
        public: &PublicPart,
        secret: Option<SecretPart>,
        previous: Hash32,
        nonces: Nonces,
    ) -> Self {
        let json = public.to_json();
        let hidden = secret.map(|part| secret_commitment(nonces.secret, &part.to_bytes()));
        let leaf = Leaf {
            kind: public.kind(),
            lot: lot.clone(),
            seq,
            at,
            received_at,
            ends_at: public.after.ends_at,
            previous,
            public: public_commitment(nonces.public, json.as_bytes()),
            secret: hidden.unwrap_or(Hash32::ZERO),
        };
        let secret = secret.map(|part| Opened {
            nonce: nonces.secret,
            part,
        });
        let public = Opened {
            nonce: nonces.public,
            part: json,
        };
        Self {
            leaf,
            opening: Opening { public, secret },
        }
    }
}
