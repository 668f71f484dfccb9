//! What the second desk asks of the server.

use super::steps_form::StepForm;
use crate::error::AppError;
use domain::ids::SessionId;
use domain::views::SessionSteps;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// What is to become of a session. For its host and the centre.
#[server(name = GetSessionSteps, endpoint = "sessions/steps", output = crate::wire::Answer)]
pub async fn session_steps(
    /// The session.
    session: SessionId,
) -> Result<SessionSteps, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().session_steps(&account, session).await;
    desk.map_err(ssr::fail)
}

/// Takes a step with a session and answers with its name: publication at an hour, cancellation, a copy of
/// an earlier one, for its host and the centre; a waiver, for the centre.
#[server(endpoint = "sessions/steer", output = crate::wire::Answer)]
pub async fn steer_session(
    /// The session.
    session: SessionId,
    /// What was typed.
    form: StepForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use super::steps_form::Step;
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let (account, portal) = (ssr::account()?, ssr::portal());
    // Whoever may not is told so before anything else.
    portal.require_host(&account, session).map_err(ssr::fail)?;
    let step = form
        .wanted()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let done = match step {
        Step::Schedule(at) => portal.schedule_revision(&account, session, at).await,
        Step::Unschedule => portal.unschedule_revision(&account, session).await,
        Step::Cancel(reason) => portal.cancel_session(&account, session, &reason).await,
        Step::Waive(reason) => {
            let waived = portal.waive_session_deadline(&account, session, &reason);
            waived.await
        }
        Step::Copy(from) => portal.copy_session(&account, session, from).await.map(drop),
    };
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", &form.step));
    Ok(form.step)
}

/// Takes a file that the page of a session may lead to. For its host and the centre.
///
/// The form posts `back` and `session` first and `file` after them.
#[server(endpoint = "sessions/file", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn upload_session_file(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let upload = answer::read_upload(data, domain::files::FILE_MAX).await?;
    let session = upload.field("session").parse::<SessionId>();
    let session = session.map_err(|_| AppError::NotFound)?;
    let back = upload.back.clone();
    let file = (upload.file.as_str(), upload.bytes);
    let kept = portal.attach_session_file(&account, session, file).await;
    kept.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "file"));
    Ok(())
}
