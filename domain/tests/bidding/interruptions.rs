//! E7 and C.8: suspending, resuming, striking a bidder out, calling off.

use crate::make::{A, B, C, D, Example, X};
use domain::bidding::{Event, Outcome, Phase, REOPEN_MIN_MS, SuspendReason};
use domain::money::Fen;
use domain::time::Timestamp;

#[test]
fn e7_a_struck_leader_leaves_a_floor() {
    let mut lot = Example::new();
    for (paddle, yuan) in [(A, 100_000), (X, 110_000), (A, 120_000), (X, 150_000)] {
        lot.flat(paddle, yuan, 1_000);
    }
    lot.suspend(2_000);
    lot.void(X, 3_000);
    assert_eq!((lot.auction.leader, lot.auction.price), (None, None));
    assert_eq!(lot.auction.floor, Some(Fen::yuan(100_000)));
    let resumed = lot.auction.resume(Timestamp::from_millis(4_000)).unwrap();
    lot.take(resumed);
    assert_eq!(lot.auction.min_next(), Fen::yuan(100_000));
    lot.flat(B, 100_000, 5_000);
    assert_eq!(lot.leads(), (Some(B), 100_000));
}

#[test]
fn e7b_a_leader_that_stays_pays_no_more() {
    let mut lot = Example::new();
    lot.cap(A, 300_000, 1);
    lot.flat(X, 150_000, 2);
    lot.flat(X, 220_000, 3);
    assert_eq!(lot.leads(), (Some(A), 230_000));
    lot.suspend(4);
    lot.void(X, 5);
    assert_eq!(lot.leads(), (Some(A), 100_000));
    assert_eq!(lot.auction.ceiling.map(|c| c.max), Some(Fen::yuan(300_000)));
    assert_eq!(lot.auction.floor, None);
}

#[test]
fn two_bidders_struck_one_after_the_other() {
    let mut lot = Example::new();
    lot.flat(A, 100_000, 1);
    lot.flat(B, 110_000, 2);
    lot.flat(X, 120_000, 3);
    lot.suspend(4);
    lot.void(X, 5);
    assert_eq!(lot.auction.floor, Some(Fen::yuan(110_000)));
    lot.void(B, 6);
    assert_eq!(lot.auction.floor, Some(Fen::yuan(100_000)));
}

#[test]
fn lapsed_bids_do_not_come_back_with_a_later_void() {
    let mut lot = Example::new();
    for (paddle, yuan) in [(A, 100_000), (C, 105_000), (X, 110_000)] {
        lot.flat(paddle, yuan, 1_000);
    }
    lot.suspend(2_000);
    lot.void(X, 3_000);
    assert_eq!(lot.auction.floor, Some(Fen::yuan(105_000)));
    let resumed = lot.auction.resume(Timestamp::from_millis(4_000)).unwrap();
    lot.take(resumed);
    lot.flat(B, 105_000, 5_000);
    lot.suspend(6_000);
    lot.void(A, 7_000);
    assert_eq!(lot.leads(), (Some(B), 105_000), "C has lapsed");
}

#[test]
fn nothing_is_bid_or_closed_while_bidding_is_interrupted() {
    let mut lot = Example::new();
    lot.flat(A, 100_000, 1_000);
    let now = Timestamp::from_millis(3_590_000);
    assert_eq!(lot.auction.resume(now), None);
    assert_eq!(lot.auction.cancel(SuspendReason::SystemFault, now), None);
    assert_eq!(
        lot.auction
            .void(&lot.events, A, SuspendReason::Collusion, now),
        None
    );
    lot.suspend(3_590_000);
    assert_eq!(lot.auction.phase(now), Phase::Suspended);
    assert_eq!(lot.auction.suspend(SuspendReason::Outage, now), None);
    assert_eq!(lot.code(B, 105_000, 3_591_000), "LOT_NOT_OPEN");
    assert_eq!(lot.auction.close(Timestamp::from_millis(9_000_000)), None);
    // Ten seconds were left: half an hour is the least.
    let resumed = lot.auction.resume(Timestamp::from_millis(5_000_000));
    lot.take(resumed.unwrap());
    assert_eq!(lot.ends(), 5_000_000 + REOPEN_MIN_MS);
    assert_eq!(lot.code(B, 105_000, 5_000_001), "ACCEPTED");
}

