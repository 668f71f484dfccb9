//! Open licences (开放许可): the centre's page of one lot, and what the page of a lot says.

mod desk;
mod form;
mod section;

pub use desk::OpenLicenceDeskPage;
pub use form::OpenLicenceForm;
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
