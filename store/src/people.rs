//! The people of an organisation, and what they may.

use crate::Tx;
use crate::accounts::{AccountRow, account_columns};
use crate::doc::to_json;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::{Account, Grant};
use domain::ids::{AccountId, InstitutionId};

#[derive(sqlx_macros::FromRow)]
struct PersonRow {
    #[sqlx(flatten)]
    account: AccountRow,
    active: bool,
}

impl Tx {
    /// The people of an organisation by account, and whether each can sign in; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn people_of(
        &mut self,
        of: InstitutionId,
        limit: u32,
    ) -> Result<Vec<(Account, bool)>> {
        let text = concat!(
            "SELECT a.password_hash IS NOT NULL AS active, ",
            account_columns!(),
            " FROM accounts a WHERE a.institution_id = $1 ORDER BY a.id LIMIT $2"
        );
        let rows: Vec<PersonRow> = self.all(Sql::new(text).bind(of).bind(limit)).await?;
        let read = |row: PersonRow| Ok((row.account.read()?, row.active));
        rows.into_iter().map(read).collect()
    }

    /// Those who can sign in and hold a role beyond an organisation, by account; at most `limit`. A
    /// page of security administrators: the few accounts that can be signed in to are read.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn staff(&mut self, limit: u32) -> Result<Vec<Account>> {
        let text = concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts a WHERE a.password_hash IS NOT NULL AND (a.grants LIKE $1 \
             OR a.grants LIKE $2 OR a.grants LIKE $3) ORDER BY a.id LIMIT $4"
        );
        // As `serde_json` writes a scope; no name of a place stands in it.
        let sql = Sql::new(text)
            .bind("%\"kind\":\"province\"%")
            .bind("%\"kind\":\"city\"%")
            .bind("%\"kind\":\"session\"%")
            .bind(limit);
        let rows: Vec<AccountRow> = self.all(sql).await?;
        rows.into_iter().map(AccountRow::read).collect()
    }

    /// Holds an account until the transaction ends and gives it as it stands.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn hold_account(&mut self, id: AccountId) -> Result<Option<Account>> {
        let sql = Sql::new("UPDATE accounts SET login = login WHERE id = $1");
        self.execute(sql.bind(id)).await?;
        self.account(id).await
    }

    /// Writes what an account may. Whoever calls it has asked `check_grants`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_grants(&mut self, id: AccountId, grants: &[Grant]) -> Result<()> {
        let sql = Sql::new("UPDATE accounts SET grants = $1 WHERE id = $2");
        self.execute(sql.bind(to_json(&grants)).bind(id)).await?;
        Ok(())
    }
}
