//! Web Push (浏览器通知): a person lets browsers of his be told of his notices, sees which they are, and
//! ends them; [`send_pushes`] sends what the notices write. The rules are [`domain::push`].

mod encryption;
mod send;

pub use encryption::{KeyPair, Reader, SALT_BYTES, encrypted};
pub use send::{PushPost, PushTransport, send_pushes};

use crate::vault::{OF_PORTAL, of_browser};
use crate::{Error, Portal};
use data_encoding::BASE64URL_NOPAD;
use domain::accounts::Account;
use domain::audit::{Act, Object, ObjectKind, Origin, Who};
use domain::ids::{AccountId, LotId, PushId};
use domain::notices::{NoticeBody, NoticeKind};
use domain::push::{
    BROWSERS_MAX, PushDraft, PushMessage, PushProof, PushRefusal, SECRET_BYTES, VAPID_KEY_BYTES,
    lasts_ms, topic,
};
use domain::time::Timestamp;
use domain::views::PushSettings;
use domain::webhooks::Address;
use locales::{Label, Lang};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{NewBrowser, NewPush, Tx};
use zeroize::Zeroizing;

fn object(id: PushId) -> Object {
    Object::new(ObjectKind::Push, id)
}

impl Portal {
    /// The browsers of the account that are told of notices, and what others subscribe with.
    pub(crate) async fn push_settings(
        &self,
        tx: &mut Tx,
        account: AccountId,
    ) -> Result<PushSettings, Error> {
        let pair = match self.settings().push_hosts.is_on() {
            true => self.push_pair(tx).await?,
            false => None,
        };
        Ok(PushSettings {
            key: pair.map(|pair| BASE64URL_NOPAD.encode(pair.public())),
            browsers: tx.push_browsers(account).await?,
            off: tx.push_off(account).await?,
        })
    }

    /// What push services know the portal by; nothing before the first start, nor when it does not open.
    async fn push_pair(&self, tx: &mut Tx) -> Result<Option<KeyPair>, Error> {
        let Some(sealed) = tx.push_key().await? else {
            return Ok(None);
        };
        match self.unseal::<VAPID_KEY_BYTES>(OF_PORTAL, &sealed) {
            Ok(private) => Ok(KeyPair::of(&private)),
            Err(error) => {
                tracing::error!(%error, "no browser can be told of notices");
                Ok(None)
            }
        }
    }

