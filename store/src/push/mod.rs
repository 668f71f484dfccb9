//! Browsers that are told of notices, and the messages on their way to them.
//!
//! As with webhooks nobody holds a message while he sends it: whoever counts its attempts up makes the
//! attempt, and books the next one in the same statement.

mod messages;

pub use messages::{DuePush, NewPush};

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, PushId};
use domain::logins::Device;
use domain::notices::NoticeKind;
use domain::push::{PushBrowser, PushDraft, mark};
use domain::time::Timestamp;
use domain::webhooks::Address;

/// A browser to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewBrowser<'a> {
    /// Whose notices it is told of.
    pub account: AccountId,
    /// Its address and its public key.
    pub draft: &'a PushDraft,
    /// The secret that it shares, sealed.
    pub sealed: &'a [u8],
    /// Told in English, otherwise in Chinese.
    pub english: bool,
    /// Browser and system.
    pub device: Device,
    /// When it subscribed.
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct BrowserRow {
    id: i64,
    endpoint: String,
    english: bool,
    device: String,
    created_at: i64,
    delivered_at: Option<i64>,
}

impl Tx {
    /// What push services know the portal by, as it is stored; nothing before the first start.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn push_key(&mut self) -> Result<Option<Vec<u8>>> {
        let row: Option<(Vec<u8>,)> = self
            .optional(Sql::new("SELECT secret FROM push_key WHERE id = 1"))
            .await?;
        Ok(row.map(|(secret,)| secret))
    }

    /// Stores that key unless there is one; false when there is.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_push_key(&mut self, sealed: &[u8]) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO push_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
        );
        Ok(self.execute(sql.bind(sealed)).await? == 1)
    }

    /// Forgets that key, which nobody can open any more, with every browser: they take messages of the
    /// one who has it alone.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn forget_push_key(&mut self) -> Result<()> {
        self.execute(Sql::new("DELETE FROM push_browsers")).await?;
        self.execute(Sql::new("DELETE FROM push_key")).await?;
        Ok(())
    }

    /// Stores a browser, in the place of the one with its address. Answers its number, and whose it was
    /// until now.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_push_browser(
        &mut self,
        new: &NewBrowser<'_>,
    ) -> Result<(PushId, Option<(AccountId, PushId)>)> {
        let endpoint = new.draft.address.to_string();
        let sql =
            Sql::new("DELETE FROM push_browsers WHERE endpoint = $1 RETURNING account_id, id");
        let before: Option<(i64, i64)> = self.optional(sql.bind(endpoint.as_str())).await?;
        let sql = Sql::new(
            "INSERT INTO push_browsers (account_id, endpoint, public_key, secret, english, device, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql.bind(new.account).bind(endpoint);
        let sql = sql.bind(&new.draft.public_key[..]).bind(new.sealed);
        let sql = sql.bind(new.english).bind(new.device.to_code());
        let (id,) = self.one(sql.bind(new.at)).await?;
        let before = before.map(|(account, id)| (AccountId(account), PushId(id)));
        Ok((PushId(id), before))
    }

    /// The browser with this address: which, whose, and the secret that it shares, as it is stored.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn push_browser_at(
        &mut self,
        address: &Address,
    ) -> Result<Option<(PushId, AccountId, Vec<u8>)>> {
        let sql = Sql::new("SELECT id, account_id, secret FROM push_browsers WHERE endpoint = $1");
        let row: Option<(i64, i64, Vec<u8>)> = self.optional(sql.bind(address.to_string())).await?;
        Ok(row.map(|(id, account, secret)| (PushId(id), AccountId(account), secret)))
    }

    /// Gives a browser another address and other keys; what is on its way to it goes there. False when it
    /// is no longer at `before`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when another one has that address.
    pub async fn move_push_browser(
        &mut self,
        (id, before): (PushId, &Address),
        draft: &PushDraft,
        sealed: &[u8],
    ) -> Result<bool> {
        let (from, to) = (before.to_string(), draft.address.to_string());
        let sql = Sql::new(
            "UPDATE push_browsers SET endpoint = $1, public_key = $2, secret = $3 \
             WHERE id = $4 AND endpoint = $5",
        );
        let sql = sql.bind(to).bind(&draft.public_key[..]).bind(sealed);
        Ok(self.execute(sql.bind(id).bind(from)).await? == 1)
    }

    /// The browsers of an account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn push_browsers(&mut self, account: AccountId) -> Result<Vec<PushBrowser>> {
        let sql = Sql::new(
            "SELECT id, endpoint, english, device, created_at, delivered_at FROM push_browsers \
             WHERE account_id = $1 ORDER BY id",
        );
        let rows: Vec<BrowserRow> = self.all(sql.bind(account)).await?;
        rows.into_iter().map(BrowserRow::read).collect()
    }

    /// The browsers that are told of the notices of an account, each with whether in English; none when
    /// nobody can sign in to it any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn push_told(&mut self, account: AccountId) -> Result<Vec<(PushId, bool)>> {
        let sql = Sql::new(
            "SELECT b.id, b.english FROM push_browsers b JOIN accounts a ON a.id = b.account_id \
             WHERE b.account_id = $1 AND a.erased_at IS NULL AND a.password_hash IS NOT NULL \
             ORDER BY b.id",
        );
        let rows: Vec<(i64, bool)> = self.all(sql.bind(account)).await?;
        Ok(rows
            .into_iter()
            .map(|(id, english)| (PushId(id), english))
            .collect())
    }

    /// Ends a browser of this account with what is on its way to it; false when there is none such.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_push_browser(&mut self, account: AccountId, id: PushId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM push_browsers WHERE id = $1 AND account_id = $2");
        Ok(self.execute(sql.bind(id).bind(account)).await? == 1)
    }

    /// Ends the browser that its push service no longer knows; whose it was, unless it was ended before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn push_browser_gone(
        &mut self,
        id: PushId,
        address: &Address,
    ) -> Result<Option<AccountId>> {
        // The address as well: the number may be that of a later one.
        let sql = Sql::new(
            "DELETE FROM push_browsers WHERE id = $1 AND endpoint = $2 RETURNING account_id",
        );
        let row: Option<(i64,)> = self
            .optional(sql.bind(id).bind(address.to_string()))
            .await?;
        Ok(row.map(|(account,)| AccountId(account)))
    }

    /// The kinds of notices that no browser of an account is told of.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn push_off(&mut self, account: AccountId) -> Result<Vec<NoticeKind>> {
        let sql = Sql::new("SELECT off_kinds FROM push_settings WHERE account_id = $1");
        let row: Option<(i64,)> = self.optional(sql.bind(account)).await?;
        let bits = row.map_or(0, |(bits,)| bits);
        let all = NoticeKind::ALL.iter().copied();
        Ok(all.filter(|kind| bits & kind.bit() != 0).collect())
    }

    /// Stores them.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_push_off(&mut self, account: AccountId, off: &[NoticeKind]) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO push_settings (account_id, off_kinds) VALUES ($1, $2) \
             ON CONFLICT (account_id) DO UPDATE SET off_kinds = excluded.off_kinds",
        );
        self.execute(sql.bind(account).bind(NoticeKind::bits(off)))
            .await?;
        Ok(())
    }
}

impl BrowserRow {
    fn read(self) -> Result<PushBrowser> {
        let at = |column| At::new("push_browsers", column, &self.id);
        let address = at("endpoint").some(Address::parse(&self.endpoint).ok())?;
        Ok(PushBrowser {
            id: PushId(self.id),
            device: at("device").some(Device::from_code(&self.device))?,
            host: address.authority(),
            mark: at("endpoint").some(mark(&self.endpoint))?,
            english: self.english,
            created_at: Timestamp(self.created_at),
            delivered_at: self.delivered_at.map(Timestamp),
        })
    }
}
