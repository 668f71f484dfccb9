//! The outbox: sent once by whoever is first, tried again, given up.

use super::{ADDRESS, HOUR, MINUTE, Postman, code, header, reachable};
use domain::mail::{MailCounts, MailProblem, RETRY_DELAYS_MS};
use service::Portal;
use service::mail::send_mails;
use service::testing::TestPortal;

async fn counts(portal: &Portal) -> (u64, u64, u64) {
    let MailCounts {
        waiting,
        sent,
        failed,
    } = portal.mail_counts().await.unwrap();
    (waiting, sent, failed)
}

/// Somebody whose password was changed a moment ago: a mail without a link waits.
async fn told(site: &TestPortal) {
    let anna = reachable(site, "anna", ADDRESS).await;
    let changed = site.portal.change_password(
        &anna,
        None,
        super::PASSWORD.into(),
        "vier kleine Enten baden".into(),
    );
    changed.await.unwrap();
}

#[tokio::test]
async fn two_processes_send_it_once() {
    let site = TestPortal::new().await;
    told(&site).await;
    let (second, postman) = (site.beside("second").await, Postman::new());
    let (one, other) = tokio::join!(
        send_mails(&site.portal, &postman),
        send_mails(&second, &postman)
    );
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(postman.came().len(), 1);
    assert_eq!(
        counts(&site.portal).await,
        (0, 2, 0),
        "the confirmation before it"
    );
}

#[tokio::test]
async fn what_is_deferred_is_sent_again_with_the_same_id() {
    let site = TestPortal::new().await;
    told(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    postman.answers(Err(MailProblem::Deferred));
    let first = postman.round(portal).await.remove(0);
    assert_eq!(counts(portal).await, (1, 1, 0));
    assert_eq!(postman.round(portal).await, [], "not yet");
    site.clock.advance_millis(MINUTE);
    postman.answers(Ok(()));
    let second = postman.round(portal).await.remove(0);
    assert_eq!(first, second, "byte for byte");
    assert_eq!(
        header(&first, "Message-ID"),
        Some(format!("<{}@localhost>", first.id))
    );
    assert_eq!(
        header(&first, "Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    site.clock.advance_millis(90 * 24 * HOUR);
    assert_eq!(postman.round(portal).await, []);
}

#[tokio::test]
async fn whoever_dies_on_the_way_is_followed_with_the_same_id() {
    let site = TestPortal::new().await;
    told(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    // A process takes the attempt and is never heard of again.
    let due = portal.store().read().await.unwrap();
    let due = { due }.due_mails(portal.now(), 9).await.unwrap().remove(0);
    let mut tx = portal.store().write().await.unwrap();
    let later = portal.now().plus_millis(MINUTE);
    assert!(tx.claim_mail(&due, later).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(postman.round(portal).await, []);
    site.clock.advance_millis(MINUTE);
    let mail = postman.round(portal).await.remove(0);
    assert_eq!(mail.id, domain::mail::message_id(&due.key));
}

#[tokio::test]
async fn what_is_refused_is_given_up_at_once_and_the_rest_after_days() {
    let site = TestPortal::new().await;
    told(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    postman.answers(Err(MailProblem::Refused));
    assert_eq!(postman.round(portal).await.len(), 1);
    assert_eq!(counts(portal).await, (0, 1, 1));
    portal.ask_recovery("anna", true).await.unwrap();
    postman.answers(Err(MailProblem::Unreachable));
    let first = postman.round(portal).await.remove(0);
    site.clock.advance_millis(RETRY_DELAYS_MS[0]);
    let second = postman.round(portal).await.remove(0);
    assert_eq!(first.id, second.id);
    assert_ne!(
        code(&first),
        code(&second),
        "only hashes are kept: another link"
    );
    site.clock.advance_millis(HOUR);
    assert_eq!(postman.round(portal).await, [], "its link would be dead");
    assert_eq!(counts(portal).await, (0, 1, 2));
}

#[tokio::test]
async fn the_eighth_try_is_the_last() {
    let site = TestPortal::new().await;
    told(&site).await;
    let (portal, postman) = (&site.portal, Postman::new());
    postman.answers(Err(MailProblem::Timeout));
    let mut tries = 0;
    for _ in 0..12 {
        tries += postman.round(portal).await.len();
        site.clock.advance_millis(49 * HOUR);
    }
    assert_eq!(tries, 8);
    assert_eq!(counts(portal).await.2, 1);
}
