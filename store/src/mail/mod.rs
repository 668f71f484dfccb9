//! Addresses that people have confirmed, the links of mails, and the mails on their way.
//!
//! As with webhooks nobody holds a mail while he sends it: whoever counts its attempts up makes the attempt,
//! and books the next one in the same statement.

mod outbox;

pub use outbox::{DueMail, NewMail, Tried};

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::AccountId;
use domain::mail::LinkPurpose;
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use domain::views::MailSettings;

/// To whom something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTo {
    /// Whose address it is.
    pub account: AccountId,
    /// The name that he signs in with.
    pub login: String,
    /// The confirmed address.
    pub address: String,
    /// In English, otherwise in Chinese.
    pub english: bool,
    /// Kinds of notices that are not written about.
    pub off: Vec<NoticeKind>,
}

/// What the link of a mail leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLink {
    /// Whose it is.
    pub account: AccountId,
    /// Where it was sent to.
    pub address: String,
}

#[derive(sqlx_macros::FromRow)]
struct AddressRow {
    address: Option<String>,
    pending: Option<String>,
    off_kinds: i64,
}

#[derive(sqlx_macros::FromRow)]
struct ToRow {
    account_id: i64,
    login: String,
    address: String,
    english: bool,
    off_kinds: i64,
}

/// What is known of a reader, before the condition.
const TO: &str = "SELECT m.account_id, a.login, m.address, m.english, m.off_kinds \
     FROM mail_addresses m JOIN accounts a ON a.id = m.account_id \
     WHERE m.address IS NOT NULL AND a.erased_at IS NULL AND a.password_hash IS NOT NULL AND ";

