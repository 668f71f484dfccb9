//! Somebody of the centre at work.

use super::TestPortal;
use crate::Error;
use domain::accounts::Account;
use domain::ids::LotId;

/// Somebody of the centre.
pub struct TestCentre<'p> {
    pub(super) site: &'p TestPortal,
    /// The account.
    pub account: Account,
}

impl TestCentre<'_> {
    /// Publishes lots.
    ///
    /// # Errors
    /// As [`crate::Portal::publish_lots`].
    pub async fn publish(&self, lots: &[LotId]) -> Result<u32, Error> {
        self.site.portal.publish_lots(&self.account, lots).await
    }
}
