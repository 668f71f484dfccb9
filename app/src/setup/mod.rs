//! Setting a password through a one-time link, which the console of the portal shows.

mod page;

pub use page::SetupPage;

use crate::error::AppError;
use crate::typed_form::TypedForm;
use domain::views;
use leptos::prelude::*;

/// What whoever follows a link says of himself; the passwords never come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetupForm {
    /// Account name.
    pub login: String,
    /// Display name.
    pub name: String,
}

impl TypedForm for SetupForm {
    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("login", &mut self.login), ("name", &mut self.name)]
    }
}

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
    use crate::ssr;
    let form = SetupForm { login, name };
    if password != again {
        return Err(answer::refuse("PASSWORD_AGAIN", form.kept()));
    }
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
