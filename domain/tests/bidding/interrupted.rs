//! Invariants over courses in which the organiser steps in: suspended, resumed, bidders struck out
//! (bidding.md C.7, C.8), between bids by hand and ceilings.

use crate::invariants::{Step, lots, step_once, steps};
use domain::bidding::{
    Auction, Event, EventKind, Instruction, Order, Paddle, SuspendReason, Terms, resumed_end,
};
use domain::money::Fen;
use domain::time::Timestamp;
use proptest::prelude::*;

const REASON: SuspendReason = SuspendReason::IdentityFraud;

#[derive(Clone, Debug)]
enum Turn {
    Bidding(Vec<Step>),
    Suspend { later_ms: i64 },
    Resume { later_ms: i64 },
    Void { place: usize, later_ms: i64 },
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let later = || 0i64..600_000;
    let turn = prop_oneof![
        4 => steps().prop_map(|mut steps| {
            steps.truncate(12);
            Turn::Bidding(steps)
        }),
        3 => later().prop_map(|later_ms| Turn::Suspend { later_ms }),
        3 => later().prop_map(|later_ms| Turn::Resume { later_ms }),
        3 => (0usize..6, later()).prop_map(|(place, later_ms)| Turn::Void { place, later_ms }),
    ];
    prop::collection::vec(turn, 1..20)
}

/// An event with the state before and after it.
struct Moved {
    before: Auction,
    event: Event,
    after: Auction,
}

/// Plays a course and gives every move.
fn play(auction: &mut Auction, turns: &[Turn]) -> Vec<Moved> {
    let (mut now, mut moves) = (0, Vec::<Moved>::new());
    for turn in turns {
        match turn {
            Turn::Bidding(steps) => {
                for step in steps {
                    // Whoever was struck out is refused before the rules are asked.
                    if matches!(step, Step::Bid { paddle, .. } if auction.struck.contains(paddle)) {
                        continue;
                    }
                    if let Some((before, event)) = step_once(auction, step, &mut now) {
                        let after = auction.clone();
                        moves.push(Moved {
                            before,
                            event,
                            after,
                        });
                    }
                }
            }
            Turn::Suspend { later_ms } => {
                now += later_ms;
                let event = auction.suspend(REASON, Timestamp::from_millis(now));
                moves.extend(take(auction, event));
            }
            Turn::Resume { later_ms } => {
                now += later_ms;
                let event = auction.resume(Timestamp::from_millis(now));
                moves.extend(take(auction, event));
            }
            Turn::Void { place, later_ms } => {
                now += later_ms;
                let paddle = auction.bidders.iter().nth(*place).copied();
                let history: Vec<Event> = moves.iter().map(|moved| moved.event.clone()).collect();
                let event = paddle.and_then(|paddle| {
                    auction.void(&history, paddle, REASON, Timestamp::from_millis(now))
                });
                moves.extend(take(auction, event));
            }
        }
    }
    moves
}

fn take(auction: &mut Auction, event: Option<Event>) -> Option<Moved> {
    let event = event?;
    let before = auction.clone();
    auction.apply(&event);
    let after = auction.clone();
    Some(Moved {
        before,
        event,
        after,
    })
}

/// What the bids have reached: the price, or what is left of it as the least next bid.
fn reached(auction: &Auction) -> Option<Fen> {
    auction.price.or(auction.floor)
}

/// The same instruction or step once more, in the state that the replay has reached.
fn again(state: &Auction, history: &[Event], event: &Event) -> Option<Event> {
    match event.kind {
        EventKind::Bid {
            paddle,
            order,
            amount,
            received_at,
            ..
        } => {
            let instruction = Instruction {
                paddle,
                order,
                amount,
                received_at,
                jump_confirmed: true,
            };
            state.decide(&instruction, Ok(()), event.at).ok()
        }
        EventKind::Suspended { reason, .. } => state.suspend(reason, event.at),
        EventKind::Resumed { .. } => state.resume(event.at),
        EventKind::Voided { paddle, reason, .. } => state.void(history, paddle, reason, event.at),
        EventKind::Closed { .. } => state.close(event.at),
        _ => None,
    }
}

