//! The invariants of bidding.md C.12 over random courses: bids by hand and ceilings, with and
//! without reserve, priority right and hard end. Courses with interruptions are in `interrupted`.

use crate::make::{self, P1, P2};
use domain::bidding::{
    Auction, Event, EventKind, Instruction, Order, Outcome, Paddle, SuspendReason, Terms,
};
use domain::ids::LotCode;
use domain::live::{BidRow, Figures, Frame, LotLive, Taken};
use domain::money::Fen;
use domain::time::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A reserve whose digits occur nowhere else.
const CANARY: Fen = Fen(98_765_432_199);

#[derive(Clone, Debug)]
pub enum Step {
    Bid {
        paddle: Paddle,
        order: Order,
        steps: u32,
        off: bool,
        later_ms: i64,
        lag_ms: i64,
    },
    Tick {
        later_ms: i64,
    },
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let paddle = prop_oneof![
        8 => (1u16..5).prop_map(Paddle),
        1 => Just(P1),
        1 => Just(P2),
    ];
    let order = prop_oneof![2 => Just(Order::Flat), 1 => Just(Order::Cap)];
    let off = prop::bool::weighted(0.1);
    let bid = (paddle, order, 0u32..30, off, 0i64..90_000, 0i64..3_000).prop_map(
        |(paddle, order, steps, off, later_ms, lag_ms)| Step::Bid {
            paddle,
            order,
            steps,
            off,
            later_ms,
            lag_ms,
        },
    );
    let tick = (0i64..400_000).prop_map(|later_ms| Step::Tick { later_ms });
    prop::collection::vec(prop_oneof![9 => bid, 1 => tick], 1..60)
}

/// A lot that is open for twenty minutes; with a window longer than the extension.
pub fn lot(reserve: Option<i64>, ranks: bool, hard: bool) -> Auction {
    let ranks = if ranks {
        vec![(P1, 1), (P2, 2)]
    } else {
        vec![]
    };
    let terms = Terms {
        ends_at: Timestamp::from_millis(1_200_000),
        extension_ms: 120_000,
        hard_end: hard.then_some(Timestamp::from_millis(2_400_000)),
        has_reserve: reserve.is_some(),
        ranks: ranks.into_iter().collect(),
        ..make::terms()
    };
    let reserve = reserve.map(|thousand| Fen::yuan(thousand / 5 * 5_000));
    Auction::listed(terms, reserve, 1, Timestamp(-1))
}

fn courses() -> impl Strategy<Value = (Auction, Vec<Step>)> {
    (lots(), steps())
}

/// Lots with and without reserve, priority right and hard end.
pub fn lots() -> impl Strategy<Value = Auction> {
    let reserve = prop::option::of(100i64..200);
    (reserve, any::<bool>(), any::<bool>())
        .prop_map(|(reserve, ranks, hard)| lot(reserve, ranks, hard))
}

