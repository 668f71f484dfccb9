//! E1, E6 and the results: bids by hand, the clock, the close.

use crate::make::{A, B, C, Example, instruction, terms};
use domain::bidding::{EventKind, Instruction, Order, Outcome, Refusal, Terms};
use domain::money::Fen;
use domain::time::Timestamp;

#[test]
fn e1_flat_bids_on_the_grid() {
    let mut lot = Example::new();
    assert_eq!(lot.code(A, 95_000, 1), "OFF_GRID");
    assert_eq!(lot.code(A, 100_000, 2), "ACCEPTED");
    assert_eq!(lot.code(A, 105_000, 3), "ALREADY_LEADING");
    assert_eq!(lot.code(B, 104_000, 4), "OFF_GRID");
    assert_eq!(lot.code(B, 105_000, 5), "ACCEPTED");
    assert_eq!(lot.code(C, 200_000, 6), "ACCEPTED");
    assert_eq!(lot.code(B, 205_000, 7), "OFF_GRID");
    assert_eq!(lot.code(B, 210_000, 8), "ACCEPTED");
}

#[test]
fn e6_the_clock_is_half_open_and_the_window_extends() {
    let mut lot = Example::new();
    lot.bid(A, 100_000, 3_300_000).unwrap();
    assert_eq!((lot.ends(), lot.auction.extensions), (3_600_000, 0));
    lot.bid(B, 105_000, 3_590_000).unwrap();
    assert_eq!((lot.ends(), lot.auction.extensions), (3_890_000, 1));
    assert_eq!(lot.code(A, 110_000, 3_890_000), "LATE");
    let last_moment = Instruction {
        received_at: Timestamp(3_890_000_000 - 1),
        ..instruction(A, Order::Flat, 110_000, 0)
    };
    assert!(
        lot.auction
            .decide(&last_moment, Ok(()), Timestamp(3_890_000_000))
            .is_ok()
    );
}

#[test]
fn e6b_the_hard_end_caps_every_extension() {
    let hard_end = Some(Timestamp::from_millis(3_900_000));
    let mut lot = Example::of(
        Terms {
            hard_end,
            ..terms()
        },
        None,
    );
    lot.bid(A, 100_000, 3_599_999).unwrap();
    assert_eq!(lot.ends(), 3_899_999);
    lot.bid(B, 105_000, 3_899_000).unwrap();
    assert_eq!(lot.ends(), 3_900_000);
    lot.bid(A, 110_000, 3_899_999).unwrap();
    assert_eq!(lot.ends(), 3_900_000);
    assert_eq!(lot.code(B, 115_000, 3_900_000), "LATE");
}

#[test]
fn e6c_a_bid_received_in_time_reopens_a_lot_that_is_closing() {
    let mut lot = Example::new();
    lot.bid_at(A, 100_000, 3_599_900, 3_600_500).unwrap();
    assert_eq!(lot.ends(), 3_899_900);
    assert_eq!(
        lot.auction.close(Timestamp::from_millis(3_899_900 + 1_999)),
        None
    );
    assert!(
        lot.auction
            .close(Timestamp::from_millis(3_899_900 + 2_000))
            .is_some()
    );
}

#[test]
fn the_three_results() {
    let close = |lot: &mut Example| {
        let event = lot
            .auction
            .close(Timestamp::from_millis(9_999_999))
            .unwrap();
        lot.auction.apply(&event);
        assert_eq!(lot.auction.close(Timestamp::from_millis(99_999_999)), None);
        assert_eq!(lot.code(A, 500_000, 1_000), "LATE_BY_SERVER");
        match event.kind {
            EventKind::Closed { outcome } => outcome,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(close(&mut Example::new()), Outcome::UnsoldNoBid);
    let mut sold = Example::new();
    sold.bid(A, 100_000, 1).unwrap();
    let price = Fen::yuan(100_000);
    assert_eq!(close(&mut sold), Outcome::SoldPending { paddle: A, price });
    let mut reserved = Example::with_reserve(120_000);
    reserved.bid(A, 100_000, 1).unwrap();
    assert_eq!(close(&mut reserved), Outcome::UnsoldReserve);
    let mut lonely = Example::new();
    lonely.auction.terms.min_bidders = 2;
    lonely.bid(A, 100_000, 1).unwrap();
    assert_eq!(close(&mut lonely), Outcome::UnsoldTooFew);
}

#[test]
fn a_slip_of_one_zero_is_stopped_and_can_be_confirmed() {
    let mut lot = Example::new();
    assert_eq!(
        lot.bid(A, 1_000_000, 1),
        Err(Refusal::JumpTooBig {
            max: lot.auction.terms.ladder.climb(Fen::yuan(100_000), 50)
        })
    );
    let confirmed = Instruction {
        jump_confirmed: true,
        ..instruction(A, Order::Flat, 1_000_000, 1)
    };
    assert!(lot.auction.decide(&confirmed, Ok(()), Timestamp(1)).is_ok());
}
