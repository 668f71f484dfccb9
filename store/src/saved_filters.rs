//! Filters of the catalogue that people keep, and when they are written to about them.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, SavedFilterId};
use domain::saved_filters::SavedFilter;
use domain::time::Timestamp;

#[derive(sqlx_macros::FromRow)]
struct SavedFilterRow {
    id: i64,
    name: String,
    filter: String,
    created_at: i64,
    told_to: i64,
    due_at: Option<i64>,
}

impl Tx {
    /// Keeps a filter for an account; answers its id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_saved_filter(
        &mut self,
        account: AccountId,
        new: &SavedFilter,
    ) -> Result<SavedFilterId> {
        let sql = Sql::new(
            "INSERT INTO saved_filters (account_id, name, filter, created_at, told_to, due_at) \
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        );
        let sql = sql
            .bind(account)
            .bind(new.name.as_str())
            .bind(to_json(&new.filter))
            .bind(new.created_at)
            .bind(new.told_to)
            .bind(new.due_at);
        let (id,): (i64,) = self.one(sql).await?;
        Ok(SavedFilterId(id))
    }

    /// The filters that an account keeps, the latest first; at most 100.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn saved_filters(&mut self, account: AccountId) -> Result<Vec<SavedFilter>> {
        let sql = Sql::new(
            "SELECT id, name, filter, created_at, told_to, due_at FROM saved_filters \
             WHERE account_id = $1 ORDER BY id DESC LIMIT 100",
        );
        let rows: Vec<SavedFilterRow> = self.all(sql.bind(account)).await?;
        rows.into_iter().map(SavedFilterRow::read).collect()
    }

    /// Forgets a filter of an account; false when it keeps no such filter.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_saved_filter(
        &mut self,
        account: AccountId,
        id: SavedFilterId,
    ) -> Result<bool> {
        let sql = Sql::new("DELETE FROM saved_filters WHERE account_id = $1 AND id = $2");
        Ok(self.execute(sql.bind(account).bind(id)).await? == 1)
    }

    /// Notes when an account is written to about one of its filters, what came out from `told_to` on
    /// being new; false when it keeps no such filter.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn begin_digest(
        &mut self,
        (account, id): (AccountId, SavedFilterId),
        told_to: Timestamp,
        due_at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE saved_filters SET told_to = $1, due_at = $2 \
             WHERE account_id = $3 AND id = $4",
        );
        let sql = sql.bind(told_to).bind(due_at).bind(account).bind(id);
        Ok(self.execute(sql).await? == 1)
    }

    /// Ends the mails about one filter of an account, or about all of them; answers of how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_digest(
        &mut self,
        account: AccountId,
        id: Option<SavedFilterId>,
    ) -> Result<u64> {
        let mut sql = Sql::new(
            "UPDATE saved_filters SET due_at = NULL WHERE due_at IS NOT NULL AND account_id = ",
        );
        sql.push_arg(account);
        if let Some(id) = id {
            sql.push(" AND id = ").push_arg(id);
        }
        self.execute(sql).await
    }

    /// The accounts that are to be written to, each once.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn digests_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<AccountId>> {
        let sql = Sql::new(
            "SELECT DISTINCT account_id FROM saved_filters \
             WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY account_id LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(now).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
    }

    /// Books the next digest of a filter whose last one was due at `from`; false when somebody else was
    /// faster.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn book_digest(
        &mut self,
        (id, from): (SavedFilterId, Timestamp),
        told_to: Timestamp,
        due_at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE saved_filters SET told_to = $1, due_at = $2 WHERE id = $3 AND due_at = $4",
        );
        let sql = sql.bind(told_to).bind(due_at).bind(id).bind(from);
        Ok(self.execute(sql).await? == 1)
    }
}

impl SavedFilterRow {
    fn read(self) -> Result<SavedFilter> {
        let at = At::new("saved_filters", "filter", &self.id);
        Ok(SavedFilter {
            filter: at.json(&self.filter)?,
            id: SavedFilterId(self.id),
            name: self.name,
            created_at: Timestamp(self.created_at),
            told_to: Timestamp(self.told_to),
            due_at: self.due_at.map(Timestamp),
        })
    }
}
