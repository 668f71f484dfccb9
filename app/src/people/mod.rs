//! The people of an organisation: its managers invite by a link that works once, and end accounts; whoever
//! has a link joins.

mod accept;
mod invite;
mod page;
mod rows;

pub use accept::InvitationPage;
pub use invite::{InviteForm, Posted};
pub use page::PeoplePage;

use crate::error::AppError;
use domain::ids::{AccountId, InvitationId};
use domain::views;
use leptos::prelude::*;

/// The people of the organisation of the signed-in account.
#[server(endpoint = "people/page", output = crate::wire::Answer)]
pub async fn people_page() -> Result<views::PeoplePage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal().people_page(&account).await.map_err(ssr::fail)
}

/// Invites somebody; the link is in the answer and nowhere else.
///
/// A plain form is posted to `/org/people` instead, which answers with the page.
#[server(endpoint = "people/invite", output = crate::wire::Answer)]
pub async fn invite(
    /// For whom.
    #[server(default)]
    note: String,
    /// Code of the role.
    #[server(default)]
    role: String,
    /// `1` when the person looks after the people as well.
    #[server(default)]
    manager: String,
) -> Result<views::NewInvitation, AppError> {
    use crate::ssr;
    let form = InviteForm {
        note,
        role,
        manager,
    };
    let made = ssr::make_invitation(&ssr::portal(), &ssr::asker(), &form, &ssr::origin()).await;
    made.map_err(ssr::fail)
}

/// Calls an invitation off; a plain form goes on to `back`.
#[server(endpoint = "people/end", output = crate::wire::Answer)]
pub async fn end_invitation(
    /// The invitation.
    id: InvitationId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<InvitationId, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let ended = ssr::portal().end_invitation(&account, id).await;
    ended.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "ended"));
    Ok(id)
}

/// Ends the account of a colleague; a plain form goes on to `back`.
#[server(endpoint = "people/deactivate", output = crate::wire::Answer)]
pub async fn deactivate(
    /// Whose account.
    id: AccountId,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let done = ssr::portal().deactivate(&account, id).await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "deactivated"));
    Ok(())
}

/// What an invitation is for; nothing when its link does not work, whatever the reason.
#[server(endpoint = "people/invitation", output = crate::wire::Answer)]
pub async fn invitation(
    /// The code of the link.
    code: String,
) -> Result<Option<views::InvitationPage>, AppError> {
    use crate::ssr;
    match ssr::portal().invitation_page(&code).await {
        Ok(page) => Ok(Some(page)),
        Err(service::Error::NotFound) => Ok(None),
        Err(error) => Err(ssr::fail(error)),
    }
}

/// Accepts an invitation and answers with the path to go to: signing in with the new password.
#[server(endpoint = "people/accept", output = crate::wire::Answer)]
pub async fn accept_invitation(
    /// The code of the link.
    #[server(default)]
    code: String,
    /// Account name.
    #[server(default)]
    login: String,
    /// Display name.
    #[server(default)]
    name: String,
    /// The password.
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
    let newcomer = service::Newcomer {
        code,
        login: form.login.clone(),
        name: form.name.clone(),
        password,
    };
    let done = ssr::portal().accept_invitation(newcomer).await;
    done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    Ok(answer::lead_to(&next))
}
