//! Sign-ins, the devices that accounts know, and the guesses at passwords. Of every secret only the
//! hash is stored.

use crate::Tx;
use crate::accounts::{AccountRow, account_columns};
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::Account;
use domain::ids::{AccountId, LoginId};
use domain::logins::{Device, Level, Login};
use domain::time::Timestamp;

/// Sign-ins of one account that are listed.
const LISTED_MAX: u32 = 100;
/// Devices that an account knows at most; the ones not used for longest are forgotten.
const DEVICES_MAX: u32 = 20;

/// A sign-in to be stored.
#[derive(Clone, Debug)]
pub struct NewLogin<'a> {
    /// The hash of its token.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub account: AccountId,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends however it is used.
    pub expires_at: Timestamp,
    /// What it runs on.
    pub device: Device,
    /// Where it came from, without the last part; empty when unknown.
    pub address: &'a str,
}

/// A sign-in with its account. Whether it has been idle for too long is for the caller to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLogin {
    /// Which.
    pub id: LoginId,
    /// Whose it is.
    pub account: Account,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last noted as used.
    pub seen_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct StoredRow {
    login_id: i64,
    made_at: i64,
    seen_at: i64,
    #[sqlx(flatten)]
    account: AccountRow,
}

#[derive(sqlx_macros::FromRow)]
struct LoginRow {
    id: i64,
    made_at: i64,
    seen_at: i64,
    device: String,
    address: String,
}

impl Tx {
    /// Stores a sign-in under the hash of its token.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the hash is taken.
    pub async fn insert_login(&mut self, login: NewLogin<'_>) -> Result<LoginId> {
        let sql = Sql::new(
            "INSERT INTO sign_ins (token_hash, account_id, made_at, seen_at, expires_at, device, \
             address) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql
            .bind(login.token_hash)
            .bind(login.account)
            .bind(login.made_at)
            .bind(login.made_at)
            .bind(login.expires_at)
            .bind(login.device.to_code())
            .bind(login.address);
        let (id,) = self.one(sql).await?;
        Ok(LoginId(id))
    }

    /// The sign-in behind a token that was not ended and has not reached its absolute limit.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn login(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<StoredLogin>> {
        let text = concat!(
            "SELECT s.id AS login_id, s.made_at, s.seen_at, ",
            account_columns!(),
            " FROM sign_ins s JOIN accounts a ON a.id = s.account_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.ended_at IS NULL"
        );
        let row: Option<StoredRow> = self
            .optional(Sql::new(text).bind(token_hash).bind(now))
            .await?;
        row.map(StoredRow::read).transpose()
    }

