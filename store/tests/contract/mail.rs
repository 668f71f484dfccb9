//! Mails: an address of one owner, links that work once, mails written once and sent by one at a time,
//! gone with their owner.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::AccountId;
use domain::mail::{CONFIRM_MS, LinkPurpose, MailBody, MailCounts, MailProblem, RECOVERY_MS};
use domain::notices::NoticeKind;
use domain::time::Timestamp;
use store::{DueMail, MailLink, NewMail, Result, Tried, Tx};

stories!(
    an_address_counts_once_it_is_confirmed,
    a_link_works_once_and_not_for_long,
    only_whoever_can_be_recovered_is_found,
    a_mail_is_written_once_and_sent_by_one,
    requests_are_bounded_and_taken_once,
    mails_go_with_time_and_with_their_owner,
);

const ANNA: AccountId = AccountId(1);
const BEN: AccountId = AccountId(2);
const ADDRESS: &str = "Anna@example.com";
const SENT: Tried = Tried {
    problem: None,
    next_at: None,
};

async fn stage(bench: &Bench) -> Result<Tx> {
    let mut tx = bench.store.write().await?;
    for id in [ANNA, BEN] {
        tx.insert_account(&make::account(id.get()), Some("hash"))
            .await?;
    }
    Ok(tx)
}

/// The account has this address.
async fn confirmed(tx: &mut Tx, account: AccountId, address: &str) -> Result<()> {
    tx.ask_mail_address(account, address, false, NOON).await?;
    assert!(
        tx.confirm_mail_address(account, address, false, NOON)
            .await?
    );
    Ok(())
}

async fn mail(tx: &mut Tx, account: AccountId, key: &str) -> Result<bool> {
    let body = MailBody::Recover("anna".into());
    let new = NewMail {
        account,
        key,
        recipient: ADDRESS,
        english: true,
        body: &body,
        at: NOON,
        from: later(5),
    };
    tx.insert_mail(&new).await
}

fn later(millis: i64) -> Timestamp {
    NOON.plus_millis(millis)
}

fn link(account: AccountId) -> MailLink {
    let address = ADDRESS.to_owned();
    MailLink { account, address }
}

async fn an_address_counts_once_it_is_confirmed(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    assert_eq!(tx.mail_settings(ANNA).await?.address, None);
    tx.ask_mail_address(ANNA, ADDRESS, true, NOON).await?;
    let settings = tx.mail_settings(ANNA).await?;
    assert_eq!(
        (settings.address, settings.pending.as_deref()),
        (None, Some(ADDRESS))
    );
    assert!(tx.mail_to(ANNA).await?.is_none(), "not confirmed");
    let other = tx.confirm_mail_address(ANNA, "old@example.com", true, NOON);
    assert!(!other.await?, "another one waits");
    assert!(tx.confirm_mail_address(ANNA, ADDRESS, true, NOON).await?);
    assert!(!tx.confirm_mail_address(ANNA, ADDRESS, true, NOON).await?);
    let to = tx.mail_to(ANNA).await?.expect("an address");
    assert_eq!((to.address.as_str(), to.english), (ADDRESS, true));
    assert_eq!((to.account, to.off.len()), (ANNA, 0));
    assert!(tx.mail_to(BEN).await?.is_none());
    // The one that holds stays until the next one is confirmed.
    tx.ask_mail_address(ANNA, "new@example.com", true, NOON)
        .await?;
    assert_eq!(tx.mail_to(ANNA).await?.expect("it stays").address, ADDRESS);
    assert!(tx.put_mail_off(ANNA, &[NoticeKind::Won]).await?);
    assert_eq!(tx.mail_settings(ANNA).await?.off, [NoticeKind::Won]);
    assert!(!tx.put_mail_off(BEN, &[NoticeKind::Won]).await?);
    assert!(tx.remove_mail_address(ANNA).await?);
    assert!(!tx.remove_mail_address(ANNA).await?);
    assert!(tx.mail_to(ANNA).await?.is_none());
    Ok(())
}

