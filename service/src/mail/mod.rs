//! Mails (邮件): a person confirms an address, says what he is written about, and recovers his password.
//! Whatever is written stands in the store with what caused it; [`send_mails`] sends it. The rules are
//! [`domain::mail`].

mod letter;
mod message;
mod options;
mod recovery;
mod registrations;
mod send;
mod transport;

pub use options::{MailOptions, SmtpOptions};
pub(crate) use recovery::tell_of_password;
pub use registrations::send_registration_mails;
pub use send::send_mails;
pub use transport::{Folder, MailTransport, Outgoing, Smtp, WayOut};

use crate::accounts::token_hash;
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object, Origin, Who};
use domain::ids::{AccountId, LotId};
use domain::mail::{
    ADDRESS_MAX, LinkPurpose, MailBody, MailCounts, MailNotice, MailSwitch, notice_key,
    read_off_token,
};
use domain::notices::{NoticeBody, NoticeKind};
use domain::time::Timestamp;
use domain::views::MailSettings;
use lettre::Address;
use locales::Lang;
use serde_json::json;
use store::{MailTo, NewMail, Tx};

/// Mails to confirm an address that one account may ask for within an hour.
const CONFIRMS_MAX: u32 = 5;
const HOUR_MS: i64 = 3_600_000;

/// The language of a mail.
const fn lang(english: bool) -> Lang {
    if english { Lang::En } else { Lang::Zh }
}

/// What names a mail that is about nothing but itself.
fn key(account: AccountId, body: &MailBody, fresh: &str) -> String {
    format!("{account}/{}/{fresh}", body.code())
}

