//! Recovering a password by mail (reliability.md S-05, S-06).
//!
//! Whoever asks gets his answer before anybody has looked whether there is such an account: the name is
//! only noted, and looked up by the worker that sends mails. So a name that is nobody's costs the same
//! time, and nothing that is seen from outside tells them apart.

use super::key;
use crate::accounts::token_hash;
use crate::{Error, Portal};
use domain::audit::{Act, Object, Origin, Who};
use domain::mail::{
    ACCOUNTS_MAX, ADDRESS_MAX, LinkPurpose, MailBody, RECOVERIES_MAX, RECOVERY_MS,
    RECOVERY_WINDOW_MS,
};
use store::{MailLink, MailTo, NewMail, Tx};

/// Requests that may wait at a time; they are taken every second.
const WAITING_MAX: u32 = 1_000;

impl Portal {
    /// Notes that somebody wants to choose another password for the account with this name, or for those
    /// with this address. The answer is the same whether there is one.
    ///
    /// # Errors
    /// `RECOVERY_NAME` for nothing, and for more than any name has; `SIGN_IN_WAIT` with the `seconds` to
    /// wait, after too many of them; `SIGN_IN_BUSY` when too many wait.
    pub async fn ask_recovery(&self, name: &str, english: bool) -> Result<(), Error> {
        let name = name.trim().to_lowercase();
        if name.is_empty() || name.len() > ADDRESS_MAX || name.chars().any(char::is_control) {
            return Err(Error::invalid("RECOVERY_NAME"));
        }
        // Counted like guesses, apart from those at passwords; for a known name as for another.
        let guess = self.guess(&format!("recovery/{name}"), None).await?;
        self.count(&guess).await?;
        let (store, now) = (self.store().clone(), self.now());
        self.durable(async move {
            // tidy-allow(audit): whether it is about anybody shows later; then there is a row
            let mut tx = store.write().await?;
            let noted = tx.ask_recovery(&name, english, now, WAITING_MAX).await?;
            noted.then_some(()).ok_or(Error::invalid("SIGN_IN_BUSY"))?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Chooses another password with the code of a mail: every sign-in and token of the account ends, its
    /// second factor stays, and a mail tells its owner.
    ///
    /// # Errors
    /// `MAIL_CODE` for a code that never was, is used up, or has run out: the same for all; a
    /// [`PasswordRefusal`](domain::passwords::PasswordRefusal), which leaves the code as it is.
    pub async fn recover_password(&self, code: &str, password: String) -> Result<(), Error> {
        let (hash_of_code, now) = (token_hash(code.trim()), self.now());
        let gone = || Error::invalid("MAIL_CODE");
        // Before the work of hashing, so that a stranger cannot make the portal do it.
        let mut tx = self.store().read().await?;
        let link = tx.mail_link(hash_of_code.as_bytes(), LinkPurpose::Recover, now);
        let link: MailLink = link.await?.ok_or_else(gone)?;
        let account = tx.account(link.account).await?.ok_or_else(gone)?;
        drop(tx);
        self.check_password(&password, &[&account.login, &account.display_name])
            .await?;
        let seat = self.hashing().seat().await?;
        self.refuse_former(&seat, account.id, &password).await?;
        let hash = seat.hash(password).await?;
        drop(seat);
        let (portal, by) = (self.clone(), self.by_visitor());
        let (id, fresh) = (account.id, self.random().token::<16>());
        let origin = Origin {
            who: Who::of(&account),
            ..by
        };
        let ended = self
            .durable(async move {
                let mut tx = portal.store().audited().await?;
                let taken = tx.take_mail_link(hash_of_code.as_bytes(), LinkPurpose::Recover, now);
                taken.await?.ok_or(Error::invalid("MAIL_CODE"))?;
                // An account that was switched off meanwhile stays off.
                let before = tx.password_hash(id).await?;
                before.ok_or(Error::invalid("MAIL_CODE"))?;
                let ended = tx.end_logins(id, None, now).await?;
                tx.renew_sign_in(id, Some(&hash), now).await?;
                portal.note_password(&mut tx, id, &hash, now).await?;
                tell_of_password(&mut tx, &origin, id, &fresh).await?;
                let entry = origin.entry(Act::PasswordRecover, Object::account(id));
                tx.audit(entry.after(&serde_json::json!({ "sign_ins_ended": ended.len() })));
                tx.commit().await?;
                Ok(ended)
            })
            .await?;
        self.end_streams_of(&ended);
        Ok(())
    }
}

/// Writes to the owner of an account that its password was changed, in the transaction that changes it.
pub(crate) async fn tell_of_password(
    tx: &mut Tx,
    origin: &Origin,
    account: domain::ids::AccountId,
    fresh: &str,
) -> Result<(), Error> {
    // Links that were sent before are for a password that is gone.
    tx.end_mail_links(account, LinkPurpose::Recover).await?;
    let Some(to) = tx.mail_to(account).await? else {
        return Ok(());
    };
    let body = MailBody::PasswordChanged(to.login.clone());
    let new = NewMail {
        account,
        key: &key(account, &body, fresh),
        recipient: &to.address,
        english: to.english,
        body: &body,
        at: origin.at,
        from: origin.at,
    };
    tx.insert_mail(&new).await?;
    Ok(())
}

/// Writes to those who have asked, as far as there is somebody with such a name and an address. Nobody is
/// written to more than a few times an hour, whoever asks.
pub(super) async fn answer_requests(portal: &Portal) -> Result<(), Error> {
    if !portal.store().read().await?.has_recovery_requests().await? {
        return Ok(());
    }
    let (portal, origin) = (portal.clone(), portal.by_clock());
    let work = portal.clone();
    portal
        .durable(async move {
            // tidy-allow(audit): a name that is nobody's changes nothing; each mail has its row
            let mut tx = work.store().write().await?;
            for (name, english, at) in tx.take_recovery_requests().await? {
                if origin.at.millis_since(at) >= RECOVERY_MS {
                    continue;
                }
                for to in tx.mail_recoverable(&name, ACCOUNTS_MAX).await? {
                    let fresh = work.random().token::<16>();
                    send_link(&mut tx, &origin, &to, (english, &fresh)).await?;
                }
            }
            Ok(tx.commit().await?)
        })
        .await
}

async fn send_link(
    tx: &mut Tx,
    origin: &Origin,
    to: &MailTo,
    (english, fresh): (bool, &str),
) -> Result<(), Error> {
    let body = MailBody::Recover(to.login.clone());
    let since = origin.at.plus_millis(-RECOVERY_WINDOW_MS);
    if tx.count_mails(to.account, body.code(), since).await? >= RECOVERIES_MAX {
        return Ok(());
    }
    let new = NewMail {
        account: to.account,
        key: &key(to.account, &body, fresh),
        recipient: &to.address,
        english,
        body: &body,
        at: origin.at,
        from: origin.at,
    };
    tx.insert_mail(&new).await?;
    tx.audit(origin.entry(Act::RecoveryMail, Object::account(to.account)));
    Ok(())
}
