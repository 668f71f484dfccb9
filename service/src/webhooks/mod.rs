//! Webhooks (网络回调): their owner makes, switches, tests and removes them and reads what was delivered;
//! [`deliver`] posts what the notices write. The rules are [`domain::webhooks`].

mod call;
mod deliver;
#[cfg(test)]
mod tests;
pub(crate) mod tls;
mod transport;

pub use deliver::deliver;
pub use transport::{Https, Names, Post, SystemNames, Transport};

use crate::permissions::require;
use crate::vault::of_webhook;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::{AccountId, DeliveryId, LotId, WebhookId};
use domain::notices::{NoticeBody, NoticeKind};
use domain::time::Timestamp;
use domain::views::WebhooksPage;
use domain::webhooks::{
    Address, LOG_MAX, NewWebhook, SECRET_BYTES, Webhook, WebhookDraft, WebhookRefusal, message_id,
    notice_payload, secret_text, test_payload,
};
use serde_json::json;
use store::{NewDelivery, Tx};

/// Refuses whoever takes no part in the bidding and answers for no organisation.
fn require_keeper(account: &Account) -> Result<(), Error> {
    require(account, Action::KeepWebhooks(account.id))
}

/// The webhook with this number among those of an account.
async fn own(tx: &mut Tx, account: AccountId, id: WebhookId) -> Result<Webhook, Error> {
    let hooks = tx.webhooks(account).await?;
    let found = hooks.into_iter().find(|hook| hook.id == id);
    found.ok_or(Error::NotFound)
}

fn object(id: WebhookId) -> Object {
    Object::new(ObjectKind::Webhook, id)
}

impl Portal {
    /// The webhooks of the account with their latest deliveries.
    ///
    /// # Errors
    /// `Forbidden` for whoever may have none.
    pub async fn webhooks_page(&self, account: &Account) -> Result<WebhooksPage, Error> {
        require_keeper(account)?;
        let mut tx = self.store().read().await?;
        Ok(WebhooksPage {
            webhooks: tx.webhooks(account.id).await?,
            deliveries: tx.deliveries(account.id, LOG_MAX).await?,
        })
    }

