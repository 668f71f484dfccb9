//! Browsers that are told of notices, and the messages to them, for the plans of their statements.

use super::make::NOON;
use crate::{DuePush, NewBrowser, NewPush, Result, SecretTable, Tx};
use domain::ids::{AccountId, PushMessageId};
use domain::logins::Device;
use domain::notices::NoticeKind;
use domain::push::{PUBLIC_KEY_BYTES, PushDraft, SECRET_BYTES};
use domain::webhooks::Address;

/// Whatever is done with browsers.
pub(super) async fn push(tx: &mut Tx) -> Result<()> {
    let me = AccountId(1);
    let draft = PushDraft {
        address: Address::parse("https://push.example.net/a").expect("an address"),
        public_key: [4; PUBLIC_KEY_BYTES],
        secret: [5; SECRET_BYTES],
    };
    let new = NewBrowser {
        account: me,
        draft: &draft,
        sealed: b"secret",
        english: false,
        device: Device::default(),
        at: NOON,
    };
    tx.insert_push_key(b"key").await?;
    tx.push_key().await?;
    let (browser, _) = tx.put_push_browser(&new).await?;
    tx.push_browsers(me).await?;
    tx.push_told(me).await?;
    tx.push_off(me).await?;
    tx.put_push_off(me, &[]).await?;
    for table in SecretTable::ALL {
        tx.secrets(table, 0, 9).await?;
    }
    let due = DuePush {
        id: PushMessageId(9),
        browser,
        address: draft.address.clone(),
        public_key: draft.public_key,
        secret: Vec::new(),
        topic: "topic".into(),
        kind: NoticeKind::Won,
        body: "{}".into(),
        attempts: 0,
        tries: 0,
        until: NOON,
    };
    let message = NewPush {
        browser,
        topic: &due.topic,
        kind: due.kind,
        body: &due.body,
        from: NOON,
        until: NOON,
    };
    tx.put_push(&message).await?;
    tx.due_pushes(NOON, 32).await?;
    tx.claim_push(&due, NOON).await?;
    tx.delay_push(due.id, 1, NOON).await?;
    tx.end_push(due.id, 1).await?;
    tx.note_push(browser, &due.address, NOON).await?;
    tx.push_browser_gone(browser, &due.address).await?;
    tx.end_push_browser(me, browser).await?;
    Ok(())
}
