//! One-time links of administrators; only their hashes are stored.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::Role;
use domain::ids::AccountId;
use domain::mail::LinkPurpose;
use domain::time::Timestamp;

impl Tx {
    /// Whether somebody who can sign in holds `role`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn someone_holds(&mut self, role: Role) -> Result<bool> {
        let sql = Sql::new(
            "SELECT EXISTS (SELECT 1 FROM accounts WHERE password_hash IS NOT NULL \
             AND grants LIKE $1)",
        );
        // As `serde_json` writes a grant; no name of a role is a part of another one in quotes.
        let (found,) = self
            .one(sql.bind(format!("%\"role\":\"{}\"%", role.code())))
            .await?;
        Ok(found)
    }

    /// Stores a link for the account, or for the first one of the installation, in the place of the
    /// one it had, and removes those that have expired at `now`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the hash is taken.
    pub async fn put_admin_link(
        &mut self,
        hash: &[u8],
        account: Option<AccountId>,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "DELETE FROM admin_links WHERE expires_at <= $1 OR account_id = $2 \
             OR (account_id IS NULL AND CAST($2 AS BIGINT) IS NULL)",
        );
        self.execute(sql.bind(now).bind(account)).await?;
        let sql =
            Sql::new("INSERT INTO admin_links (hash, account_id, expires_at) VALUES ($1, $2, $3)");
        self.execute(sql.bind(hash).bind(account).bind(expires))
            .await?;
        Ok(())
    }

    /// Whose link it is: nothing when there is none such that lasts at `now`, and nobody's for the
    /// one that makes the first account.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn admin_link(
        &mut self,
        hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<Option<AccountId>>> {
        let sql =
            Sql::new("SELECT account_id FROM admin_links WHERE hash = $1 AND expires_at > $2");
        let row: Option<(Option<i64>,)> = self.optional(sql.bind(hash).bind(now)).await?;
        Ok(row.map(|(account,)| account.map(AccountId)))
    }

    /// The same, and the link is used up.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_admin_link(
        &mut self,
        hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<Option<AccountId>>> {
        let sql = Sql::new(
            "DELETE FROM admin_links WHERE hash = $1 AND expires_at > $2 RETURNING account_id",
        );
        let row: Option<(Option<i64>,)> = self.optional(sql.bind(hash).bind(now)).await?;
        Ok(row.map(|(account,)| account.map(AccountId)))
    }

    /// Gives an account another password, or none, and ends its sign-ins, its tokens and the mails with
    /// which its password is recovered: whoever had them may be the reason.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn renew_sign_in(
        &mut self,
        account: AccountId,
        password_hash: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new("UPDATE accounts SET password_hash = $1 WHERE id = $2");
        self.execute(sql.bind(password_hash).bind(account)).await?;
        self.end_logins(account, None, now).await?;
        self.forget_devices(account, None).await?;
        self.end_mail_links(account, LinkPurpose::Recover).await?;
        self.drop_waiting_mails(account, "RECOVER").await?;
        let sql = Sql::new("DELETE FROM api_tokens WHERE account_id = $1");
        self.execute(sql.bind(account)).await?;
        Ok(())
    }
}
