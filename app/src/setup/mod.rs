//! Setting a password through a one-time link, which the console of the portal shows.

mod page;

pub use page::SetupPage;

use crate::error::AppError;
use domain::views;
use leptos::prelude::*;

/// What the link with this code is for; nothing when it does not work, whatever the reason.
#[server(endpoint = "setup/page", output = crate::wire::Answer)]
pub async fn setup_page(
    /// The code of the link.
    code: String,
) -> Result<Option<views::SetupPage>, AppError> {
    use crate::ssr;
    match ssr::portal().setup_page(&code).await {
        Ok(page) => Ok(Some(page)),
        Err(service::Error::NotFound) => Ok(None),
        Err(error) => Err(ssr::fail(error)),
    }
}

/// Uses the link up and answers with the path to go to: signing in with the new password.
#[server(endpoint = "setup/finish", output = crate::wire::Answer)]
pub async fn set_up(
    /// The code of the link.
    #[server(default)]
    code: String,
    /// Account name, for the first account.
    #[server(default)]
    login: String,
    /// Display name, for the first account.
    #[server(default)]
    name: String,
    /// The new password.
    #[server(default)]
    password: String,
    /// The same again.
    #[server(default)]
    again: String,
    /// Where to go then.
    #[server(default)]
    next: String,
) -> Result<String, AppError> {
    use crate::accounts::answer;
    use crate::link_form::Names;
    use crate::ssr;
    use crate::typed_form::TypedForm;
    let form = Names { login, name };
    let password = answer::agreed(&form, password, &again)?;
    let draft = service::SetupDraft {
        code,
        login: form.login.clone(),
        name: form.name.clone(),
        password,
    };
    let done = ssr::portal().set_up(draft).await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    Ok(answer::lead_to(&next))
}
