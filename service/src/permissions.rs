//! The only place where use cases ask the permission table (`domain::permissions`).

use crate::Error;
use domain::accounts::{Account, Action};
use domain::permissions::{Denied, GrantRefusal, check};
use store::StoredLot;

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::LoginRequired => Self::LoginRequired,
            Denied::Forbidden => Self::Forbidden,
            Denied::NotFound => Self::NotFound,
        }
    }
}

/// Whoever writes the roles of an account asks `domain::permissions::check_grants` first.
impl From<GrantRefusal> for Error {
    fn from(refusal: GrantRefusal) -> Self {
        match refusal {
            GrantRefusal::RolesApart { .. } => Self::invalid("ROLES_APART"),
        }
    }
}

/// Refuses what the table does not allow.
///
/// # Errors
/// `Forbidden`, or `NotFound` where that the thing exists is a secret.
pub(crate) fn require(account: &Account, action: Action) -> Result<(), Error> {
    Ok(check(Some(account), action)?)
}

/// The lot, for those who may see it.
///
/// # Errors
/// `NotFound` for lots that do not exist and for lots that are not public alike.
pub(crate) fn visible(
    stored: Option<StoredLot>,
    who: Option<&Account>,
) -> Result<StoredLot, Error> {
    let stored = stored.ok_or(Error::NotFound)?;
    check(who, Action::ReadLot(stored.lot.state))?;
    Ok(stored)
}
