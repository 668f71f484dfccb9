//! Secrets that the portal must be able to read again, as they are stored: sealed, by `service`.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;

/// Where such secrets lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretTable {
    /// What authenticators share.
    Factors,
    /// What they will share once a code confirms it.
    Offers,
    /// What messages to webhooks are signed with.
    Webhooks,
    /// What browsers share for their messages.
    Browsers,
    /// What push services know the portal by.
    PushKey,
}

impl SecretTable {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Factors,
        Self::Offers,
        Self::Webhooks,
        Self::Browsers,
        Self::PushKey,
    ];

    /// Bytes of a secret that is not sealed.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Factors | Self::Offers => domain::second_factor::Secret::BYTES,
            Self::Webhooks => domain::webhooks::SECRET_BYTES,
            Self::Browsers => domain::push::SECRET_BYTES,
            Self::PushKey => domain::push::VAPID_KEY_BYTES,
        }
    }
}

/// A secret with what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SecretRow {
    /// Number of its row.
    pub number: i64,
    /// Number of the account, or the address of the webhook or of the browser; nothing for the portal's own.
    pub whose: String,
    /// As it is stored.
    pub secret: Vec<u8>,
}

impl Tx {
    /// Secrets of a table behind the row `after`, in the order of their rows.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn secrets(
        &mut self,
        table: SecretTable,
        after: i64,
        limit: u32,
    ) -> Result<Vec<SecretRow>> {
        let sql = Sql::new(match table {
            SecretTable::Factors => {
                "SELECT account_id AS number, CAST(account_id AS TEXT) AS whose, secret \
                 FROM second_factors WHERE account_id > $1 ORDER BY account_id LIMIT $2"
            }
            SecretTable::Offers => {
                "SELECT account_id AS number, CAST(account_id AS TEXT) AS whose, secret \
                 FROM factor_offers WHERE account_id > $1 ORDER BY account_id LIMIT $2"
            }
            SecretTable::Webhooks => {
                "SELECT id AS number, address AS whose, secret FROM webhooks WHERE id > $1 \
                 ORDER BY id LIMIT $2"
            }
            SecretTable::Browsers => {
                "SELECT id AS number, endpoint AS whose, secret FROM push_browsers WHERE id > $1 \
                 ORDER BY id LIMIT $2"
            }
            SecretTable::PushKey => {
                "SELECT id AS number, '' AS whose, secret FROM push_key WHERE id > $1 \
                 ORDER BY id LIMIT $2"
            }
        });
        self.all(sql.bind(after).bind(limit)).await
    }

    /// Puts a secret that was sealed anew in the place of what is stored; `false` when that is no more
    /// what `row` says.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn reseal(
        &mut self,
        table: SecretTable,
        row: &SecretRow,
        sealed: &[u8],
    ) -> Result<bool> {
        let sql = Sql::new(match table {
            SecretTable::Factors => {
                "UPDATE second_factors SET secret = $1 WHERE account_id = $2 AND secret = $3"
            }
            SecretTable::Offers => {
                "UPDATE factor_offers SET secret = $1 WHERE account_id = $2 AND secret = $3"
            }
            SecretTable::Webhooks => {
                "UPDATE webhooks SET secret = $1 WHERE id = $2 AND secret = $3"
            }
            SecretTable::Browsers => {
                "UPDATE push_browsers SET secret = $1 WHERE id = $2 AND secret = $3"
            }
            SecretTable::PushKey => "UPDATE push_key SET secret = $1 WHERE id = $2 AND secret = $3",
        });
        let sql = sql.bind(sealed).bind(row.number).bind(&row.secret[..]);
        Ok(self.execute(sql).await? > 0)
    }
}
