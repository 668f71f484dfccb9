//! Tokens for programs; only their hashes are stored.

use crate::Tx;
use crate::accounts::{AccountRow, account_columns};
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::Account;
use domain::ids::{AccountId, TokenId};
use domain::time::Timestamp;
use domain::tokens::{ApiToken, TokenScope};

#[derive(sqlx_macros::FromRow)]
struct TokenRow {
    id: i64,
    name: String,
    scope: String,
    created_at: i64,
    expires_at: i64,
}

#[derive(sqlx_macros::FromRow)]
struct HolderRow {
    scope: String,
    #[sqlx(flatten)]
    account: AccountRow,
}

impl Tx {
    /// Stores a new token under the hash of its text; the id of `token` is ignored.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the hash is taken.
    pub async fn insert_token(
        &mut self,
        account: AccountId,
        hash: &[u8],
        token: &ApiToken,
    ) -> Result<TokenId> {
        let sql = Sql::new(
            "INSERT INTO api_tokens (account_id, hash, name, scope, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        );
        let sql = sql
            .bind(account)
            .bind(hash)
            .bind(token.name.as_str())
            .bind(token.scope.code())
            .bind(token.created_at)
            .bind(token.expires_at);
        let (id,) = self.one(sql).await?;
        Ok(TokenId(id))
    }

    /// The tokens of an account that have not expired, newest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn tokens(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<ApiToken>> {
        let sql = Sql::new(
            "SELECT id, name, scope, created_at, expires_at FROM api_tokens \
             WHERE account_id = $1 AND expires_at > $2 ORDER BY id DESC",
        );
        let rows: Vec<TokenRow> = self.all(sql.bind(account).bind(now)).await?;
        rows.into_iter().map(TokenRow::read).collect()
    }

    /// Ends a token of this account; `false` when there is none such.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_token(&mut self, account: AccountId, id: TokenId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM api_tokens WHERE id = $1 AND account_id = $2");
        Ok(self.execute(sql.bind(id).bind(account)).await? > 0)
    }

    /// Whose token this is, and what it allows; nothing when it has expired or been ended.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn token_holder(
        &mut self,
        hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<(Account, TokenScope)>> {
        let text = concat!(
            "SELECT t.scope, ",
            account_columns!(),
            " FROM api_tokens t JOIN accounts a ON a.id = t.account_id \
             WHERE t.hash = $1 AND t.expires_at > $2"
        );
        let row: Option<HolderRow> = self.optional(Sql::new(text).bind(hash).bind(now)).await?;
        row.map(|row| {
            let scope =
                At::new("api_tokens", "scope", &"").some(TokenScope::from_code(&row.scope))?;
            Ok((row.account.read()?, scope))
        })
        .transpose()
    }
}

impl TokenRow {
    fn read(self) -> Result<ApiToken> {
        let at = At::new("api_tokens", "scope", &self.id);
        Ok(ApiToken {
            id: TokenId(self.id),
            name: self.name,
            scope: at.some(TokenScope::from_code(&self.scope))?,
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
        })
    }
}
