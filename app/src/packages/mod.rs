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
use serde::{Deserialize, Serialize};

/// What was done with a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// It was opened.
    Opened,
    /// It was offered as a lot.
    Offered,
    /// It was dissolved.
    Dissolved,
}

impl Done {
    const ALL: [Self; 3] = [Self::Opened, Self::Offered, Self::Dissolved];

    /// The word of it in an address.
    const fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Offered => "offered",
            Self::Dissolved => "dissolved",
        }
    }

    /// What a word in an address says was done.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }
}

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

/// Opens, offers or dissolves a package; answers which. For the host of the session and the centre, which
/// alone offers.
#[server(endpoint = "packages/change", output = crate::wire::Answer)]
pub async fn change_package(
    /// The session.
    session: SessionId,
    /// What was typed.
    form: PackageForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Done, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use form::Change;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let change = form
        .change()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let (kind, done) = match change {
        Change::Open(draft) => (
            Done::Opened,
            portal
                .open_package(&account, session, draft)
                .await
                .map(drop),
        ),
        Change::Offer(id) => (
            Done::Offered,
            portal.offer_package(&account, session, id).await.map(drop),
        ),
        Change::Dissolve(id) => (
            Done::Dissolved,
            portal.dissolve_package(&account, session, id).await,
        ),
    };
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", kind.word()));
    Ok(kind)
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
