//! Sessions as the centre sets them up (IS-01): the list of a season, and the form of one.

mod desk;
mod form;
mod list;

pub use desk::SessionPlanPage;
pub use form::SessionPlanForm;
pub use list::PlannedSessionsPage;

use crate::error::AppError;
use domain::ids::SessionId;
use domain::views;
use leptos::prelude::*;

/// The sessions of a season. For the centre.
#[server(endpoint = "session_plans/list", output = crate::wire::Answer)]
pub async fn planned_sessions(
    /// The season; the current one where it is none.
    #[server(default)]
    season: String,
) -> Result<views::PlannedSessions, AppError> {
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let planned = portal.planned_sessions(&account, season.parse().ok());
    planned.await.map_err(ssr::fail)
}

/// One session as it was set up, or what a new one begins with. For the centre.
#[server(endpoint = "session_plans/desk", output = crate::wire::Answer)]
pub async fn session_setup(
    /// The session; `new` for one that is to be set up.
    #[server(default)]
    id: String,
    /// The season of a new one; the current one where it is none.
    #[server(default)]
    season: String,
) -> Result<views::SessionSetup, AppError> {
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let session = match id.as_str() {
        "new" => None,
        id => Some(
            id.parse()
                .map_err(|_| ssr::fail(service::Error::NotFound))?,
        ),
    };
    let setup = portal.session_setup(&account, session, season.parse().ok());
    setup.await.map_err(ssr::fail)
}

/// Sets a session up or changes how it was; answers which it is. For the centre.
#[server(endpoint = "session_plans/save", output = crate::wire::Answer)]
pub async fn plan_session(
    /// The session as it was typed.
    #[server(default)]
    form: SessionPlanForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<SessionId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let (account, portal) = (ssr::account()?, ssr::portal());
    // Whoever may not set sessions up is told so before anything is said of what he typed.
    let allowed = portal.planned_sessions(&account, None).await;
    allowed.map_err(ssr::fail)?;
    let read = form.read();
    let (id, plan) = read.map_err(|code| answer::refuse(code, form.kept()))?;
    let saved = portal.plan_session(&account, id, plan).await;
    let id = saved.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "saved"));
    Ok(id)
}
