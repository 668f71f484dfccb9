//! Browsers that are told of notices: each of one owner, told by one at a time, of the latest; gone with
//! their owner.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, PushId};
use domain::logins::Device;
use domain::notices::NoticeKind;
use domain::push::{PUBLIC_KEY_BYTES, PushDraft, SECRET_BYTES};
use domain::time::Timestamp;
use domain::webhooks::Address;
use store::{DuePush, NewBrowser, NewPush, Reach, Result, SecretTable, StoreError, Tx};

stories!(
    the_key_is_made_once,
    a_browser_belongs_to_one_account,
    a_browser_moves_with_what_waits_for_it,
    a_message_is_sent_by_one_and_is_gone_when_it_arrived,
    of_the_same_topic_the_latest_message_stays,
    browsers_go_with_their_service_and_with_their_owner,
    secrets_are_found_where_they_lie,
);

const ANNA: AccountId = AccountId(1);
const BEN: AccountId = AccountId(2);

async fn stage(bench: &Bench) -> Result<Tx> {
    let mut tx = bench.store.write().await?;
    for id in [ANNA, BEN] {
        tx.insert_account(&make::account(id.get()), Some("hash"))
            .await?;
    }
    Ok(tx)
}

fn draft(path: &str) -> PushDraft {
    PushDraft {
        address: Address::parse(&format!("https://push.example.net/{path}")).expect("an address"),
        public_key: [4; PUBLIC_KEY_BYTES],
        secret: [5; SECRET_BYTES],
    }
}

async fn browser(
    tx: &mut Tx,
    account: AccountId,
    path: &str,
) -> Result<(PushId, Option<(AccountId, PushId)>)> {
    let new = NewBrowser {
        account,
        draft: &draft(path),
        sealed: b"sealed",
        english: true,
        device: Device::default(),
        at: NOON,
    };
    tx.put_push_browser(&new).await
}

async fn message(tx: &mut Tx, browser: PushId, topic: &str, body: &str) -> Result<()> {
    let new = NewPush {
        browser,
        topic,
        kind: NoticeKind::Outbid,
        body,
        from: later(5),
        until: later(50),
    };
    tx.put_push(&new).await
}

async fn due(tx: &mut Tx, millis: i64) -> Result<Vec<DuePush>> {
    tx.due_pushes(later(millis), 9).await
}

fn later(millis: i64) -> Timestamp {
    NOON.plus_millis(millis)
}

async fn the_key_is_made_once(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    assert_eq!(tx.push_key().await?, None);
    assert!(tx.insert_push_key(b"first").await?);
    assert!(!tx.insert_push_key(b"second").await?);
    assert_eq!(tx.push_key().await?.as_deref(), Some(&b"first"[..]));
    browser(&mut tx, ANNA, "a").await?;
    tx.forget_push_key().await?;
    assert_eq!(tx.push_key().await?, None);
    assert_eq!(tx.push_browsers(ANNA).await?, [], "of the key before");
    assert!(tx.insert_push_key(b"third").await?);
    Ok(())
}

async fn a_browser_belongs_to_one_account(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let (id, before) = browser(&mut tx, ANNA, "a").await?;
    assert_eq!(before, None);
    let found = tx.push_browsers(ANNA).await?;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].id, found[0].host.as_str()),
        (id, "push.example.net")
    );
    assert_eq!(
        Some(found[0].mark.clone()),
        domain::push::mark("https://push.example.net/a")
    );
    assert!(found[0].english && found[0].delivered_at.is_none());
    assert_eq!(tx.push_told(ANNA).await?, [(id, true)]);
    assert_eq!(
        (tx.push_told(BEN).await?, tx.push_browsers(BEN).await?),
        (vec![], vec![])
    );
    assert!(!tx.end_push_browser(BEN, id).await?);
    // Whoever signs in to the same browser next takes it along.
    message(&mut tx, id, "t", "for anna").await?;
    let (taken, before) = browser(&mut tx, BEN, "a").await?;
    assert_eq!(before, Some((ANNA, id)));
    assert_eq!(tx.push_browsers(ANNA).await?, []);
    assert_eq!(due(&mut tx, 5).await?, [], "nothing of anna's comes to ben");
    assert!(tx.end_push_browser(BEN, taken).await?);
    assert!(!tx.end_push_browser(BEN, taken).await?, "once");
    tx.put_push_off(ANNA, &[NoticeKind::Won]).await?;
    tx.put_push_off(ANNA, &[NoticeKind::Opening, NoticeKind::Outbid])
        .await?;
    let off = tx.push_off(ANNA).await?;
    assert_eq!(off, [NoticeKind::Outbid, NoticeKind::Opening]);
    assert_eq!(tx.push_off(BEN).await?, []);
    Ok(())
}

async fn a_browser_moves_with_what_waits_for_it(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let (id, _) = browser(&mut tx, ANNA, "a").await?;
    message(&mut tx, id, "t", "for anna").await?;
    let (from, to) = (draft("a").address, draft("b"));
    let found = tx.push_browser_at(&from).await?;
    assert_eq!(found, Some((id, ANNA, b"sealed".to_vec())));
    assert_eq!(tx.push_browser_at(&to.address).await?, None);
    assert!(tx.move_push_browser((id, &from), &to, b"anew").await?);
    let again = tx.move_push_browser((id, &from), &to, b"again").await?;
    assert!(!again, "it is no longer there");
    assert_eq!(tx.push_browser_at(&from).await?, None);
    let waits = due(&mut tx, 5).await?;
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0].address, to.address);
    assert_eq!(waits[0].secret, b"anew");
    let outbox = tx.outbox().await?;
    assert_eq!((outbox.pushes, outbox.browsers), (1, 1));
    let (other, _) = browser(&mut tx, BEN, "c").await?;
    let there = draft("c").address;
    let taken = tx.move_push_browser((other, &there), &to, b"x").await;
    assert!(matches!(taken, Err(StoreError::Conflict)));
    Ok(())
}

