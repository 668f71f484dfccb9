//! The lot of the examples: S = 100 000, steps of 5 000 and from 200 000 of 10 000, open for an
//! hour. Amounts in yuan, times in ms from the opening.

use domain::bidding::{
    Auction, Band, Event, EventKind, Instruction, Ladder, Order, Outcome, Paddle, Refusal,
    ReserveStatus, RowNote, SuspendReason, Terms,
};
use domain::money::Fen;
use domain::time::Timestamp;
use std::collections::BTreeMap;

pub const A: Paddle = Paddle(1);
pub const B: Paddle = Paddle(2);
pub const C: Paddle = Paddle(3);
pub const D: Paddle = Paddle(4);
pub const X: Paddle = Paddle(9);
/// Holders of a priority right with rank 1 and 2.
pub const P1: Paddle = Paddle(11);
pub const P2: Paddle = Paddle(12);

pub struct Example {
    pub auction: Auction,
    /// Every event so far.
    pub events: Vec<Event>,
}

/// A line of the list: who, how much, by whom (`auto` for a ceiling), what became of it.
pub type Line = (Paddle, i64, &'static str, &'static str);

pub fn terms() -> Terms {
    let band = |from, step| Band {
        from: Fen::yuan(from),
        step: Fen::yuan(step),
    };
    Terms {
        start: Fen::yuan(100_000),
        ladder: Ladder::new(vec![band(0, 5_000), band(200_000, 10_000)]).unwrap(),
        opens_at: Timestamp(0),
        ends_at: Timestamp::from_millis(3_600_000),
        window_ms: 300_000,
        extension_ms: 300_000,
        hard_end: None,
        max_jump: 50,
        drain_ms: 2_000,
        has_reserve: false,
        min_bidders: 1,
        ranks: BTreeMap::new(),
    }
}

impl Example {
    pub fn new() -> Self {
        Self::of(terms(), None)
    }

    pub fn with_reserve(yuan: i64) -> Self {
        Self::of(terms(), Some(yuan))
    }

    pub fn with_ranks(ranks: &[(Paddle, u8)]) -> Self {
        let ranks = ranks.iter().copied().collect();
        Self::of(Terms { ranks, ..terms() }, None)
    }

    pub fn of(terms: Terms, reserve: Option<i64>) -> Self {
        let terms = Terms {
            has_reserve: reserve.is_some(),
            ..terms
        };
        Self {
            auction: Auction::listed(terms, reserve.map(Fen::yuan), 1, Timestamp(-1)),
            events: Vec::new(),
        }
    }

    pub fn decide(&mut self, instruction: Instruction, decided_ms: i64) -> Result<&Event, Refusal> {
        let now = Timestamp::from_millis(decided_ms);
        let event = self.auction.decide(&instruction, Ok(()), now)?;
        Ok(self.take(event))
    }

    pub fn take(&mut self, event: Event) -> &Event {
        self.auction.apply(&event);
        self.events.push(event);
        self.events.last().unwrap()
    }

    pub fn bid_at(
        &mut self,
        paddle: Paddle,
        yuan: i64,
        t: i64,
        decided: i64,
    ) -> Result<(), Refusal> {
        self.decide(instruction(paddle, Order::Flat, yuan, t), decided)
            .map(|_| ())
    }

    pub fn bid(&mut self, paddle: Paddle, yuan: i64, t: i64) -> Result<(), Refusal> {
        self.bid_at(paddle, yuan, t, t)
    }

    pub fn code(&mut self, paddle: Paddle, yuan: i64, t: i64) -> &'static str {
        self.bid(paddle, yuan, t)
            .map_or_else(|refusal| refusal.code(), |()| "ACCEPTED")
    }

    /// The lines that an accepted instruction wrote.
    ///
    /// # Panics
    /// When it was refused.
    pub fn rows(&mut self, paddle: Paddle, order: Order, yuan: i64, t: i64) -> Vec<Line> {
        match &self
            .decide(instruction(paddle, order, yuan, t), t)
            .unwrap()
            .kind
        {
            EventKind::Bid { rows, .. } => rows
                .iter()
                .map(|row| {
                    let by = if row.order == Order::Flat {
                        "flat"
                    } else {
                        "auto"
                    };
                    let note = row.note.map_or("", RowNote::code);
                    (row.paddle, row.amount.0 / 100, by, note)
                })
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    pub fn flat(&mut self, paddle: Paddle, yuan: i64, t: i64) -> Vec<Line> {
        self.rows(paddle, Order::Flat, yuan, t)
    }

    pub fn cap(&mut self, paddle: Paddle, yuan: i64, t: i64) -> Vec<Line> {
        self.rows(paddle, Order::Cap, yuan, t)
    }

    /// Leader, price in yuan and end in ms.
    pub fn stands(&self) -> (Option<Paddle>, i64, i64) {
        let price = self.auction.price.map_or(0, |price| price.0 / 100);
        (self.auction.leader, price, self.ends())
    }

    pub fn leads(&self) -> (Option<Paddle>, i64) {
        let (leader, price, _) = self.stands();
        (leader, price)
    }

    pub fn ends(&self) -> i64 {
        self.auction.ends_at.millis()
    }

    pub fn reserve(&self) -> ReserveStatus {
        self.auction.reserve_status()
    }

    pub fn suspend(&mut self, t: i64) {
        let now = Timestamp::from_millis(t);
        let event = self.auction.suspend(SuspendReason::IdentityFraud, now);
        self.take(event.unwrap());
    }

    pub fn void(&mut self, paddle: Paddle, t: i64) {
        let (now, reason) = (Timestamp::from_millis(t), SuspendReason::IdentityFraud);
        let event = self.auction.void(&self.events, paddle, reason, now);
        self.take(event.unwrap());
    }

    pub fn close(&mut self, t: i64) -> Outcome {
        let event = self.auction.close(Timestamp::from_millis(t)).unwrap();
        match self.take(event).kind {
            EventKind::Closed { outcome } => outcome,
            ref other => panic!("{other:?}"),
        }
    }
}

pub fn instruction(paddle: Paddle, order: Order, yuan: i64, t: i64) -> Instruction {
    Instruction {
        paddle,
        order,
        amount: Fen::yuan(yuan),
        received_at: Timestamp::from_millis(t),
        jump_confirmed: false,
    }
}
