//! The state of one lot under the hammer, `decide` and `apply`.

use super::{
    Event, EventKind, Instruction, NotQualified, Outcome, Paddle, Refusal, ReserveStatus, Terms,
};
use crate::money::Fen;
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Where a lot stands in its round at a given instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Listed, not open yet.
    Scheduled,
    /// Bids are taken.
    Open,
    /// The end is reached; instructions received in time may still be decided.
    Closing,
    /// The result stands.
    Closed,
}

/// Whether the person behind an instruction may bid on the lot (C.4 item 5). Found out by the
/// caller from accounts and enrolments; judged here in its place of the order.
pub type Standing = Result<(), NotQualified>;

/// One lot in one round: its terms and what has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auction {
    /// The frozen terms.
    pub terms: Terms,
    /// The secret reserve; only the server knows it.
    pub reserve: Option<Fen>,
    /// Number of the last event.
    pub seq: u64,
    /// When the last event was decided.
    pub at: Timestamp,
    /// Current price; `None` before the first bid.
    pub price: Option<Fen>,
    /// Who leads.
    pub leader: Option<Paddle>,
    /// The end as it stands now.
    pub ends_at: Timestamp,
    /// How many times the end has moved.
    pub extensions: u32,
    /// Accepted bids in this round.
    pub bid_count: u32,
    /// Who has bid in this round.
    pub bidders: BTreeSet<Paddle>,
    /// The latest effective time of an accepted bid; time never runs backwards on a lot.
    pub latest_bid_at: Timestamp,
    /// The result, once closed.
    pub outcome: Option<Outcome>,
}

impl Auction {
    /// The lot as the event numbered `seq` listed it.
    pub fn listed(terms: Terms, reserve: Option<Fen>, seq: u64, at: Timestamp) -> Self {
        Self {
            ends_at: terms.ends_at,
            terms,
            reserve,
            seq,
            at,
            price: None,
            leader: None,
            extensions: 0,
            bid_count: 0,
            bidders: BTreeSet::new(),
            latest_bid_at: Timestamp(i64::MIN),
            outcome: None,
        }
    }

    /// Where the lot stands at `now`.
    pub fn phase(&self, now: Timestamp) -> Phase {
        match () {
            () if self.outcome.is_some() => Phase::Closed,
            () if now < self.terms.opens_at => Phase::Scheduled,
            () if now < self.ends_at => Phase::Open,
            () => Phase::Closing,
        }
    }

    /// The least that the next bid must be: the start, or one step above the price.
    pub fn min_next(&self) -> Fen {
        match self.price {
            Some(price) => self.terms.ladder.next(price),
            None => self.terms.start,
        }
    }

    /// Status of the reserve at the current price.
    pub fn reserve_status(&self) -> ReserveStatus {
        match self.reserve {
            None => ReserveStatus::None,
            Some(reserve) if self.price.is_some_and(|price| price >= reserve) => ReserveStatus::Met,
            Some(_) => ReserveStatus::NotMet,
        }
    }

