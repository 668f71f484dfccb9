//! Webhooks of people, and the notices on their way to them.
//!
//! Nobody holds a delivery while he tries it: whoever counts its attempts up makes the attempt, and books
//! the next one in the same statement. Whoever dies on the way has lost nothing, and needs no lease that
//! somebody else would have to judge by a clock of his own.

mod deliveries;

pub use deliveries::{Attempt, DueDelivery, NewDelivery};

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, WebhookId};
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use domain::webhooks::{Address, Webhook, WebhookDraft};

#[derive(sqlx_macros::FromRow)]
struct WebhookRow {
    id: i64,
    name: String,
    address: String,
    kinds: i64,
    enabled: bool,
    created_at: i64,
    failing_since: Option<i64>,
}

impl Tx {
    /// Stores a new webhook, switched on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_webhook(
        &mut self,
        account: AccountId,
        draft: &WebhookDraft,
        secret: &[u8],
        at: Timestamp,
    ) -> Result<WebhookId> {
        let sql = Sql::new(
            "INSERT INTO webhooks (account_id, address, kinds, secret, enabled, created_at, name) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql.bind(account).bind(draft.address.to_string());
        let sql = sql.bind(NoticeKind::bits(&draft.kinds)).bind(secret);
        let sql = sql.bind(true).bind(at).bind(draft.name.as_str());
        let (id,) = self.one(sql).await?;
        Ok(WebhookId(id))
    }

    /// The webhooks of an account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn webhooks(&mut self, account: AccountId) -> Result<Vec<Webhook>> {
        let sql = Sql::new(
            "SELECT id, name, address, kinds, enabled, created_at, failing_since FROM webhooks \
             WHERE account_id = $1 ORDER BY id",
        );
        let rows: Vec<WebhookRow> = self.all(sql.bind(account)).await?;
        rows.into_iter().map(WebhookRow::read).collect()
    }

    /// What messages to a webhook of this account are signed with, as it is stored; nothing when there is
    /// no such webhook.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn webhook_secret(
        &mut self,
        account: AccountId,
        id: WebhookId,
    ) -> Result<Option<Vec<u8>>> {
        let sql = Sql::new("SELECT secret FROM webhooks WHERE id = $1 AND account_id = $2");
        let row: Option<(Vec<u8>,)> = self.optional(sql.bind(id).bind(account)).await?;
        Ok(row.map(|(secret,)| secret))
    }

    /// Makes a webhook of this account what `draft` says, with a clean record: name, address and kinds.
    /// `secret` is the same as before, sealed for the address; what waits goes there. `false` when there
    /// is no such webhook.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn change_webhook(
        &mut self,
        account: AccountId,
        id: WebhookId,
        draft: &WebhookDraft,
        secret: &[u8],
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE webhooks SET name = $1, address = $2, kinds = $3, secret = $4, \
             failing_since = NULL WHERE id = $5 AND account_id = $6",
        );
        let sql = sql
            .bind(draft.name.as_str())
            .bind(draft.address.to_string());
        let sql = sql.bind(NoticeKind::bits(&draft.kinds)).bind(secret);
        Ok(self.execute(sql.bind(id).bind(account)).await? == 1)
    }

    /// Switches a webhook of this account on, with a clean record, or off, which gives up what waits;
    /// `false` when there is none such that stands otherwise.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn switch_webhook(
        &mut self,
        account: AccountId,
        id: WebhookId,
        on: bool,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE webhooks SET enabled = $1, failing_since = NULL \
             WHERE id = $2 AND account_id = $3 AND enabled <> $1",
        );
        let switched = self.execute(sql.bind(on).bind(id).bind(account)).await? > 0;
        if switched && !on {
            self.give_up_deliveries(id).await?;
        }
        Ok(switched)
    }

    /// Removes a webhook of this account with its deliveries; `false` when there is none such.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_webhook(&mut self, account: AccountId, id: WebhookId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM webhooks WHERE id = $1 AND account_id = $2");
        Ok(self.execute(sql.bind(id).bind(account)).await? > 0)
    }

    /// The webhooks of an account that are switched on and told of notices of this kind.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn webhooks_told(
        &mut self,
        account: AccountId,
        kind: NoticeKind,
    ) -> Result<Vec<WebhookId>> {
        let hooks = self.webhooks(account).await?;
        let told = hooks
            .into_iter()
            .filter(|hook| hook.on && hook.kinds.contains(&kind));
        Ok(told.map(|hook| hook.id).collect())
    }

    /// Notes that a notice got through to a webhook, or that one did not at `failed_at`; answers since
    /// when nothing gets through.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_webhook(
        &mut self,
        id: WebhookId,
        failed_at: Option<Timestamp>,
    ) -> Result<Option<Timestamp>> {
        let sql = match failed_at {
            Some(at) => Sql::new(
                "UPDATE webhooks SET failing_since = COALESCE(failing_since, $1) \
                 WHERE id = $2 RETURNING failing_since",
            )
            .bind(at),
            None => Sql::new(
                "UPDATE webhooks SET failing_since = $1 WHERE id = $2 RETURNING failing_since",
            )
            .bind(None::<Timestamp>),
        };
        let row: Option<(Option<i64>,)> = self.optional(sql.bind(id)).await?;
        Ok(row.and_then(|(since,)| since).map(Timestamp))
    }

    /// Switches a webhook off to which nothing gets through; its owner and its address, unless it was
    /// off before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn give_up_webhook(&mut self, id: WebhookId) -> Result<Option<(AccountId, Address)>> {
        let sql = Sql::new(
            "UPDATE webhooks SET enabled = FALSE WHERE id = $1 AND enabled = TRUE \
             RETURNING account_id, address",
        );
        let row: Option<(i64, String)> = self.optional(sql.bind(id)).await?;
        let Some((account, address)) = row else {
            return Ok(None);
        };
        self.give_up_deliveries(id).await?;
        let address = At::new("webhooks", "address", &id).some(Address::parse(&address).ok())?;
        Ok(Some((AccountId(account), address)))
    }
}

impl WebhookRow {
    fn read(self) -> Result<Webhook> {
        let kinds = NoticeKind::ALL.iter().copied();
        Ok(Webhook {
            id: WebhookId(self.id),
            name: self.name,
            address: At::new("webhooks", "address", &self.id)
                .some(Address::parse(&self.address).ok())?,
            kinds: kinds.filter(|kind| self.kinds & kind.bit() != 0).collect(),
            on: self.enabled,
            created_at: Timestamp(self.created_at),
            failing_since: self.failing_since.map(Timestamp),
        })
    }
}