async fn a_link_works_once_and_not_for_long(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let (recover, confirm) = (LinkPurpose::Recover, LinkPurpose::Confirm);
    for hash in [b"one", b"two"] {
        tx.insert_mail_link(hash, recover, &link(ANNA), NOON)
            .await?;
    }
    tx.insert_mail_link(b"ben", recover, &link(BEN), NOON)
        .await?;
    let found = tx
        .mail_link(b"one", recover, later(RECOVERY_MS - 1))
        .await?;
    assert_eq!(found, Some(link(ANNA)));
    assert_eq!(
        tx.mail_link(b"one", recover, later(RECOVERY_MS)).await?,
        None
    );
    assert_eq!(
        tx.mail_link(b"one", confirm, NOON).await?,
        None,
        "for another purpose"
    );
    assert_eq!(tx.take_mail_link(b"one", confirm, NOON).await?, None);
    assert_eq!(
        tx.take_mail_link(b"one", recover, NOON).await?,
        Some(link(ANNA))
    );
    for hash in [b"one", b"two"] {
        let again = tx.take_mail_link(hash, recover, NOON).await?;
        assert_eq!(again, None, "one of them is enough");
    }
    assert!(tx.mail_link(b"ben", recover, NOON).await?.is_some());
    tx.insert_mail_link(b"day", confirm, &link(ANNA), NOON)
        .await?;
    let day = tx.mail_link(b"day", confirm, later(CONFIRM_MS - 1)).await?;
    assert!(day.is_some());
    tx.ask_mail_address(ANNA, "new@example.com", false, NOON)
        .await?;
    assert_eq!(
        tx.mail_link(b"day", confirm, NOON).await?,
        None,
        "for another address"
    );
    Ok(())
}

async fn only_whoever_can_be_recovered_is_found(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    let mut robot = make::account(3);
    robot.house_bot = true;
    tx.insert_account(&robot, Some("hash")).await?;
    tx.insert_account(&make::account(4), None).await?;
    for id in 1..=4 {
        confirmed(&mut tx, AccountId(id), ADDRESS).await?;
    }
    // The second one has only asked for another address.
    tx.ask_mail_address(BEN, "ben@example.com", false, NOON)
        .await?;
    let of = |found: Vec<store::MailTo>| found.iter().map(|to| to.account).collect::<Vec<_>>();
    let found = tx.mail_recoverable("anna@EXAMPLE.com", 9).await?;
    assert_eq!(of(found), [ANNA, BEN], "nobody without a password, no bot");
    assert_eq!(of(tx.mail_recoverable(ADDRESS, 1).await?), [ANNA]);
    let login = make::account(ANNA.get()).login;
    assert_eq!(of(tx.mail_recoverable(&login, 9).await?), [ANNA]);
    assert!(tx.mail_recoverable("ben@example.com", 9).await?.is_empty());
    assert!(tx.mail_recoverable("nobody", 9).await?.is_empty());
    assert!(tx.mail_recoverable("%", 9).await?.is_empty());
    assert!(
        tx.mail_to(AccountId(4)).await?.is_none(),
        "nobody signs in to it"
    );
    // Whoever loses his password loses the ways to another one.
    tx.insert_mail_link(b"one", LinkPurpose::Recover, &link(ANNA), NOON)
        .await?;
    mail(&mut tx, ANNA, "a").await?;
    tx.renew_sign_in(ANNA, None, NOON).await?;
    assert_eq!(
        tx.mail_link(b"one", LinkPurpose::Recover, NOON).await?,
        None
    );
    assert!(tx.own_mails(ANNA, 9).await?.is_empty());
    assert_eq!(of(tx.mail_recoverable(ADDRESS, 9).await?), [BEN]);
    Ok(())
}

