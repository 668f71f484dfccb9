//! One's own data (个人信息): everything on file as a file, and the deletion of the account.

mod page;

pub use page::OwnDataPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// What the page about one's own data shows.
#[server(name = GetOwnData, endpoint = "own_data/page", output = crate::wire::Answer)]
pub async fn own_data_page() -> Result<views::OwnDataPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .own_data_page(&account)
        .await
        .map_err(ssr::fail)
}

/// Deletes the signed-in account for good and signs this browser out; answers with the path to go to.
#[server(name = EraseAccount, endpoint = "own_data/erase", output = crate::wire::Answer)]
pub async fn erase_account(
    /// The password of the account.
    #[server(default)]
    password: String,
    /// `1` for somebody who knows that it is for good.
    #[server(default)]
    sure: String,
    /// The page to go to then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    if sure.is_empty() {
        return Err(answer::refuse("ERASE_UNSURE", Vec::new()));
    }
    let erased = ssr::portal().erase_own_account(&account, &password).await;
    erased.map_err(ssr::fail)?;
    Ok(answer::change_login(None, &with_query(&next, "gone", "1")))
}
