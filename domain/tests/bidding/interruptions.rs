//! E7 and C.8: suspending, resuming, striking a bidder out, calling off.

use crate::make::{A, B, C, Example, X};
use domain::bidding::{Outcome, Phase, REOPEN_MIN_MS, SuspendReason};
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
