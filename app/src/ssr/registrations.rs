//! What the forms of a host about registration have in common.

use super::{account, asker, fail, portal};
use crate::accounts::{answer, local_path, with_query};
use crate::error::AppError;
use crate::registrations::kept;
use domain::accounts::{Account, Action};
use domain::ids::SessionId;
use serde::Serialize;
use service::Error;

/// Whoever asks, if he keeps the registrations of the session: others are told so whatever they typed.
///
/// # Errors
/// `LoginRequired`, `Forbidden`.
pub fn registrar(session: SessionId) -> Result<Account, AppError> {
    let account = account()?;
    match account.may(Action::KeepRegistrations(session)) {
        true => Ok(account),
        false => Err(fail(Error::Forbidden)),
    }
}

/// Answers a form: done, it goes on to `back` with the word for it; refused, a plain form finds what was typed
/// there, kept under the place `at`.
///
/// # Errors
/// Why it was refused, for a script.
pub fn end_host_form(
    done: Result<(), Error>,
    back: &str,
    word: &str,
    at: &str,
    form: &impl Serialize,
) -> Result<(), AppError> {
    let next = match done {
        Ok(()) => with_query(back, "done", word),
        Err(error) if asker().wants_page => {
            let key = portal().new_key();
            kept::keep(&key, at, form, Some(fail(error)));
            with_query(local_path(back), "kept", &key)
        }
        Err(error) => return Err(fail(error)),
    };
    answer::lead_to(&next);
    Ok(())
}