impl Tx {
    /// The addresses of an account, for itself.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mail_settings(&mut self, account: AccountId) -> Result<MailSettings> {
        let sql = Sql::new(
            "SELECT address, pending, off_kinds FROM mail_addresses WHERE account_id = $1",
        );
        let row: Option<AddressRow> = self.optional(sql.bind(account)).await?;
        Ok(row.map_or_else(MailSettings::default, |row| MailSettings {
            address: row.address,
            pending: row.pending,
            off: kinds(row.off_kinds),
        }))
    }

    /// Where an account is written to; nothing before it has confirmed an address, nor when nobody can
    /// sign in to it any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mail_to(&mut self, account: AccountId) -> Result<Option<MailTo>> {
        let mut sql = Sql::new(TO);
        sql.push("m.account_id = ").push_arg(account);
        let row: Option<ToRow> = self.optional(sql).await?;
        Ok(row.map(ToRow::read))
    }

    /// The accounts that may recover their password and have this name, or this address when it has an
    /// `@`; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mail_recoverable(&mut self, name: &str, limit: u32) -> Result<Vec<MailTo>> {
        let mut sql = Sql::new(TO);
        sql.push("a.house_bot = FALSE AND ");
        sql.push(if name.contains('@') {
            "lower(m.address) = lower("
        } else {
            "a.login = lower("
        });
        sql.push_arg(name)
            .push(") ORDER BY m.account_id LIMIT ")
            .push_arg(limit);
        let rows: Vec<ToRow> = self.all(sql).await?;
        Ok(rows.into_iter().map(ToRow::read).collect())
    }

    /// Notes the address that an account wants to confirm, in the place of another such one; links to
    /// confirm that one lead nowhere any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ask_mail_address(
        &mut self,
        account: AccountId,
        address: &str,
        english: bool,
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO mail_addresses (account_id, pending, english, changed_at, off_kinds) \
             VALUES ($1, $2, $3, $4, 0) ON CONFLICT (account_id) DO UPDATE SET \
             pending = excluded.pending, changed_at = excluded.changed_at",
        );
        let sql = sql.bind(account).bind(address).bind(english);
        self.execute(sql.bind(at)).await?;
        self.end_mail_links(account, LinkPurpose::Confirm).await
    }

    /// Makes the address that waits the one of the account, when it still is this one, to be written to in
    /// this language; links that were sent to the one before lead nowhere any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn confirm_mail_address(
        &mut self,
        account: AccountId,
        address: &str,
        english: bool,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE mail_addresses SET address = pending, pending = NULL, english = $1, \
             changed_at = $2 WHERE account_id = $3 AND pending = $4",
        );
        let sql = sql.bind(english).bind(at).bind(account).bind(address);
        let confirmed = self.execute(sql).await? == 1;
        if confirmed {
            for purpose in LinkPurpose::ALL {
                self.end_mail_links(account, *purpose).await?;
            }
        }
        Ok(confirmed)
    }

    /// Forgets the addresses of an account, with its links; false when it had none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn remove_mail_address(&mut self, account: AccountId) -> Result<bool> {
        for purpose in LinkPurpose::ALL {
            self.end_mail_links(account, *purpose).await?;
        }
        let sql = Sql::new("DELETE FROM mail_addresses WHERE account_id = $1");
        Ok(self.execute(sql.bind(account)).await? == 1)
    }

    /// Stores about which kinds of notices an account is not written to; false when it has no address.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_mail_off(&mut self, account: AccountId, off: &[NoticeKind]) -> Result<bool> {
        let sql = Sql::new("UPDATE mail_addresses SET off_kinds = $1 WHERE account_id = $2");
        let sql = sql.bind(NoticeKind::bits(off)).bind(account);
        Ok(self.execute(sql).await? == 1)
    }

    /// Stores the link of a mail, and removes those that have run out at `now`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the hash is taken.
    pub async fn insert_mail_link(
        &mut self,
        hash: &[u8],
        purpose: LinkPurpose,
        to: &MailLink,
        now: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new("DELETE FROM mail_links WHERE expires_at <= $1");
        self.execute(sql.bind(now)).await?;
        let sql = Sql::new(
            "INSERT INTO mail_links (hash, account_id, purpose, address, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        );
        let sql = sql.bind(hash).bind(to.account).bind(purpose.code());
        let expires_at = now.plus_millis(purpose.lasts_ms());
        self.execute(sql.bind(to.address.as_str()).bind(expires_at))
            .await?;
        Ok(())
    }

    /// What the link with this hash leads to; nothing when there is none such that lasts at `now`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mail_link(
        &mut self,
        hash: &[u8],
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<MailLink>> {
        let sql = Sql::new(
            "SELECT account_id, address FROM mail_links \
             WHERE hash = $1 AND purpose = $2 AND expires_at > $3",
        );
        let row: Option<(i64, String)> = self
            .optional(sql.bind(hash).bind(purpose.code()).bind(now))
            .await?;
        Ok(row.map(link))
    }

    /// The same, and the link is used up with every other of its purpose.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_mail_link(
        &mut self,
        hash: &[u8],
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<Option<MailLink>> {
        let sql = Sql::new(
            "DELETE FROM mail_links WHERE hash = $1 AND purpose = $2 AND expires_at > $3 \
             RETURNING account_id, address",
        );
        let row: Option<(i64, String)> = self
            .optional(sql.bind(hash).bind(purpose.code()).bind(now))
            .await?;
        let found = row.map(link);
        if let Some(found) = &found {
            self.end_mail_links(found.account, purpose).await?;
        }
        Ok(found)
    }

    /// Lets the links of an account for this purpose lead nowhere any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_mail_links(&mut self, account: AccountId, purpose: LinkPurpose) -> Result<()> {
        let sql = Sql::new("DELETE FROM mail_links WHERE account_id = $1 AND purpose = $2");
        self.execute(sql.bind(account).bind(purpose.code())).await?;
        Ok(())
    }

    /// What links that switch mails off are signed with; nothing before there is one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn mail_secret(&mut self) -> Result<Option<Vec<u8>>> {
        let sql = Sql::new("SELECT secret FROM mail_secret WHERE id = 1");
        let row: Option<(Vec<u8>,)> = self.optional(sql).await?;
        Ok(row.map(|(secret,)| secret))
    }

    /// The same; `fresh` becomes it when there is none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn keep_mail_secret(&mut self, fresh: &[u8]) -> Result<Vec<u8>> {
        let sql = Sql::new(
            "INSERT INTO mail_secret (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
        );
        self.execute(sql.bind(fresh)).await?;
        let kept = self.mail_secret().await?;
        At::new("mail_secret", "secret", &1).some(kept)
    }

    /// Notes that somebody wants to choose another password for whoever has this name; false when
    /// `waiting_max` such requests wait already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn ask_recovery(
        &mut self,
        name: &str,
        english: bool,
        at: Timestamp,
        waiting_max: u32,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO recovery_requests (name, english, created_at) \
             SELECT $1, $2, $3 WHERE (SELECT count(*) FROM recovery_requests) < $4",
        );
        // PostgreSQL has to be told what a selected parameter is.
        let sql = match self.engine() {
            crate::Engine::Sqlite => sql,
            crate::Engine::Postgres => Sql::new(
                "INSERT INTO recovery_requests (name, english, created_at) \
                 SELECT CAST($1 AS TEXT), CAST($2 AS BOOLEAN), CAST($3 AS BIGINT) \
                 WHERE (SELECT count(*) FROM recovery_requests) < $4",
            ),
        };
        let sql = sql.bind(name).bind(english).bind(at).bind(waiting_max);
        Ok(self.execute(sql).await? == 1)
    }

    /// Whether such requests wait.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn has_recovery_requests(&mut self) -> Result<bool> {
        let sql = Sql::new("SELECT EXISTS (SELECT 1 FROM recovery_requests)");
        let (there,): (bool,) = self.one(sql).await?;
        Ok(there)
    }

    /// Takes every request that waits, oldest first: the name, whether in English, and when.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn take_recovery_requests(&mut self) -> Result<Vec<(String, bool, Timestamp)>> {
        let sql = Sql::new("DELETE FROM recovery_requests RETURNING name, english, created_at");
        let rows: Vec<(String, bool, i64)> = self.all(sql).await?;
        let mut taken: Vec<_> = rows
            .into_iter()
            .map(|(name, english, at)| (name, english, Timestamp(at)))
            .collect();
        taken.sort_by_key(|(_, _, at)| *at);
        Ok(taken)
    }
}

fn link((account, address): (i64, String)) -> MailLink {
    let account = AccountId(account);
    MailLink { account, address }
}

fn kinds(bits: i64) -> Vec<NoticeKind> {
    let all = NoticeKind::ALL.iter().copied();
    all.filter(|kind| bits & kind.bit() != 0).collect()
}

impl ToRow {
    fn read(self) -> MailTo {
        MailTo {
            account: AccountId(self.account_id),
            login: self.login,
            address: self.address,
            english: self.english,
            off: kinds(self.off_kinds),
        }
    }
}
