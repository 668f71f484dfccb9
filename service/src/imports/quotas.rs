//! The numbers that the season asks of an institution.

use crate::{Error, Portal};
use domain::accounts::Account;
use domain::views::QuotaDesk;

impl Portal {
    /// What the current season asks of the unit of the account; nothing for the centre, which looks at
    /// every unit on the page of the waivers.
    ///
    /// # Errors
    /// `Forbidden` for accounts that submit nothing.
    pub async fn quota_desk(&self, account: &Account) -> Result<Option<QuotaDesk>, Error> {
        match self.submitter(account).await? {
            Some(own) => Ok(Some(self.quotas_of(&own).await?)),
            None => Ok(None),
        }
    }
}
