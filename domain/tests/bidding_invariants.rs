//! The invariants of bidding.md C.12 that concern flat bids, over random instructions.

#![allow(clippy::unwrap_used, missing_docs)]

use domain::bidding::{
    Auction, Band, Event, EventKind, Instruction, Ladder, Outcome, Paddle, Terms,
};
use domain::ids::LotCode;
use domain::live::{Frame, LotLive, Taken};
use domain::money::Fen;
use domain::time::Timestamp;
use proptest::prelude::*;

/// A reserve whose digits occur nowhere else.
const CANARY: Fen = Fen(98_765_432_199);

#[derive(Clone, Debug)]
enum Step {
    Bid {
        paddle: u16,
        steps: u32,
        off: bool,
        later_ms: i64,
        lag_ms: i64,
    },
    Tick {
        later_ms: i64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let bid = (
        1u16..6,
        0u32..60,
        prop::bool::weighted(0.1),
        0i64..90_000,
        0i64..3_000,
    )
        .prop_map(|(paddle, steps, off, later_ms, lag_ms)| Step::Bid {
            paddle,
            steps,
            off,
            later_ms,
            lag_ms,
        });
    let tick = (0i64..400_000).prop_map(|later_ms| Step::Tick { later_ms });
    prop::collection::vec(prop_oneof![9 => bid, 1 => tick], 1..60)
}

fn terms(reserve: bool, hard: bool) -> Terms {
    let band = |from, step| Band {
        from: Fen::yuan(from),
        step: Fen::yuan(step),
    };
    Terms {
        start: Fen::yuan(100_000),
        ladder: Ladder::new(vec![band(0, 5_000), band(200_000, 10_000)]).unwrap(),
        opens_at: Timestamp(0),
        ends_at: Timestamp::from_millis(1_200_000),
        window_ms: 300_000,
        extension_ms: 120_000,
        hard_end: hard.then_some(Timestamp::from_millis(2_400_000)),
        max_jump: 50,
        drain_ms: 2_000,
        has_reserve: reserve,
        min_bidders: 1,
    }
}

fn step_once(auction: &mut Auction, step: &Step, now: &mut i64) -> Option<(Auction, Event)> {
    let before = auction.clone();
    let event = match *step {
        Step::Bid {
            paddle,
            steps,
            off,
            later_ms,
            lag_ms,
        } => {
            *now += later_ms;
            let ladder = &auction.terms.ladder;
            let from = auction.price.unwrap_or(auction.terms.start);
            let amount = ladder.climb(from, steps) + Fen(i64::from(off));
            let instruction = Instruction {
                paddle: Paddle(paddle),
                amount,
                received_at: Timestamp::from_millis(*now - lag_ms),
                jump_confirmed: false,
            };
            auction
                .decide(&instruction, Ok(()), Timestamp::from_millis(*now))
                .ok()
        }
        Step::Tick { later_ms } => {
            *now += later_ms;
            auction.close(Timestamp::from_millis(*now))
        }
    };
    // I1: whoever decides, the state stays bit-identical until an event is applied.
    assert_eq!(*auction, before);
    let event = event?;
    auction.apply(&event);
    Some((before, event))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn i1_i2_i3_i7_i8_i13_i14_hold_for_every_course(
        steps in steps(), reserve in prop::option::of(100i64..200), hard in any::<bool>(),
    ) {
        let reserve = reserve.map(|thousand| Fen::yuan(thousand * 1_000));
        let terms = terms(reserve.is_some(), hard);
        let mut auction = Auction::listed(terms.clone(), reserve, 1, Timestamp(-1));
        let mut now = -10_000;
        let mut rows: Vec<(Paddle, Fen)> = Vec::new();
        for step in &steps {
            let Some((before, event)) = step_once(&mut auction, step, &mut now) else { continue };
            prop_assert_eq!(event.seq, before.seq + 1, "I14");
            prop_assert!(event.at > before.at);
            prop_assert!(auction.price >= before.price, "I2");
            prop_assert!(auction.ends_at >= before.ends_at, "I7");
            if let Some(hard_end) = terms.hard_end {
                prop_assert!(auction.ends_at <= hard_end, "I7");
            }
            if let EventKind::Bid { paddle, amount, received_at, .. } = event.kind {
                prop_assert!(terms.ladder.on_grid(terms.start, amount), "I3");
                prop_assert!(Some(amount) > before.price, "I4: a flat bid always raises");
                let left = auction.ends_at.millis_since(received_at);
                let least = terms.window_ms.min(terms.extension_ms);
                prop_assert!(left >= least || terms.hard_end.is_some(), "I13");
                rows.push((paddle, amount));
                prop_assert_eq!(rows.last().copied(), auction.leader.zip(auction.price), "I8");
            }
            prop_assert_eq!(rows.len(), auction.bid_count as usize);
        }
    }

    #[test]
    fn i10_replay_gives_the_same_state_and_i16_one_result(steps in steps()) {
        let mut auction = Auction::listed(terms(false, false), None, 1, Timestamp(-1));
        let mut replayed = auction.clone();
        let (mut now, mut events) = (0, Vec::new());
        for step in &steps {
            events.extend(step_once(&mut auction, step, &mut now).map(|(_, event)| event));
        }
        for event in &events {
            let wire = serde_json::to_string(event).unwrap();
            replayed.apply(&serde_json::from_str(&wire).unwrap());
        }
        prop_assert_eq!(&replayed, &auction);
        let sold = |e: &&Event| {
            matches!(e.kind, EventKind::Closed { outcome: Outcome::SoldPending { .. } })
        };
        prop_assert!(events.iter().filter(sold).count() <= 1);
    }

    /// What a watcher knows after any losses, repeats and swaps on the way is either the truth or
    /// a reported gap; it is never silently wrong.
    #[test]
    fn i18_watchers_follow_without_skips(
        steps in steps(), lost in prop::collection::vec(0u8..10, 60),
    ) {
        let code = LotCode::parse("D-0001").unwrap();
        let mut auction = Auction::listed(terms(true, false), Some(CANARY), 1, Timestamp(-1));
        let mut watcher = LotLive {
            lot: code.clone(), figures: domain::live::Figures::of(&auction), bids: vec![],
        };
        let mut now = 0;
        for (step, lost) in steps.iter().zip(&lost) {
            let Some((before, event)) = step_once(&mut auction, step, &mut now) else { continue };
            let frame = Frame::of(&code, before.ends_at, &event, &auction);
            let wire = serde_json::to_string(&frame).unwrap();
            prop_assert!(!wire.contains(&CANARY.0.to_string()), "the reserve is secret: {}", wire);
            let missed = *lost == 0;
            if missed {
                continue;
            }
            match watcher.take(&frame) {
                Taken::Applied => prop_assert_eq!(&watcher.figures, &frame.figures),
                Taken::Gap => {
                    prop_assert!(watcher.figures.seq + 1 < frame.figures.seq);
                    watcher.figures = frame.figures.clone();
                }
                Taken::Known => prop_assert!(false, "no frame was sent twice"),
            }
            prop_assert_eq!(watcher.take(&frame), Taken::Known);
        }
    }
}
