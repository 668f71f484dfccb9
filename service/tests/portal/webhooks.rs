//! Webhooks: who has them, that a notice is written to each once, and what becomes of it.

use domain::accounts::Account;
use domain::ids::LotCode;
use domain::notices::{NoticeBody, NoticeKind, Preferences};
use domain::webhooks::{Address, DeliveryProblem, DeliveryState, NewWebhook, WebhookDraft, sign};
use service::ledger::sequence_all;
use service::notices::tell;
use service::testing::TestPortal;
use service::webhooks::{Post, Transport, deliver};
use service::{Error, Portal};
use std::sync::Mutex;

const CODE: &str = "P2026-ENER-0001";
const HOUR: i64 = 3_600_000;

/// A receiver that answers as it is told and remembers what came.
struct Receiver {
    answer: Mutex<Result<u16, DeliveryProblem>>,
    came: Mutex<Vec<Post>>,
}

impl Receiver {
    fn new(answer: Result<u16, DeliveryProblem>) -> Self {
        Self {
            answer: Mutex::new(answer),
            came: Mutex::default(),
        }
    }

    fn answers(&self, answer: Result<u16, DeliveryProblem>) {
        *self.answer.lock().unwrap() = answer;
    }

    fn came(&self) -> Vec<Post> {
        self.came.lock().unwrap().clone()
    }
}

impl Transport for Receiver {
    async fn post(&self, post: &Post) -> Result<u16, DeliveryProblem> {
        self.came.lock().unwrap().push(post.clone());
        // The other process has its chance in the middle of an attempt.
        tokio::task::yield_now().await;
        *self.answer.lock().unwrap()
    }
}

fn draft(kinds: &[NoticeKind]) -> WebhookDraft {
    WebhookDraft {
        name: "竞价程序".into(),
        address: Address::parse("https://example.org/hook?key=canary").unwrap(),
        kinds: kinds.to_vec(),
    }
}

async fn hook(portal: &Portal, who: &Account) -> NewWebhook {
    let made = portal.create_webhook(who, draft(NoticeKind::ALL));
    made.await.unwrap()
}

/// A lot on which the first of two bidders was outbid, and told so.
async fn outbid(site: &TestPortal) -> (Account, Account, LotCode, NewWebhook) {
    let lot = site.open_lot(CODE, false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let made = hook(&site.portal, &anna.account).await;
    for bidder in [&anna, &ben] {
        bidder.enrol(&lot).await.unwrap();
    }
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    // Two bids of one instant are a millisecond apart: the later one is news once the clock is there.
    site.clock.advance_millis(1_000);
    sequence_all(&site.portal).await.unwrap();
    tell(&site.portal).await.unwrap();
    (anna.account, ben.account, lot, made)
}

async fn log(portal: &Portal, who: &Account) -> Vec<domain::webhooks::Delivery> {
    portal.webhooks_page(who).await.unwrap().deliveries
}

#[tokio::test]
async fn a_notice_is_posted_once_and_signed() {
    let site = TestPortal::new().await;
    let (anna, _, _, made) = outbid(&site).await;
    // Telling again tells nobody anything.
    tell(&site.portal).await.unwrap();
    let receiver = Receiver::new(Ok(204));
    assert_eq!(deliver(&site.portal, &receiver).await, Ok(1));
    assert_eq!(deliver(&site.portal, &receiver).await, Ok(0));
    let came = receiver.came();
    assert_eq!(came.len(), 1);
    let post = &came[0];
    assert_eq!(post.address, made.webhook.address);
    let body: serde_json::Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(body["type"], "notice.outbid");
    assert_eq!(body["data"]["lot"], CODE);
    let secret = made.secret.strip_prefix("whsec_").unwrap();
    let secret = base64(secret);
    let signed = sign(&secret, &post.message, post.seconds, &post.body);
    assert_eq!(post.signature, signed);
    assert_eq!(post.seconds, site.portal.now().millis() / 1_000);
    let log = log(&site.portal, &anna).await;
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].state, log[0].attempts),
        (DeliveryState::Delivered, 1)
    );
    assert_eq!(
        (log[0].status, log[0].kind),
        (Some(204), Some(NoticeKind::Outbid))
    );
}