    /// Judges an instruction at the instant `now`, in the order of C.4 (replayed tokens, item 1,
    /// were answered before). Returns the event that accepts it; the state is not touched.
    ///
    /// # Errors
    /// The first [`Refusal`] that applies.
    pub fn decide(
        &self,
        instruction: &Instruction,
        standing: Standing,
        now: Timestamp,
    ) -> Result<Event, Refusal> {
        let Instruction {
            paddle,
            amount,
            received_at,
            jump_confirmed,
        } = *instruction;
        if self.outcome.is_some() {
            return Err(Refusal::LotNotOpen);
        }
        if received_at < self.terms.opens_at {
            return Err(Refusal::TooEarly {
                opens_at: self.terms.opens_at,
            });
        }
        if received_at >= self.ends_at {
            return Err(Refusal::Late {
                ended_at: self.ends_at,
                received_at,
            });
        }
        if let Err(reason) = standing {
            return Err(Refusal::NotQualified { reason });
        }
        let (below, above) = self.terms.ladder.neighbours(self.terms.start, amount);
        if below != amount {
            return Err(Refusal::OffGrid { below, above });
        }
        if self.leader == Some(paddle) && self.reserve_status() != ReserveStatus::NotMet {
            return Err(Refusal::AlreadyLeading {
                price: self.price.unwrap_or_default(),
            });
        }
        let min_next = self.min_next();
        if amount < min_next {
            return Err(Refusal::TooLow {
                min_next,
                price: self.price,
            });
        }
        let max = self.terms.ladder.climb(min_next, self.terms.max_jump);
        if amount > max && !jump_confirmed {
            return Err(Refusal::JumpTooBig { max });
        }
        let ends_at = self.end_after(received_at);
        Ok(self.next_event(
            now,
            EventKind::Bid {
                paddle,
                amount,
                received_at,
                ends_at,
            },
        ))
    }

    /// The event that closes the lot, once `now` is past the end and the drain.
    pub fn close(&self, now: Timestamp) -> Option<Event> {
        let due = self.ends_at.plus_millis(self.terms.drain_ms);
        (self.outcome.is_none() && now >= due).then(|| {
            self.next_event(
                now,
                EventKind::Closed {
                    outcome: self.result(),
                },
            )
        })
    }

    /// Takes in the next event.
    ///
    /// # Panics
    /// When the event is not the next one: a gap would be a lost bid (I14).
    pub fn apply(&mut self, event: &Event) {
        assert_eq!(event.seq, self.seq + 1, "events of a lot have no gaps");
        assert!(
            event.at > self.at,
            "events of a lot are strictly ordered in time"
        );
        match &event.kind {
            EventKind::Listed { terms } => {
                let reserve = self.reserve;
                *self = Self::listed(terms.clone(), reserve, event.seq, event.at);
            }
            EventKind::Bid {
                paddle,
                amount,
                received_at,
                ends_at,
            } => {
                assert!(*amount >= self.min_next(), "a price never falls");
                assert!(*ends_at >= self.ends_at, "an end never moves back");
                self.extensions += u32::from(*ends_at > self.ends_at);
                self.ends_at = *ends_at;
                self.price = Some(*amount);
                self.leader = Some(*paddle);
                self.bid_count += 1;
                self.bidders.insert(*paddle);
                self.latest_bid_at = self.latest_bid_at.max(*received_at);
            }
            EventKind::Closed { outcome } => self.outcome = Some(*outcome),
        }
        self.seq = event.seq;
        self.at = event.at;
    }

    /// The end after a bid received at `received_at` (C.6): inside the window it moves to the
    /// bid's time plus the extension, never back and never past the hard end.
    fn end_after(&self, received_at: Timestamp) -> Timestamp {
        let effective = received_at.max(self.latest_bid_at);
        if self.ends_at.0 - effective.0 > self.terms.window_ms * 1_000 {
            return self.ends_at;
        }
        let extended = effective.plus_millis(self.terms.extension_ms);
        let capped = self
            .terms
            .hard_end
            .map_or(extended, |hard_end| extended.min(hard_end));
        self.ends_at.max(capped)
    }

    fn result(&self) -> Outcome {
        let (Some(paddle), Some(price)) = (self.leader, self.price) else {
            return Outcome::UnsoldNoBid;
        };
        if (self.bidders.len() as u32) < self.terms.min_bidders {
            Outcome::UnsoldTooFew
        } else if self.reserve_status() == ReserveStatus::NotMet {
            Outcome::UnsoldReserve
        } else {
            Outcome::SoldPending { paddle, price }
        }
    }

    /// Numbers the event and gives it a time later than every event before it.
    fn next_event(&self, now: Timestamp, kind: EventKind) -> Event {
        Event {
            seq: self.seq + 1,
            at: Timestamp(now.0.max(self.at.0 + 1)),
            kind,
        }
    }
}
