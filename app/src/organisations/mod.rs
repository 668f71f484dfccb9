//! Organisations sign up (单位入驻): the public form, the applicant's own page behind a link, and the desk
//! of the staff.

mod desk;
mod fields;
mod form;
mod office;
mod own;
mod sign_up;

pub use desk::ApplicationDeskPage;
pub use form::SignUpForm;
pub use office::OfficeOrganisationsPage;
pub use own::OwnApplicationPage;
pub use sign_up::SignUpPage;

use crate::error::AppError;
use domain::ids::ApplicationId;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Sends an application in, or a returned one in again, and answers with the path of its link.
///
/// The form posts its fields first, `back` among them, and `file` after them: it is a plain form with
/// and without script, as it carries a file.
#[server(endpoint = "organisations/sign_up", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn sign_up(
    /// The posted parts.
    data: MultipartData,
) -> Result<String, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use domain::organisations::LETTER_MAX;
    let (upload, read) = answer::read_kept(data, LETTER_MAX).await;
    let form = SignUpForm::posted(upload.fields());
    read.map_err(|error| form.keep_in(ssr::of_letter(error)))?;
    let password = upload.field("password").to_owned();
    if password != upload.field("again") {
        return Err(answer::refuse("PASSWORD_AGAIN", form.kept()));
    }
    let (back, code) = (upload.back.clone(), upload.field("code").to_owned());
    let draft = form.application(code, password, (upload.file, upload.bytes));
    let code = ssr::portal().sign_up(draft).await;
    let code = code.map_err(|error| form.keep_in(ssr::fail(error)))?;
    Ok(answer::lead_to(&format!("{back}/{code}")))
}

/// Where the application of a link stands; nothing when there is none.
#[server(endpoint = "organisations/application", output = crate::wire::Answer)]
pub async fn own_application(
    /// The code of the link.
    code: String,
) -> Result<Option<views::OwnApplication>, AppError> {
    use crate::ssr;
    match ssr::portal().own_application(&code).await {
        Ok(found) => Ok(Some(found)),
        Err(service::Error::NotFound) => Ok(None),
        Err(error) => Err(ssr::fail(error)),
    }
}

/// Withdraws the application of a link; a plain form goes on to `back`.
#[server(endpoint = "organisations/withdraw", output = crate::wire::Answer)]
pub async fn withdraw_application(
    /// The code of the link.
    #[server(default)]
    code: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let done = ssr::portal().withdraw_application(&code).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&back);
    Ok(())
}

/// The list of the staff.
#[server(endpoint = "organisations/office", output = crate::wire::Answer)]
pub async fn office_applications(
    /// Which are shown.
    #[server(default)]
    show: String,
    /// Where the page begins.
    #[server(default)]
    after: String,
) -> Result<views::OfficeApplications, AppError> {
    use crate::ssr;
    use domain::organisations::ApplicationState;
    let account = ssr::account()?;
    let state = ApplicationState::from_code(&show).unwrap_or(ApplicationState::Submitted);
    let page = ssr::portal()
        .office_applications(&account, state, after.parse().ok())
        .await;
    page.map_err(ssr::fail)
}

/// One application, for the staff.
#[server(endpoint = "organisations/desk", output = crate::wire::Answer)]
pub async fn application_desk(
    /// The application.
    id: ApplicationId,
) -> Result<views::ApplicationDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().application_desk(&account, id).await;
    desk.map_err(ssr::fail)
}

/// Approves an application (`answer` = `approve`) or returns it, and answers whether it was approved.
/// For the staff.
#[server(endpoint = "organisations/decide", output = crate::wire::Answer)]
pub async fn decide_application(
    /// The application.
    id: ApplicationId,
    /// `approve`, or anything else to return it.
    #[server(default)]
    answer: String,
    /// Why it is returned.
    #[server(default)]
    reason: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<bool, AppError> {
    use crate::accounts::{answer as answers, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let approve = answer == "approve";
    let done = match approve {
        true => portal.approve_application(&account, id).await.map(|_| ()),
        false => portal.return_application(&account, id, &reason).await,
    };
    done.map_err(ssr::fail)?;
    let done = if approve { "approved" } else { "returned" };
    answers::lead_to(&with_query(&back, "done", done));
    Ok(approve)
}
