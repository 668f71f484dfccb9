//! The profile of passwords (口令策略, reliability.md S-02): what a portal run for 等级保护 asks of them beyond
//! length. Under the standard one nothing here is ever written.

use super::passwords::Seat;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::ids::AccountId;
use domain::logins::Limits;
use domain::passwords::{PasswordProfile, PasswordRefusal};
use domain::time::Timestamp;
use store::Tx;

impl Portal {
    pub(crate) fn profile(&self) -> PasswordProfile {
        self.settings().password_profile
    }

    /// How long the sign-ins of an account last here.
    pub(crate) fn limits(&self, account: &Account) -> Limits {
        Limits::of(account).within(self.profile().idle_ms())
    }

    /// Refuses one of the last passwords of an account. Each comparison is as much work as a sign-in.
    ///
    /// # Errors
    /// `PASSWORD_FORMER`.
    pub(crate) async fn refuse_former(
        &self,
        seat: &Seat,
        account: AccountId,
        password: &str,
    ) -> Result<(), Error> {
        let kept = self.profile().former();
        if kept == 0 {
            return Ok(());
        }
        let mut tx = self.store().read().await?;
        let mut known = tx.former_passwords(account, kept).await?;
        // The present one may be from before the profile.
        known.extend(tx.password_hash(account).await?);
        drop(tx);
        known.sort();
        known.dedup();
        for hash in known {
            if seat.compare(password.to_owned(), Some(hash)).await?.fits {
                return Err(PasswordRefusal::Former.into());
            }
        }
        Ok(())
    }

    /// Notes that an account has chosen this password, in the transaction that stores it.
    pub(crate) async fn note_password(
        &self,
        tx: &mut Tx,
        account: AccountId,
        hash: &str,
        at: Timestamp,
    ) -> Result<(), Error> {
        match self.profile().former() {
            0 => Ok(()),
            kept => Ok(tx.note_password(account, hash, at, kept).await?),
        }
    }

    /// Whether whoever signed in to this account at that time has to choose another password before
    /// anything else. It is asked of the time of the sign-in, so that nobody is stopped in the middle of
    /// an auction.
    pub(crate) async fn is_password_due(
        &self,
        tx: &mut Tx,
        account: AccountId,
        signed_in_at: Timestamp,
    ) -> Result<bool, Error> {
        if self.profile() == PasswordProfile::Standard {
            return Ok(false);
        }
        let chosen_at = tx.password_chosen_at(account).await?;
        Ok(self.profile().is_due(chosen_at, signed_in_at))
    }

    /// Whether this account holds no role because it has to choose another password first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn must_change_password(&self, account: &Account) -> Result<bool, Error> {
        if self.profile() == PasswordProfile::Standard || !account.grants.is_empty() {
            return Ok(false);
        }
        let mut tx = self.store().read().await?;
        self.is_password_due(&mut tx, account.id, self.now()).await
    }
}
