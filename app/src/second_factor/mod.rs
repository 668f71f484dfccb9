//! Second factors: setting one up, the second step of a sign-in, and the page that takes a fresh proof
//! of identity.

mod codes;
mod confirm;
mod login;
mod page;
mod qr;

pub use codes::{CodesForm, PostedCodes};
pub use confirm::{ConfirmPage, RevealLink, confirm_link};
pub use login::SecondStepPage;
pub use page::SecondFactorPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// The second factor of the signed-in account.
#[server(endpoint = "second_factor/page", output = crate::wire::Answer)]
pub async fn factor_page() -> Result<views::SecondFactorPage, AppError> {
    use crate::ssr;
    let page = ssr::portal().second_factor_page(&ssr::account()?).await;
    page.map_err(ssr::fail)
}

/// Makes a new secret for the signed-in account; a plain form goes on to `back`, which shows it.
#[server(endpoint = "second_factor/begin", output = crate::wire::Answer)]
pub async fn begin_factor(
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let begun = ssr::portal().begin_second_factor(&ssr::account()?).await;
    begun.map_err(ssr::fail)?;
    answer::lead_to(&back);
    Ok(())
}

/// Confirms the new secret, or renews the recovery codes: they are in the answer and nowhere else.
///
/// A plain form is posted to `/account/second-factor` instead, which answers with the page.
#[server(endpoint = "second_factor/codes", output = crate::wire::Answer)]
pub async fn take_codes(
    /// `confirm` or `renew`.
    #[server(default)]
    act: String,
    /// The first code of the authenticator.
    #[server(default)]
    code: String,
) -> Result<Vec<String>, AppError> {
    use crate::ssr;
    let form = CodesForm { act, code };
    let taken = ssr::take_codes(&ssr::portal(), &ssr::asker(), &form).await;
    taken.map_err(ssr::fail)
}

/// Takes the second factor of the signed-in account away; a plain form goes on to `back`, which says
/// so.
#[server(endpoint = "second_factor/remove", output = crate::wire::Answer)]
pub async fn remove_factor(
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let removed = ssr::portal().remove_second_factor(&ssr::account()?).await;
    removed.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "removed", "1"));
    Ok(())
}

/// What the second step takes of the sign-in that waits in this browser; nothing when none waits.
#[server(endpoint = "second_factor/awaits", output = crate::wire::Answer)]
pub async fn awaits_second_step() -> Result<Option<views::StepPage>, AppError> {
    use crate::ssr;
    let Some(token) = ssr::second_step::waiting() else {
        return Ok(None);
    };
    let waits = ssr::portal().second_step_page(&token).await;
    waits.map_err(ssr::fail)
}

/// The second step of a sign-in; answers with the path to go to.
#[server(endpoint = "second_factor/sign_in", output = crate::wire::Answer)]
pub async fn finish_sign_in(
    /// A code of the authenticator, or a recovery code.
    #[server(default)]
    code: String,
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let over = || answer::refuse("FACTOR_PENDING_OVER", Vec::new());
    let token = ssr::second_step::waiting().ok_or_else(over)?;
    let signed_in = ssr::portal().finish_sign_in(&token, &code).await;
    let signed_in = signed_in.map_err(ssr::fail)?;
    ssr::second_step::put(None);
    Ok(answer::change_login(Some(&signed_in), &next))
}

/// With what the signed-in account proves its identity.
#[server(endpoint = "second_factor/proof", output = crate::wire::Answer)]
pub async fn proof_page() -> Result<views::ProofPage, AppError> {
    use crate::ssr;
    let page = ssr::portal().proof_page(&ssr::account()?).await;
    page.map_err(ssr::fail)
}

/// Takes a proof of identity; answers with the path to go back to.
#[server(endpoint = "second_factor/prove", output = crate::wire::Answer)]
pub async fn prove(
    /// A code, or the password where the account has no second factor.
    #[server(default)]
    proof: String,
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let proven = ssr::portal().prove(&ssr::account()?, &proof).await;
    proven.map_err(ssr::fail)?;
    answer::renew_login().await?;
    Ok(answer::lead_to(&next))
}
