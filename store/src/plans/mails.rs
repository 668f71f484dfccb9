//! Addresses, links of mails, and the outbox, for the plans of their statements.

use super::make::NOON;
use crate::{DueMail, MailLink, NewMail, Result, Tried, Tx};
use domain::ids::{AccountId, MailId};
use domain::mail::{LinkPurpose, MailBody};

/// Whatever is done with mails.
pub(super) async fn write_mails(tx: &mut Tx) -> Result<()> {
    let (me, purpose, address) = (AccountId(1), LinkPurpose::Recover, "anna@example.com");
    let link = MailLink {
        account: me,
        address: address.into(),
    };
    tx.ask_mail_address(me, address, false, NOON).await?;
    tx.confirm_mail_address(me, address, false, NOON).await?;
    tx.mail_settings(me).await?;
    tx.mail_to(me).await?;
    for name in ["anna", address] {
        tx.mail_recoverable(name, 5).await?;
        tx.ask_recovery(name, true, NOON, 9).await?;
    }
    tx.has_recovery_requests().await?;
    tx.take_recovery_requests().await?;
    tx.put_mail_off(me, &[]).await?;
    tx.insert_mail_link(b"hash", purpose, &link, NOON).await?;
    tx.mail_link(b"hash", purpose, NOON).await?;
    tx.take_mail_link(b"hash", purpose, NOON).await?;
    tx.keep_mail_secret(b"secret").await?;
    let body = MailBody::Recover("anna".into());
    let new = NewMail {
        account: me,
        key: "1/RECOVER/1",
        recipient: address,
        english: false,
        body: &body,
        at: NOON,
        from: NOON,
    };
    tx.insert_mail(&new).await?;
    let due = DueMail {
        id: MailId(1),
        account: me,
        key: new.key.into(),
        recipient: address.into(),
        english: false,
        attempts: 0,
        at: NOON,
        body,
    };
    let sent = Tried {
        problem: None,
        next_at: None,
    };
    tx.count_mails(me, "RECOVER", NOON).await?;
    tx.due_mails(NOON, 8).await?;
    tx.claim_mail(&due, NOON).await?;
    tx.end_mail_try(due.id, 1, &sent).await?;
    tx.mail_counts().await?;
    tx.own_mails(me, 50).await?;
    tx.drop_waiting_mails(me, "RECOVER").await?;
    tx.forget_mails(NOON).await?;
    tx.remove_mail_address(me).await?;
    Ok(())
}
