//! Which passwords an account had, and when the present one was chosen: kept where the profile of passwords
//! asks for it (reliability.md S-02), as hashes.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::AccountId;
use domain::time::Timestamp;

impl Tx {
    /// Notes that an account has chosen the password with this hash; of those before, the newest stay, so
    /// that there are at most `kept` in all.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_password(
        &mut self,
        account: AccountId,
        hash: &str,
        at: Timestamp,
        kept: u32,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO chosen_passwords (account_id, password_hash, chosen_at) VALUES ($1, $2, $3)",
        );
        self.execute(sql.bind(account).bind(hash).bind(at)).await?;
        let sql = Sql::new(
            "DELETE FROM chosen_passwords WHERE account_id = $1 AND id NOT IN \
             (SELECT id FROM chosen_passwords WHERE account_id = $2 ORDER BY id DESC LIMIT $3)",
        );
        let sql = sql.bind(account).bind(account).bind(kept);
        self.execute(sql).await?;
        Ok(())
    }

    /// The hashes of the passwords that were noted of an account, the latest first, at most `kept`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn former_passwords(&mut self, account: AccountId, kept: u32) -> Result<Vec<String>> {
        let sql = Sql::new(
            "SELECT password_hash FROM chosen_passwords WHERE account_id = $1 \
             ORDER BY id DESC LIMIT $2",
        );
        let rows: Vec<(String,)> = self.all(sql.bind(account).bind(kept)).await?;
        Ok(rows.into_iter().map(|(hash,)| hash).collect())
    }

    /// When the present password of an account was chosen; nothing when that was not noted.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn password_chosen_at(&mut self, account: AccountId) -> Result<Option<Timestamp>> {
        let sql = Sql::new(
            "SELECT chosen_at FROM chosen_passwords WHERE account_id = $1 ORDER BY id DESC LIMIT 1",
        );
        let row: Option<(i64,)> = self.optional(sql.bind(account)).await?;
        Ok(row.map(|(at,)| Timestamp(at)))
    }
}
