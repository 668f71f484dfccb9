//! What was sold or agreed at a session outside of the portal (线下拍卖会、线下意向): the desk of its host.

mod desk;
mod form;
mod reported;
mod sold;

pub use desk::OfflineDeskPage;
pub use form::IntakeForm;
pub use reported::ReportedPage;
pub use sold::SoldOffline;

use crate::error::AppError;
use domain::ids::{IntakeId, SessionId};
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The records of a session. For its host and the centre.
#[server(endpoint = "intakes/desk", output = crate::wire::Answer)]
pub async fn offline_desk(
    /// The session.
    session: SessionId,
) -> Result<views::OfflineDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().offline_desk(&account, session).await;
    desk.map_err(ssr::fail)
}

/// What units have reported in forms: one's own, all of it for the centre. For liaisons and the centre.
#[server(endpoint = "intakes/reported", output = crate::wire::Answer)]
pub async fn reported_desk(
    /// Code of those that are shown; all for any other word.
    #[server(default)]
    show: String,
    /// The page begins below this record.
    #[server(default)]
    before: Option<IntakeId>,
) -> Result<views::ReportedDesk, AppError> {
    use crate::ssr;
    use domain::intakes::ReportedShow;
    let account = ssr::account()?;
    let show = ReportedShow::from_code(&show).unwrap_or(ReportedShow::All);
    let desk = ssr::portal().reported_desk(&account, show, before).await;
    desk.map_err(ssr::fail)
}

/// Hands in the proof of reported records: those that are chosen first, the file after them. For liaisons and
/// the centre.
#[server(endpoint = "intakes/prove", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn prove_intakes(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use domain::files::FILE_MAX;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let upload = answer::read_upload(data, FILE_MAX).await?;
    let chosen = upload.fields().iter().filter(|(name, _)| name == "record");
    let ids: Vec<IntakeId> = chosen.filter_map(|(_, id)| id.parse().ok()).collect();
    let file = (upload.file.as_str(), upload.bytes);
    let done = portal.prove_intakes(&account, &ids, file).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&upload.back, "done", "proven"));
    Ok(())
}

/// Enters a record: the fields first, the proof after them. For the host of the session and the centre.
#[server(endpoint = "intakes/record", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn record_intake(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use domain::files::FILE_MAX;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let (upload, read) = answer::read_kept(data, FILE_MAX).await;
    let form = IntakeForm::of_fields(upload.fields());
    read.map_err(|error| form.keep_in(error))?;
    let refuse = |code| answer::refuse(code, form.kept());
    let session = form
        .session
        .parse()
        .map_err(|_| refuse("REQUEST_MALFORMED"))?;
    let draft = form.draft().map_err(refuse)?;
    let file = (upload.file.as_str(), upload.bytes);
    let done = portal.record_intake(&account, session, draft, file).await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&upload.back, "done", "recorded"));
    Ok(())
}

/// Verifies a record, or returns it with a word to its host. For the centre.
#[server(endpoint = "intakes/decide", output = crate::wire::Answer)]
pub async fn decide_intake(
    /// The record.
    id: IntakeId,
    /// `verify`, or anything else to return it.
    decision: String,
    /// What the host is told.
    #[server(default)]
    words: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let verified = decision == "verify";
    let done = portal.decide_intake(&account, id, verified, &words).await;
    done.map_err(ssr::fail)?;
    let done = if verified { "verified" } else { "returned" };
    answer::lead_to(&with_query(&back, "done", done));
    Ok(())
}
