//! Why a lot does not fit (反馈): what somebody who follows it, or is enrolled, says against it. Structured
//! feedback of this kind is what licensing platforms give their universities (bidding.md, IN-PART). Few
//! answers would say who gave them, so nothing is shown below [`FEEDBACK_SHOWN_FROM`].

use serde::{Deserialize, Serialize};

/// Nothing of the answers about a lot is shown before there are so many.
pub const FEEDBACK_SHOWN_FROM: u32 = 5;
/// Characters that may be said in words.
pub const FEEDBACK_WORDS_MAX: usize = 200;

codes! {
    /// What speaks against a lot.
    FeedbackReason {
        Price = "PRICE" / "价格偏高",
        Maturity = "MATURITY" / "成熟度不足",
        Need = "NEED" / "与需求不符",
        Rights = "RIGHTS" / "权属或期限顾虑",
        Documents = "DOCUMENTS" / "资料不足",
        Other = "OTHER" / "其他",
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What speaks against the lot, one at least, in the order of the table.
    reasons: Vec<FeedbackReason>,
    /// The same in words; may be empty unless the reason is another one.
    words: String,
}

/// Why an answer cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackRefusal {
    /// No reason was chosen.
    #[error("FEEDBACK_REASON")]
    Reason,
    /// Another reason is said in words.
    #[error("FEEDBACK_WORDS")]
    Words,
    /// More than [`FEEDBACK_WORDS_MAX`] characters.
    #[error("FEEDBACK_LENGTH")]
    Length,
}

impl FeedbackRefusal {
    /// The code of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reason => "FEEDBACK_REASON",
            Self::Words => "FEEDBACK_WORDS",
            Self::Length => "FEEDBACK_LENGTH",
        }
    }
}

impl Feedback {
    /// An answer as it is given.
    ///
    /// # Errors
    /// [`FeedbackRefusal`], the first that is found.
    pub fn new(reasons: &[FeedbackReason], words: &str) -> Result<Self, FeedbackRefusal> {
        let words = crate::text::clean(words);
        let all = FeedbackReason::ALL.iter().copied();
        let reasons: Vec<_> = all.filter(|one| reasons.contains(one)).collect();
        if reasons.is_empty() {
            return Err(FeedbackRefusal::Reason);
        }
        if crate::text::length(&words) > FEEDBACK_WORDS_MAX {
            return Err(FeedbackRefusal::Length);
        }
        if words.is_empty() && reasons.contains(&FeedbackReason::Other) {
            return Err(FeedbackRefusal::Words);
        }
        Ok(Self { reasons, words })
    }

    /// What speaks against the lot.
    pub fn reasons(&self) -> &[FeedbackReason] {
        &self.reasons
    }

    /// The same in words; may be empty.
    pub fn words(&self) -> &str {
        &self.words
    }
}

/// What is shown of the answers about a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackSummary {
    /// How many have answered, [`FEEDBACK_SHOWN_FROM`] at least.
    pub answers: u32,
    /// How many of them gave each reason, in the order of the table.
    pub counts: Vec<(FeedbackReason, u32)>,
    /// What they said in words, in an order that tells nothing; for the centre alone.
    pub words: Vec<String>,
}

/// What is shown of these answers: nothing below [`FEEDBACK_SHOWN_FROM`]. Words only where
/// `with_words` says so; they are sorted, so that their order does not tell who came when.
pub fn summary(answers: &[Feedback], with_words: bool) -> Option<FeedbackSummary> {
    let count = u32::try_from(answers.len()).unwrap_or(u32::MAX);
    if count < FEEDBACK_SHOWN_FROM {
        return None;
    }
    let of = |reason: &FeedbackReason| {
        let gave = answers.iter().filter(|one| one.reasons.contains(reason));
        (*reason, gave.count() as u32)
    };
    let said = answers.iter().map(|one| one.words.clone());
    let mut words: Vec<String> = said
        .filter(|words| with_words && !words.is_empty())
        .collect();
    words.sort();
    Some(FeedbackSummary {
        answers: count,
        counts: FeedbackReason::ALL.iter().map(of).collect(),
        words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer(reasons: &[FeedbackReason], words: &str) -> Feedback {
        Feedback::new(reasons, words).unwrap()
    }

    #[test]
    fn an_answer_has_a_reason_and_another_one_is_said_in_words() {
        use FeedbackReason::{Maturity, Other, Price};
        let refused = |reasons: &[_], words: &str| Feedback::new(reasons, words).unwrap_err();
        assert_eq!(refused(&[], "太贵"), FeedbackRefusal::Reason);
        assert_eq!(refused(&[Other], " \u{200b} "), FeedbackRefusal::Words);
        let long = "贵".repeat(FEEDBACK_WORDS_MAX + 1);
        assert_eq!(refused(&[Price], &long), FeedbackRefusal::Length);
        let most = "贵".repeat(FEEDBACK_WORDS_MAX);
        assert_eq!(answer(&[Price], &most).words(), most);
        let both = answer(&[Maturity, Price, Price], "  ");
        assert_eq!(both.reasons(), [Price, Maturity], "once, in their order");
        assert_eq!(both.words(), "");
        for refusal in [
            FeedbackRefusal::Reason,
            FeedbackRefusal::Words,
            FeedbackRefusal::Length,
        ] {
            assert_eq!(refusal.to_string(), refusal.code());
        }
    }

    #[test]
    fn four_answers_show_nothing_and_five_show_counts() {
        use FeedbackReason::{Other, Price};
        let mut answers = vec![answer(&[Price], ""); 3];
        answers.push(answer(&[Price, Other], "乙"));
        assert_eq!(summary(&answers, true), None);
        answers.push(answer(&[Other], "甲"));
        let all = summary(&answers, true).unwrap();
        assert_eq!(all.answers, 5);
        assert_eq!(all.counts[0], (Price, 4));
        assert_eq!(all.counts[5], (Other, 2));
        assert_eq!(all.words.len(), 2);
        assert_eq!(summary(&answers, false).unwrap().words, [""; 0]);
    }

    proptest! {
        #[test]
        fn words_stand_in_an_order_of_their_own(
            mut words in proptest::collection::vec("[a-z]{1,5}", 5..9),
        ) {
            let answers = |words: &[String]| -> Vec<Feedback> {
                words.iter().map(|one| answer(&[FeedbackReason::Other], one)).collect()
            };
            let before = summary(&answers(&words), true);
            words.reverse();
            prop_assert_eq!(before, summary(&answers(&words), true));
        }
    }
}