    /// The same by its number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn login_by_id(
        &mut self,
        id: LoginId,
        now: Timestamp,
    ) -> Result<Option<StoredLogin>> {
        let text = concat!(
            "SELECT s.id AS login_id, s.made_at, s.seen_at, ",
            account_columns!(),
            " FROM sign_ins s JOIN accounts a ON a.id = s.account_id \
             WHERE s.id = $1 AND s.expires_at > $2 AND s.ended_at IS NULL"
        );
        let row: Option<StoredRow> = self.optional(Sql::new(text).bind(id).bind(now)).await?;
        row.map(StoredRow::read).transpose()
    }

    /// The sign-ins of an account that were not ended, newest first, at most 100.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn logins(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<Login>> {
        let sql = Sql::new(
            "SELECT id, made_at, seen_at, device, address FROM sign_ins \
             WHERE account_id = $1 AND expires_at > $2 AND ended_at IS NULL \
             ORDER BY id DESC LIMIT $3",
        );
        let sql = sql.bind(account).bind(now).bind(LISTED_MAX);
        let rows: Vec<LoginRow> = self.all(sql).await?;
        rows.into_iter().map(LoginRow::read).collect()
    }

    /// Ends a sign-in of this account; `false` when it has no such one that lasts.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_login(
        &mut self,
        account: AccountId,
        id: LoginId,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE sign_ins SET ended_at = $1 WHERE id = $2 AND account_id = $3 \
             AND ended_at IS NULL AND expires_at > $4",
        );
        let sql = sql.bind(now).bind(id).bind(account).bind(now);
        Ok(self.execute(sql).await? > 0)
    }

    /// Ends a sign-in whosever it is: the browser that has it begins another one. `false` when it is
    /// over already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_login_of_anybody(&mut self, id: LoginId, now: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE sign_ins SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL \
             AND expires_at > $3",
        );
        Ok(self.execute(sql.bind(now).bind(id).bind(now)).await? > 0)
    }

    /// Gives the sign-in under this hash another one, with its proof of identity; `false` when it has
    /// ended.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the new hash is taken.
    pub async fn renew_login(&mut self, old: &[u8], new: &[u8]) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE sign_ins SET token_hash = $1 WHERE token_hash = $2 AND ended_at IS NULL",
        );
        if self.execute(sql.bind(new).bind(old)).await? == 0 {
            return Ok(false);
        }
        let sql = Sql::new("UPDATE login_proofs SET hash = $1 WHERE hash = $2");
        self.execute(sql.bind(new).bind(old)).await?;
        Ok(true)
    }

    /// Ends every sign-in of this account but `except`, also those that wait for their second step;
    /// answers which of them were open.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_logins(
        &mut self,
        account: AccountId,
        except: Option<LoginId>,
        now: Timestamp,
    ) -> Result<Vec<LoginId>> {
        let sql = Sql::new(
            "UPDATE sign_ins SET ended_at = $1 WHERE account_id = $2 AND id <> $3 \
             AND ended_at IS NULL AND expires_at > $4 RETURNING id",
        );
        let waiting = Sql::new("DELETE FROM pending_sign_ins WHERE account_id = $1");
        self.execute(waiting.bind(account)).await?;
        // No row has the number 0.
        let except = except.unwrap_or(LoginId(0));
        let sql = sql.bind(now).bind(account).bind(except).bind(now);
        let rows: Vec<(i64,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(id,)| LoginId(id)).collect())
    }

    /// The sign-ins that were ended at `since` or later: what a process reads to end their streams.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn logins_ended_since(&mut self, since: Timestamp) -> Result<Vec<LoginId>> {
        let sql = Sql::new("SELECT id FROM sign_ins WHERE ended_at >= $1").bind(since);
        let rows: Vec<(i64,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(id,)| LoginId(id)).collect())
    }

    /// Notes that these sign-ins were used at `now`; never backwards.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn see_logins(&mut self, logins: &[LoginId], now: Timestamp) -> Result<()> {
        if logins.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new("UPDATE sign_ins SET seen_at = ");
        sql.push_arg(now).push(" WHERE seen_at < ");
        sql.push_arg(now).push(" AND id IN (");
        sql.push_list(logins.iter().copied());
        sql.push(")");
        self.execute(sql).await?;
        Ok(())
    }

    /// Removes the sign-ins that had expired or been ended by `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_old_logins(&mut self, before: Timestamp) -> Result<u64> {
        let mut gone = 0;
        for text in [
            "DELETE FROM sign_ins WHERE expires_at <= $1",
            "DELETE FROM sign_ins WHERE ended_at <= $1",
        ] {
            gone += self.execute(Sql::new(text).bind(before)).await?;
        }
        Ok(gone)
    }

    /// Whether the account knows this device.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn known_device(&mut self, account: AccountId, hash: &[u8]) -> Result<bool> {
        let sql = Sql::new(
            "SELECT EXISTS (SELECT 1 FROM known_devices WHERE account_id = $1 AND hash = $2)",
        );
        let (known,) = self.one(sql.bind(account).bind(hash)).await?;
        Ok(known)
    }

    /// Lets the account know this device, and forget those that were not used for longest.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn know_device(
        &mut self,
        account: AccountId,
        hash: &[u8],
        now: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO known_devices (account_id, hash, used_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id, hash) DO UPDATE SET used_at = excluded.used_at",
        );
        self.execute(sql.bind(account).bind(hash).bind(now)).await?;
        let sql = Sql::new(
            "DELETE FROM known_devices WHERE account_id = $1 AND hash NOT IN \
             (SELECT hash FROM known_devices WHERE account_id = $2 \
              ORDER BY used_at DESC, hash LIMIT $3)",
        );
        self.execute(sql.bind(account).bind(account).bind(DEVICES_MAX))
            .await?;
        Ok(())
    }

    /// Lets the account forget every device but `except`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_devices(
        &mut self,
        account: AccountId,
        except: Option<&[u8]>,
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM known_devices WHERE account_id = $1 AND hash <> $2");
        self.execute(sql.bind(account).bind(except.unwrap_or_default()))
            .await?;
        Ok(())
    }

    /// How many guesses these buckets hold, in the same order; those without any are at 0.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn guesses(&mut self, buckets: &[&[u8]]) -> Result<Vec<Level>> {
        let mut levels = Vec::new();
        for bucket in buckets {
            let sql = Sql::new("SELECT guesses, at FROM sign_in_guesses WHERE bucket = $1");
            let row: Option<(i64, i64)> = self.optional(sql.bind(*bucket)).await?;
            levels.push(row.map_or_else(Level::default, |(guesses, at)| Level {
                guesses: u32::try_from(guesses).unwrap_or(u32::MAX),
                at: Timestamp(at),
            }));
        }
        Ok(levels)
    }

    /// Puts `new` in the place of `old`; `false` when somebody else has guessed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_guesses(&mut self, bucket: &[u8], old: Level, new: Level) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO sign_in_guesses (bucket, guesses, at) VALUES ($1, $2, $3) \
             ON CONFLICT (bucket) DO UPDATE SET guesses = excluded.guesses, at = excluded.at \
             WHERE sign_in_guesses.guesses = $4 AND sign_in_guesses.at = $5",
        );
        let sql = sql
            .bind(bucket)
            .bind(new.guesses)
            .bind(new.at)
            .bind(old.guesses)
            .bind(old.at);
        Ok(self.execute(sql).await? > 0)
    }

    /// Takes one guess back: it was none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_guess_back(&mut self, bucket: &[u8]) -> Result<()> {
        let sql = Sql::new(
            "UPDATE sign_in_guesses SET guesses = guesses - 1 WHERE bucket = $1 AND guesses > 0",
        );
        self.execute(sql.bind(bucket)).await?;
        Ok(())
    }

    /// Empties a bucket.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forgive_guesses(&mut self, bucket: &[u8]) -> Result<()> {
        let sql = Sql::new("DELETE FROM sign_in_guesses WHERE bucket = $1");
        self.execute(sql.bind(bucket)).await?;
        Ok(())
    }

    /// Removes the buckets whose last guess is older than `before`; answers how many.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_guesses(&mut self, before: Timestamp) -> Result<u64> {
        let sql = Sql::new("DELETE FROM sign_in_guesses WHERE at < $1").bind(before);
        self.execute(sql).await
    }
}

impl StoredRow {
    fn read(self) -> Result<StoredLogin> {
        Ok(StoredLogin {
            id: LoginId(self.login_id),
            account: self.account.read()?,
            made_at: Timestamp(self.made_at),
            seen_at: Timestamp(self.seen_at),
        })
    }
}

impl LoginRow {
    fn read(self) -> Result<Login> {
        let device = Device::from_code(&self.device);
        Ok(Login {
            device: At::new("sign_ins", "device", &self.id).some(device)?,
            id: LoginId(self.id),
            made_at: Timestamp(self.made_at),
            seen_at: Timestamp(self.seen_at),
            address: self.address,
        })
    }
}