async fn a_mail_is_written_once_and_sent_by_one(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    assert!(mail(&mut tx, ANNA, "a").await?);
    assert!(!mail(&mut tx, ANNA, "a").await?);
    assert!(tx.due_mails(later(4), 9).await?.is_empty(), "not yet");
    let due: DueMail = tx.due_mails(later(5), 9).await?.remove(0);
    assert_eq!((due.attempts, due.recipient.as_str()), (0, ADDRESS));
    assert_eq!((due.account, due.english, due.at), (ANNA, true, NOON));
    assert_eq!(due.body, MailBody::Recover("anna".into()));
    assert!(tx.claim_mail(&due, later(50)).await?);
    assert!(!tx.claim_mail(&due, later(50)).await?, "one is faster");
    assert!(tx.due_mails(later(49), 9).await?.is_empty());
    // Nothing is heard of the first try: the next one comes by itself.
    let again = tx.due_mails(later(50), 9).await?.remove(0);
    assert!(tx.claim_mail(&again, later(90)).await?);
    assert!(!tx.end_mail_try(due.id, 1, &SENT).await?, "the second runs");
    let deferred = Tried {
        problem: Some(MailProblem::Deferred),
        next_at: Some(later(200)),
    };
    assert!(tx.end_mail_try(due.id, 2, &deferred).await?);
    let last = tx.due_mails(later(200), 9).await?.remove(0);
    assert_eq!((last.attempts, last.key.as_str()), (2, "a"));
    assert!(tx.claim_mail(&last, later(300)).await?);
    assert!(tx.end_mail_try(due.id, 3, &SENT).await?);
    assert!(tx.due_mails(later(900), 9).await?.is_empty());
    assert!(mail(&mut tx, ANNA, "b").await?);
    assert!(mail(&mut tx, BEN, "c").await?);
    let refused = tx.due_mails(later(5), 1).await?.remove(0);
    tx.claim_mail(&refused, later(9)).await?;
    let failed = Tried {
        problem: Some(MailProblem::Refused),
        next_at: None,
    };
    assert!(tx.end_mail_try(refused.id, 1, &failed).await?);
    let counts = MailCounts {
        waiting: 1,
        sent: 1,
        failed: 1,
    };
    assert_eq!(tx.mail_counts().await?, counts);
    assert_eq!(tx.count_mails(ANNA, "RECOVER", NOON).await?, 2);
    assert_eq!(tx.count_mails(ANNA, "RECOVER", later(1)).await?, 0);
    assert_eq!(tx.count_mails(ANNA, "CONFIRM", NOON).await?, 0);
    tx.drop_waiting_mails(BEN, "CONFIRM").await?;
    assert_eq!(tx.mail_counts().await?.waiting, 1);
    tx.drop_waiting_mails(BEN, "RECOVER").await?;
    assert_eq!(tx.mail_counts().await?.waiting, 0);
    Ok(())
}

async fn requests_are_bounded_and_taken_once(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    assert!(!tx.has_recovery_requests().await?);
    assert!(tx.ask_recovery("ben", true, later(1), 2).await?);
    assert!(tx.ask_recovery("anna", false, NOON, 2).await?);
    assert!(!tx.ask_recovery("carl", false, NOON, 2).await?, "full");
    assert!(tx.has_recovery_requests().await?);
    let taken = tx.take_recovery_requests().await?;
    let expected = [
        ("anna".to_owned(), false, NOON),
        ("ben".to_owned(), true, later(1)),
    ];
    assert_eq!(taken, expected);
    assert!(tx.take_recovery_requests().await?.is_empty());
    assert!(tx.mail_secret().await?.is_none());
    assert_eq!(tx.keep_mail_secret(b"first").await?, b"first");
    assert_eq!(tx.keep_mail_secret(b"second").await?, b"first", "it stays");
    Ok(())
}

async fn mails_go_with_time_and_with_their_owner(bench: &Bench) -> Result<()> {
    let mut tx = stage(bench).await?;
    confirmed(&mut tx, ANNA, ADDRESS).await?;
    for (account, key) in [(ANNA, "a"), (ANNA, "b"), (BEN, "c")] {
        mail(&mut tx, account, key).await?;
    }
    let due = tx.due_mails(later(5), 1).await?.remove(0);
    tx.claim_mail(&due, later(9)).await?;
    tx.end_mail_try(due.id, 1, &SENT).await?;
    assert_eq!(tx.forget_mails(NOON).await?, 0);
    assert_eq!(tx.own_mails(ANNA, 9).await?.len(), 2);
    assert_eq!(tx.forget_mails(later(1)).await?, 1, "what waits stays");
    let own = tx.own_mails(ANNA, 9).await?;
    let (kind, to, state, at) = own[0].clone();
    assert_eq!(
        (kind.as_str(), to.as_str(), state.as_str()),
        ("RECOVER", ADDRESS, "WAITING")
    );
    assert_eq!(at, NOON);
    tx.insert_mail_link(b"one", LinkPurpose::Recover, &link(ANNA), NOON)
        .await?;
    assert!(tx.erase_account(ANNA, "gone", NOON).await?.is_some());
    assert!(tx.own_mails(ANNA, 9).await?.is_empty());
    assert!(tx.mail_to(ANNA).await?.is_none());
    let link = tx.mail_link(b"one", LinkPurpose::Recover, NOON).await?;
    assert_eq!(link, None);
    assert_eq!(tx.own_mails(BEN, 9).await?.len(), 1);
    Ok(())
}
