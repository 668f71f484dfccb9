//! Rounds: the public page of one with how long its bids took; in the back office the list of
//! bidding days, and asking for a new one.

mod form;
mod office;
mod page;
mod postpone;

pub use form::RoundForm;
pub use office::OfficeRoundsPage;
pub use page::{RoundLink, RoundPage};
pub use postpone::{PostponeForm, PostponedNote};

use crate::error::AppError;
use domain::ids::RoundId;
use domain::views;
use leptos::prelude::*;

/// A round and how long its bids took.
#[server(name = GetRound, endpoint = "rounds/round", output = crate::wire::Answer)]
pub async fn round(
    /// The round.
    id: RoundId,
) -> Result<views::RoundFigures, AppError> {
    use crate::ssr;
    ssr::portal().round_figures(id).await.map_err(ssr::fail)
}

/// The rounds of the season. For the centre.
#[server(endpoint = "rounds/office", output = crate::wire::Answer)]
pub async fn office_rounds() -> Result<views::OfficeRounds, AppError> {
    use crate::ssr;
    ssr::portal()
        .office_rounds(&ssr::account()?)
        .await
        .map_err(ssr::fail)
}

/// Creates a round. For the centre; a plain form goes on to `back`, which names the new round.
#[server(endpoint = "rounds/create", output = crate::wire::Answer)]
pub async fn create_round(
    /// The round as it was typed.
    form: RoundForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<RoundId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let plan = form
        .plan()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let created = ssr::portal().create_round(&account, plan).await;
    let id = created.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "created", &id.to_string()));
    Ok(id)
}

/// Postpones a round with all of its lots; answers its number. For the centre; a plain form goes on
/// to `back`, which names the round.
#[server(endpoint = "rounds/postpone", output = crate::wire::Answer)]
pub async fn postpone_round(
    /// The postponement as it was typed.
    form: PostponeForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<RoundId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let id: RoundId = form
        .round
        .parse()
        .map_err(|_| ssr::fail(service::Error::NotFound))?;
    let opens_at = form
        .opens_at()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let moved = ssr::portal()
        .postpone_round(&account, id, opens_at, &form.reason)
        .await;
    moved.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "postponed", &id.to_string()));
    Ok(id)
}
