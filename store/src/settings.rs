//! The few values that belong to an installation and not to a noun.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;

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
