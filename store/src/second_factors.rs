//! Second factors, recovery codes, sign-ins between their two steps, and proofs of identity.
//!
//! Whatever counts once is taken by one statement that says whether it was still there, so that of two
//! at the same time one gets it.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::AccountId;
use domain::time::Timestamp;

/// A second factor that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFactor {
    /// What the authenticator shares, as it is stored.
    pub secret: Vec<u8>,
    /// Since when it counts.
    pub confirmed_at: Timestamp,
    /// The latest step whose code was taken.
    pub last_step: i64,
}

impl Tx {
    /// The second factor of an account.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn second_factor(&mut self, account: AccountId) -> Result<Option<StoredFactor>> {
        let sql = Sql::new(
            "SELECT secret, confirmed_at, last_step FROM second_factors WHERE account_id = $1",
        );
        let row: Option<(Vec<u8>, i64, i64)> = self.optional(sql.bind(account)).await?;
        Ok(row.map(|(secret, confirmed_at, last_step)| StoredFactor {
            secret,
            confirmed_at: Timestamp(confirmed_at),
            last_step,
        }))
    }

    /// Whether an account has a second factor: an authenticator or a passkey.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn has_second_factor(&mut self, account: AccountId) -> Result<bool> {
        let sql = Sql::new(
            "SELECT EXISTS (SELECT 1 FROM second_factors WHERE account_id = $1 \
             UNION ALL SELECT 1 FROM passkeys WHERE account_id = $1)",
        );
        let (has,) = self.one(sql.bind(account)).await?;
        Ok(has)
    }

    /// Gives an account its second factor, in the place of the one it had, and takes away the offer
    /// that it was.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_second_factor(
        &mut self,
        account: AccountId,
        factor: &StoredFactor,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO second_factors (account_id, secret, confirmed_at, last_step) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (account_id) DO UPDATE SET \
             secret = excluded.secret, confirmed_at = excluded.confirmed_at, \
             last_step = excluded.last_step",
        );
        let sql = sql
            .bind(account)
            .bind(&factor.secret[..])
            .bind(factor.confirmed_at)
            .bind(factor.last_step);
        self.execute(sql).await?;
        let sql = Sql::new("DELETE FROM factor_offers WHERE account_id = $1");
        self.execute(sql.bind(account)).await?;
        Ok(())
    }

    /// Takes the code of a step; `false` when one of this step or a later one was taken before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_step(&mut self, account: AccountId, step: i64) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE second_factors SET last_step = $1 WHERE account_id = $2 AND last_step < $1",
        );
        Ok(self.execute(sql.bind(step).bind(account)).await? > 0)
    }

    /// Takes every second factor of an account away with all that rests on them; `false` when there was
    /// none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_factors(&mut self, account: AccountId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM passkeys WHERE account_id = $1").bind(account);
        let passkeys = self.execute(sql).await? > 0;
        let sql = Sql::new("DELETE FROM passkey_challenges WHERE account_id = $1");
        self.execute(sql.bind(account)).await?;
        Ok(self.delete_second_factor(account).await? || passkeys)
    }

    /// Takes the authenticator of an account away, with its offer, the sign-ins that wait for a second
    /// step, the proofs that were given and, where no passkey is left either, the recovery codes;
    /// `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_second_factor(&mut self, account: AccountId) -> Result<bool> {
        for text in [
            "DELETE FROM factor_offers WHERE account_id = $1",
            "DELETE FROM recovery_codes WHERE account_id = $1 \
             AND NOT EXISTS (SELECT 1 FROM passkeys WHERE account_id = $1)",
            "DELETE FROM pending_sign_ins WHERE account_id = $1",
            "DELETE FROM login_proofs WHERE account_id = $1",
            "DELETE FROM proof_tries WHERE account_id = $1",
        ] {
            self.execute(Sql::new(text).bind(account)).await?;
        }
        let sql = Sql::new("DELETE FROM second_factors WHERE account_id = $1");
        Ok(self.execute(sql.bind(account)).await? > 0)
    }

    /// Keeps a new secret, as it is to be stored, until a code confirms it, in the place of the one that waited before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_factor_offer(
        &mut self,
        account: AccountId,
        secret: &[u8],
        now: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO factor_offers (account_id, secret, made_at) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, \
             made_at = excluded.made_at",
        );
        let sql = sql.bind(account).bind(secret).bind(now);
        self.execute(sql).await?;
        Ok(())
    }

    /// The secret that waits to be confirmed, when it was made after `since`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn factor_offer(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Option<Vec<u8>>> {
        let sql =
            Sql::new("SELECT secret FROM factor_offers WHERE account_id = $1 AND made_at > $2");
        let row: Option<(Vec<u8>,)> = self.optional(sql.bind(account).bind(since)).await?;
        Ok(row.map(|(secret,)| secret))
    }

    /// Gives an account these recovery codes by their hashes; those it had count no more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when two are the same.
    pub async fn put_recovery_codes(
        &mut self,
        account: AccountId,
        hashes: &[String],
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM recovery_codes WHERE account_id = $1");
        self.execute(sql.bind(account)).await?;
        for hash in hashes {
            let sql = Sql::new("INSERT INTO recovery_codes (account_id, hash) VALUES ($1, $2)");
            self.execute(sql.bind(account).bind(hash.as_bytes()))
                .await?;
        }
        Ok(())
    }

    /// Takes a recovery code; `false` when the account has none such, or it was taken before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_recovery_code(
        &mut self,
        account: AccountId,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE recovery_codes SET used_at = $1 WHERE account_id = $2 AND hash = $3 \
             AND used_at IS NULL",
        );
        let sql = sql.bind(now).bind(account).bind(hash.as_bytes());
        Ok(self.execute(sql).await? > 0)
    }

    /// How many recovery codes of an account have not been taken.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32> {
        let sql = Sql::new(
            "SELECT COUNT(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL",
        );
        let (left,): (i64,) = self.one(sql.bind(account)).await?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Keeps a sign-in whose password was right under the hash of its token, and removes those that
    /// have expired at `now`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the hash is taken.
    pub async fn put_pending_sign_in(
        &mut self,
        hash: &[u8],
        account: AccountId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM pending_sign_ins WHERE expires_at <= $1");
        self.execute(sql.bind(now)).await?;
        let sql = Sql::new(
            "INSERT INTO pending_sign_ins (hash, account_id, tries, created_at, expires_at) \
             VALUES ($1, $2, 0, $3, $4)",
        );
        self.execute(sql.bind(hash).bind(account).bind(now).bind(expires))
            .await?;
        Ok(())
    }

    /// Takes one of the tries of a waiting sign-in and answers whose it is; nothing when none waits
    /// under this hash at `now`, or `tries` are used up. A clock that was set back makes it unknown.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_sign_in_try(
        &mut self,
        hash: &[u8],
        tries: u32,
        now: Timestamp,
    ) -> Result<Option<AccountId>> {
        let sql = Sql::new(
            "UPDATE pending_sign_ins SET tries = tries + 1 WHERE hash = $1 AND tries < $2 \
             AND created_at <= $3 AND expires_at > $3 RETURNING account_id",
        );
        let sql = sql.bind(hash).bind(i64::from(tries)).bind(now);
        let row: Option<(i64,)> = self.optional(sql).await?;
        Ok(row.map(|(account,)| AccountId(account)))
    }

    /// Whose sign-in waits under this hash with one of `tries` left; nothing when none does.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn pending_sign_in(
        &mut self,
        hash: &[u8],
        tries: u32,
        now: Timestamp,
    ) -> Result<Option<AccountId>> {
        let sql = Sql::new(
            "SELECT account_id FROM pending_sign_ins WHERE hash = $1 AND tries < $2 \
             AND created_at <= $3 AND expires_at > $3",
        );
        let sql = sql.bind(hash).bind(i64::from(tries)).bind(now);
        let row: Option<(i64,)> = self.optional(sql).await?;
        Ok(row.map(|(account,)| AccountId(account)))
    }

    /// Ends a waiting sign-in; `false` when somebody else did.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_pending_sign_in(&mut self, hash: &[u8]) -> Result<bool> {
        let sql = Sql::new("DELETE FROM pending_sign_ins WHERE hash = $1").bind(hash);
        Ok(self.execute(sql).await? > 0)
    }

    /// Takes one of the `tries` that an account has to prove an identity; they count from the first
    /// until it is older than `since`. `false` when they are used up.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_proof_try(
        &mut self,
        account: AccountId,
        tries: u32,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO proof_tries (account_id, tries, since) VALUES ($1, 1, $4) \
             ON CONFLICT (account_id) DO UPDATE SET \
             tries = CASE WHEN proof_tries.since <= $3 THEN 1 ELSE proof_tries.tries + 1 END, \
             since = CASE WHEN proof_tries.since <= $3 THEN $4 ELSE proof_tries.since END \
             WHERE proof_tries.since <= $3 OR proof_tries.tries < $2",
        );
        let sql = sql
            .bind(account)
            .bind(i64::from(tries))
            .bind(since)
            .bind(now);
        Ok(self.execute(sql).await? > 0)
    }

    /// Gives an account its tries back: it has proven its identity.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_proof_tries(&mut self, account: AccountId) -> Result<()> {
        let sql = Sql::new("DELETE FROM proof_tries WHERE account_id = $1");
        self.execute(sql.bind(account)).await?;
        Ok(())
    }

    /// Notes that the owner of a sign-in has proven who he is, and removes proofs from before `stale`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_login_proof(
        &mut self,
        hash: &[u8],
        account: AccountId,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM login_proofs WHERE proven_at <= $1");
        self.execute(sql.bind(stale)).await?;
        let sql = Sql::new(
            "INSERT INTO login_proofs (hash, account_id, proven_at) VALUES ($1, $2, $3) \
             ON CONFLICT (hash) DO UPDATE SET proven_at = excluded.proven_at",
        );
        self.execute(sql.bind(hash).bind(account).bind(now)).await?;
        Ok(())
    }

    /// When the owner of this sign-in, who is this account, last proved who he is, after `stale` and
    /// not after `now`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn login_proof(
        &mut self,
        hash: &[u8],
        account: AccountId,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let sql = Sql::new(
            "SELECT proven_at FROM login_proofs WHERE hash = $1 AND account_id = $2 \
             AND proven_at > $3 AND proven_at <= $4",
        );
        let sql = sql.bind(hash).bind(account).bind(stale).bind(now);
        let row: Option<(i64,)> = self.optional(sql).await?;
        Ok(row.map(|(at,)| Timestamp(at)))
    }
}
