//! Random courses of a lot, sealed leaf by leaf as the portal would.

use domain::bidding::{
    Auction, Band, Event, EventKind, Instruction, Ladder, Order, Outcome, Paddle, SuspendReason,
    Terms,
};
use domain::ids::LotCode;
use domain::ledger::hash::{Hash32, leaf_hash};
use domain::ledger::moved::SealedMove;
use domain::ledger::replay::{Entry, Head};
use domain::ledger::reserve::ReserveOpening;
use domain::ledger::sealed::{Nonces, Sealed};
use domain::money::Fen;
use domain::time::Timestamp;
use proptest::prelude::*;

/// One thing that somebody does on a lot, if it is possible then.
#[derive(Clone, Debug)]
pub enum Step {
    Bid {
        paddle: Paddle,
        order: Order,
        steps: u32,
        later_ms: i64,
        lag_ms: i64,
    },
    Suspend,
    Resume,
    Void {
        paddle: Paddle,
    },
    Cancel,
    Close {
        later_ms: i64,
    },
    Relist,
}

/// What a lot starts from.
#[derive(Clone, Debug)]
pub struct Setting {
    pub reserve: Option<i64>,
    pub ranks: bool,
    pub hard: bool,
    pub min_bidders: u32,
    pub opens_reserve: bool,
}

pub fn lot() -> LotCode {
    LotCode::parse("D-0007").unwrap()
}

pub fn settings() -> impl Strategy<Value = Setting> {
    let reserve = prop::option::of(100i64..240);
    (
        reserve,
        any::<bool>(),
        any::<bool>(),
        1u32..3,
        any::<bool>(),
    )
        .prop_map(
            |(reserve, ranks, hard, min_bidders, opens_reserve)| Setting {
                reserve,
                ranks,
                hard,
                min_bidders,
                opens_reserve,
            },
        )
}

/// Steps; `interruptions` is how often, in a hundred, the organiser steps in.
pub fn steps(interruptions: u32) -> impl Strategy<Value = Vec<Step>> {
    let paddle = || prop_oneof![6 => (1u16..5).prop_map(Paddle), 1 => Just(Paddle(11)), 1 => Just(Paddle(12))];
    let order = prop_oneof![1 => Just(Order::Flat), 1 => Just(Order::Cap)];
    let bid = (paddle(), order, 0u32..24, 0i64..60_000, 0i64..3_000).prop_map(
        |(paddle, order, steps, later_ms, lag_ms)| Step::Bid {
            paddle,
            order,
            steps,
            later_ms,
            lag_ms,
        },
    );
    let close =
        prop_oneof![Just(0i64), 0i64..400_000].prop_map(|later_ms| Step::Close { later_ms });
    let organiser = prop_oneof![
        4 => Just(Step::Suspend),
        4 => Just(Step::Resume),
        6 => paddle().prop_map(|paddle| Step::Void { paddle }),
        1 => Just(Step::Cancel),
    ];
    let step = prop_oneof![
        94 - interruptions => bid,
        interruptions => organiser,
        4 => close,
        2 => Just(Step::Relist),
    ];
    prop::collection::vec(step, 1..60)
}

/// A lot with its chain of leaves.
pub struct Course {
    pub auction: Auction,
    /// Events of the present round.
    history: Vec<Event>,
    setting: Setting,
    now: i64,
    pub sealed: Vec<Sealed>,
    /// Every event of every round, with the lot after it.
    pub states: Vec<(Event, Auction)>,
}

impl Course {
    pub fn of(setting: &Setting, steps: &[Step]) -> Self {
        let mut course = Self::new(setting);
        course.list();
        course.take(steps);
        course
    }

    /// The same for a lot that was listed for one time, then for `later_ms` after it, before the first
    /// had come.
    pub fn moved(setting: &Setting, later_ms: i64, steps: &[Step]) -> Self {
        let mut course = Self::new(setting);
        course.list();
        course.move_to(later_ms);
        course.now = later_ms;
        course.take(steps);
        course
    }

    /// A lot that was moved before its opening, and whose reserve became another by that.
    pub fn swapped(setting: &Setting, reserve: i64) -> Self {
        let mut course = Self::new(setting);
        course.list();
        course.setting.reserve = Some(reserve);
        course.move_to(86_400_000);
        course
    }

    fn new(setting: &Setting) -> Self {
        Self {
            auction: Auction::listed(terms(setting, 0), None, 0, Timestamp(-2_000)),
            history: vec![],
            setting: setting.clone(),
            now: -1,
            sealed: vec![],
            states: vec![],
        }
    }

    fn take(&mut self, steps: &[Step]) {
        for step in steps {
            self.step(step);
        }
    }

    /// Lists the lot for bidding from `opens_ms` on, whatever has happened so far.
    pub fn move_to(&mut self, opens_ms: i64) {
        self.list_for(terms(&self.setting, opens_ms));
    }

    fn reserve(&self) -> Option<ReserveOpening> {
        self.setting.reserve.map(|thousand| ReserveOpening {
            reserve: Fen::yuan(thousand / 10 * 10_000),
            salt: Hash32([9; 32]),
        })
    }

    fn list(&mut self) {
        self.list_for(terms(&self.setting, self.now.max(0)));
    }

    fn list_for(&mut self, terms: Terms) {
        let (seq, reserve) = (self.auction.seq + 1, self.reserve());
        let at = Timestamp((self.now * 1_000).max(self.auction.at.0 + 1));
        self.auction = Auction::listed(terms.clone(), reserve.map(|r| r.reserve), seq, at);
        self.history.clear();
        self.seal(&Event {
            seq,
            at,
            kind: EventKind::Listed { terms },
        });
    }

