//! The playback of a round gives, at every event, the very figures that the engine had then, and
//! nothing of what is secret.

use crate::courses::{Course, settings, steps};
use domain::bidding::{Auction, Event, EventKind, Instruction, Ladder, Order, Paddle, Terms};
use domain::live::Figures;
use domain::money::Fen;
use domain::playback::{NoMoment, Playback};
use domain::time::Timestamp;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_moment_is_the_state_of_the_engine(setting in settings(), steps in steps(0)) {
        plays_back(Course::of(&setting, &steps))?;
    }

    #[test]
    fn every_moment_of_an_interrupted_round_is_the_state_of_the_engine(
        setting in settings(), steps in steps(30),
    ) {
        plays_back(Course::of(&setting, &steps))?;
    }
}

/// The events of a course that has been brought to its end.
fn ended(course: &Course) -> (Vec<Event>, Option<Fen>) {
    let events = course.states.iter().map(|(event, _)| event.clone());
    (events.collect(), course.auction.reserve)
}

fn plays_back(mut course: Course) -> Result<(), TestCaseError> {
    let (events, reserve) = ended(&course);
    if course.auction.outcome.is_none() {
        prop_assert_eq!(
            Playback::of(&events, reserve),
            None,
            "not before the result"
        );
        course.finish();
    }
    let (events, reserve) = ended(&course);
    let playback = Playback::of(&events, reserve).unwrap();
    // What the browser gets is what the server has.
    let json = serde_json::to_string(&playback).unwrap();
    let playback: Playback = serde_json::from_str(&json).unwrap();
    let listed = |event: &Event| matches!(event.kind, EventKind::Listed { .. });
    let from = events.iter().rposition(listed).unwrap();
    let (first, last) = (events[from].seq, events[events.len() - 1].seq);
    let mut extensions = 0;
    for (event, auction) in &course.states[from..] {
        let moment = playback.moment(Some(event.seq)).unwrap();
        prop_assert_eq!(
            &moment.figures,
            &Figures::of(auction),
            "after event {}",
            event.seq
        );
        prop_assert_eq!((moment.first, moment.last), (first, last));
        prop_assert_eq!((moment.step.seq, moment.step.at), (event.seq, event.at));
        prop_assert_eq!(moment.extended, auction.extensions > extensions);
        extensions = auction.extensions;
        prop_assert_eq!(moment.view(), Figures::of(auction).view(event.at));
    }
    let end = playback.moment(None).unwrap();
    prop_assert_eq!(end.figures, Figures::of(&course.auction));
    for outside in [0, first - 1, last + 1, u64::MAX] {
        let refused = playback.moment(Some(outside));
        prop_assert_eq!(refused, Err(NoMoment::OutOfRange { first, last }));
    }
    Ok(())
}

/// Amounts whose digits occur nowhere else.
const CEILING: Fen = Fen::yuan(987_650_000);
const RESERVE: Fen = Fen::yuan(123_450_000);

/// One ceiling that nobody exhausts, far above what is bid; sold below it and above the reserve.
fn secretive() -> (Vec<Event>, Auction) {
    let terms = Terms {
        start: Fen::yuan(100_000_000),
        ladder: Ladder::flat(Fen::yuan(10_000)).unwrap(),
        opens_at: Timestamp(0),
        ends_at: Timestamp::from_millis(600_000),
        window_ms: 30_000,
        extension_ms: 30_000,
        hard_end: None,
        max_jump: 50,
        drain_ms: 2_000,
        has_reserve: true,
        min_bidders: 1,
        ranks: Default::default(),
    };
    let kind = EventKind::Listed {
        terms: terms.clone(),
    };
    let at = Timestamp(-1);
    let mut events = vec![Event { seq: 1, at, kind }];
    let mut auction = Auction::listed(terms, Some(RESERVE), 1, at);
    let bids = [
        (Paddle(1), Order::Flat, Fen::yuan(100_000_000)),
        (Paddle(2), Order::Cap, CEILING),
        (Paddle(3), Order::Flat, Fen::yuan(200_000_000)),
    ];
    for (now, (paddle, order, amount)) in (1_000..).zip(bids) {
        let received_at = Timestamp::from_millis(now);
        let instruction = Instruction {
            paddle,
            order,
            amount,
            received_at,
            jump_confirmed: true,
        };
        let event = auction.decide(&instruction, Ok(()), received_at).unwrap();
        auction.apply(&event);
        events.push(event);
    }
    let closed = auction.close(Timestamp::from_millis(602_000)).unwrap();
    auction.apply(&closed);
    events.push(closed);
    (events, auction)
}

#[test]
fn neither_ceilings_nor_the_reserve_are_in_the_bytes() {
    let (events, auction) = secretive();
    let secret = |amount: Fen| amount.0.to_string();
    assert!(
        serde_json::to_string(&events)
            .unwrap()
            .contains(&secret(CEILING))
    );
    // The lift shows the reserve once a ceiling was lifted to it; so start from bids beyond it.
    let playback = Playback::of(&events[..], Some(RESERVE)).unwrap();
    let mut json = serde_json::to_string(&playback).unwrap();
    for seq in 1..=auction.seq {
        let moment = playback.moment(Some(seq)).unwrap();
        json += &serde_json::to_string(&moment).unwrap();
    }
    assert!(!json.contains(&secret(CEILING)), "a ceiling is secret");
    assert!(!json.contains("ceiling"));
}

#[test]
fn a_reserve_that_was_not_reached_is_not_in_the_bytes() {
    let (mut events, _) = secretive();
    // Only the first bid and the result: the reserve is far above.
    events.truncate(2);
    let EventKind::Listed { terms } = &events[0].kind else {
        panic!("a listing comes first");
    };
    let mut auction = Auction::listed(terms.clone(), Some(RESERVE), 1, events[0].at);
    auction.apply(&events[1]);
    let closed = auction.close(Timestamp::from_millis(602_000)).unwrap();
    events.push(closed);
    let playback = Playback::of(&events, Some(RESERVE)).unwrap();
    let moment = playback.moment(None).unwrap();
    let json = serde_json::to_string(&(&playback, moment)).unwrap();
    assert!(!json.contains(&RESERVE.0.to_string()));
    assert!(json.contains("NOT_MET"));
}

#[test]
fn what_was_changed_on_the_way_is_no_moment() {
    let (events, _) = secretive();
    let json = serde_json::to_string(&Playback::of(&events, Some(RESERVE)).unwrap()).unwrap();
    // Another price after the second bid; a number out of turn; another leader.
    let changed = [
        (r#""seq":3"#, r#""seq":9"#),
        (r#""price":10000000000,"#, r#""price":10000000100,"#),
        (r#""leader":2"#, r#""leader":3"#),
    ];
    for (from, to) in changed {
        assert!(json.contains(from), "{from}");
        let playback: Playback = serde_json::from_str(&json.replace(from, to)).unwrap();
        let broken = playback.moment(None).unwrap_err();
        assert!(
            matches!(broken, NoMoment::Broken { .. }),
            "{from}: {broken}"
        );
    }
}
