//! A bid whose answer was lost: until its key is answered, nothing is said that sounds as if it had been
//! refused (reliability.md §2.4).

use super::PlaceBid;
use crate::error::AppError;
use domain::views::Receipt;
use leptos::prelude::*;
use locales::{Lang, bidding as m};

/// What has gone wrong, or that nobody knows.
pub(super) fn failure(
    lang: Lang,
    outcome: Option<Result<Receipt, AppError>>,
    open: bool,
) -> Option<String> {
    let error = outcome.and_then(Result::err)?;
    Some(match open || is_unknown(&error) {
        true => m::outcome_open(lang).to_owned(),
        false => error.sentence(lang),
    })
}

/// Whether nobody knows what became of the bid that was sent. Until its key is answered the same bid
/// may be sent again, whatever the price does meanwhile: it may be this bid that has moved it.
pub(super) fn stays_open(action: ServerAction<PlaceBid>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| match action.value().get() {
        Some(Ok(_)) => open.set(false),
        Some(Err(error)) => {
            open.update(|open| *open = is_unknown(&error) || *open && is_no_answer(&error))
        }
        None => (),
    });
    open
}

/// Whether an answer leaves open what became of the request.
fn is_unknown(error: &AppError) -> bool {
    match error {
        AppError::Network | AppError::OutcomeUnknown | AppError::Internal { .. } => true,
        AppError::Invalid { code, .. } => code == "REPEATED_TOO_OFTEN",
        _ => false,
    }
}

/// Whether an answer is about its own request alone, and not about the key: it was not taken, which
/// says nothing of one before it.
fn is_no_answer(error: &AppError) -> bool {
    match error {
        AppError::Bid { .. } => false,
        AppError::Invalid { code, .. } => {
            matches!(
                code.as_str(),
                "RATE_LIMITED" | "CLOCK_UNSAFE" | "READ_LIMITED"
            )
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bidding::Refusal;

    fn invalid(code: &str) -> AppError {
        AppError::Invalid {
            code: code.to_owned(),
            args: Vec::new(),
        }
    }

    /// What is said in English when `error` comes, after a request without an answer or as the first.
    fn said(error: &AppError, before: bool) -> String {
        let open = is_unknown(error) || before && is_no_answer(error);
        failure(Lang::En, Some(Err(error.clone())), open).unwrap()
    }

    #[test]
    fn a_bid_without_an_answer_stays_open_until_its_key_is_answered() {
        let open = m::outcome_open(Lang::En);
        let internal = AppError::Internal {
            request: "7".into(),
        };
        for unknown in [
            AppError::Network,
            AppError::OutcomeUnknown,
            internal,
            invalid("REPEATED_TOO_OFTEN"),
        ] {
            assert_eq!(said(&unknown, false), open, "{unknown:?}");
        }
        for not_taken in [
            AppError::Busy,
            AppError::LoginRequired,
            invalid("RATE_LIMITED"),
            invalid("CLOCK_UNSAFE"),
        ] {
            assert_ne!(said(&not_taken, false), open, "{not_taken:?}");
            assert_eq!(said(&not_taken, true), open, "{not_taken:?}");
        }
        let refusal = Refusal::LotNotOpen;
        for answer in [AppError::Bid { refusal }, invalid("KEY_REUSED")] {
            assert_ne!(said(&answer, true), open, "{answer:?}");
        }
    }
}
