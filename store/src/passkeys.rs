//! Passkeys, and the challenges that wait for an answer.
//!
//! A challenge is taken by the statement that removes it, so that of two answers at the same time one
//! counts; so is a signature counter.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, PasskeyId};
use domain::passkeys::{Ceremony, Passkey};
use domain::time::Timestamp;

/// A passkey that is to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewPasskey<'a> {
    /// What the authenticator calls it.
    pub credential: &'a [u8],
    /// Its public key and what was learnt with it, JSON.
    pub document: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// When it is added.
    pub at: Timestamp,
}

/// A passkey with what an answer is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// As its owner sees it.
    pub passkey: Passkey,
    /// What the authenticator calls it.
    pub credential: Vec<u8>,
    /// Its public key and what was learnt with it, JSON.
    pub document: String,
}

#[derive(sqlx_macros::FromRow)]
struct PasskeyRow {
    id: i64,
    credential: Vec<u8>,
    document: String,
    name: String,
    made_at: i64,
    used_at: Option<i64>,
}

impl Tx {
    /// Stores a new passkey of an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when its credential is stored already.
    pub async fn insert_passkey(
        &mut self,
        account: AccountId,
        new: &NewPasskey<'_>,
    ) -> Result<PasskeyId> {
        let sql = Sql::new(
            "INSERT INTO passkeys (account_id, credential, document, counter, name, made_at) \
             VALUES ($1, $2, $3, 0, $4, $5) RETURNING id",
        );
        let sql = sql.bind(account).bind(new.credential).bind(new.document);
        let (id,) = self.one(sql.bind(new.name).bind(new.at)).await?;
        Ok(PasskeyId(id))
    }

    /// The passkeys of an account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn passkeys(&mut self, account: AccountId) -> Result<Vec<StoredPasskey>> {
        let sql = Sql::new(
            "SELECT id, credential, document, name, made_at, used_at FROM passkeys \
             WHERE account_id = $1 ORDER BY id",
        );
        let rows: Vec<PasskeyRow> = self.all(sql.bind(account)).await?;
        Ok(rows.into_iter().map(PasskeyRow::read).collect())
    }

    /// Whether anybody has a passkey with this credential.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn has_credential(&mut self, credential: &[u8]) -> Result<bool> {
        let sql = Sql::new("SELECT EXISTS (SELECT 1 FROM passkeys WHERE credential = $1)");
        let (has,) = self.one(sql.bind(credential)).await?;
        Ok(has)
    }

    /// Notes that a passkey of this account was used, with its signature counter and what was learnt;
    /// `false` when the account has none such, or a counter as high was taken before. Passkeys without
    /// a counter say 0 each time.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn use_passkey(
        &mut self,
        (account, credential): (AccountId, &[u8]),
        counter: u32,
        document: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE passkeys SET counter = $1, document = $2, used_at = $3 \
             WHERE credential = $4 AND account_id = $5 \
             AND (counter < $1 OR (counter = 0 AND $1 = 0))",
        );
        let sql = sql.bind(i64::from(counter)).bind(document).bind(now);
        Ok(self.execute(sql.bind(credential).bind(account)).await? > 0)
    }

    /// Gives a passkey of this account another name; `false` when there is none such.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn rename_passkey(
        &mut self,
        account: AccountId,
        id: PasskeyId,
        name: &str,
    ) -> Result<bool> {
        let sql = Sql::new("UPDATE passkeys SET name = $1 WHERE id = $2 AND account_id = $3");
        Ok(self.execute(sql.bind(name).bind(id).bind(account)).await? > 0)
    }

    /// Removes a passkey of this account with the challenges that name it; `false` when there is none
    /// such.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_passkey(&mut self, account: AccountId, id: PasskeyId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM passkey_challenges WHERE account_id = $1");
        self.execute(sql.bind(account)).await?;
        let sql = Sql::new("DELETE FROM passkeys WHERE id = $1 AND account_id = $2");
        Ok(self.execute(sql.bind(id).bind(account)).await? > 0)
    }

    /// Keeps a challenge for the sign-in with this hash, in the place of the one it had for the same
    /// purpose, and removes those from before `stale`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_challenge(
        &mut self,
        (hash, ceremony): (&[u8], Ceremony),
        account: AccountId,
        document: &str,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM passkey_challenges WHERE made_at <= $1");
        self.execute(sql.bind(stale)).await?;
        let sql = Sql::new(
            "INSERT INTO passkey_challenges (hash, ceremony, account_id, document, made_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash, ceremony) DO UPDATE SET \
             account_id = excluded.account_id, document = excluded.document, \
             made_at = excluded.made_at",
        );
        let sql = sql.bind(hash).bind(ceremony.code()).bind(account);
        self.execute(sql.bind(document).bind(now)).await?;
        Ok(())
    }

    /// Takes the challenge of this account that the sign-in with this hash has for this purpose, when it
    /// was made after `stale` and not after `now`. There is none afterwards, whatever the answer.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_challenge(
        &mut self,
        (hash, ceremony): (&[u8], Ceremony),
        account: AccountId,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<Option<String>> {
        let sql = Sql::new(
            "DELETE FROM passkey_challenges WHERE hash = $1 AND ceremony = $2 AND account_id = $3 \
             RETURNING document, made_at",
        );
        let sql = sql.bind(hash).bind(ceremony.code()).bind(account);
        let row: Option<(String, i64)> = self.optional(sql).await?;
        let counts = |at: i64| (stale.0 + 1..=now.0).contains(&at);
        Ok(row.and_then(|(document, at)| counts(at).then_some(document)))
    }
}

impl PasskeyRow {
    fn read(self) -> StoredPasskey {
        StoredPasskey {
            passkey: Passkey {
                id: PasskeyId(self.id),
                name: self.name,
                made_at: Timestamp(self.made_at),
                used_at: self.used_at.map(Timestamp),
            },
            credential: self.credential,
            document: self.document,
        }
    }
}
