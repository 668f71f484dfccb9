//! One lot, played through the real engine.

use super::Keyed;
use super::clock::Pace;
use crate::demo::dice::Dice;
use crate::demo::{DemoAuction, DemoBid, DemoEnrolment};
use domain::bidding::{Auction, Event, EventKind, Instruction, Order, Paddle, Terms};
use domain::ids::{AccountId, RoundId};
use domain::time::Timestamp;

/// Most bidders on one lot.
const BIDDERS_MAX: usize = 11;
/// A decision follows its request within this many microseconds.
const DECIDED_US: (i64, i64) = (3_000, 40_000);
/// Bids of a duel come this long before the end as it stands, ms.
const DUEL_MS: (i64, i64) = (9_000, 140_000);

/// Which reserve a lot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reserve {
    /// None.
    None,
    /// One that the bids reach.
    Met,
    /// One that they do not reach.
    Missed,
}

/// Who may appear in the history.
pub(in crate::demo) struct Players {
    /// Accounts that nobody signs in to.
    companies: Vec<AccountId>,
    /// The demo bidders; they appear only on lots that are over, so that whoever signs in as one
    /// of them meets every live lot as a newcomer.
    bidders: Vec<AccountId>,
}

impl Players {
    pub(super) fn of(accounts: &[Keyed]) -> Self {
        let with = |start: &str| {
            accounts
                .iter()
                .filter(|(account, _)| account.login.starts_with(start))
                .map(|(account, _)| account.id)
                .collect()
        };
        Self {
            companies: with("company"),
            bidders: with("bidder"),
        }
    }
}

/// A lot while it is played.
pub(super) struct Game<'a> {
    auction: Auction,
    history: Vec<DemoBid>,
    enrolments: Vec<DemoEnrolment>,
    players: &'a Players,
    dice: &'a mut Dice,
}

impl<'a> Game<'a> {
    pub(super) fn new(
        terms: Terms,
        listed_at: Timestamp,
        players: &'a Players,
        dice: &'a mut Dice,
    ) -> Self {
        Self {
            auction: Auction::listed(terms, None, 1, listed_at),
            history: Vec::new(),
            enrolments: Vec::new(),
            players,
            dice,
        }
    }

    /// Enrols bidders and plays `bids` bids. The steps are drawn first, because they decide what
    /// the reserve is.
    pub(super) fn play(&mut self, bids: usize, reserve: Reserve, pace: &Pace, over: bool) {
        let steps: Vec<u32> = (0..bids).map(|_| self.steps()).collect();
        self.set_reserve(reserve, steps.iter().sum());
        let listed = EventKind::Listed {
            terms: self.auction.terms.clone(),
        };
        let (seq, at) = (self.auction.seq, self.auction.at);
        self.history.push(DemoBid {
            event: Event {
                seq,
                at,
                kind: listed,
            },
            account: None,
        });
        self.enrol(bids, over);
        let (timed, duel) = steps.split_at(bids - pace.duel);
        for (steps, received_at) in timed.iter().zip(pace.times()) {
            self.bid(*steps, *received_at);
        }
        for steps in duel {
            let before = self.dice.between(DUEL_MS.0, DUEL_MS.1);
            let ends_at = self.auction.ends_at;
            let earliest = self.auction.latest_bid_at.plus_millis(2_000);
            let wanted = ends_at.plus_millis(-before).max(earliest);
            self.bid(*steps, wanted.min(ends_at.plus_millis(-1_000)));
        }
    }

    /// Closes the lot once its end and the drain are over.
    pub(super) fn close(&mut self) {
        let due = self
            .auction
            .ends_at
            .plus_millis(self.auction.terms.drain_ms);
        let event = self
            .auction
            .close(due.plus_millis(40))
            .expect("the lot is due");
        self.take(event, None);
    }

    /// What is left of the game.
    pub(super) fn finish(self, round: RoundId) -> DemoAuction {
        DemoAuction {
            round,
            state: self.auction,
            history: self.history,
            enrolments: self.enrolments,
        }
    }

    /// Steps of one bid above the least: mostly none.
    fn steps(&mut self) -> u32 {
        match self.dice.below(100) {
            0..82 => 0,
            82..93 => 1,
            93..98 => 2,
            _ => 4,
        }
    }

    /// `steps` is what the bids climb above the least that they could be.
    fn set_reserve(&mut self, reserve: Reserve, steps: u32) {
        let bids = self.auction.bid_count;
        debug_assert_eq!(bids, 0, "the reserve stands before the first bid");
        let terms = &self.auction.terms;
        let climb = |by| terms.ladder.climb(terms.start, by);
        let reserve = match reserve {
            Reserve::None => None,
            Reserve::Met => Some(climb(steps / 2)),
            Reserve::Missed => Some(climb(steps + self.dice.between(60, 90) as u32)),
        };
        self.auction.reserve = reserve;
        self.auction.terms.has_reserve = reserve.is_some();
    }

    fn enrol(&mut self, bids: usize, over: bool) {
        let count = match bids {
            0 => self.dice.below(3),
            1 => 1,
            _ => (2 + bids / 7 + self.dice.below(3))
                .min(BIDDERS_MAX)
                .min(bids),
        };
        let mut accounts: Vec<AccountId> = self.players.companies.clone();
        if over {
            accounts.extend(&self.players.bidders);
        }
        let places = self.dice.places(accounts.len(), count);
        let paddles = self.dice.places(usize::from(Paddle::MAX), count);
        let at = self
            .auction
            .at
            .plus_millis(self.dice.between(60_000, 3_600_000));
        self.enrolments = places
            .into_iter()
            .zip(paddles)
            .map(|(place, paddle)| DemoEnrolment {
                account: accounts[place],
                paddle: Paddle(paddle as u16 + 1),
                at,
            })
            .collect();
    }

    /// A bid of somebody who does not lead.
    fn bid(&mut self, steps: u32, received_at: Timestamp) {
        let leader = self.auction.leader;
        let others: Vec<DemoEnrolment> = self
            .enrolments
            .iter()
            .filter(|one| Some(one.paddle) != leader)
            .copied()
            .collect();
        // Everybody bids once before anybody bids again, so that all who enrolled take part.
        let fresh = others
            .iter()
            .find(|one| !self.auction.bidders.contains(&one.paddle))
            .copied();
        let bidder = fresh.unwrap_or_else(|| *self.dice.pick(&others));
        let min = self.auction.min_next();
        let instruction = Instruction {
            paddle: bidder.paddle,
            order: Order::Flat,
            amount: self.auction.terms.ladder.climb(min, steps),
            received_at,
            jump_confirmed: false,
        };
        let now = Timestamp(received_at.0 + self.dice.between(DECIDED_US.0, DECIDED_US.1));
        let event = self
            .auction
            .decide(&instruction, Ok(()), now)
            .expect("a fair bid is taken");
        self.take(event, Some(bidder.account));
    }

    fn take(&mut self, event: Event, account: Option<AccountId>) {
        self.auction.apply(&event);
        self.history.push(DemoBid { event, account });
    }
}
