//! Seasons in the back office: the list of them, and setting a new one up by the plan of an earlier one.

mod form;
mod page;

pub use form::SeasonForm;
pub use page::OfficeSeasonsPage;

use crate::error::AppError;
use domain::ids::SeasonId;
use domain::views;
use leptos::prelude::*;

/// The seasons, and the plan that a new one would follow. For the centre.
#[server(endpoint = "seasons/desk", output = crate::wire::Answer)]
pub async fn season_desk(
    /// Code of the season whose plan is followed; empty for the latest.
    #[server(default)]
    plan: String,
    /// The year of the new one; what is no year is the next one.
    #[server(default)]
    year: String,
) -> Result<views::SeasonDesk, AppError> {
    use crate::ssr;
    use domain::seasons::SeasonDraft;
    let draft = SeasonDraft {
        year,
        ..SeasonDraft::default()
    };
    let year = draft.typed_year().ok();
    let desk = ssr::portal()
        .season_desk(&ssr::account()?, &plan, year)
        .await;
    desk.map_err(ssr::fail)
}

/// Sets a season up. For the centre.
#[server(endpoint = "seasons/create", output = crate::wire::Answer)]
pub async fn create_season(
    /// The season as it was typed.
    form: SeasonForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<SeasonId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let draft = form.draft();
    let created = ssr::portal()
        .create_season(&account, &form.plan, &draft)
        .await;
    let id = created.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "created"));
    Ok(id)
}

/// Opens a season that was set up, or closes an open one. For the centre.
#[server(endpoint = "seasons/move", output = crate::wire::Answer)]
pub async fn move_season(
    /// Which.
    id: SeasonId,
    /// Code of the state in which it was seen.
    from: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::seasons::SeasonState;
    let account = ssr::account()?;
    let from = SeasonState::from_code(&from);
    let from = from.ok_or_else(|| answer::refuse("SEASON_STATE", Vec::new()))?;
    let moved = ssr::portal().move_season(&account, id, from).await;
    let to = moved.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", to.code()));
    Ok(())
}
