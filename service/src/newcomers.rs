//! What somebody chooses who gets an account.

use crate::first_admin::checked_names;
use crate::{Error, Tx};
use domain::accounts::{Account, Grant};
use domain::ids::{AccountId, InstitutionId};

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