pub fn step_once(auction: &mut Auction, step: &Step, now: &mut i64) -> Option<(Auction, Event)> {
    let before = auction.clone();
    let event = match *step {
        Step::Bid {
            paddle,
            order,
            steps,
            off,
            later_ms,
            lag_ms,
        } => {
            *now += later_ms;
            let from = auction.price.unwrap_or(auction.terms.start);
            let amount = auction.terms.ladder.climb(from, steps) + Fen(i64::from(off));
            let instruction = Instruction {
                paddle,
                order,
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

/// Plays a course and gives every event.
fn play(auction: &mut Auction, steps: &[Step]) -> Vec<Event> {
    let mut now = 0;
    steps
        .iter()
        .filter_map(|step| step_once(auction, step, &mut now))
        .map(|(_, event)| event)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn i1_i7_i13_i14_clock_and_numbers((mut auction, steps) in courses()) {
        let terms = auction.terms.clone();
        let mut now = -10_000;
        for step in &steps {
            let Some((before, event)) = step_once(&mut auction, step, &mut now) else { continue };
            prop_assert_eq!(event.seq, before.seq + 1, "I14");
            prop_assert!(event.at > before.at);
            prop_assert!(auction.ends_at >= before.ends_at, "I7");
            if let Some(hard_end) = terms.hard_end {
                prop_assert!(auction.ends_at <= hard_end, "I7");
            }
            let EventKind::Bid { received_at, rows, .. } = &event.kind else { continue };
            if rows.is_empty() {
                prop_assert_eq!(auction.ends_at, before.ends_at, "a silent change never extends");
                continue;
            }
            let left = auction.ends_at.millis_since(*received_at);
            let least = terms.window_ms.min(terms.extension_ms);
            prop_assert!(left >= least || terms.hard_end.is_some(), "I13");
        }
    }

    #[test]
    fn i2_i3_i4_i5_i6_i8_prices_and_leaders((mut auction, steps) in courses()) {
        let terms = auction.terms.clone();
        let (mut now, mut lines) = (0, 0);
        for step in &steps {
            let Some((before, event)) = step_once(&mut auction, step, &mut now) else { continue };
            let EventKind::Bid { rows, .. } = &event.kind else { continue };
            prop_assert!(auction.price >= before.price, "I2");
            for row in rows {
                prop_assert!(terms.ladder.on_grid(terms.start, row.amount), "I3");
            }
            if before.leader.is_some() && auction.leader != before.leader {
                let rank = |paddle: Option<Paddle>| terms.rank(paddle.unwrap());
                let higher = auction.price > before.price;
                prop_assert!(higher || rank(auction.leader) < rank(before.leader), "I4");
            }
            if let Some(ceiling) = auction.ceiling {
                prop_assert!(auction.price.unwrap() <= ceiling.max, "I5");
                prop_assert!(auction.leader.is_some(), "I6");
            }
            if let Some(last) = rows.last() {
                prop_assert_eq!(auction.leader.zip(auction.price), Some((last.paddle, last.amount)), "I8");
            }
            lines += rows.len();
            prop_assert_eq!(lines, auction.bid_count as usize);
        }
    }

    #[test]
    fn i10_replay_gives_the_same_state_and_i16_one_result((mut auction, steps) in courses()) {
        let mut replayed = auction.clone();
        let events = play(&mut auction, &steps);
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

    #[test]
    fn i11_the_leader_gave_the_best_instruction((mut auction, steps) in courses()) {
        let terms = auction.terms.clone();
        let events = play(&mut auction, &steps);
        let best = events
            .iter()
            .filter_map(|event| match event.kind {
                EventKind::Bid { paddle, amount, .. } => {
                    Some((-amount.0, terms.rank(paddle), event.seq, paddle))
                }
                _ => None,
            })
            .min();
        prop_assert_eq!(best.map(|(.., paddle)| paddle), auction.leader);
    }

    #[test]
    fn i12_striking_a_bidder_out_never_raises_the_price((mut auction, steps) in courses()) {
        let events = play(&mut auction, &steps);
        if auction.outcome.is_some() {
            return Ok(());
        }
        let now = Timestamp::from_millis(99_999_999);
        let bidders: BTreeSet<_> = auction.bidders.clone();
        let paused = auction.suspend(SuspendReason::SystemFault, now).unwrap();
        auction.apply(&paused);
        for paddle in bidders {
            let mut struck = auction.clone();
            let event = struck.void(&events, paddle, SuspendReason::IdentityFraud, now).unwrap();
            struck.apply(&event);
            let reached = struck.price.or(struck.floor);
            prop_assert!(reached <= auction.price, "I12 {:?} {:?}", reached, auction.price);
            if auction.leader == Some(paddle) {
                prop_assert_eq!(struck.leader, None);
            } else {
                prop_assert_eq!(struck.leader, auction.leader, "the best of the others stays");
            }
        }
    }

    /// I12 after the close: the price of the others is never above that of the sale, nobody becomes
    /// the buyer (I16), and the events lead to the same state again (I10).
    #[test]
    fn i12_i16_a_buyer_struck_out_is_followed_by_nobody((mut auction, steps) in courses()) {
        let mut replayed = auction.clone();
        let mut events = play(&mut auction, &steps);
        let now = Timestamp::from_millis(99_999_999);
        if let Some(closed) = auction.close(now) {
            auction.apply(&closed);
            events.push(closed);
        }
        let Some(Outcome::SoldPending { paddle, price }) = auction.outcome else {
            return Ok(());
        };
        for other in auction.bidders.iter().filter(|other| **other != paddle) {
            let none = auction.void(&events, *other, SuspendReason::IdentityFraud, now);
            prop_assert_eq!(none, None);
        }
        let event = auction.void(&events, paddle, SuspendReason::IdentityFraud, now).unwrap();
        auction.apply(&event);
        prop_assert!(auction.floor <= Some(price), "I12 {:?} {:?}", auction.floor, price);
        prop_assert_eq!(auction.outcome, Some(Outcome::Voided { paddle }));
        prop_assert_eq!((auction.leader, auction.price, auction.ceiling), (None, None, None));
        for event in events.iter().chain([&event]) {
            replayed.apply(event);
        }
        prop_assert_eq!(replayed, auction);
    }

    /// What a watcher knows after any losses, repeats and swaps on the way is either the truth or
    /// a reported gap; it is never silently wrong, and never learns a reserve or a ceiling.
    #[test]
    fn i18_watchers_follow_without_skips_and_learn_no_secret(
        steps in steps(), lost in prop::collection::vec(0u8..10, 60),
    ) {
        let code = LotCode::parse("D-0001").unwrap();
        let terms = Terms { has_reserve: true, ..make::terms() };
        let mut auction = Auction::listed(terms, Some(CANARY), 1, Timestamp(-1));
        let mut watcher = LotLive { lot: code.clone(), figures: Figures::of(&auction), bids: vec![] };
        let mut now = 0;
        for (step, lost) in steps.iter().zip(&lost) {
            let Some((before, event)) = step_once(&mut auction, step, &mut now) else { continue };
            let frame = Frame::of(&code, before.ends_at, &event, &auction);
            let wire = serde_json::to_string(&frame).unwrap();
            prop_assert!(!wire.contains(&CANARY.0.to_string()), "the reserve is secret: {}", wire);
            prop_assert!(!tells_the_ceiling(&wire, &auction, &frame), "a ceiling is secret: {}", wire);
            if *lost == 0 {
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

/// Whether the live ceiling stands in a frame as a number that is not public for another reason:
/// a price that was reached, one of the next steps, or a time of as many microseconds.
fn tells_the_ceiling(wire: &str, auction: &Auction, frame: &Frame) -> bool {
    let Some(ceiling) = auction.ceiling else {
        return false;
    };
    let figures = &frame.figures;
    let public = frame.bids.iter().any(|row| row.amount == ceiling.max)
        || figures.quick_steps.contains(&ceiling.max)
        || figures.next_min == ceiling.max
        || figures.price == Some(ceiling.max)
        || figures.start == ceiling.max;
    let number = ceiling.max.0;
    let of_row = |row: &BidRow| [Some(row.received_at), row.extended_to];
    let of_frame = [
        frame.at,
        figures.opens_at,
        figures.ends_at,
        figures.planned_end,
    ]
    .map(Some);
    let mut times = frame.bids.iter().flat_map(of_row).chain(of_frame).flatten();
    let public = public || times.any(|time| time.0 == number);
    let told = [",", "}", "]"].map(|end| wire.contains(&format!(":{number}{end}")));
    !public && told.contains(&true)
}