    /// Makes the key that push services know the portal by, at its first start. It stays: browsers take
    /// messages of whoever has it alone. Where it is `lost`, they are ended with it, and there is another
    /// one.
    ///
    /// # Errors
    /// A fault of ours when it does not open, unless it is lost.
    pub async fn keep_push_key(&self, lost: bool) -> Result<(), Error> {
        let fresh = loop {
            let bytes = Zeroizing::new(self.random().bytes::<VAPID_KEY_BYTES>());
            if KeyPair::of(&bytes).is_some() {
                break bytes;
            }
        };
        let fresh = self.seal(OF_PORTAL, fresh.as_slice())?;
        let portal = self.clone();
        self.durable(async move {
            // tidy-allow(audit): the portal's own key, made once; that it is lost the operator has said
            let mut tx = portal.store().write().await?;
            if let Some(sealed) = tx.push_key().await? {
                match portal.unseal::<VAPID_KEY_BYTES>(OF_PORTAL, &sealed) {
                    Ok(_) => return Ok(()),
                    Err(error) if !lost => return Err(error),
                    Err(_) => tx.forget_push_key().await?,
                }
            }
            tx.insert_push_key(&fresh).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Lets the browser that asks be told of the notices of the account from now on. One that was told of
    /// those of another account is not any more.
    ///
    /// # Errors
    /// `PUSH_MALFORMED` for what is no subscription; `PUSH_OFF` where the portal tells none;
    /// `PUSH_SERVICE` for a push service that the operator does not let it connect to; `PUSH_TOO_MANY`.
    pub async fn add_push_browser(
        &self,
        account: &Account,
        draft: PushDraft,
        english: bool,
    ) -> Result<(), Error> {
        self.check_push(&draft)?;
        let sealed = self.seal(&of_browser(&draft.address), &draft.secret)?;
        let (store, origin, id) = (self.store().clone(), self.by(account), account.id);
        let device = self.client().device;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let new = NewBrowser {
                account: id,
                draft: &draft,
                sealed: &sealed,
                english,
                device,
                at: origin.at,
            };
            let (browser, before) = tx.put_push_browser(&new).await?;
            if tx.push_browsers(id).await?.len() > BROWSERS_MAX {
                return Err(PushRefusal::TooMany.into());
            }
            if let Some((owner, before)) = before.filter(|(owner, _)| *owner != id) {
                let entry = origin.entry(Act::PushEnd, object(before));
                tx.audit(entry.before(&json!({ "owner": owner })));
            }
            // The host alone: the rest of the address is between the browser and its push service.
            let entry = origin.entry(Act::PushAdd, object(browser));
            tx.audit(entry.after(&json!({ "host": draft.address.authority() })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Whether the portal lets such a browser be told.
    fn check_push(&self, draft: &PushDraft) -> Result<(), Error> {
        let hosts = &self.settings().push_hosts;
        if !hosts.is_on() {
            return Err(Error::invalid("PUSH_OFF"));
        }
        if !hosts.allows(draft.address.host()) {
            return Err(Error::invalid("PUSH_SERVICE"));
        }
        let reader = Reader {
            public_key: &draft.public_key,
            secret: &draft.secret,
        };
        let sound = reader.is_sound().then_some(());
        Ok(sound.ok_or(PushRefusal::Malformed)?)
    }

    /// Takes over that the push service of a browser has given it another subscription. The browser says
    /// so by itself, whoever is signed in there: what it knew until now proves that it is the same.
    ///
    /// # Errors
    /// As [`Self::add_push_browser`]; `NotFound` when nobody with such a secret is told there.
    pub async fn renew_push_browser(
        &self,
        before: PushProof,
        draft: PushDraft,
    ) -> Result<(), Error> {
        self.check_push(&draft)?;
        let portal = self.clone();
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let found = tx.push_browser_at(&before.address).await?;
            let (id, account, sealed) = found.ok_or(Error::NotFound)?;
            let whose = of_browser(&before.address);
            let secret = portal.unseal::<SECRET_BYTES>(&whose, &sealed)?;
            // Hashes, so that the time of the answer says nothing about the secret.
            if Sha256::digest(*secret) != Sha256::digest(before.secret) {
                return Err(Error::NotFound);
            }
            let account = tx.account(account).await?.ok_or(Error::NotFound)?;
            let origin = Origin {
                who: Who::of(&account),
                ..portal.by_visitor()
            };
            // Whoever is signed in there may have switched it on already.
            if let Some((there, owner, _)) = tx.push_browser_at(&draft.address).await?
                && there != id
            {
                tx.end_push_browser(owner, there).await?;
                let entry = origin.entry(Act::PushEnd, object(there));
                tx.audit(entry.before(&json!({ "owner": owner })));
            }
            let sealed = portal.seal(&of_browser(&draft.address), &draft.secret)?;
            let moved = tx.move_push_browser((id, &before.address), &draft, &sealed);
            moved.await?.then_some(()).ok_or(Error::NotFound)?;
            let host = |address: &Address| json!({ "host": address.authority() });
            let entry = origin.entry(Act::PushRenew, object(id));
            tx.audit(
                entry
                    .before(&host(&before.address))
                    .after(&host(&draft.address)),
            );
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Ends a browser of the account: it is told nothing any more.
    ///
    /// # Errors
    /// `NotFound` when the account has no such browser.
    pub async fn end_push_browser(&self, account: &Account, id: PushId) -> Result<(), Error> {
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let ended = tx.end_push_browser(account, id).await?;
            ended.then_some(()).ok_or(Error::NotFound)?;
            tx.audit(origin.entry(Act::PushEnd, object(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Changes about which kinds of notices no browser of the account is told.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn set_push_off(&self, account: &Account, off: Vec<NoticeKind>) -> Result<(), Error> {
        let (store, origin, id) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let before = tx.push_off(id).await?;
            tx.put_push_off(id, &off).await?;
            let entry = origin.entry(Act::NoticesSet, Object::account(id));
            let facts = |off: &[NoticeKind]| json!({ "push_off": off });
            tx.audit(entry.before(&facts(&before)).after(&facts(&off)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Writes a notice that has just been written to the browsers of its reader, in the same transaction; it
/// leaves when the notice is shown. Practice lots go round by themselves: nobody is woken up by them.
pub(crate) async fn queue(
    tx: &mut Tx,
    (account, lot): (AccountId, LotId),
    (key, body): (&str, NoticeBody),
    from: Timestamp,
) -> Result<(), Error> {
    let (browsers, kind) = (tx.push_told(account).await?, body.kind());
    if browsers.is_empty() || tx.push_off(account).await?.contains(&kind) {
        return Ok(());
    }
    let stored = tx.lot_by_id(lot).await?;
    let Some(about) = stored.filter(|stored| !stored.lot.practice) else {
        return Ok(());
    };
    let (topic, about) = (topic(kind, lot, key), about.lot);
    for (browser, english) in browsers {
        let lang = if english { Lang::En } else { Lang::Zh };
        let sentence = locales::notice_sentence(lang, &body);
        let message = PushMessage {
            title: format!("{} {}", kind.label(lang), about.code),
            body: format!("{sentence}\n{}", about.title),
            path: format!("{}{}", lang.prefix(), body.path(&about.code)),
            tag: topic.clone(),
            lang: lang.tag().to_owned(),
        };
        let new = NewPush {
            browser,
            topic: &topic,
            kind,
            body: &message.payload(),
            from,
            until: from.plus_millis(lasts_ms(kind)),
        };
        tx.put_push(&new).await?;
    }
    Ok(())
}

impl From<PushRefusal> for Error {
    fn from(refusal: PushRefusal) -> Self {
        match refusal {
            PushRefusal::Malformed => Self::invalid("PUSH_MALFORMED"),
            PushRefusal::TooMany => Self::invalid("PUSH_TOO_MANY"),
        }
    }
}