    fn previous(&self) -> Hash32 {
        self.sealed
            .last()
            .map_or(Hash32::ZERO, |sealed| sealed.leaf.digest())
    }

    fn nonces(&self) -> Nonces {
        let number = self.sealed.len().to_string();
        let public = leaf_hash(number.as_bytes());
        Nonces {
            public,
            secret: leaf_hash(&public.0),
        }
    }

    fn seal(&mut self, event: &Event) {
        let reserve = self.reserve();
        let (previous, nonces) = (self.previous(), self.nonces());
        let sealed = Sealed::of_event(&lot(), event, &self.auction, reserve, previous, nonces);
        self.sealed.push(sealed);
        self.states.push((event.clone(), self.auction.clone()));
    }

    fn step(&mut self, step: &Step) {
        let (auction, reason) = (&self.auction, SuspendReason::Collusion);
        if let Step::Bid { later_ms, .. } | Step::Close { later_ms } = step {
            self.now += later_ms;
        }
        let now = Timestamp::from_millis(self.now);
        let event = match step {
            Step::Bid {
                paddle,
                order,
                steps,
                lag_ms,
                ..
            } => {
                let from = auction.price.unwrap_or(auction.min_next());
                let instruction = Instruction {
                    paddle: *paddle,
                    order: *order,
                    amount: auction.terms.ladder.climb(from, *steps),
                    received_at: Timestamp::from_millis(self.now - lag_ms),
                    jump_confirmed: true,
                };
                auction.decide(&instruction, Ok(()), now).ok()
            }
            Step::Suspend => auction.suspend(reason, now),
            Step::Resume => auction.resume(now),
            Step::Void { paddle } => auction.void(&self.history, *paddle, reason, now),
            Step::Cancel => auction.cancel(reason, now),
            Step::Close { .. } => auction.close(now),
            Step::Relist if auction.outcome.is_some() => return self.list(),
            Step::Relist => None,
        };
        let Some(event) = event else { return };
        let running = self.auction.outcome.is_none();
        self.auction.apply(&event);
        self.seal(&event);
        self.history.push(event);
        if running && self.auction.outcome.is_some() {
            self.open_reserve();
        }
    }

    /// Strikes out the buyer of a round that is over; `false` when there is none.
    pub fn strike_buyer(&mut self) -> bool {
        let Some(Outcome::SoldPending { paddle, .. }) = self.auction.outcome else {
            return false;
        };
        self.now += 1;
        self.step(&Step::Void { paddle });
        true
    }

    /// Brings the round to its end.
    pub fn finish(&mut self) {
        self.step(&Step::Resume);
        let due = self.auction.ends_at.millis() + self.auction.terms.drain_ms + 1;
        let later_ms = (due - self.now).max(0);
        self.step(&Step::Close { later_ms });
    }

    fn open_reserve(&mut self) {
        let (Some(opening), true) = (self.reserve(), self.setting.opens_reserve) else {
            return;
        };
        self.now += 1;
        let at = Timestamp(self.auction.at.0.max(self.now * 1_000) + 1);
        let close = &self.sealed.last().unwrap().leaf;
        let sealed = Sealed::of_reserve(close, &self.auction, at, opening, self.nonces());
        self.sealed.push(sealed);
        self.now = at.0 / 1_000 + 1;
    }

    /// Puts a move after the round at the end of the chain.
    pub fn put_move(&mut self, moved: SealedMove) {
        let last = &self.sealed.last().unwrap().leaf;
        let (not_before, previous, nonces) = (last.at, self.previous(), self.nonces());
        let sealed = Sealed::of_move(&lot(), moved, &self.auction, not_before, previous, nonces);
        self.now = self.now.max(sealed.leaf.at.millis() + 1);
        self.sealed.push(sealed);
    }

    /// Puts the lot into another round with the same terms.
    pub fn list_again(&mut self) {
        self.list();
    }

    pub fn head(&self) -> Head {
        Head {
            leaves: self.sealed.len() as u64,
            digest: self.previous(),
        }
    }

    /// What the public gets; with the secret parts, what an auditor gets.
    pub fn entries(&self, secrets: bool) -> Vec<Entry> {
        let entry = |sealed: &Sealed| Entry {
            leaf: sealed.leaf.to_bytes(),
            opening: match secrets {
                true => sealed.opening.clone(),
                false => sealed.opening.public_only(),
            },
        };
        self.sealed.iter().map(entry).collect()
    }
}

fn terms(setting: &Setting, from_ms: i64) -> Terms {
    let band = |from, step| Band {
        from: Fen::yuan(from),
        step: Fen::yuan(step),
    };
    let at = |ms| Timestamp::from_millis(from_ms + ms);
    Terms {
        start: Fen::yuan(100_000),
        ladder: Ladder::new(vec![band(0, 5_000), band(200_000, 10_000)]).unwrap(),
        opens_at: at(0),
        ends_at: at(1_200_000),
        window_ms: 300_000,
        extension_ms: 120_000,
        hard_end: setting.hard.then_some(at(2_400_000)),
        max_jump: 50,
        drain_ms: 2_000,
        has_reserve: setting.reserve.is_some(),
        min_bidders: setting.min_bidders,
        ranks: match setting.ranks {
            true => [(Paddle(11), 1), (Paddle(12), 2)].into_iter().collect(),
            false => Default::default(),
        },
    }
}