/// Reads standard Base64.
fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for digit in text.bytes().filter(|digit| *digit != b'=') {
        let value = DIGITS.iter().position(|known| *known == digit).unwrap();
        bits = (bits << 6) | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

#[tokio::test]
async fn two_processes_post_it_once() {
    let site = TestPortal::new().await;
    outbid(&site).await;
    let second = site.beside("second").await;
    let receiver = Receiver::new(Ok(200));
    let (one, other) = tokio::join!(
        deliver(&site.portal, &receiver),
        deliver(&second, &receiver)
    );
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(receiver.came().len(), 1);
}

#[tokio::test]
async fn what_fails_is_tried_again_with_the_same_id_until_it_arrives() {
    let site = TestPortal::new().await;
    let (portal, (anna, ..)) = (&site.portal, outbid(&site).await);
    let receiver = Receiver::new(Ok(302));
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    let first = log(portal, &anna).await.remove(0);
    assert_eq!(first.state, DeliveryState::Waiting);
    assert_eq!(first.problem, Some(DeliveryProblem::Answer));
    assert_eq!(first.status, Some(302), "a redirect is a failure");
    assert_eq!(deliver(portal, &receiver).await, Ok(0), "not yet");
    site.clock.advance_millis(5_500);
    receiver.answers(Err(DeliveryProblem::Unreachable));
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    let failing = portal.webhooks_page(&anna).await.unwrap().webhooks;
    assert!(failing[0].failing_since.is_some());
    site.clock.advance_millis(330_000);
    receiver.answers(Ok(200));
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    let last = log(portal, &anna).await.remove(0);
    assert_eq!((last.state, last.attempts), (DeliveryState::Delivered, 3));
    let came = receiver.came();
    assert!(came.iter().all(|post| post.message == came[0].message));
    assert!(came.iter().all(|post| post.body == came[0].body));
    assert!(came[1].signature != came[0].signature, "signed anew");
    let well = portal.webhooks_page(&anna).await.unwrap().webhooks;
    assert_eq!(well[0].failing_since, None);
}

#[tokio::test]
async fn the_eighth_try_is_the_last_and_one_by_hand_begins_anew() {
    let site = TestPortal::new().await;
    let (portal, (anna, ..)) = (&site.portal, outbid(&site).await);
    let receiver = Receiver::new(Ok(500));
    for _ in 0..10 {
        deliver(portal, &receiver).await.unwrap();
        site.clock.advance_millis(11 * HOUR);
    }
    let given_up = log(portal, &anna).await.remove(0);
    assert_eq!(
        (given_up.state, given_up.attempts),
        (DeliveryState::Failed, 8)
    );
    assert_eq!(given_up.next_at, None);
    receiver.answers(Ok(200));
    let resent = portal.resend_delivery(&anna, given_up.id).await;
    resent.unwrap();
    let twice = portal.resend_delivery(&anna, given_up.id).await;
    assert_eq!(twice, Err(Error::invalid("WEBHOOK_WAITING")));
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    let arrived = log(portal, &anna).await.remove(0);
    assert_eq!(
        (arrived.state, arrived.attempts),
        (DeliveryState::Delivered, 9)
    );
    assert_eq!(arrived.message, given_up.message);
}

#[tokio::test]
async fn whoever_dies_in_an_attempt_is_followed_by_another() {
    let site = TestPortal::new().await;
    let (portal, (anna, ..)) = (&site.portal, outbid(&site).await);
    // Counted, and nothing is heard of it any more.
    let mut dying = portal.store().write().await.unwrap();
    let due = dying.due_deliveries(portal.now(), 9).await.unwrap();
    let next = portal.now().plus_millis(15_000);
    assert!(dying.claim_delivery(&due[0], next).await.unwrap());
    dying.commit().await.unwrap();
    let receiver = Receiver::new(Ok(200));
    assert_eq!(deliver(portal, &receiver).await, Ok(0));
    site.clock.advance_millis(15_000);
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    assert_eq!(log(portal, &anna).await[0].attempts, 2);
}

#[tokio::test]
async fn after_five_days_of_failures_it_is_off_and_its_owner_is_told() {
    let site = TestPortal::new().await;
    let (portal, (anna, ..)) = (&site.portal, outbid(&site).await);
    let receiver = Receiver::new(Err(DeliveryProblem::Timeout));
    deliver(portal, &receiver).await.unwrap();
    site.clock.advance_millis(5 * 24 * HOUR);
    deliver(portal, &receiver).await.unwrap();
    let page = portal.webhooks_page(&anna).await.unwrap();
    assert!(!page.webhooks[0].on);
    assert!(page.deliveries.iter().all(|one| one.next_at.is_none()));
    let unread = portal.notices_page(&anna, None).await.unwrap().unread;
    let told = unread
        .iter()
        .filter(|one| one.body == NoticeBody::WebhookOff);
    assert_eq!(told.count(), 1);
    let id = page.webhooks[0].id;
    let off = Err(Error::invalid("WEBHOOK_OFF"));
    assert_eq!(portal.test_webhook(&anna, id).await, off);
    let delivery = page.deliveries[0].id;
    assert_eq!(portal.resend_delivery(&anna, delivery).await, off);
    portal.switch_webhook(&anna, id, true).await.unwrap();
    receiver.answers(Ok(200));
    portal.test_webhook(&anna, id).await.unwrap();
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    let last = receiver.came().pop().unwrap();
    assert!(last.body.contains("webhook.test"));
}

#[tokio::test]
async fn only_what_was_asked_for_and_what_the_owner_is_told_is_posted() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let none = portal.create_webhook(&anna.account, draft(&[])).await;
    assert_eq!(none, Err(Error::invalid("WEBHOOK_NO_KIND")));
    let won = draft(&[NoticeKind::Won]);
    portal.create_webhook(&anna.account, won).await.unwrap();
    hook(portal, &ben.account).await;
    let quiet = Preferences {
        off: vec![NoticeKind::Outbid],
        quiet: None,
    };
    let set = portal.set_notice_settings(&ben.account, quiet);
    set.await.unwrap();
    for bidder in [&anna, &ben] {
        bidder.enrol(&lot).await.unwrap();
    }
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    anna.bid(&lot, 110_000).await.unwrap();
    sequence_all(portal).await.unwrap();
    tell(portal).await.unwrap();
    let receiver = Receiver::new(Ok(200));
    assert_eq!(deliver(portal, &receiver).await, Ok(0));
}

