//! Striking out everything that one bidder had instructed, by replaying the others (C.8).

use super::{Auction, Event, EventKind, Instruction, Paddle, SuspendReason, Terms};
use crate::money::Fen;
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// The least that a lot stays open after it was interrupted, ms (C.7, C.8).
pub const REOPEN_MIN_MS: i64 = 30 * 60_000;

/// The end of bidding that resumes at `now`: what was left, and at least half an hour, counted from
/// the opening when that is still to come (C.7).
pub fn resumed_end(
    now: Timestamp,
    opens_at: Timestamp,
    remaining_ms: i64,
    ends_at: Timestamp,
) -> Timestamp {
    // A bidder may have had a look at the end that stood there: it never moves back (I7).
    now.max(opens_at)
        .plus_millis(remaining_ms.max(REOPEN_MIN_MS))
        .max(ends_at)
}

impl Auction {
    /// The event that interrupts bidding: the countdown stands still at what is left. `None` when
    /// the lot is closed or interrupted already.
    pub fn suspend(&self, reason: SuspendReason, now: Timestamp) -> Option<Event> {
        let running = self.outcome.is_none() && self.suspended.is_none();
        let from = self.instant(now).max(self.terms.opens_at);
        running.then(|| {
            self.next_event(
                now,
                EventKind::Suspended {
                    reason,
                    remaining_ms: (self.ends_at.millis() - from.millis()).max(0),
                },
            )
        })
    }

    /// The event by which bidding goes on, for what was left and at least for half an hour. `None`
    /// when it is not interrupted.
    pub fn resume(&self, now: Timestamp) -> Option<Event> {
        let remaining_ms = self.suspended?;
        let at = self.instant(now);
        let ends_at = resumed_end(at, self.terms.opens_at, remaining_ms, self.ends_at);
        Some(self.next_event(now, EventKind::Resumed { ends_at }))
    }

    /// The event that calls an interrupted lot off.
    pub fn cancel(&self, reason: SuspendReason, now: Timestamp) -> Option<Event> {
        self.suspended
            .map(|_| self.next_event(now, EventKind::Cancelled { reason }))
    }

    /// The event that strikes out `paddle`, found by replaying the instructions of everybody else
    /// in `history`, the events of this round. `None` unless the lot is interrupted, or it is closed
    /// and was knocked down to `paddle`: then its result is [`super::Outcome::Voided`], and the price
    /// of the replay only says how far the others had come.
    pub fn void(
        &self,
        history: &[Event],
        paddle: Paddle,
        reason: SuspendReason,
        now: Timestamp,
    ) -> Option<Event> {
        if self.suspended.is_none() && !self.has_bought(paddle) {
            return None;
        }
        let mut struck = self.struck.clone();
        struck.insert(paddle);
        let replay = replay_without(&self.terms, self.reserve, history, &struck);
        let kept = self.leader.filter(|leader| *leader != paddle);
        // Never higher (C.8, I12): without a rival a raise of the leader's own may come to count that
        // fell away beside him. Then price and ceiling stay as they are.
        let (reached, reaches) = (self.price.or(self.floor), replay.price.or(replay.floor));
        let (price, ceiling) = match reaches > reached {
            true => (reached, self.ceiling),
            false => (reaches, replay.ceiling),
        };
        Some(self.next_event(
            now,
            EventKind::Voided {
                paddle,
                reason,
                leader: kept.and(replay.leader),
                price,
                ceiling: kept.and(ceiling.map(|c| (c.max, c.seq))),
            },
        ))
    }
}

impl Auction {
    /// All bids lapse because their leader was struck out (拍卖法 36): what they had reached is the
    /// least that the next one must be, and none of them comes back.
    fn lapse(&mut self) {
        self.floor = self.price.or(self.floor);
        self.price = None;
        self.leader = None;
        self.ceiling = None;
    }
}

/// The price and the leader as they would be without the struck bidders. Who was in time stays in
/// time: only amounts are judged again, and raises that have become needless fall away.
fn replay_without(
    terms: &Terms,
    reserve: Option<Fen>,
    history: &[Event],
    struck: &BTreeSet<Paddle>,
) -> Auction {
    let mut fresh = Auction::listed(terms.clone(), reserve, 0, Timestamp(i64::MIN));
    for event in history {
        if let EventKind::Voided { leader: None, .. } = event.kind {
            fresh.lapse();
            continue;
        }
        let EventKind::Bid {
            paddle,
            order,
            amount,
            received_at,
            ..
        } = event.kind
        else {
            continue;
        };
        let instruction = Instruction {
            paddle,
            order,
            amount,
            received_at,
            // It was confirmed then, or needed no confirmation.
            jump_confirmed: true,
        };
        if struck.contains(&paddle) || fresh.admit_amount(&instruction).is_err() {
            continue;
        }
        let resolved = fresh.resolve(&instruction, event.seq);
        fresh.take_rows(&resolved.rows);
        fresh.ceiling = resolved.ceiling;
    }
    fresh
}
