//! Tokens for programs: the list of a person's own, making one, ending one.

mod form;
mod list;
mod made;

pub use form::{Posted, TokenForm, control};
pub use list::Tokens;
pub use made::Made;

use crate::error::AppError;
use domain::ids::TokenId;
use domain::tokens::NewToken;
use leptos::prelude::*;

/// Makes a token for the signed-in account; its secret is in the answer and nowhere else.
///
/// A plain form is posted to `/account` instead, which answers with the page: here it would only
/// be sent on, and the secret lost.
#[server(endpoint = "accounts/create_token", output = crate::wire::Answer)]
pub async fn create_token(
    /// What its owner calls it.
    #[server(default)]
    name: String,
    /// Code of what it allows.
    #[server(default)]
    scope: String,
    /// Days until it expires.
    #[server(default)]
    days: String,
) -> Result<NewToken, AppError> {
    use crate::ssr;
    let form = TokenForm { name, scope, days };
    let made = ssr::make_token(&ssr::portal(), &ssr::asker(), &form).await;
    made.map_err(ssr::fail)
}

/// Ends a token of the signed-in account; a plain form goes on to `back`, which says so.
#[server(endpoint = "accounts/end_token", output = crate::wire::Answer)]
pub async fn end_token(
    /// The token.
    id: TokenId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<TokenId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let ended = ssr::portal().end_token(&account, id).await;
    ended.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "ended", "1"));
    Ok(id)
}