#[tokio::test]
async fn a_webhook_is_its_owners_alone_and_not_everybodys_to_have() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (anna, ben) = (
        site.bidder("anna").await.account,
        site.bidder("ben").await.account,
    );
    let id = hook(portal, &anna).await.webhook.id;
    portal.test_webhook(&anna, id).await.unwrap();
    let delivery = log(portal, &anna).await[0].id;
    let nothing = Err(Error::NotFound);
    assert_eq!(portal.switch_webhook(&ben, id, false).await, nothing);
    assert_eq!(portal.delete_webhook(&ben, id).await, nothing);
    assert_eq!(portal.test_webhook(&ben, id).await, nothing);
    assert_eq!(portal.resend_delivery(&ben, delivery).await, nothing);
    assert_eq!(log(portal, &ben).await, []);
    for _ in 1..5 {
        hook(portal, &anna).await;
    }
    let sixth = portal.create_webhook(&anna, draft(NoticeKind::ALL)).await;
    assert_eq!(sixth, Err(Error::invalid("WEBHOOK_TOO_MANY")));
    portal.delete_webhook(&anna, id).await.unwrap();
    hook(portal, &anna).await;
    let manager = site.manager().await;
    hook(portal, &manager).await;
    let centre = site.centre().await.account;
    let refused = portal.webhooks_page(&centre).await;
    assert_eq!(refused, Err(Error::Forbidden));
    let refused = portal.create_webhook(&centre, draft(NoticeKind::ALL)).await;
    assert_eq!(refused, Err(Error::Forbidden));
}

