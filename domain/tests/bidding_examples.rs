//! The worked examples of bidding.md C.11 that need flat bids only, with their very numbers.

#![allow(clippy::unwrap_used, missing_docs)]

use domain::bidding::{
    Auction, Band, EventKind, Instruction, Ladder, NotQualified, Outcome, Paddle, Refusal,
    ReserveStatus, Terms,
};
use domain::money::Fen;
use domain::time::Timestamp;

const A: Paddle = Paddle(1);
const B: Paddle = Paddle(2);
const C: Paddle = Paddle(3);

/// S = 100 000, the ladder of C.11, open for an hour; times in ms from the opening.
struct Example {
    auction: Auction,
}

impl Example {
    fn new() -> Self {
        Self::with(None, None)
    }

    fn with(reserve: Option<i64>, hard_end: Option<i64>) -> Self {
        let band = |from, step| Band {
            from: Fen::yuan(from),
            step: Fen::yuan(step),
        };
        let terms = Terms {
            start: Fen::yuan(100_000),
            ladder: Ladder::new(vec![band(0, 5_000), band(200_000, 10_000)]).unwrap(),
            opens_at: Timestamp(0),
            ends_at: Timestamp::from_millis(3_600_000),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: hard_end.map(Timestamp::from_millis),
            max_jump: 50,
            drain_ms: 2_000,
            has_reserve: reserve.is_some(),
            min_bidders: 1,
        };
        let auction = Auction::listed(terms, reserve.map(Fen::yuan), 1, Timestamp(-1));
        Self { auction }
    }

    fn bid_at(&mut self, paddle: Paddle, yuan: i64, t: i64, decided: i64) -> Result<(), Refusal> {
        let instruction = Instruction {
            paddle,
            amount: Fen::yuan(yuan),
            received_at: Timestamp::from_millis(t),
            jump_confirmed: false,
        };
        let event = self
            .auction
            .decide(&instruction, Ok(()), Timestamp::from_millis(decided))?;
        self.auction.apply(&event);
        Ok(())
    }

    fn bid(&mut self, paddle: Paddle, yuan: i64, t: i64) -> Result<(), Refusal> {
        self.bid_at(paddle, yuan, t, t)
    }

    fn code(&mut self, paddle: Paddle, yuan: i64, t: i64) -> &'static str {
        self.bid(paddle, yuan, t)
            .map_or_else(|refusal| refusal.code(), |()| "ACCEPTED")
    }

    fn ends(&self) -> i64 {
        self.auction.ends_at.millis()
    }
}

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
fn e4b_the_leader_may_raise_itself_until_the_reserve_is_met() {
    let mut lot = Example::with(Some(120_000), None);
    assert_eq!(lot.code(A, 100_000, 1), "ACCEPTED");
    assert_eq!(lot.auction.reserve_status(), ReserveStatus::NotMet);
    assert_eq!(lot.code(A, 115_000, 2), "ACCEPTED");
    assert_eq!(lot.code(A, 120_000, 3), "ACCEPTED");
    assert_eq!(lot.auction.reserve_status(), ReserveStatus::Met);
    assert_eq!(lot.code(A, 125_000, 4), "ALREADY_LEADING");
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
        paddle: A,
        amount: Fen::yuan(110_000),
        received_at: Timestamp(3_890_000_000 - 1),
        jump_confirmed: false,
    };
    assert!(
        lot.auction
            .decide(&last_moment, Ok(()), Timestamp(3_890_000_000))
            .is_ok()
    );
}

#[test]
fn e6b_the_hard_end_caps_every_extension() {
    let mut lot = Example::with(None, Some(3_900_000));
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
        assert_eq!(lot.code(A, 500_000, 1_000), "LOT_NOT_OPEN");
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
    let mut reserved = Example::with(Some(120_000), None);
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
        paddle: A,
        amount: Fen::yuan(1_000_000),
        received_at: Timestamp(1),
        jump_confirmed: true,
    };
    assert!(lot.auction.decide(&confirmed, Ok(()), Timestamp(1)).is_ok());
}

/// Every combination of faults is answered by the first one of the list (C.4).
#[test]
fn the_precedence_holds_for_every_combination_of_faults() {
    for mask in 0u32..256 {
        let fault = |bit: u32| mask & (1 << bit) != 0;
        let mut lot = Example::new();
        // A competitor holds 150 000; only then can the leader, a low bid and a jump be told apart.
        lot.bid(B, 150_000, 1_000).unwrap();
        if fault(0) {
            lot.auction.outcome = Some(Outcome::UnsoldNoBid);
        }
        let opens = lot.auction.terms.opens_at;
        if fault(1) {
            lot.auction.terms.opens_at = Timestamp::from_millis(5_000_000);
        }
        let received_at = if fault(2) {
            lot.auction.ends_at
        } else {
            Timestamp(2_000_000)
        };
        let standing = if fault(3) {
            Err(NotQualified::NotEnrolled)
        } else {
            Ok(())
        };
        let (low, jump) = (fault(6), fault(7) && !fault(6));
        let mut amount = match (low, jump) {
            (true, _) => Fen::yuan(150_000),
            (_, true) => Fen::yuan(900_000),
            _ => Fen::yuan(155_000),
        };
        if fault(4) {
            amount = amount + Fen(1);
        }
        let paddle = if fault(5) { B } else { A };
        let instruction = Instruction {
            paddle,
            amount,
            received_at,
            jump_confirmed: false,
        };
        let before = lot.auction.clone();
        let answer = lot
            .auction
            .decide(&instruction, standing, Timestamp(3_000_000));
        let first = (0..8).find(|bit| match bit {
            6 => low,
            7 => jump,
            bit => fault(*bit),
        });
        match (answer, first) {
            (Err(refusal), Some(bit)) => assert_eq!(refusal.rank() as u32, bit, "{mask:08b}"),
            (Ok(_), None) => {}
            (answer, first) => panic!("{mask:08b}: {answer:?}, expected {first:?}"),
        }
        assert_eq!(lot.auction, before, "deciding changes nothing");
        lot.auction.terms.opens_at = opens;
    }
}