    /// Makes a webhook. The text of its secret is in the answer and is never shown again.
    ///
    /// # Errors
    /// `Forbidden`; `WEBHOOK_EGRESS` for a host that the operator has not named; the code of a
    /// [`WebhookRefusal`].
    pub async fn create_webhook(
        &self,
        account: &Account,
        draft: WebhookDraft,
    ) -> Result<NewWebhook, Error> {
        require_keeper(account)?;
        if !self.settings().webhook_hosts.allows(draft.address.host()) {
            return Err(Error::invalid("WEBHOOK_EGRESS"));
        }
        let secret = self.random().bytes::<SECRET_BYTES>();
        let sealed = self.seal(&of_webhook(&draft.address), &secret)?;
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            draft.check(tx.webhooks(account).await?.len())?;
            let id = tx
                .insert_webhook(account, &draft, &sealed, origin.at)
                .await?;
            // The host alone: what follows it may be a secret of the receiver's.
            let entry = origin.entry(Act::WebhookCreate, object(id));
            tx.audit(entry.after(&json!({
                "owner": account,
                "host": draft.address.authority(),
                "kinds": draft.kinds,
            })));
            let webhook = own(&mut tx, account, id).await?;
            tx.commit().await?;
            let secret = secret_text(&secret);
            Ok(NewWebhook { webhook, secret })
        })
        .await
    }

    /// Edits a webhook of the account: name, address and kinds. Another address is checked like that of a
    /// new one; the secret stays, and what waits goes there. Nothing changes when it stands so already.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the account has no such webhook; `WEBHOOK_EGRESS` for a host that the
    /// operator has not named; the code of a [`WebhookRefusal`].
    pub async fn change_webhook(
        &self,
        account: &Account,
        id: WebhookId,
        draft: WebhookDraft,
    ) -> Result<(), Error> {
        require_keeper(account)?;
        let (portal, origin, account) = (self.clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let before = own(&mut tx, account, id).await?;
            draft.check(0)?;
            let moves = before.address != draft.address;
            let hosts = &portal.settings().webhook_hosts;
            if moves && !hosts.allows(draft.address.host()) {
                return Err(Error::invalid("WEBHOOK_EGRESS"));
            }
            if !moves && before.name == draft.name && before.kinds == draft.kinds {
                return Ok(());
            }
            let stored = tx.webhook_secret(account, id).await?;
            let mut sealed = stored.ok_or(Error::NotFound)?;
            if moves {
                // It is bound to the address that it was made for.
                let secret =
                    portal.unseal::<SECRET_BYTES>(&of_webhook(&before.address), &sealed)?;
                sealed = portal.seal(&of_webhook(&draft.address), secret.as_slice())?;
            }
            tx.change_webhook(account, id, &draft, &sealed).await?;
            let facts = |address: &Address, kinds: &[NoticeKind]| {
                // The host alone, as when it was made; the name may say more than its owner wants kept.
                json!({ "host": address.authority(), "kinds": kinds, "moves": moves })
            };
            let entry = origin.entry(Act::WebhookChange, object(id));
            let entry = entry.before(&facts(&before.address, &before.kinds));
            tx.audit(entry.after(&facts(&draft.address, &draft.kinds)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Switches a webhook of the account on or off; nothing changes when it stands so already.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the account has no such webhook.
    pub async fn switch_webhook(
        &self,
        account: &Account,
        id: WebhookId,
        on: bool,
    ) -> Result<(), Error> {
        require_keeper(account)?;
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            own(&mut tx, account, id).await?;
            if tx.switch_webhook(account, id, on).await? {
                let entry = origin.entry(Act::WebhookSwitch, object(id));
                tx.audit(
                    entry
                        .before(&json!({ "on": !on }))
                        .after(&json!({ "on": on })),
                );
                tx.commit().await?;
            }
            Ok(())
        })
        .await
    }

    /// Removes a webhook of the account with the log of its deliveries.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the account has no such webhook.
    pub async fn delete_webhook(&self, account: &Account, id: WebhookId) -> Result<(), Error> {
        require_keeper(account)?;
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.delete_webhook(account, id).await?;
            found.then_some(()).ok_or(Error::NotFound)?;
            tx.audit(origin.entry(Act::WebhookDelete, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Writes a test to a webhook of the account; it is delivered like a notice.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the account has no such webhook; `WEBHOOK_OFF` for one that is
    /// switched off.
    pub async fn test_webhook(&self, account: &Account, id: WebhookId) -> Result<(), Error> {
        require_keeper(account)?;
        let key = format!("test/{}", self.random().token::<16>());
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            if !own(&mut tx, account, id).await?.on {
                return Err(Error::invalid("WEBHOOK_OFF"));
            }
            let new = NewDelivery {
                webhook: id,
                message: &message_id(id, &key),
                about: None,
                body: &test_payload(id, origin.at),
                at: origin.at,
            };
            tx.insert_delivery(&new).await?;
            tx.audit(origin.entry(Act::WebhookTest, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Lets a delivery to a webhook of the account be tried again, whatever became of it, with the same
    /// `webhook-id` and the same body.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the account has no such delivery; `WEBHOOK_OFF` when its webhook is
    /// switched off; `WEBHOOK_WAITING` when it is on its way anyway.
    pub async fn resend_delivery(&self, account: &Account, id: DeliveryId) -> Result<(), Error> {
        require_keeper(account)?;
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let log = tx.deliveries(account, LOG_MAX).await?;
            let delivery = log.into_iter().find(|one| one.id == id);
            let delivery = delivery.ok_or(Error::NotFound)?;
            if !own(&mut tx, account, delivery.webhook).await?.on {
                return Err(Error::invalid("WEBHOOK_OFF"));
            }
            if !tx.resend_delivery(account, id, origin.at).await? {
                return Err(Error::invalid("WEBHOOK_WAITING"));
            }
            let entry = origin.entry(Act::WebhookResend, object(delivery.webhook));
            tx.audit(entry.after(&json!({ "message": delivery.message })));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Writes a notice that has just been written to the webhooks of its reader, in the same transaction:
/// there is a delivery when there is the notice, and one for each webhook.
pub(crate) async fn queue(
    tx: &mut Tx,
    (account, lot): (AccountId, LotId),
    (key, body, at): (&str, &NoticeBody, Timestamp),
) -> Result<(), Error> {
    let kind = body.kind();
    let hooks = tx.webhooks_told(account, kind).await?;
    if hooks.is_empty() {
        return Ok(());
    }
    let Some(stored) = tx.lot_by_id(lot).await? else {
        return Ok(());
    };
    let text = notice_payload(stored.lot.code.as_str(), body, at);
    for webhook in hooks {
        let new = NewDelivery {
            webhook,
            message: &message_id(webhook, key),
            about: Some((kind, lot)),
            body: &text,
            at,
        };
        tx.insert_delivery(&new).await?;
    }
    Ok(())
}

impl From<WebhookRefusal> for Error {
    fn from(refusal: WebhookRefusal) -> Self {
        Self::Invalid {
            code: refusal.to_string().into(),
            args: Vec::new(),
        }
    }
}
