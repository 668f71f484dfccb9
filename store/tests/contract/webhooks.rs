//! Webhooks: of one owner, told once, tried by one at a time, given up, gone with their owner.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, LotId, WebhookId};
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use domain::views::OutboxState;
use domain::webhooks::{Address, DeliveryProblem, DeliveryState, WebhookDraft};
use store::{Attempt, NewDelivery, NewLeaf, Result, Tx};

stories!(
    a_webhook_belongs_to_one_account,
    a_webhook_is_edited_by_its_owner,
    a_message_is_written_once_and_tried_by_one,
    each_webhook_has_its_oldest_delivery_tried,
    the_outbox_counts_what_waits,
    an_answer_that_comes_too_late_changes_nothing,
    switching_off_gives_up_what_waits,
    deliveries_go_with_time_and_with_their_owner,
);

const ANNA: AccountId = AccountId(1);
const BEN: AccountId = AccountId(2);
const WELL: Attempt = Attempt {
    status: Some(200),
    problem: None,
    next_at: None,
};

async fn stage(bench: &Bench) -> Result<(Tx, LotId)> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    for id in [ANNA, BEN] {
        tx.insert_account(&make::account(id.get()), None).await?;
    }
    Ok((tx, lot))
}

async fn hook(tx: &mut Tx, account: AccountId) -> Result<WebhookId> {
    let draft = WebhookDraft {
        name: "竞价程序".into(),
        address: Address::parse("https://example.org/hook").expect("an address"),
        kinds: vec![NoticeKind::Outbid, NoticeKind::Won],
    };
    tx.insert_webhook(account, &draft, b"secret", NOON).await
}

async fn deliver(tx: &mut Tx, webhook: WebhookId, message: &str, about: LotId) -> Result<bool> {
    let new = NewDelivery {
        webhook,
        message,
        about: Some((NoticeKind::Won, about)),
        body: "{}",
        at: NOON,
    };
    tx.insert_delivery(&new).await
}

fn later(millis: i64) -> Timestamp {
    NOON.plus_millis(millis)
}

async fn a_webhook_belongs_to_one_account(bench: &Bench) -> Result<()> {
    let (mut tx, _) = stage(bench).await?;
    let id = hook(&mut tx, ANNA).await?;
    let hooks = tx.webhooks(ANNA).await?;
    assert_eq!(hooks.len(), 1);
    assert_eq!(hooks[0].address.to_string(), "https://example.org/hook");
    assert_eq!(hooks[0].kinds, [NoticeKind::Outbid, NoticeKind::Won]);
    assert!(hooks[0].on && hooks[0].failing_since.is_none());
    assert!(tx.webhooks(BEN).await?.is_empty());
    assert_eq!(tx.webhooks_told(ANNA, NoticeKind::Won).await?, [id]);
    assert!(tx.webhooks_told(ANNA, NoticeKind::NotWon).await?.is_empty());
    assert!(tx.webhooks_told(BEN, NoticeKind::Won).await?.is_empty());
    assert!(!tx.switch_webhook(BEN, id, false).await?);
    assert!(!tx.delete_webhook(BEN, id).await?);
    assert!(tx.switch_webhook(ANNA, id, false).await?);
    assert!(!tx.switch_webhook(ANNA, id, false).await?, "is off");
    assert!(tx.webhooks_told(ANNA, NoticeKind::Won).await?.is_empty());
    assert!(tx.delete_webhook(ANNA, id).await?);
    assert!(tx.webhooks(ANNA).await?.is_empty());
    Ok(())
}

