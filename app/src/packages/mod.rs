//! Patent packages (专利包): the desk of the host of a session, and the public page.

mod desk;
mod form;
mod page;

pub use desk::PackageDeskPage;
pub use form::PackageForm;
pub use page::{InPackage, PackagePage};

use crate::error::AppError;
use domain::ids::{PackageId, SessionId};
use domain::views;
use leptos::prelude::*;

/// The packages of a session. For its host and the centre.
#[server(endpoint = "packages/desk", output = crate::wire::Answer)]
pub async fn package_desk(
    /// The session.
    session: SessionId,
) -> Result<views::PackageDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().package_desk(&account, session).await;
    desk.map_err(ssr::fail)
}

/// Opens or dissolves a package; answers whether one was opened. For the host of the session and the
/// centre.
#[server(endpoint = "packages/change", output = crate::wire::Answer)]
pub async fn change_package(
    /// The session.
    session: SessionId,
    /// What was typed.
    form: PackageForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<bool, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use form::Change;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let change = form
        .change()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let opened = matches!(change, Change::Open(_));
    let done = match change {
        Change::Open(draft) => portal
            .open_package(&account, session, draft)
            .await
            .map(drop),
        Change::Dissolve(id) => portal.dissolve_package(&account, session, id).await,
    };
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    let done = if opened { "opened" } else { "dissolved" };
    answer::lead_to(&with_query(&back, "done", done));
    Ok(opened)
}

/// The public page of a package.
#[server(endpoint = "packages/page", output = crate::wire::Answer)]
pub async fn package_page(
    /// The package.
    id: PackageId,
) -> Result<views::PackagePage, AppError> {
    use crate::ssr;
    ssr::portal().package_page(id).await.map_err(ssr::fail)
}
