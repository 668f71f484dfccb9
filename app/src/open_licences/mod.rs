//! Open licences (开放许可): the centre's page of one lot, and what the page of a lot says.

mod desk;
mod form;
mod licences;
mod section;

pub use desk::OpenLicenceDeskPage;
pub use form::OpenLicenceForm;
pub use licences::PaidForm;
pub use section::OpenLicenceTerms;

use crate::error::AppError;
use domain::ids::LotCode;
use domain::views;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What is declared of a lot. For the centre.
#[server(endpoint = "open_licences/desk", input = Json, output = crate::wire::Answer)]
pub async fn open_licence_desk(
    /// Code of the lot.
    code: LotCode,
) -> Result<views::OpenLicenceDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().open_licence_desk(&account, &code).await;
    desk.map_err(ssr::fail)
}

/// Keeps what is declared of a lot. For the centre; a plain form goes on to `back`, which says that it
/// was kept.
#[server(endpoint = "open_licences/set", output = crate::wire::Answer)]
pub async fn set_open_licence(
    /// Code of the lot.
    lot: String,
    /// What was typed.
    #[server(default)]
    form: OpenLicenceForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let declared = form.declared();
    let declared = declared.map_err(|(_, code)| answer::refuse(code, form.kept()))?;
    let done = ssr::portal()
        .set_open_licence(&account, &code, declared)
        .await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", "set"));
    Ok(())
}

/// The licences of a lot that the signed-in account may see, and whether it may take one.
#[server(name = GetLicences, endpoint = "open_licences/licences", output = crate::wire::Answer)]
pub async fn licences_of_lot(
    /// Code of the lot.
    #[server(default)]
    lot: String,
) -> Result<views::LicenceSection, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let section = ssr::portal().licence_section(&account, &code).await;
    section.map_err(ssr::fail)
}

/// Takes the licence of a lot for the own organisation. A plain form goes on to `back`.
#[server(name = NotifyLicence, endpoint = "open_licences/notify", output = crate::wire::Answer)]
pub async fn notify_licence(
    /// Code of the lot.
    #[server(default)]
    lot: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let done = ssr::portal().notify_licence(&account, &code).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "licence", "notified"));
    Ok(())
}

/// Writes down on which day the fee of a licence was paid. A plain form goes on to `back`.
#[server(name = NoteLicencePaid, endpoint = "open_licences/paid", output = crate::wire::Answer)]
pub async fn note_licence_paid(
    /// Code of the lot.
    #[server(default)]
    lot: String,
    /// What was typed.
    #[server(default)]
    form: PaidForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let code = ssr::lot_code(&lot)?;
    let day = form.day();
    let day = day.ok_or_else(|| answer::refuse("OPEN_LICENCE_DATE", form.kept()))?;
    let done = ssr::portal()
        .note_licence_paid(&account, &code, form.number(), day)
        .await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "licence", "paid"));
    Ok(())
}
