//! Technology needs (技术需求): the public list and page, and the desk on which they are diagnosed and
//! published.

mod desk;
mod file;
mod form;
mod list;
mod page;

pub use desk::NeedDeskPage;
pub use file::NeedFilePage;
pub use form::NeedForm;
pub use list::{NeedLines, NeedsPage};
pub use page::NeedPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What was done with a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// Its diagnosis has passed.
    Passed,
    /// It was returned to its unit.
    Returned,
    /// It was published.
    Published,
    /// It was closed.
    Closed,
}

impl Done {
    const ALL: [Self; 4] = [Self::Passed, Self::Returned, Self::Published, Self::Closed];

    /// The word of it in an address.
    const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Returned => "returned",
            Self::Published => "published",
            Self::Closed => "closed",
        }
    }

    /// What a word in an address says was done.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }
}

/// A page of the published needs.
#[server(name = GetNeeds, endpoint = "needs/list", output = crate::wire::Answer)]
pub async fn needs(
    /// Code of the industry; empty for all.
    #[server(default)]
    industry: String,
    /// Number of the page; the first for what is no number.
    #[server(default)]
    page: String,
) -> Result<views::NeedsPage, AppError> {
    use crate::ssr;
    use domain::lots::Industry;
    let industry = Industry::from_code(&industry.to_uppercase());
    let page = page.parse().unwrap_or(1);
    let found = ssr::portal().needs_page(industry, page).await;
    found.map_err(ssr::fail)
}

/// A published need.
#[server(name = GetNeed, endpoint = "needs/need", output = crate::wire::Answer)]
pub async fn need(
    /// Its code.
    #[server(default)]
    code: String,
) -> Result<views::NeedPage, AppError> {
    use crate::ssr;
    let found = ssr::portal().need_page(&ssr::need_code(&code)?).await;
    found.map_err(ssr::fail)
}

/// The desk of needs: of a session for its host, of the season for the centre, its own for a unit.
#[server(name = GetNeedDesk, endpoint = "needs/desk", output = crate::wire::Answer)]
pub async fn need_desk(
    /// Number of the session; empty for what is one's own.
    #[server(default)]
    session: String,
    /// Code of the state; empty for all.
    #[server(default)]
    state: String,
    /// Number of the page; the first for what is no number.
    #[server(default)]
    page: String,
) -> Result<views::NeedDesk, AppError> {
    use crate::ssr;
    use domain::needs::NeedState;
    let account = ssr::account()?;
    let (session, state) = (session.parse().ok(), NeedState::from_code(&state));
    let show = (state, page.parse().unwrap_or(1));
    let desk = ssr::portal().need_desk(&account, session, show).await;
    desk.map_err(ssr::fail)
}

/// A need with its enterprise and contact.
#[server(name = GetNeedFile, endpoint = "needs/file", output = crate::wire::Answer)]
pub async fn need_file(
    /// Its code.
    #[server(default)]
    code: String,
) -> Result<views::NeedFile, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let code = ssr::need_code(&code)?;
    let file = ssr::portal().need_file(&account, &code).await;
    file.map_err(ssr::fail)
}

/// Diagnoses or publishes a need. For the centre. A plain form goes on to `back`.
#[server(endpoint = "needs/change", output = crate::wire::Answer)]
pub async fn change_need(
    /// What was typed.
    #[server(default)]
    form: NeedForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Done, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let done = ssr::change_need(&account, &form).await;
    let done = done.map_err(|error| form.keep_in(error))?;
    answer::lead_to(&with_query(&back, "done", done.word()));
    Ok(done)
}

/// Closes a need. For the centre and the unit that handed it in. A plain form goes on to `back`.
#[server(endpoint = "needs/close", output = crate::wire::Answer)]
pub async fn close_need(
    /// What was typed.
    #[server(default)]
    form: NeedForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<Done, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let account = ssr::account()?;
    let done = ssr::close_need(&account, &form).await;
    done.map_err(|error| form.keep_in(error))?;
    answer::lead_to(&with_query(&back, "done", Done::Closed.word()));
    Ok(Done::Closed)
}
