//! The form that says why a lot does not fit, as it is posted.

use crate::error::AppError;
use domain::feedback::{FEEDBACK_WORDS_MAX, Feedback, FeedbackReason};
use serde::{Deserialize, Serialize};

/// The answer as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedbackForm {
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// The same in words.
    pub words: String,
}

impl FeedbackForm {
    /// The form as it stands for the answer that was given before.
    pub fn given(feedback: Option<&Feedback>) -> Self {
        let Some(feedback) = feedback else {
            return Self::default();
        };
        let codes = feedback.reasons().iter().map(|one| one.code().to_owned());
        Self {
            reasons: codes.collect(),
            words: feedback.words().to_owned(),
        }
    }

    /// The reasons that were chosen; what is no code of one is left out.
    pub fn chosen(&self) -> Vec<FeedbackReason> {
        let codes = self.reasons.iter();
        codes
            .filter_map(|code| FeedbackReason::from_code(code))
            .collect()
    }

    /// `error` with what was filled in.
    pub fn keep_in(&self, error: AppError) -> AppError {
        let AppError::Invalid { code, mut args } = error else {
            return error;
        };
        let codes: Vec<&str> = self.chosen().iter().map(|one| one.code()).collect();
        let most = FEEDBACK_WORDS_MAX + 20;
        args.push(("reasons".into(), codes.join("+")));
        args.push(("words".into(), self.words.chars().take(most).collect()));
        AppError::Invalid { code, args }
    }

    /// What was filled in, from a refusal.
    pub fn kept(error: Option<&AppError>) -> Option<Self> {
        let Some(AppError::Invalid { args, .. }) = error else {
            return None;
        };
        let of = |name: &str| {
            let found = args.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        Some(Self {
            reasons: of("reasons")?.split('+').map(str::to_owned).collect(),
            words: of("words").unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_is_shown_and_read_back() {
        let reasons = [FeedbackReason::Price, FeedbackReason::Other];
        let given = Feedback::new(&reasons, "许可费一次付清有困难").unwrap();
        let form = FeedbackForm::given(Some(&given));
        assert_eq!(form.chosen(), reasons);
        assert_eq!(form.words, given.words());
        assert_eq!(FeedbackForm::given(None), FeedbackForm::default());
    }

    #[test]
    fn a_refusal_keeps_what_was_filled_in() {
        let form = FeedbackForm {
            reasons: vec!["PRICE".into(), "x".repeat(900)],
            words: "贵".repeat(900),
        };
        let refused = form.keep_in(AppError::Invalid {
            code: "FEEDBACK_LENGTH".into(),
            args: vec![],
        });
        let kept = FeedbackForm::kept(Some(&refused)).unwrap();
        assert_eq!(kept.reasons, ["PRICE"]);
        assert_eq!(kept.words.chars().count(), FEEDBACK_WORDS_MAX + 20);
        assert_eq!(FeedbackForm::kept(Some(&AppError::Busy)), None);
    }

    #[test]
    fn a_posted_form_is_an_answer() {
        let body =
            "lot=P&form%5Breasons%5D%5B%5D=PRICE&form%5Breasons%5D%5B%5D=NEED&form%5Bwords%5D=x";
        let config = serde_qs::Config::new(5, false);
        let posted: super::super::GiveFeedback = config.deserialize_str(body).unwrap();
        assert_eq!(
            posted.form.chosen(),
            [FeedbackReason::Price, FeedbackReason::Need]
        );
        assert_eq!(posted.form.words, "x");
    }
}
