//! E2 to E5: ceilings, the reserve, the priority right.

use crate::make::{A, B, C, D, Example, P1, P2, instruction};
use domain::bidding::{Order, Refusal, ReserveStatus};
use domain::money::Fen;

#[test]
fn e2_a_ceiling_against_bids_by_hand() {
    let mut lot = Example::new();
    assert_eq!(lot.cap(A, 180_000, 1), [(A, 100_000, "auto", "")]);
    assert_eq!(
        lot.flat(B, 105_000, 2),
        [(B, 105_000, "flat", "outbid"), (A, 110_000, "auto", "")]
    );
    assert_eq!(
        lot.flat(B, 180_000, 3),
        [(B, 180_000, "flat", "outbid"), (A, 180_000, "auto", "tie")]
    );
    assert_eq!(lot.flat(B, 185_000, 4), [(B, 185_000, "flat", "")]);
    assert_eq!(lot.auction.ceiling, None);
}

#[test]
fn e3_a_ceiling_against_ceilings() {
    let mut lot = Example::new();
    lot.cap(A, 300_000, 1);
    assert_eq!(lot.leads(), (Some(A), 100_000));
    lot.cap(B, 250_000, 2);
    assert_eq!(lot.leads(), (Some(A), 260_000));
    let tie = [(C, 300_000, "auto", "outbid"), (A, 300_000, "auto", "tie")];
    assert_eq!(lot.cap(C, 300_000, 3), tie);
    lot.cap(D, 400_000, 4);
    assert_eq!(lot.leads(), (Some(D), 310_000));
}

#[test]
fn e4_a_secret_reserve() {
    let mut lot = Example::with_reserve(250_000);
    lot.cap(A, 150_000, 1);
    assert_eq!(lot.leads(), (Some(A), 100_000));
    assert_eq!(lot.reserve(), ReserveStatus::NotMet);
    assert_eq!(lot.cap(A, 200_000, 2), []);
    let lifted = [(A, 200_000, "auto", "exhausted"), (B, 250_000, "auto", "")];
    assert_eq!(lot.cap(B, 300_000, 3), lifted);
    assert_eq!(lot.reserve(), ReserveStatus::Met);
    let tie = [(A, 300_000, "auto", "outbid"), (B, 300_000, "auto", "tie")];
    assert_eq!(lot.cap(A, 300_000, 4), tie);
    assert_eq!(lot.flat(C, 310_000, 5), [(C, 310_000, "flat", "")]);
}

#[test]
fn e4b_the_leader_may_raise_itself_until_the_reserve_is_met() {
    let mut lot = Example::with_reserve(120_000);
    assert_eq!(lot.code(A, 100_000, 1), "ACCEPTED");
    assert_eq!(lot.reserve(), ReserveStatus::NotMet);
    assert_eq!(lot.code(A, 115_000, 2), "ACCEPTED");
    assert_eq!(lot.code(A, 120_000, 3), "ACCEPTED");
    assert_eq!(lot.reserve(), ReserveStatus::Met);
    assert_eq!(lot.code(A, 125_000, 4), "ALREADY_LEADING");
}

#[test]
fn e5_the_priority_right_matches_a_price() {
    let mut lot = Example::with_ranks(&[(P1, 1), (P2, 2)]);
    lot.flat(A, 150_000, 1);
    lot.flat(P2, 150_000, 2);
    assert_eq!(lot.leads(), (Some(P2), 150_000));
    lot.flat(P1, 150_000, 3);
    assert_eq!(lot.leads(), (Some(P1), 150_000));
    assert_eq!(lot.code(P2, 150_000, 4), "TOO_LOW");
    assert_eq!(lot.code(B, 150_000, 5), "TOO_LOW");
    lot.flat(B, 155_000, 6);
    lot.cap(P1, 180_000, 7);
    assert_eq!(lot.leads(), (Some(P1), 155_000));
    assert_eq!(
        lot.cap(B, 180_000, 8),
        [(B, 180_000, "auto", "outbid"), (P1, 180_000, "auto", "tie")]
    );
    lot.cap(B, 190_000, 9);
    assert_eq!(lot.leads(), (Some(B), 185_000));
}

#[test]
fn a_ceiling_is_never_lowered_and_never_below_the_price() {
    let mut lot = Example::new();
    lot.cap(A, 180_000, 1);
    lot.flat(B, 130_000, 2);
    assert_eq!(lot.leads(), (Some(A), 135_000));
    let mut refused = |yuan| {
        lot.decide(instruction(A, Order::Cap, yuan, 3), 3)
            .map(|_| ())
            .unwrap_err()
    };
    let price = Fen::yuan(135_000);
    assert_eq!(refused(130_000), Refusal::BelowOwnPrice { price });
    let ceiling = Fen::yuan(180_000);
    assert_eq!(refused(175_000), Refusal::BelowOwnCeiling { ceiling });
    assert_eq!(lot.cap(A, 180_000, 4), [], "the same again is silent");
    assert_eq!(lot.cap(A, 220_000, 5), []);
    assert_eq!(lot.leads(), (Some(A), 135_000));
}

/// C.13 (a): the leader's own bid above its ceiling uses the ceiling up.
#[test]
fn c13a_a_bid_of_the_leader_beyond_its_ceiling_drops_it() {
    let mut lot = Example::with_reserve(200_000);
    lot.cap(A, 120_000, 1);
    lot.flat(A, 115_000, 2);
    assert_eq!(
        lot.auction.ceiling.map(|ceiling| ceiling.max),
        Some(Fen::yuan(120_000))
    );
    lot.flat(A, 120_000, 3);
    assert_eq!(lot.auction.ceiling, None);
    lot.flat(B, 125_000, 4);
    assert_eq!(lot.leads(), (Some(B), 125_000));
}

/// A ceiling may be far above the price: only a bid by hand looks like a slip.
#[test]
fn a_ceiling_needs_no_confirmation() {
    let mut lot = Example::new();
    assert_eq!(lot.code(A, 1_000_000, 1), "JUMP_TOO_BIG");
    assert_eq!(lot.cap(A, 1_000_000, 2), [(A, 100_000, "auto", "")]);
}