impl Portal {
    /// The addresses of the account, for itself.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn mail_settings(&self, account: &Account) -> Result<MailSettings, Error> {
        Ok(self.store().read().await?.mail_settings(account.id).await?)
    }

    /// Writes to an address with a link that makes it the one of the account. The one before stays until
    /// then.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED` without a fresh proof of identity; `MAIL_ADDRESS` for what is none, `MAIL_SAME`
    /// for the one that the account has, `MAIL_TOO_MANY` after five within an hour.
    pub async fn ask_mail_address(
        &self,
        account: &Account,
        typed: &str,
        english: bool,
    ) -> Result<(), Error> {
        self.require_proof(account).await?;
        let address = checked_address(typed)?;
        let (store, origin, id) = (self.store().clone(), self.by(account), account.id);
        let body = MailBody::Confirm(account.login.clone());
        let key = key(id, &body, &self.random().token::<16>());
        self.durable(async move {
            let mut tx = store.audited().await?;
            if tx.mail_settings(id).await?.address.as_ref() == Some(&address) {
                return Err(Error::invalid("MAIL_SAME"));
            }
            let since = origin.at.plus_millis(-HOUR_MS);
            if tx.count_mails(id, body.code(), since).await? >= CONFIRMS_MAX {
                return Err(Error::invalid("MAIL_TOO_MANY"));
            }
            tx.drop_waiting_mails(id, body.code()).await?;
            tx.ask_mail_address(id, &address, english, origin.at)
                .await?;
            let new = NewMail {
                account: id,
                key: &key,
                recipient: &address,
                english,
                body: &body,
                at: origin.at,
                from: origin.at,
            };
            tx.insert_mail(&new).await?;
            // The record says that, and not where to: the address is personal.
            tx.audit(origin.entry(Act::MailAddressAsk, Object::account(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Confirms an address with the code of the mail that went there, and writes to the one before.
    /// Whoever has the code need not be signed in: it proves that he reads the mail.
    ///
    /// # Errors
    /// `MAIL_CODE` for a code that never was, is used up, or has run out: the same for all.
    pub async fn confirm_mail_address(&self, code: &str, english: bool) -> Result<(), Error> {
        let (store, by, hash) = (
            self.store().clone(),
            self.by_visitor(),
            token_hash(code.trim()),
        );
        let fresh = self.random().token::<16>();
        self.durable(async move {
            let gone = || Error::invalid("MAIL_CODE");
            let mut tx = store.audited().await?;
            let link = tx.take_mail_link(hash.as_bytes(), LinkPurpose::Confirm, by.at);
            let link = link.await?.ok_or_else(gone)?;
            let before = tx.mail_to(link.account).await?;
            let account = tx.account(link.account).await?.ok_or_else(gone)?;
            let confirmed = tx.confirm_mail_address(link.account, &link.address, english, by.at);
            confirmed.await?.then_some(()).ok_or_else(gone)?;
            tell_old_address(&mut tx, before, by.at, &fresh).await?;
            let origin = Origin {
                who: Who::of(&account),
                ..by
            };
            tx.audit(origin.entry(Act::MailAddressConfirm, Object::account(account.id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Forgets the addresses of the account: nobody is written to any more, and no password is recovered
    /// by mail. The address is told.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED` without a fresh proof of identity; `MAIL_NONE` when there is none.
    pub async fn remove_mail_address(&self, account: &Account) -> Result<(), Error> {
        self.require_proof(account).await?;
        let (store, origin, id) = (self.store().clone(), self.by(account), account.id);
        let fresh = self.random().token::<16>();
        self.durable(async move {
            let mut tx = store.audited().await?;
            let before = tx.mail_to(id).await?;
            let removed = tx.remove_mail_address(id).await?;
            removed.then_some(()).ok_or(Error::invalid("MAIL_NONE"))?;
            tx.drop_waiting_mails(id, "CONFIRM").await?;
            tell_old_address(&mut tx, before, origin.at, &fresh).await?;
            tx.audit(origin.entry(Act::MailAddressRemove, Object::account(id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Changes about which kinds of notices the account is not written to.
    ///
    /// # Errors
    /// `MAIL_NONE` when the account has no address.
    pub async fn set_mail_off(&self, account: &Account, off: Vec<NoticeKind>) -> Result<(), Error> {
        self.put_mail_off(account.id, self.by(account), off).await
    }

    async fn put_mail_off(
        &self,
        id: AccountId,
        origin: Origin,
        off: Vec<NoticeKind>,
    ) -> Result<(), Error> {
        let store = self.store().clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            let before = tx.mail_settings(id).await?.off;
            let put = tx.put_mail_off(id, &off).await?;
            put.then_some(()).ok_or(Error::invalid("MAIL_NONE"))?;
            let entry = origin.entry(Act::NoticesSet, Object::account(id));
            let facts = |off: &[NoticeKind]| json!({ "mail_off": off });
            tx.audit(entry.before(&facts(&before)).after(&facts(&off)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What mails the link with this token switches off.
    ///
    /// # Errors
    /// `NotFound` for a link that was not made here.
    pub async fn mail_off_kind(&self, token: &str) -> Result<MailSwitch, Error> {
        Ok(self.read_off(token).await?.1)
    }

    async fn read_off(&self, token: &str) -> Result<(AccountId, MailSwitch), Error> {
        let secret = self.store().read().await?.mail_secret().await?;
        let read = secret.and_then(|secret| read_off_token(&secret, token));
        read.ok_or(Error::NotFound)
    }

    /// Switches mails of one kind off with the link of one of them, without signing in (RFC 8058); with
    /// that of a digest, all digests. Doing it again changes nothing.
    ///
    /// # Errors
    /// `NotFound` for a link that was not made here, or whose reader has no address any more.
    pub async fn switch_mail_off(&self, token: &str) -> Result<MailSwitch, Error> {
        let (id, switch) = self.read_off(token).await?;
        let mut tx = self.store().read().await?;
        let account = tx.account(id).await?.ok_or(Error::NotFound)?;
        let settings = tx.mail_settings(id).await?;
        drop(tx);
        settings.address.ok_or(Error::NotFound)?;
        let origin = Origin {
            who: Who::of(&account),
            ..self.by_visitor()
        };
        let mut off = settings.off;
        match switch {
            MailSwitch::Digest => self.end_digests(id, origin).await?,
            MailSwitch::Notice(kind) if off.contains(&kind) => {}
            MailSwitch::Notice(kind) => {
                off.push(kind);
                self.put_mail_off(id, origin, off).await?;
            }
        }
        Ok(switch)
    }

    /// How many mails stand where, in all processes together.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn mail_counts(&self) -> Result<MailCounts, Error> {
        Ok(self.store().read().await?.mail_counts().await?)
    }
}

/// An address as it is stored: what `lettre` reads, in plain letters, without quotes and spaces.
fn checked_address(typed: &str) -> Result<String, Error> {
    let typed = typed.trim();
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>()[],;:\\".contains(&byte);
    let read = typed.parse::<Address>().ok();
    let fits = typed.len() <= ADDRESS_MAX && typed.bytes().all(plain);
    let address = read.filter(|_| fits);
    let address = address.ok_or(Error::invalid("MAIL_ADDRESS"))?;
    Ok(format!(
        "{}@{}",
        address.user(),
        address.domain().to_lowercase()
    ))
}

/// Tells an address that it is not the one of its account any more.
async fn tell_old_address(
    tx: &mut Tx,
    before: Option<MailTo>,
    at: Timestamp,
    fresh: &str,
) -> Result<(), Error> {
    let Some(before) = before else {
        return Ok(());
    };
    // What was on its way there is for whoever reads the new one.
    for kind in ["RECOVER", "NOTICE", "DIGEST"] {
        tx.drop_waiting_mails(before.account, kind).await?;
    }
    let body = MailBody::AddressChanged(before.login);
    let new = NewMail {
        account: before.account,
        key: &key(before.account, &body, fresh),
        recipient: &before.address,
        english: before.english,
        body: &body,
        at,
        from: at,
    };
    tx.insert_mail(&new).await?;
    Ok(())
}

/// Writes a mail about a notice that has just been written, in the same transaction; it leaves when the
/// notice is shown. Practice lots go round by themselves: nobody is written to about them.
pub(crate) async fn queue(
    tx: &mut Tx,
    (account, lot): (AccountId, LotId),
    (key, body, at): (&str, NoticeBody, Timestamp),
    from: Timestamp,
) -> Result<(), Error> {
    let Some(to) = tx.mail_to(account).await? else {
        return Ok(());
    };
    let stored = tx.lot_by_id(lot).await?;
    let stored = stored.filter(|stored| !stored.lot.practice && !to.off.contains(&body.kind()));
    let Some(stored) = stored else {
        return Ok(());
    };
    let notice = MailNotice {
        lot: stored.lot.code,
        title: stored.lot.title,
        body,
    };
    let key = notice_key(account, key, &notice, at);
    let body = MailBody::Notice(notice);
    let new = NewMail {
        account,
        key: &key,
        recipient: &to.address,
        english: to.english,
        body: &body,
        at,
        from,
    };
    tx.insert_mail(&new).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_plain_and_whole() {
        let read = |typed| checked_address(typed);
        assert_eq!(
            read(" Anna.B+x@Example.COM ").as_deref(),
            Ok("Anna.B+x@example.com")
        );
        for typed in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@example.com, ben@example.com",
            "anna@example.com\r\nBcc: all@example.com",
            "anna\r\n@example.com",
            "\"anna b\"@example.com",
            "Anna <anna@example.com>",
            "anna@[127.0.0.1]",
            "安娜@example.com",
        ] {
            let refused = Err(Error::invalid("MAIL_ADDRESS"));
            assert_eq!(read(typed), refused, "{typed:?}");
        }
        let long = format!("{}@example.com", "a".repeat(ADDRESS_MAX));
        assert!(read(&long).is_err());
    }
}
