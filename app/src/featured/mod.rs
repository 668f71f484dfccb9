//! `/admin/featured`: the order of the featured lots (重点展示). For the centre.

mod desk;
mod form;

pub use desk::FeaturedDeskPage;
pub use form::FeaturedForm;

use crate::error::AppError;
use domain::featured::Step;
use domain::views;
use leptos::prelude::*;

/// The featured lots in their order. For the centre.
#[server(endpoint = "featured/desk", output = crate::wire::Answer)]
pub async fn featured_desk() -> Result<views::FeaturedDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .featured_desk(&account)
        .await
        .map_err(ssr::fail)
}

/// Adds a lot, moves it a place, or takes it out; answers what was done. For the centre; a plain form
/// goes on to `back`, which says it.
#[server(endpoint = "featured/move", output = crate::wire::Answer)]
pub async fn move_featured(
    /// What was typed or pressed.
    #[server(default)]
    form: FeaturedForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Step, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let (lot, step) = form
        .read()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let moved = ssr::portal().feature_lot(&account, &lot, step).await;
    moved.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", step.code()));
    Ok(step)
}
