//! Why a lot does not fit (反馈): the form on the page of a lot, and what was said for its owner's liaison
//! and the centre.

mod form;
mod page;
mod section;

pub use form::FeedbackForm;
pub use page::FeedbackPage;
pub use section::FeedbackSection;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// What the signed-in account has said about a lot, and what it may do.
#[server(name = GetOwnFeedback, endpoint = "feedback/own", output = crate::wire::Answer)]
pub async fn own_feedback(
    /// Code of the lot.
    #[server(default)]
    lot: String,
) -> Result<views::OwnFeedback, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    ssr::portal()
        .own_feedback(&account, &code)
        .await
        .map_err(ssr::fail)
}

/// Says why a lot does not fit, or says it anew. A plain form goes on to `back`.
#[server(name = GiveFeedback, endpoint = "feedback/give", output = crate::wire::Answer)]
pub async fn give_feedback(
    /// Code of the lot.
    #[server(default)]
    lot: String,
    /// The answer.
    #[server(default)]
    form: FeedbackForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let given = ssr::portal()
        .give_feedback(&account, &code, &form.chosen(), &form.words)
        .await;
    given.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "said", "1"));
    Ok(())
}

/// What was said about a lot.
#[server(name = GetFeedback, endpoint = "feedback/page", output = crate::wire::Answer)]
pub async fn feedback_page(
    /// Code of the lot.
    #[server(default)]
    lot: String,
) -> Result<views::FeedbackPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    ssr::portal()
        .feedback_page(&account, &code)
        .await
        .map_err(ssr::fail)
}
