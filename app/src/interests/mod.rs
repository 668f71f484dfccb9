//! The day of a session: its live desk, interests (意向) noted there, and the follow-ups (回访) that they become.

mod agenda;
mod desk;
mod form;
mod list;
mod page;
mod steps;

pub use agenda::NowAndNext;
pub use desk::LiveDeskPage;
pub use form::{FollowUpForm, InterestForm};
pub use list::FollowUpsPage;
pub use page::FollowUpPage;

use crate::error::AppError;
use domain::ids::{InterestId, SessionId};
use domain::views;
use leptos::prelude::*;

/// The desk on the day of a session. For its host and the centre.
#[server(endpoint = "interests/desk", output = crate::wire::Answer)]
pub async fn live_desk(
    /// The session.
    session: SessionId,
) -> Result<views::LiveDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().live_desk(&account, session).await;
    desk.map_err(ssr::fail)
}

/// Notes an interest. For the host of the session and the centre.
#[server(endpoint = "interests/note", output = crate::wire::Answer)]
pub async fn note_interest(
    /// The session.
    session: SessionId,
    /// What was chosen and typed.
    form: InterestForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let draft = form
        .draft()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let noted = portal.note_interest(&account, session, &draft).await;
    noted.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "noted"));
    Ok(draft.enterprise)
}

/// Follow-ups that somebody looks after. For hosts, technology managers and the centre.
#[server(endpoint = "interests/follow_ups", output = crate::wire::Answer)]
pub async fn follow_ups(
    /// Which.
    #[server(default)]
    show: String,
) -> Result<views::FollowUpsPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal().follow_ups(&account, form::show(&show)).await;
    page.map_err(ssr::fail)
}

/// One follow-up. For whoever looks after it.
#[server(endpoint = "interests/follow_up", output = crate::wire::Answer)]
pub async fn follow_up(
    /// Its number.
    id: InterestId,
) -> Result<views::FollowUpPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal().follow_up(&account, id).await;
    page.map_err(ssr::fail)
}

/// Takes a step with a follow-up; answers which. For whoever looks after it.
#[server(endpoint = "interests/step", output = crate::wire::Answer)]
pub async fn step_follow_up(
    /// Its number.
    id: InterestId,
    /// What was typed.
    form: FollowUpForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let step = ssr::follow_up_step(&form).map_err(|code| answer::refuse(code, form.kept()))?;
    let done = portal.step_follow_up(&account, id, step).await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", &form.step));
    Ok(form.step)
}
