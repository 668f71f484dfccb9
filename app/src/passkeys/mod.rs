//! Passkeys: adding and keeping them, and using one for the second step of a sign-in or as a proof of
//! identity. What talks to the authenticators is [`browser`]; without scripts there are codes.

mod browser;
mod section;
mod use_one;

pub use section::{Passkeys, PasskeysActions};
pub use use_one::{Purpose, UsePasskey};

use crate::error::AppError;
use domain::ids::PasskeyId;
use leptos::prelude::*;

/// Asks a new passkey of the signed-in account to introduce itself: options for the browser, JSON.
#[server(endpoint = "passkeys/begin", output = crate::wire::Answer)]
pub async fn begin_passkey() -> Result<String, AppError> {
    use crate::ssr;
    let begun = ssr::portal().begin_passkey(&ssr::account()?).await;
    begun.map_err(ssr::fail)
}

/// Adds the passkey that introduced itself; answers the recovery codes that come with a first factor.
#[server(endpoint = "passkeys/add", output = crate::wire::Answer)]
pub async fn add_passkey(
    /// What its owner calls it.
    #[server(default)]
    name: String,
    /// The browser's answer, JSON.
    #[server(default)]
    answer: String,
) -> Result<Vec<String>, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let added = ssr::portal().add_passkey(&account, &name, &answer).await;
    added.map_err(ssr::fail)
}

/// Gives a passkey of the signed-in account another name; a plain form goes on to `back`.
#[server(endpoint = "passkeys/rename", output = crate::wire::Answer)]
pub async fn rename_passkey(
    /// The passkey.
    id: PasskeyId,
    /// Its name from now on.
    #[server(default)]
    name: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let renamed = ssr::portal().rename_passkey(&account, id, &name).await;
    renamed.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "passkey", "renamed"));
    Ok(())
}

/// Removes a passkey of the signed-in account; a plain form goes on to `back`, which says so.
#[server(endpoint = "passkeys/remove", output = crate::wire::Answer)]
pub async fn remove_passkey(
    /// The passkey.
    id: PasskeyId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let removed = ssr::portal().remove_passkey(&account, id).await;
    removed.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "passkey", "removed"));
    Ok(())
}

/// Asks for a passkey as the second step of the sign-in that waits in this browser: options, JSON.
#[server(endpoint = "passkeys/ask_sign_in", output = crate::wire::Answer)]
pub async fn ask_sign_in() -> Result<String, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let over = || answer::refuse("FACTOR_PENDING_OVER", Vec::new());
    let token = ssr::second_step::waiting().ok_or_else(over)?;
    ssr::portal().ask_sign_in(&token).await.map_err(ssr::fail)
}

/// The second step of a sign-in with a passkey; answers with the path to go to.
#[server(endpoint = "passkeys/sign_in", output = crate::wire::Answer)]
pub async fn answer_sign_in(
    /// The browser's answer, JSON.
    #[server(default)]
    answer: String,
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::answer::{change_login, refuse};
    use crate::ssr;
    let over = || refuse("FACTOR_PENDING_OVER", Vec::new());
    let token = ssr::second_step::waiting().ok_or_else(over)?;
    let signed_in = ssr::portal().answer_sign_in(&token, &answer).await;
    let signed_in = signed_in.map_err(ssr::fail)?;
    ssr::second_step::put(None);
    Ok(change_login(Some(&signed_in), &next))
}

/// Asks for a passkey as a fresh proof of identity: options, JSON.
#[server(endpoint = "passkeys/ask_proof", output = crate::wire::Answer)]
pub async fn ask_proof() -> Result<String, AppError> {
    use crate::ssr;
    let asked = ssr::portal().ask_proof(&ssr::account()?).await;
    asked.map_err(ssr::fail)
}

/// Takes a proof of identity from a passkey; answers with the path to go back to.
#[server(endpoint = "passkeys/prove", output = crate::wire::Answer)]
pub async fn answer_proof(
    /// The browser's answer, JSON.
    #[server(default)]
    answer: String,
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::answer::lead_to;
    use crate::ssr;
    let proven = ssr::portal().answer_proof(&ssr::account()?, &answer).await;
    proven.map_err(ssr::fail)?;
    Ok(lead_to(&next))
}
