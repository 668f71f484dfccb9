//! What an institution does: join, name its liaison, hand in its papers, nominate experts.

use super::form::PersonForm;
use crate::error::AppError;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Joins the current season; a plain form goes on to `back`.
#[server(endpoint = "participation/join", output = crate::wire::Answer)]
pub async fn join_season(
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().join_season(&account).await;
    answer::finish(done, &back, "joined")
}

/// Names the liaison, in the place of another one when the form says so.
#[server(endpoint = "participation/liaison", output = crate::wire::Answer)]
pub async fn name_liaison(
    /// The person as it was typed.
    form: PersonForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let (who, replace) = (form.who.parse().ok(), form.replace == "1");
    let done = ssr::portal()
        .name_liaison(&account, who, &form.person(), replace)
        .await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "liaison"));
    Ok(())
}

/// Nominates an expert.
#[server(endpoint = "participation/expert", output = crate::wire::Answer)]
pub async fn nominate_expert(
    /// The person as it was typed.
    form: PersonForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let done = ssr::portal()
        .nominate_expert(&account, &form.expert())
        .await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "expert"));
    Ok(())
}

/// Hands the agreement in: the day `signed_on`, and the file after it.
#[server(endpoint = "participation/agreement", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn hand_in_agreement(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::files::FILE_MAX;
    use domain::time::Date;
    let account = ssr::account()?;
    let upload = answer::read_form(data, FILE_MAX).await?;
    let day = Date::parse_iso(upload.field("signed_on").trim());
    let day = day.ok_or_else(|| answer::refuse("DATE_FORMAT", Vec::new()))?;
    let done = ssr::portal()
        .hand_in_agreement(&account, day, &upload.file, upload.bytes)
        .await;
    answer::finish(done, &upload.back, "agreement")
}

/// Uploads a stamped scan of the submission sheet.
#[server(endpoint = "participation/scan", input = MultipartFormData, output = crate::wire::Answer)]
pub async fn upload_scan(
    /// The posted parts.
    data: MultipartData,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    use domain::files::FILE_MAX;
    let account = ssr::account()?;
    let upload = answer::read_form(data, FILE_MAX).await?;
    let done = ssr::portal()
        .upload_scan(&account, &upload.file, upload.bytes)
        .await;
    answer::finish(done, &upload.back, "scan")
}