/// The operator may name the only hosts that webhooks lead to (reliability.md S-26); one that was made
/// before is posted to no more.
#[tokio::test]
async fn webhooks_lead_only_where_the_operator_lets_them() {
    let site = TestPortal::new().await;
    let (anna, ..) = outbid(&site).await;
    let settings = service::Settings {
        node: "closed".into(),
        webhook_hosts: "hooks.example.net".parse().unwrap(),
        ..service::Settings::default()
    };
    let closed = site.beside_with(settings).await;
    let made = closed.create_webhook(&anna, draft(NoticeKind::ALL)).await;
    assert_eq!(made.unwrap_err(), Error::invalid("WEBHOOK_EGRESS"));
    let allowed = WebhookDraft {
        name: String::new(),
        address: Address::parse("https://hooks.example.net/in").unwrap(),
        kinds: NoticeKind::ALL.to_vec(),
    };
    closed.create_webhook(&anna, allowed).await.unwrap();
    let receiver = Receiver::new(Ok(204));
    assert!(deliver(&closed, &receiver).await.unwrap() > 0);
    assert_eq!(receiver.came().len(), 0, "no connection was made");
    let problem = log(&closed, &anna).await[0].problem;
    assert_eq!(problem, Some(DeliveryProblem::Forbidden));
}

#[tokio::test]
async fn a_webhook_is_edited_and_signs_as_before() {
    let site = TestPortal::new().await;
    let (anna, ben, _, made) = outbid(&site).await;
    let (portal, id) = (&site.portal, made.webhook.id);
    let moved = WebhookDraft {
        name: "新程序".into(),
        address: Address::parse("https://example.net/new").unwrap(),
        kinds: vec![NoticeKind::Won],
    };
    let foreign = portal.change_webhook(&ben, id, moved.clone()).await;
    assert_eq!(foreign, Err(Error::NotFound));
    let mut wrong = moved.clone();
    wrong.name = "x".repeat(41);
    let refused = portal.change_webhook(&anna, id, wrong).await;
    assert_eq!(refused, Err(Error::invalid("WEBHOOK_NAME")));
    let edited = portal.change_webhook(&anna, id, moved.clone()).await;
    edited.unwrap();
    let page = portal.webhooks_page(&anna).await.unwrap();
    let hook = &page.webhooks[0];
    assert_eq!((&hook.name, &hook.address), (&moved.name, &moved.address));
    assert_eq!(hook.kinds, moved.kinds);
    // What waited goes to the new address, signed with the secret that its owner has.
    let receiver = Receiver::new(Ok(204));
    assert_eq!(deliver(portal, &receiver).await, Ok(1));
    let post = receiver.came().remove(0);
    assert_eq!(post.address, moved.address);
    let secret = base64(made.secret.strip_prefix("whsec_").unwrap());
    let signed = sign(&secret, &post.message, post.seconds, &post.body);
    assert_eq!(post.signature, signed);
    // Another host is checked as for a new one; a name may change wherever it leads.
    let settings = service::Settings {
        webhook_hosts: "hooks.example.com".parse().unwrap(),
        ..service::Settings::default()
    };
    let closed = site.beside_with(settings).await;
    let away = WebhookDraft {
        address: Address::parse("https://example.org/").unwrap(),
        ..moved.clone()
    };
    let refused = closed.change_webhook(&anna, id, away).await;
    assert_eq!(refused, Err(Error::invalid("WEBHOOK_EGRESS")));
    let named = WebhookDraft {
        name: String::new(),
        ..moved
    };
    closed.change_webhook(&anna, id, named).await.unwrap();
}