#[test]
fn a_long_remainder_is_kept_and_a_cancelled_lot_has_no_buyer() {
    let mut lot = Example::new();
    lot.flat(A, 100_000, 1_000);
    lot.suspend(600_000);
    let resumed = lot.auction.resume(Timestamp::from_millis(1_000_000));
    lot.take(resumed.unwrap());
    assert_eq!(lot.ends(), 1_000_000 + 3_000_000);
    lot.suspend(1_100_000);
    let cancelled = lot.auction.cancel(
        SuspendReason::SystemFault,
        Timestamp::from_millis(1_200_000),
    );
    lot.take(cancelled.unwrap());
    assert_eq!(lot.auction.outcome, Some(Outcome::Cancelled));
    assert_eq!(lot.code(B, 105_000, 1_300_000), "LOT_NOT_OPEN");
}

/// The history of E7, closed: sold to X for 150,000.
fn e7_sold() -> Example {
    let mut lot = Example::new();
    for (paddle, yuan) in [(A, 100_000), (X, 110_000), (A, 120_000), (X, 150_000)] {
        lot.flat(paddle, yuan, 1_000);
    }
    let closed = lot.auction.close(Timestamp::from_millis(3_602_000));
    lot.take(closed.unwrap());
    let price = Fen::yuan(150_000);
    assert_eq!(
        lot.auction.outcome,
        Some(Outcome::SoldPending { paddle: X, price })
    );
    lot
}

fn struck_after(lot: &Example, paddle: domain::bidding::Paddle) -> Option<Event> {
    let now = Timestamp::from_millis(4_000_000);
    lot.auction
        .void(&lot.events, paddle, SuspendReason::IdentityFraud, now)
}

#[test]
fn e7_after_the_close_nobody_moves_up_to_the_place_of_the_buyer() {
    let mut lot = e7_sold();
    assert_eq!(
        struck_after(&lot, A),
        None,
        "only the buyer is struck out then"
    );
    let event = struck_after(&lot, X).unwrap();
    lot.take(event);
    assert_eq!(lot.auction.outcome, Some(Outcome::Voided { paddle: X }));
    assert_eq!((lot.auction.leader, lot.auction.price), (None, None));
    assert_eq!(
        lot.auction.floor,
        Some(Fen::yuan(100_000)),
        "as far as A had come"
    );
    assert_eq!(lot.ends(), 3_600_000, "the end stays");
    assert_eq!(struck_after(&lot, X), None, "once");
    let now = Timestamp::from_millis(4_100_000);
    assert_eq!(lot.auction.phase(now), Phase::Closed);
    assert_eq!(lot.auction.resume(now), None);
    assert_eq!(lot.auction.close(now), None);
    assert_eq!(lot.code(B, 105_000, 4_100_000), "LOT_NOT_OPEN");
}

#[test]
fn e3_a_buyer_struck_out_after_the_close_leaves_what_the_ceilings_of_the_others_had_reached() {
    // E3: A 300,000, B 250,000, C 300,000, D 400,000: D leads at 310,000.
    let mut lot = Example::new();
    for (paddle, yuan) in [(A, 300_000), (B, 250_000), (C, 300_000), (D, 400_000)] {
        lot.cap(paddle, yuan, 1_000);
    }
    let closed = lot.auction.close(Timestamp::from_millis(3_602_000));
    lot.take(closed.unwrap());
    let event = struck_after(&lot, D).unwrap();
    lot.take(event);
    // Without D the tie of E3 stands: A at 300,000, and A is not the buyer.
    assert_eq!(lot.auction.floor, Some(Fen::yuan(300_000)));
    assert_eq!((lot.auction.leader, lot.auction.ceiling), (None, None));
}

#[test]
fn a_lot_that_found_no_buyer_has_nobody_to_strike_out() {
    let mut lot = Example::with_reserve(200_000);
    lot.flat(A, 100_000, 1_000);
    let closed = lot.auction.close(Timestamp::from_millis(3_602_000));
    lot.take(closed.unwrap());
    assert_eq!(lot.auction.outcome, Some(Outcome::UnsoldReserve));
    assert_eq!(struck_after(&lot, A), None);
}
