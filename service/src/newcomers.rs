//! What somebody chooses who gets an account: names and a password.

use crate::first_admin::{PASSWORD_CHARS, checked_names};
use crate::{Error, Tx, hash_password};
use domain::accounts::{Account, Grant};
use domain::ids::{AccountId, InstitutionId};

/// Whether a password may be chosen by whoever has this account name.
///
/// # Errors
/// `PASSWORD_LENGTH`.
pub(crate) fn check_password(password: &str, _login: &str) -> Result<(), Error> {
    if (PASSWORD_CHARS.0..=PASSWORD_CHARS.1).contains(&password.chars().count()) {
        return Ok(());
    }
    Err(Error::Invalid {
        code: "PASSWORD_LENGTH".into(),
        args: vec![
            ("max".into(), PASSWORD_CHARS.1.to_string()),
            ("min".into(), PASSWORD_CHARS.0.to_string()),
        ],
    })
}

/// The hash of a password, made beside the work of others.
///
/// # Errors
/// Only faults of ours.
pub(crate) async fn hashed(password: String) -> Result<String, Error> {
    let hash = tokio::task::spawn_blocking(move || hash_password(&password)).await;
    hash.map_err(|error| Error::Internal(error.to_string()))?
}

/// A new account of an organisation with these names.
///
/// # Errors
/// `LOGIN_FORM`, `NAME_LENGTH`.
pub(crate) fn member(
    login: &str,
    name: &str,
    of: InstitutionId,
    grants: Vec<Grant>,
) -> Result<Account, Error> {
    let (login, display_name) = checked_names(login, name)?;
    Ok(Account {
        id: AccountId(0),
        login,
        display_name,
        institution: Some(of),
        grants,
        house_bot: false,
    })
}

/// Stores a new account; its roles may stand together.
///
/// # Errors
/// `LOGIN_TAKEN`, `ROLES_APART`.
pub(crate) async fn insert(tx: &mut Tx, account: &Account, hash: &str) -> Result<AccountId, Error> {
    domain::permissions::check_grants(&account.grants)?;
    if tx.account_by_login(&account.login).await?.is_some() {
        return Err(Error::invalid("LOGIN_TAKEN"));
    }
    Ok(tx.insert_account(account, Some(hash)).await?)
}
