//! What the centre decides about a lot on its way to publication (遴选), and when it may not.

use super::ReviewRules;
use crate::lots::LotState;

codes! {
    /// What the centre does with a lot.
    SelectionStep {
        Review = "review" / "送评审",
        Select = "select" / "入选",
        Reject = "reject" / "不入选",
        Return = "return" / "退回修改",
    }
}

/// How far the reviews of a lot are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewStanding {
    /// Where the lot stands.
    pub state: LotState,
    /// Reviews that were submitted.
    pub submitted: u32,
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionRefusal {
    /// The lot does not stand where this can be done.
    #[error("STATE_TRANSITION")]
    State,
    /// Too few reviews were submitted (domain.md AS-32); so many are asked for.
    #[error("REVIEW_NOT_ENOUGH")]
    NotEnough(u8),
    /// A review was submitted: the lot is decided about as the experts saw it.
    #[error("REVIEW_BEGUN")]
    Begun,
}

impl SelectionStep {
    /// Where a lot goes.
    pub const fn goes_to(self) -> LotState {
        match self {
            Self::Review => LotState::UnderReview,
            Self::Select => LotState::Selected,
            Self::Reject => LotState::Rejected,
            Self::Return => LotState::Draft,
        }
    }

    /// Judges the step for one lot, and says where it goes.
    ///
    /// # Errors
    /// [`SelectionRefusal`].
    pub fn judge(
        self,
        standing: ReviewStanding,
        rules: &ReviewRules,
    ) -> Result<LotState, SelectionRefusal> {
        let to = self.goes_to();
        let to = standing
            .state
            .advance(to)
            .map_err(|_| SelectionRefusal::State)?;
        match self {
            Self::Select if standing.submitted < u32::from(rules.min_reviews) => {
                Err(SelectionRefusal::NotEnough(rules.min_reviews))
            }
            Self::Return if standing.submitted > 0 => Err(SelectionRefusal::Begun),
            _ => Ok(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SelectionRefusal as R;
    use super::SelectionStep::*;
    use super::*;

    #[test]
    fn every_step_from_every_state() {
        let rules = ReviewRules::default();
        let allowed = [
            (Review, LotState::Submitted),
            (Select, LotState::UnderReview),
            (Reject, LotState::UnderReview),
            (Return, LotState::Submitted),
            (Return, LotState::UnderReview),
        ];
        for step in SelectionStep::ALL {
            for state in LotState::ALL {
                let submitted = if *step == Return { 0 } else { 3 };
                let standing = ReviewStanding {
                    state: *state,
                    submitted,
                };
                let expected = match allowed.contains(&(*step, *state)) {
                    true => Ok(step.goes_to()),
                    false => Err(R::State),
                };
                assert_eq!(
                    step.judge(standing, &rules),
                    expected,
                    "{step} from {state}"
                );
            }
        }
    }

    #[test]
    fn a_lot_needs_its_reviews_to_be_selected() {
        let standing = |submitted| ReviewStanding {
            state: LotState::UnderReview,
            submitted,
        };
        let three = ReviewRules::default();
        let two = ReviewRules {
            min_reviews: 2,
            ..ReviewRules::default()
        };
        let select = |submitted, rules| Select.judge(standing(submitted), rules);
        assert_eq!(select(2, &three), Err(R::NotEnough(3)));
        assert_eq!(
            select(2, &two),
            Ok(LotState::Selected),
            "each season its own"
        );
        assert_eq!(Return.judge(standing(1), &two), Err(R::Begun));
        assert!(Reject.judge(standing(0), &two).is_ok());
    }
}
