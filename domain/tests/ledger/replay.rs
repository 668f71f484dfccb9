//! Any history of the engine verifies without its secrets.

use crate::courses::{Course, lot, settings, steps};
use domain::ledger::replay::verify;
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