async fn a_webhook_is_edited_by_its_owner(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let id = hook(&mut tx, ANNA).await?;
    deliver(&mut tx, id, "msg_a", lot).await?;
    tx.note_webhook(id, Some(NOON)).await?;
    let draft = WebhookDraft {
        name: "另一程序".into(),
        address: Address::parse("https://example.net/other").expect("an address"),
        kinds: vec![NoticeKind::Extended],
    };
    assert!(!tx.change_webhook(BEN, id, &draft, b"moved").await?);
    assert_eq!(tx.webhook_secret(BEN, id).await?, None);
    assert_eq!(
        tx.webhook_secret(ANNA, id).await?.as_deref(),
        Some(&b"secret"[..])
    );
    assert_eq!(tx.webhooks(ANNA).await?[0].name, "竞价程序");
    assert!(tx.change_webhook(ANNA, id, &draft, b"moved").await?);
    let changed = tx.webhooks(ANNA).await?.remove(0);
    assert_eq!((changed.id, changed.name), (id, draft.name));
    assert_eq!(
        (changed.address, changed.kinds),
        (draft.address.clone(), draft.kinds)
    );
    assert!(changed.on && changed.failing_since.is_none());
    let due = tx.due_deliveries(NOON, 9).await?.remove(0);
    assert_eq!(
        (due.address, due.secret),
        (draft.address, b"moved".to_vec())
    );
    Ok(())
}

async fn a_message_is_written_once_and_tried_by_one(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let id = hook(&mut tx, ANNA).await?;
    assert!(deliver(&mut tx, id, "msg_a", lot).await?);
    assert!(!deliver(&mut tx, id, "msg_a", lot).await?);
    assert!(tx.due_deliveries(later(-1), 9).await?.is_empty());
    let due = tx.due_deliveries(NOON, 9).await?;
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].attempts, due[0].tries), (0, 0));
    assert_eq!(due[0].secret, b"secret");
    assert_eq!((due[0].lot, due[0].body.as_str()), (Some(lot), "{}"));
    assert!(tx.claim_delivery(&due[0], later(9)).await?);
    assert!(
        !tx.claim_delivery(&due[0], later(9)).await?,
        "one is faster"
    );
    assert!(tx.due_deliveries(later(8), 9).await?.is_empty());
    // Nothing is heard of the first attempt: the next one comes by itself.
    let due = tx.due_deliveries(later(9), 9).await?;
    assert_eq!((due[0].attempts, due[0].tries), (1, 1));
    assert!(tx.claim_delivery(&due[0], later(20)).await?);
    assert!(tx.end_attempt(due[0].id, 2, &WELL).await?);
    let log = tx.deliveries(ANNA, 9).await?;
    assert_eq!(
        (log[0].state, log[0].attempts),
        (DeliveryState::Delivered, 2)
    );
    assert_eq!((log[0].status, log[0].next_at), (Some(200), None));
    assert!(tx.deliveries(BEN, 9).await?.is_empty());
    assert!(!tx.resend_delivery(BEN, log[0].id, later(30)).await?);
    assert!(tx.resend_delivery(ANNA, log[0].id, later(30)).await?);
    assert!(
        !tx.resend_delivery(ANNA, log[0].id, later(30)).await?,
        "waits"
    );
    let due = tx.due_deliveries(later(30), 9).await?;
    assert_eq!((due[0].attempts, due[0].tries), (2, 0));
    assert_eq!(due[0].message, "msg_a", "the same id");
    Ok(())
}

async fn each_webhook_has_its_oldest_delivery_tried(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let (one, other) = (hook(&mut tx, ANNA).await?, hook(&mut tx, BEN).await?);
    for message in ["msg_a", "msg_b", "msg_c"] {
        deliver(&mut tx, one, message, lot).await?;
    }
    deliver(&mut tx, other, "msg_d", lot).await?;
    let due = tx.due_deliveries(NOON, 9).await?;
    let messages: Vec<&str> = due.iter().map(|due| due.message.as_str()).collect();
    assert_eq!(messages, ["msg_a", "msg_d"]);
    assert_eq!(tx.due_deliveries(NOON, 1).await?.len(), 1);
    let log = tx.deliveries(ANNA, 2).await?;
    let messages: Vec<&str> = log.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["msg_c", "msg_b"], "the latest");
    Ok(())
}

