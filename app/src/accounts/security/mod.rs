//! Where an account is signed in, ending that, and its password.

mod page;
mod password;

pub use page::SecurityPage;

use crate::error::AppError;
use domain::ids::LoginId;
use domain::views;
use leptos::prelude::*;

/// Where the signed-in account is signed in.
#[server(endpoint = "accounts/security", output = crate::wire::Answer)]
pub async fn security_page() -> Result<views::SecurityPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let (portal, this) = (ssr::portal(), ssr::asker().client.login);
    portal
        .security_page(&account, this)
        .await
        .map_err(ssr::fail)
}

/// Ends one sign-in of the signed-in account; a plain form goes on to `back`, which says so. The
/// browser that ends its own sign-in has none any more.
#[server(endpoint = "accounts/end_login", output = crate::wire::Answer)]
pub async fn end_login(
    /// The sign-in.
    id: LoginId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<LoginId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let ended = ssr::portal().end_login(&account, id).await;
    ended.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "ended", "1"));
    Ok(id)
}

/// Ends every other sign-in of the signed-in account; answers how many there were.
#[server(endpoint = "accounts/end_other_logins", output = crate::wire::Answer)]
pub async fn end_other_logins(
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<usize, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let (portal, this) = (ssr::portal(), ssr::asker().client.login);
    let ended = portal.end_other_logins(&account, this).await;
    let ended = ended.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "others", &ended.to_string()));
    Ok(ended)
}

/// Changes the password of the signed-in account and answers with the path to go to. No password ever
/// comes back.
#[server(endpoint = "accounts/change_password", output = crate::wire::Answer)]
pub async fn change_password(
    /// The present password.
    #[server(default)]
    old: String,
    /// The new one.
    #[server(default)]
    new: String,
    /// The same again.
    #[server(default)]
    again: String,
    /// The page to go on to.
    #[server(default)]
    back: String,
) -> Result<String, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    if new != again {
        return Err(answer::refuse("PASSWORD_AGAIN", Vec::new()));
    }
    let (portal, this) = (ssr::portal(), ssr::asker().client.login);
    let changed = portal.change_password(&account, this, old, new).await;
    changed.map_err(ssr::fail)?;
    Ok(answer::lead_to(&with_query(&back, "changed", "1")))
}
