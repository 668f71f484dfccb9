//! The state of one lot under the hammer and how events change it.

use super::{Event, EventKind, Order, Outcome, Paddle, ReserveStatus, Row, Terms};
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
    /// Interrupted by the organiser; the countdown stands still.
    Suspended,
    /// The end is reached; instructions received in time may still be decided.
    Closing,
    /// The result stands.
    Closed,
}

/// The live ceiling of the leader (委托出价); secret until the close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceiling {
    /// How far it goes.
    pub max: Fen,
    /// Number of the instruction that set it.
    pub seq: u64,
}

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
    /// How far the leader's ceiling goes; only the leader has one (I6).
    pub ceiling: Option<Ceiling>,
    /// The least next bid after the leader was struck out (C.8).
    pub floor: Option<Fen>,
    /// Bidders whose instructions were struck out.
    pub struck: BTreeSet<Paddle>,
    /// While interrupted: what was left until the end, ms.
    pub suspended: Option<i64>,
    /// The end as it stands now.
    pub ends_at: Timestamp,
    /// How many times the end has moved.
    pub extensions: u32,
    /// Lines in the list of bids of this round, those of ceilings included.
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
            ceiling: None,
            floor: None,
            struck: BTreeSet::new(),
            suspended: None,
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
            () if self.suspended.is_some() => Phase::Suspended,
            () if now < self.terms.opens_at => Phase::Scheduled,
            () if now < self.ends_at => Phase::Open,
            () => Phase::Closing,
        }
    }

    /// The least that the next bid must be: the start, or one step above the price.
    pub fn min_next(&self) -> Fen {
        match (self.leader, self.price) {
            (Some(_), Some(price)) => self.terms.ladder.next(price),
            _ => self.floor.unwrap_or(self.terms.start),
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

    /// The event that closes the lot, once `now` is past the end and the drain.
    pub fn close(&self, now: Timestamp) -> Option<Event> {
        let due = self.ends_at.plus_millis(self.terms.drain_ms);
        let running = self.outcome.is_none() && self.suspended.is_none();
        (running && now >= due).then(|| {
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
                order,
                amount,
                received_at,
                rows,
                ends_at,
            } => {
                assert!(*ends_at >= self.ends_at, "an end never moves back");
                self.extensions += u32::from(*ends_at > self.ends_at);
                self.ends_at = *ends_at;
                self.ceiling = self.ceiling_after(*paddle, *order, *amount, rows, event.seq);
                self.take_rows(rows);
                self.bidders.insert(*paddle);
                self.latest_bid_at = self.latest_bid_at.max(*received_at);
            }
            EventKind::Suspended { remaining_ms, .. } => self.suspended = Some(*remaining_ms),
            EventKind::Resumed { ends_at } => {
                self.suspended = None;
                self.ends_at = *ends_at;
            }
            EventKind::Voided {
                paddle,
                leader,
                price,
                ceiling,
                ..
            } => self.strike(*paddle, *leader, *price, *ceiling),
            EventKind::Cancelled { .. } => {
                self.suspended = None;
                self.outcome = Some(Outcome::Cancelled);
            }
            EventKind::Closed { outcome } => self.outcome = Some(*outcome),
        }
        self.seq = event.seq;
        self.at = event.at;
    }

    /// The leader's ceiling after an instruction, told from what it wrote.
    fn ceiling_after(
        &self,
        paddle: Paddle,
        order: Order,
        amount: Fen,
        rows: &[Row],
        seq: u64,
    ) -> Option<Ceiling> {
        let leads = rows.last().map_or(self.leader, |row| Some(row.paddle));
        if leads != Some(paddle) {
            return self.ceiling;
        }
        let own = self.ceiling.filter(|_| self.leader == Some(paddle));
        match order {
            Order::Cap => own
                .filter(|ceiling| ceiling.max == amount)
                .or(Some(Ceiling { max: amount, seq })),
            Order::Flat => own.filter(|ceiling| ceiling.max > amount),
        }
    }

    /// Puts lines under the list of bids: the last one is the price and the leader.
    pub(super) fn take_rows(&mut self, rows: &[Row]) {
        for row in rows {
            // With a better rank the same price is enough.
            assert!(
                self.leader.is_none() || self.price <= Some(row.amount),
                "a price never falls"
            );
            self.price = Some(row.amount);
            self.leader = Some(row.paddle);
        }
        if !rows.is_empty() {
            self.floor = None;
        }
        self.bid_count += rows.len() as u32;
    }

    /// Whether the lot was knocked down to this bidder, who has not been struck out.
    pub fn has_bought(&self, paddle: Paddle) -> bool {
        matches!(self.outcome, Some(Outcome::SoldPending { paddle: buyer, .. }) if buyer == paddle)
    }

    /// Takes in that a bidder was struck out.
    fn strike(
        &mut self,
        paddle: Paddle,
        leader: Option<Paddle>,
        price: Option<Fen>,
        ceiling: Option<(Fen, u64)>,
    ) {
        self.struck.insert(paddle);
        self.bidders.remove(&paddle);
        if self.has_bought(paddle) {
            self.outcome = Some(Outcome::Voided { paddle });
        }
        self.leader = leader;
        self.ceiling = ceiling.map(|(max, seq)| Ceiling { max, seq });
        // All former bids lapse with the leader's; what they had reached is the floor.
        self.floor = if leader.is_none() { price } else { None };
        self.price = leader.and(price);
    }

    /// The end after a bid received at `received_at` (C.6): inside the window it moves to the
    /// bid's time plus the extension, never back and never past the hard end.
    pub(super) fn end_after(&self, received_at: Timestamp) -> Timestamp {
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
    pub(super) fn next_event(&self, now: Timestamp, kind: EventKind) -> Event {
        Event {
            seq: self.seq + 1,
            at: self.instant(now),
            kind,
        }
    }

    /// The time of an event that is decided at `now`. What follows from the time follows from this
    /// one, which is on record, and not from a clock that stood still or went back.
    pub(super) fn instant(&self, now: Timestamp) -> Timestamp {
        // The leaf that opens the reserve has the instant right after the close.
        let least = self.at.0 + 1 + i64::from(self.outcome.is_some());
        Timestamp(now.0.max(least))
    }
}