async fn the_outbox_counts_what_waits(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    assert_eq!(tx.outbox().await?, OutboxState::default());
    let id = hook(&mut tx, ANNA).await?;
    deliver(&mut tx, id, "msg_a", lot).await?;
    deliver(&mut tx, id, "msg_b", lot).await?;
    let leaf = NewLeaf {
        lot,
        seq: 1,
        kind: 1,
        leaf: vec![1],
        opening: "{}".into(),
    };
    tx.append_leaves(0, &[leaf], &[]).await?;
    let full = OutboxState {
        untold: 1,
        deliveries: 2,
        oldest: Some(NOON),
        ..OutboxState::default()
    };
    assert_eq!(tx.outbox().await?, full);
    tx.end_notice_turn(1).await?;
    for due in [1, 2] {
        let waiting = tx.due_deliveries(NOON, 9).await?;
        assert_eq!(waiting.len(), 1, "{due}");
        assert!(tx.claim_delivery(&waiting[0], later(9)).await?);
        assert!(tx.end_attempt(waiting[0].id, 1, &WELL).await?);
    }
    assert_eq!(tx.outbox().await?, OutboxState::default());
    Ok(())
}

async fn an_answer_that_comes_too_late_changes_nothing(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let id = hook(&mut tx, ANNA).await?;
    deliver(&mut tx, id, "msg_a", lot).await?;
    let due = tx.due_deliveries(NOON, 9).await?.remove(0);
    tx.claim_delivery(&due, later(9)).await?;
    let again = tx.due_deliveries(later(9), 9).await?.remove(0);
    tx.claim_delivery(&again, later(20)).await?;
    assert!(!tx.end_attempt(due.id, 1, &WELL).await?, "the second runs");
    let failed = Attempt {
        status: Some(500),
        problem: Some(DeliveryProblem::Answer),
        next_at: Some(later(30)),
    };
    assert!(tx.end_attempt(due.id, 2, &failed).await?);
    let log = tx.deliveries(ANNA, 9).await?;
    assert_eq!(log[0].state, DeliveryState::Waiting);
    assert_eq!(log[0].next_at, Some(later(30)));
    assert_eq!(log[0].problem, Some(DeliveryProblem::Answer));
    let last = Attempt {
        next_at: None,
        ..failed
    };
    assert!(tx.end_attempt(due.id, 2, &last).await?);
    assert_eq!(
        tx.deliveries(ANNA, 9).await?[0].state,
        DeliveryState::Failed
    );
    Ok(())
}

async fn switching_off_gives_up_what_waits(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let id = hook(&mut tx, ANNA).await?;
    deliver(&mut tx, id, "msg_a", lot).await?;
    assert_eq!(tx.note_webhook(id, Some(later(1))).await?, Some(later(1)));
    assert_eq!(tx.note_webhook(id, Some(later(2))).await?, Some(later(1)));
    assert_eq!(tx.note_webhook(id, None).await?, None);
    assert_eq!(tx.note_webhook(id, Some(later(3))).await?, Some(later(3)));
    let (owner, address) = tx.give_up_webhook(id).await?.expect("was on");
    assert_eq!((owner, address.authority().as_str()), (ANNA, "example.org"));
    assert_eq!(tx.give_up_webhook(id).await?, None, "told once");
    let log = tx.deliveries(ANNA, 9).await?;
    assert_eq!(log[0].state, DeliveryState::Failed);
    assert_eq!(log[0].problem, Some(DeliveryProblem::SwitchedOff));
    assert!(tx.due_deliveries(later(9), 9).await?.is_empty());
    assert!(tx.switch_webhook(ANNA, id, true).await?);
    assert_eq!(tx.webhooks(ANNA).await?[0].failing_since, None);
    Ok(())
}

async fn deliveries_go_with_time_and_with_their_owner(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let (one, other) = (hook(&mut tx, ANNA).await?, hook(&mut tx, ANNA).await?);
    deliver(&mut tx, one, "msg_a", lot).await?;
    deliver(&mut tx, other, "msg_b", lot).await?;
    tx.switch_webhook(ANNA, one, false).await?;
    assert_eq!(tx.forget_deliveries(NOON).await?, 0);
    assert_eq!(tx.forget_deliveries(later(1)).await?, 1, "one waits");
    tx.erase_account(ANNA, "gone", NOON).await?;
    assert!(tx.webhooks(ANNA).await?.is_empty());
    assert!(tx.due_deliveries(later(1), 9).await?.is_empty());
    assert!(
        deliver(&mut tx, other, "msg_b", lot).await.is_err(),
        "no webhook"
    );
    Ok(())
}
