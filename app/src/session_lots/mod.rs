//! The lots of a session (专场标的): the desk of its host.

mod desk;
mod form;

pub use desk::SessionLotsPage;
pub use form::SessionLotsForm;

use crate::error::AppError;
use domain::ids::SessionId;
use domain::views;
use leptos::prelude::*;

/// The lots of a session. For its host and the centre.
#[server(endpoint = "session_lots/desk", output = crate::wire::Answer)]
pub async fn session_lots_desk(
    /// The session.
    session: SessionId,
) -> Result<views::SessionLotsDesk, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let desk = ssr::portal().session_lots_desk(&account, session).await;
    desk.map_err(ssr::fail)
}

/// Puts lots into a session or takes one out; answers how many came, or −1 for one that went. For the
/// host of the session and the centre.
#[server(endpoint = "session_lots/change", output = crate::wire::Answer)]
pub async fn change_session_lots(
    /// The session.
    session: SessionId,
    /// What was typed.
    #[server(default)]
    form: SessionLotsForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<i64, AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    use crate::typed_form::TypedForm;
    use form::Change;
    let (account, portal) = (ssr::account()?, ssr::portal());
    let change = form
        .change()
        .map_err(|code| answer::refuse(code, form.kept()))?;
    let done = match change {
        Change::Add(lots) => {
            let added = portal.add_session_lots(&account, session, &lots, &form.reason);
            added.await.map(i64::from)
        }
        Change::Remove(lot) => {
            let removed = portal.remove_session_lot(&account, session, &lot).await;
            removed.map(|()| -1)
        }
    };
    let done = done.map_err(|error| form.keep_in(ssr::fail(error)))?;
    answer::lead_to(&with_query(&back, "done", &done.to_string()));
    Ok(done)
}