/// A lot with any reserve at all, one on the grid as C.1 has it, or one between two steps.
fn any_reserve() -> impl Strategy<Value = (Terms, Fen)> {
    let start = (1i64..900).prop_map(|hundreds| Fen::yuan(hundreds * 100));
    (start, 0i64..300_000).prop_map(|(start, above)| {
        let ladder = domain::bidding::Ladder::season_default().aligned(start);
        let terms = Terms {
            start,
            ladder,
            has_reserve: true,
            ..crate::make::terms()
        };
        (terms, start + Fen::yuan(above))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn i2_only_a_void_lowers_the_price_and_it_is_logged(mut auction in lots(), turns in turns()) {
        for Moved { before, event, after } in play(&mut auction, &turns) {
            match &event.kind {
                EventKind::Bid { rows, .. } => {
                    prop_assert!(reached(&after) >= reached(&before), "I2");
                    for row in rows {
                        prop_assert!(after.terms.ladder.on_grid(after.terms.start, row.amount), "I3");
                    }
                    let struck = rows.iter().any(|row| before.struck.contains(&row.paddle));
                    prop_assert!(!struck, "nobody bids for somebody who was struck out");
                }
                EventKind::Voided { paddle, .. } => {
                    prop_assert!(reached(&after) <= reached(&before), "I12");
                    // The leader stays, or nobody leads: all former bids have lapsed.
                    let kept = before.leader.filter(|leader| leader != paddle);
                    prop_assert_eq!(after.leader, kept);
                    prop_assert!(after.struck.contains(paddle) && !after.bidders.contains(paddle));
                }
                _ => prop_assert_eq!(
                    (after.price, after.leader, after.ceiling, after.floor),
                    (before.price, before.leader, before.ceiling, before.floor)
                ),
            }
            prop_assert!(after.ceiling.is_none() || after.leader.is_some(), "I6");
            if let Some((price, ceiling)) = after.price.zip(after.ceiling) {
                prop_assert!(price <= ceiling.max, "I5");
            }
            prop_assert_eq!(event.seq, before.seq + 1, "I14");
        }
    }

    #[test]
    fn i7_i13_the_clock_with_interruptions(mut auction in lots(), turns in turns()) {
        let terms = auction.terms.clone();
        let mut resumed = terms.ends_at;
        for Moved { before, event, after } in play(&mut auction, &turns) {
            prop_assert!(after.ends_at >= before.ends_at, "I7");
            match event.kind {
                EventKind::Suspended { .. } => {
                    prop_assert!(after.close(Timestamp(i64::MAX / 2)).is_none(), "the clock stands still");
                }
                EventKind::Resumed { ends_at } => {
                    let left = before.suspended.unwrap();
                    prop_assert_eq!(ends_at, resumed_end(event.at, terms.opens_at, left, before.ends_at));
                    resumed = ends_at;
                }
                EventKind::Bid { received_at, ref rows, .. } if !rows.is_empty() => {
                    let left = after.ends_at.millis_since(received_at);
                    let least = terms.window_ms.min(terms.extension_ms);
                    prop_assert!(left >= least || terms.hard_end.is_some(), "I13");
                }
                _ => {}
            }
            if let Some(hard_end) = terms.hard_end {
                // Half an hour after an interruption is more than the latest end (C.7).
                prop_assert!(after.ends_at <= hard_end.max(resumed), "I7");
            }
        }
    }

    #[test]
    fn i10_replay_with_interruptions_gives_the_same_rows_and_state(
        mut auction in lots(), turns in turns(),
    ) {
        let (mut told, mut decided) = (auction.clone(), auction.clone());
        let moves = play(&mut auction, &turns);
        let mut history = Vec::new();
        for Moved { event, after, .. } in &moves {
            let wire = serde_json::to_string(event).unwrap();
            told.apply(&serde_json::from_str(&wire).unwrap());
            prop_assert_eq!(&told, after, "told");
            let same = again(&decided, &history, event);
            prop_assert_eq!(same.as_ref(), Some(event), "decided anew");
            decided.apply(event);
            history.push(event.clone());
        }
        prop_assert_eq!(&decided, &auction);
    }

    /// C.1: the reserve stands on the grid, and then every price does (I3). A reserve between two
    /// steps is refused when the lot is listed: a ceiling would lift the price to it.
    #[test]
    fn i3_a_reserve_on_the_grid_keeps_every_price_on_it(
        (terms, reserve) in any_reserve(), steps in steps(),
    ) {
        let (start, ladder) = (terms.start, terms.ladder.clone());
        let on_grid = |price| ladder.on_grid(start, price);
        let (below, above) = ladder.neighbours(start, reserve);
        prop_assert_eq!(on_grid(reserve), below == reserve);
        for reserve in [below, above] {
            let mut auction = Auction::listed(terms.clone(), Some(reserve), 1, Timestamp(-1));
            let mut now = 0;
            for step in &steps {
                step_once(&mut auction, step, &mut now);
                prop_assert!(auction.price.is_none_or(on_grid), "I3 {reserve:?} {auction:?}");
            }
        }
        let mut lifted = Auction::listed(terms.clone(), Some(reserve), 1, Timestamp(-1));
        let first = Instruction {
            paddle: Paddle(1),
            order: domain::bidding::Order::Cap,
            amount: above,
            received_at: Timestamp(0),
            jump_confirmed: true,
        };
        let event = lifted.decide(&first, Ok(()), Timestamp(1)).unwrap();
        lifted.apply(&event);
        prop_assert_eq!(on_grid(lifted.price.unwrap()), on_grid(reserve), "why it is refused");
    }
}

/// Found by the property below: without their rival, the leader's own raise counted, for the reserve
/// was not met then; its price would have risen by striking somebody else out.
#[test]
fn striking_out_a_rival_does_not_make_a_needless_raise_count() {
    let terms = Terms {
        has_reserve: true,
        ..crate::make::terms()
    };
    let mut auction = Auction::listed(terms, Some(Fen::yuan(155_000)), 1, Timestamp(-1));
    let bid = |paddle, order, steps| Step::Bid {
        paddle: Paddle(paddle),
        order,
        steps,
        off: false,
        later_ms: 1,
        lag_ms: 0,
    };
    let (flat, cap) = (Order::Flat, Order::Cap);
    let bids = vec![
        bid(2, cap, 0),
        bid(3, flat, 1),
        bid(4, flat, 1),
        bid(2, flat, 1),
        bid(4, cap, 8),
        bid(11, flat, 1),
        bid(4, flat, 1),
    ];
    let turns = [
        Turn::Bidding(bids),
        Turn::Suspend { later_ms: 1 },
        Turn::Void {
            place: 3,
            later_ms: 1,
        },
        Turn::Void {
            place: 0,
            later_ms: 1,
        },
    ];
    let moves = play(&mut auction, &turns);
    let struck = moves.iter().filter_map(|moved| match moved.event.kind {
        EventKind::Voided { paddle, .. } => Some((paddle, moved.after.price, moved.after.leader)),
        _ => None,
    });
    let (price, leader) = (Some(Fen::yuan(155_000)), Some(Paddle(4)));
    let expected = [(Paddle(11), price, leader), (Paddle(2), price, leader)];
    assert_eq!(struck.collect::<Vec<_>>(), expected);
    assert_eq!(auction.ceiling.map(|ceiling| ceiling.max), price);
}
