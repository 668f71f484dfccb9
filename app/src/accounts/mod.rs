//! Accounts: who is signed in, signing in and out.

#[cfg(feature = "ssr")]
pub mod answer;
mod login;
mod next;
mod page;
pub mod security;
pub mod tokens;

pub use login::LoginPage;
pub use next::{encode, local_path, with_query};
pub use page::{AccountPage, role_words};

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// The visitor of this page, for the header and the forms.
#[server(endpoint = "accounts/visitor", output = crate::wire::Answer)]
pub async fn visitor() -> Result<views::Visitor, AppError> {
    use crate::ssr;
    let who = ssr::asker().account;
    ssr::portal().visitor(who.as_ref()).await.map_err(ssr::fail)
}

/// The page of the signed-in account: roles and tokens.
#[server(endpoint = "accounts/page", output = crate::wire::Answer)]
pub async fn account_page() -> Result<views::AccountPage, AppError> {
    use crate::ssr;
    ssr::portal()
        .account_page(&ssr::account()?)
        .await
        .map_err(ssr::fail)
}

/// The accounts that the sign-in page offers; none outside demo mode.
#[server(endpoint = "accounts/demo", output = crate::wire::Answer)]
pub async fn demo_accounts() -> Result<Vec<views::DemoAccount>, AppError> {
    use crate::ssr;
    ssr::portal().demo_accounts().await.map_err(ssr::fail)
}

/// Signs in and answers with the path to go to: `next` when it is one of this portal.
///
/// The cookie is set with the answer. A refusal carries the typed account name, so that a form
/// without script can show it again; the password never comes back.
#[server(endpoint = "accounts/sign_in", output = crate::wire::Answer)]
pub async fn sign_in(
    /// Account name.
    #[server(default)]
    login: String,
    /// Password.
    #[server(default)]
    password: String,
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::ssr;
    let signed_in = ssr::portal().sign_in(&login, &password).await;
    let signed_in = signed_in.map_err(|error| keep_login(ssr::fail(error), &login))?;
    if signed_in.second_step {
        return Ok(ssr::second_step::ask_for_code(&signed_in.token, &next));
    }
    Ok(answer::change_login(Some(&signed_in), &next))
}

/// Signs out and answers with the path to go to, the front page when `next` is empty.
#[server(endpoint = "accounts/sign_out", output = crate::wire::Answer)]
pub async fn sign_out(
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::ssr;
    if let Some(token) = ssr::asker().login_token {
        ssr::portal().sign_out(&token).await.map_err(ssr::fail)?;
    }
    let next = if next.is_empty() {
        answer::front_page()
    } else {
        &next
    };
    answer::clear_browser();
    Ok(answer::change_login(None, next))
}

/// The refusal with the typed account name, cut to what an account name may be.
pub fn keep_login(error: AppError, login: &str) -> AppError {
    match error {
        AppError::Invalid { code, mut args } => {
            args.push(("login".into(), login.chars().take(40).collect()));
            AppError::Invalid { code, args }
        }
        other => other,
    }
}

/// The account name that a refusal carries.
pub fn kept_login(error: Option<&AppError>) -> String {
    match error {
        Some(AppError::Invalid { args, .. }) => args
            .iter()
            .find(|(name, _)| name == "login")
            .map(|(_, value)| value.clone())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_the_account_name_and_nothing_else() {
        let refused = AppError::Invalid {
            code: "SIGN_IN_REFUSED".into(),
            args: vec![],
        };
        let kept = keep_login(refused, &"x".repeat(60));
        assert_eq!(kept_login(Some(&kept)), "x".repeat(40));
        assert_eq!(keep_login(AppError::Busy, "someone"), AppError::Busy);
        assert_eq!(kept_login(Some(&AppError::Busy)), "");
        assert_eq!(kept_login(None), "");
    }
}
