//! A whole auction of the large set, through the real engine.

use crate::demo::bids::RUSH_MS;
use crate::demo::dice::Dice;
use crate::demo::{DemoAuction, DemoBid, DemoEnrolment};
use domain::bidding::{Auction, Event, EventKind, Instruction, Order, Paddle, Terms};
use domain::ids::{AccountId, RoundId};
use domain::money::Fen;
use domain::time::Timestamp;

/// Most bidders on one lot.
const BIDDERS_MAX: u64 = 100;
/// A bid climbs at most so many increments.
const STEPS_MAX: usize = 8;
/// Nobody bids in the first and the last second, ms.
const SILENCE_MS: i64 = 1_000;
const DAY_MS: i64 = 86_400_000;

/// The bidders of the large set.
pub(super) struct Crowd {
    accounts: u64,
    dice: Dice,
}

impl Crowd {
    /// The accounts numbered 1 to `accounts`.
    pub(super) fn new(accounts: u64) -> Self {
        Self {
            accounts,
            dice: Dice::of(9),
        }
    }

    /// Plays a lot from its listing to its close with exactly `bids` bids.
    pub(super) fn play(
        &mut self,
        round: RoundId,
        terms: Terms,
        reserve: Option<Fen>,
        bids: u64,
    ) -> DemoAuction {
        let listed_at = terms.opens_at.plus_millis(-7 * DAY_MS);
        let mut state = Auction::listed(terms.clone(), reserve, 1, listed_at);
        let kind = EventKind::Listed { terms };
        let listed = Event {
            seq: 1,
            at: listed_at,
            kind,
        };
        let mut history = vec![DemoBid {
            event: listed,
            account: None,
        }];
        let enrolments = self.enrol(bids, listed_at);
        let mut last = enrolments.len();
        for received_at in self.times(&state.terms, bids) {
            last = self.other_than(last, enrolments.len());
            let DemoEnrolment {
                account, paddle, ..
            } = enrolments[last];
            let steps = self.dice.below(STEPS_MAX) as u32;
            let instruction = Instruction {
                paddle,
                order: Order::Flat,
                amount: state.terms.ladder.climb(state.min_next(), steps),
                received_at,
                jump_confirmed: false,
            };
            let now = received_at.plus_millis(2);
            let event = state
                .decide(&instruction, Ok(()), now)
                .expect("a fair bid is taken");
            state.apply(&event);
            history.push(DemoBid {
                event,
                account: Some(account),
            });
        }
        let due = state.ends_at.plus_millis(state.terms.drain_ms);
        let event = state.close(due).expect("the lot is due");
        state.apply(&event);
        history.push(DemoBid {
            event,
            account: None,
        });
        DemoAuction {
            round,
            state,
            history,
            enrolments,
        }
    }

    /// Neighbouring accounts from a random place on, so that nobody comes twice.
    fn enrol(&mut self, bids: u64, at: Timestamp) -> Vec<DemoEnrolment> {
        let count = (bids.min(2) + bids / 10)
            .min(BIDDERS_MAX)
            .min(self.accounts);
        let first = self.dice.below(self.accounts as usize) as u64;
        let paddle = self.dice.below(usize::from(Paddle::MAX)) as u64;
        // 7 shares no divisor with 9,999, so the numbers differ as well.
        let number = |place: u64| ((paddle + place * 7) % u64::from(Paddle::MAX)) as u16 + 1;
        (0..count)
            .map(|place| DemoEnrolment {
                account: AccountId(((first + place) % self.accounts) as i64 + 1),
                paddle: Paddle(number(place)),
                at: at.plus_millis(place as i64 * 1_000 + 1_000),
            })
            .collect()
    }

    /// A place in `0..count` that is not `last`.
    fn other_than(&mut self, last: usize, count: usize) -> usize {
        if last >= count {
            return self.dice.below(count);
        }
        (last + 1 + self.dice.below(count - 1)) % count
    }

    /// Rising arrival times, two fifths of them in the last ten minutes.
    fn times(&mut self, terms: &Terms, bids: u64) -> Vec<Timestamp> {
        let rush = terms.ends_at.plus_millis(-RUSH_MS);
        let first = terms.opens_at.plus_millis(SILENCE_MS);
        let last = terms.ends_at.plus_millis(-SILENCE_MS);
        let crowd = bids * 2 / 5;
        let mut times = Vec::with_capacity(bids as usize);
        for (from, to, count) in [(first, rush, bids - crowd), (rush, last, crowd)] {
            let span = to.millis_since(from);
            times.extend((0..count).map(|_| from.plus_millis(self.dice.between(0, span))));
        }
        times.sort_unstable();
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bidding::{DRAIN_DEFAULT_MS, Ladder, Outcome};
    use domain::time::Date;

    fn terms() -> Terms {
        let start = Fen::yuan(80_000);
        Terms {
            start,
            ladder: Ladder::season_default().aligned(start),
            opens_at: Date::of(2026, 4, 1).at(10, 0),
            ends_at: Date::of(2026, 4, 1).at(15, 0),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: None,
            max_jump: 50,
            drain_ms: DRAIN_DEFAULT_MS,
            has_reserve: false,
            min_bidders: 1,
            ranks: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn every_number_of_bids_can_be_played_and_replays() {
        let mut crowd = Crowd::new(60);
        for bids in [0, 1, 2, 3, 19, 200, 5_000] {
            let auction = crowd.play(RoundId(1), terms(), None, bids);
            assert_eq!(u64::from(auction.state.bid_count), bids);
            let first = &auction.history[0].event;
            let mut state = Auction::listed(terms(), None, 1, first.at);
            let (mut before, mut rush) = (None, 0);
            for (place, DemoBid { event, .. }) in auction.history.iter().enumerate() {
                assert_eq!(event.seq, place as u64 + 1);
                if let EventKind::Bid {
                    paddle,
                    received_at,
                    ..
                } = &event.kind
                {
                    assert_ne!(before, Some(*paddle));
                    before = Some(*paddle);
                    rush += u64::from(*received_at >= terms().ends_at.plus_millis(-RUSH_MS));
                }
                if place > 0 {
                    state.apply(event);
                }
            }
            assert_eq!(state, auction.state);
            assert!(
                bids < 100 || (38..=42).contains(&(rush * 100 / bids)),
                "{rush} of {bids}"
            );
            let sold = matches!(state.outcome, Some(Outcome::SoldPending { .. }));
            assert_eq!(sold, bids > 0);
        }
    }
}
