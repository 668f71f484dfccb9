//! Any history of the engine verifies without its secrets.

use crate::courses::{Course, Setting, Step, lot, settings, steps};
use domain::bidding::{Order, Paddle};
use domain::ledger::replay::{BreakKind, verify};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn any_history_verifies_without_its_secrets(setting in settings(), steps in steps(0)) {
        verifies(&Course::of(&setting, &steps))?;
    }

    #[test]
    fn any_interrupted_history_verifies_without_its_secrets(
        setting in settings(), steps in steps(30),
    ) {
        verifies(&Course::of(&setting, &steps))?;
    }

    #[test]
    fn a_history_that_was_moved_before_its_opening_verifies_without_its_secrets(
        setting in settings(), later_ms in 1i64..1_000_000_000, steps in steps(5),
    ) {
        let mut course = Course::moved(&setting, later_ms, &steps);
        course.finish();
        verifies(&course)?;
    }

    #[test]
    fn a_buyer_struck_out_after_the_close_verifies_without_secrets(
        setting in settings(), steps in steps(5),
    ) {
        let mut course = Course::of(&setting, &steps);
        course.finish();
        if course.strike_buyer() {
            verifies(&course)?;
        }
    }
}

const CASES: u32 = 1_000;

fn verifies(course: &Course) -> Result<(), TestCaseError> {
    for secrets in [false, true] {
        let verified = verify(&lot(), &course.entries(secrets), Some(&course.head()));
        let verified = verified.map_err(|broken| TestCaseError::fail(broken.to_string()))?;
        let auction = &course.auction;
        prop_assert_eq!(verified.head, course.head());
        prop_assert_eq!(verified.seq, auction.seq);
        prop_assert_eq!(
            (verified.price, verified.leader),
            (auction.price, auction.leader)
        );
        prop_assert_eq!(verified.outcome, auction.outcome);
        prop_assert_eq!(verified.reserve_status, auction.reserve_status());
    }
    Ok(())
}

/// A lot that is open at 0 ms, after `steps`.
fn opened(steps: &[Step]) -> Course {
    let setting = Setting {
        reserve: Some(120),
        ranks: false,
        hard: false,
        min_bidders: 1,
        opens_reserve: true,
    };
    Course::of(&setting, steps)
}

#[test]
fn the_reserve_stays_the_one_that_was_committed_to_when_a_lot_is_moved() {
    let setting = Setting {
        reserve: Some(120),
        ranks: false,
        hard: false,
        min_bidders: 1,
        opens_reserve: true,
    };
    let kind = |reserve| {
        let course = Course::swapped(&setting, reserve);
        let verified = verify(&lot(), &course.entries(false), Some(&course.head()));
        verified.err().map(|broken| broken.kind)
    };
    assert_eq!(kind(120), None);
    assert_eq!(kind(130), Some(BreakKind::Reserve));
}

#[test]
fn a_lot_that_is_open_is_not_moved() {
    let bid = |later_ms| Step::Bid {
        paddle: Paddle(1),
        order: Order::Flat,
        steps: 0,
        later_ms,
        lag_ms: 0,
    };
    // Too early: refused, and only the clock has moved on.
    for steps in [
        vec![bid(0)],
        vec![bid(1)],
        vec![Step::Close { later_ms: 1 }],
    ] {
        let mut course = opened(&steps);
        let is_open = !matches!(steps[0], Step::Bid { later_ms: 0, .. });
        course.move_to(86_400_000);
        let verified = verify(&lot(), &course.entries(false), Some(&course.head()));
        let broken = verified.err().map(|broken| broken.kind);
        assert_eq!(broken, is_open.then_some(BreakKind::Order), "{steps:?}");
    }
}