async fn a_message_is_sent_by_one_and_is_gone_when_it_arrived(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let (id, _) = browser(&mut tx, ANNA, "a").await?;
    message(&mut tx, id, "t", "first").await?;
    assert_eq!(due(&mut tx, 4).await?, [], "not yet");
    let waits = due(&mut tx, 5).await?;
    assert_eq!(waits.len(), 1);
    assert_eq!((waits[0].browser, waits[0].body.as_str()), (id, "first"));
    assert_eq!((waits[0].attempts, waits[0].tries), (0, 0));
    assert_eq!(waits[0].address, draft("a").address);
    assert_eq!(waits[0].public_key, [4; PUBLIC_KEY_BYTES]);
    assert_eq!(
        (waits[0].secret.as_slice(), waits[0].until),
        (&b"sealed"[..], later(50))
    );
    assert!(tx.claim_push(&waits[0], later(9)).await?);
    assert!(!tx.claim_push(&waits[0], later(9)).await?, "one is faster");
    assert_eq!(due(&mut tx, 8).await?, []);
    // Nothing is heard of the first attempt: the next one comes by itself.
    let again = due(&mut tx, 9).await?.remove(0);
    assert_eq!((again.attempts, again.tries), (1, 1));
    assert!(tx.claim_push(&again, later(20)).await?);
    assert!(!tx.end_push(again.id, 1).await?, "the second runs");
    assert!(!tx.delay_push(again.id, 1, later(9)).await?);
    assert!(tx.delay_push(again.id, 2, later(30)).await?);
    assert_eq!(due(&mut tx, 29).await?, []);
    let last = due(&mut tx, 30).await?.remove(0);
    assert!(tx.claim_push(&last, later(40)).await?);
    assert!(tx.end_push(last.id, 3).await?);
    tx.note_push(id, &last.address, later(31)).await?;
    assert_eq!(due(&mut tx, 99).await?, []);
    assert_eq!(
        tx.push_browsers(ANNA).await?[0].delivered_at,
        Some(later(31))
    );
    Ok(())
}

async fn of_the_same_topic_the_latest_message_stays(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let (id, _) = browser(&mut tx, ANNA, "a").await?;
    let (other, _) = browser(&mut tx, ANNA, "b").await?;
    message(&mut tx, id, "t", "first").await?;
    message(&mut tx, other, "t", "elsewhere").await?;
    message(&mut tx, id, "u", "about another").await?;
    let first = due(&mut tx, 5).await?.remove(0);
    assert!(tx.claim_push(&first, later(15)).await?);
    message(&mut tx, id, "t", "second").await?;
    assert!(!tx.end_push(first.id, 1).await?, "that was the first one");
    let waits = due(&mut tx, 5).await?;
    let mut bodies: Vec<&str> = waits.iter().map(|one| one.body.as_str()).collect();
    bodies.sort_unstable();
    assert_eq!(bodies, ["about another", "elsewhere", "second"]);
    let second = waits.iter().find(|one| one.body == "second");
    assert_eq!(
        second.map(|one| one.tries),
        Some(0),
        "tried as often as a new one"
    );
    Ok(())
}

async fn browsers_go_with_their_service_and_with_their_owner(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let (id, _) = browser(&mut tx, ANNA, "a").await?;
    let (other, _) = browser(&mut tx, ANNA, "b").await?;
    message(&mut tx, id, "t", "first").await?;
    message(&mut tx, other, "t", "second").await?;
    let all = [ANNA, BEN].into();
    let reach = tx.tellable(&all).await?;
    assert_eq!((reach[&ANNA].push, reach[&BEN]), (true, Reach::default()));
    let elsewhere = draft("b").address;
    assert_eq!(
        tx.push_browser_gone(id, &elsewhere).await?,
        None,
        "another's address"
    );
    assert_eq!(
        tx.push_browser_gone(id, &draft("a").address).await?,
        Some(ANNA)
    );
    assert_eq!(tx.push_browser_gone(id, &draft("a").address).await?, None);
    assert_eq!(due(&mut tx, 9).await?.len(), 1, "its messages went with it");
    tx.put_push_off(ANNA, &[NoticeKind::Won]).await?;
    tx.erase_account(ANNA, "gone", NOON).await?;
    assert_eq!(tx.push_browsers(ANNA).await?, []);
    assert_eq!(
        (tx.push_off(ANNA).await?, due(&mut tx, 9).await?),
        (vec![], vec![])
    );
    Ok(())
}

async fn secrets_are_found_where_they_lie(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    browser(&mut tx, ANNA, "a").await?;
    tx.insert_push_key(b"open").await?;
    for (table, whose, secret) in [
        (
            SecretTable::Browsers,
            "https://push.example.net/a",
            &b"sealed"[..],
        ),
        (SecretTable::PushKey, "", b"open"),
    ] {
        let row = tx.secrets(table, 0, 9).await?.remove(0);
        assert_eq!((row.whose.as_str(), row.secret.as_slice()), (whose, secret));
        assert!(tx.reseal(table, &row, b"anew").await?);
        assert!(!tx.reseal(table, &row, b"again").await?);
    }
    assert_eq!(tx.push_key().await?.as_deref(), Some(&b"anew"[..]));
    Ok(())
}
