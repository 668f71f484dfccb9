//! The few values that belong to an installation and not to a noun.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use std::collections::BTreeMap;

impl Tx {
    /// The stored value of a setting.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn setting(&mut self, key: &str) -> Result<Option<String>> {
        let sql = Sql::new("SELECT value FROM settings WHERE key = $1").bind(key);
        let row: Option<(String,)> = self.optional(sql).await?;
        Ok(row.map(|(value,)| value))
    }

    /// The stored values of these settings, by their keys; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn settings(&mut self, keys: &[&str]) -> Result<BTreeMap<String, String>> {
        let mut sql = Sql::new("SELECT key, value FROM settings WHERE key IN (");
        sql.push_list(keys.iter().copied());
        sql.push(")");
        let rows: Vec<(String, String)> = self.all(sql).await?;
        Ok(rows.into_iter().collect())
    }

    /// Stores the value of a setting.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_setting(&mut self, key: &str, value: &str) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO settings (key, value) VALUES ($1, $2) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        );
        self.execute(sql.bind(key).bind(value)).await?;
        Ok(())
    }

    /// Takes a setting away.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_setting(&mut self, key: &str) -> Result<()> {
        let sql = Sql::new("DELETE FROM settings WHERE key = $1");
        self.execute(sql.bind(key)).await?;
        Ok(())
    }
}
