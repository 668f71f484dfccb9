//! What is sent to push services, when, and what comes of their answers.

use super::standards::is_signed;
use super::{Browser, CODE, HOUR, MINUTE, PushService, add, outbid, read, stage, work};
use domain::notices::{NoticeKind, Preferences, Quiet};
use domain::webhooks::DeliveryProblem;
use service::Error;
use service::push::send_pushes;
use service::testing::{CANARY_CONTACT, TestPortal};

#[tokio::test]
async fn whoever_is_outbid_is_told_in_his_browser_and_nobody_else_reads_it() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    let came = service.round(portal).await;
    assert_eq!(came.len(), 1, "ben has no browser");
    assert_eq!(service.round(portal).await, [], "once");
    let post = &came[0];
    assert_eq!(post.address.to_string(), browser.endpoint);
    assert_eq!((post.urgency, post.topic.len()), ("high", 24));
    assert!((3_500..=3_600).contains(&post.seconds), "{}", post.seconds);
    let message = read(&browser, post);
    assert_eq!(message.path, format!("/lots/{CODE}"));
    assert!(message.title.contains("被超越") && message.title.contains(CODE));
    assert!(message.body.contains("105,000"), "{}", message.body);
    assert_eq!(
        (message.lang.as_str(), &message.tag),
        ("zh-CN", &post.topic)
    );
    let said = format!("{message:?}");
    for secret in [CANARY_CONTACT, "9,980,000", "ben", "anna"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    let clear = post
        .body
        .windows(CODE.len())
        .any(|window| window == CODE.as_bytes());
    assert!(!clear, "the push service reads nothing");
    let (fits, claims) = is_signed(&post.authorization);
    assert!(fits);
    let claims: serde_json::Value = serde_json::from_str(&claims).unwrap();
    assert_eq!(claims["aud"], "https://updates.push.services.mozilla.com");
    assert_eq!(claims["sub"], "http://127.0.0.1:3000");
    let lasts = claims["exp"].as_i64().unwrap() - portal.now().millis() / 1_000;
    assert!((0..=24 * 3_600).contains(&lasts), "{lasts}");
    let key = portal
        .notice_settings(&anna.account)
        .await
        .unwrap()
        .push
        .key;
    assert!(post.authorization.ends_with(&key.unwrap()));
    let settings = portal.notice_settings(&anna.account).await.unwrap();
    assert_eq!(settings.push.browsers[0].delivered_at, Some(portal.now()));
}

#[tokio::test]
async fn each_browser_is_told_in_its_language_under_keys_of_its_own() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, first) = stage(&site).await;
    let second = Browser::new(2);
    let added = site
        .portal
        .add_push_browser(&anna.account, second.draft(), true);
    added.await.unwrap();
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    let came = PushService::new().round(&site.portal).await;
    assert_eq!(came.len(), 2);
    let of = |browser: &Browser| {
        let post = came
            .iter()
            .find(|post| post.address.to_string() == browser.endpoint);
        post.unwrap().clone()
    };
    let (one, other) = (of(&first), of(&second));
    assert!(read(&first, &one).title.contains("被超越"));
    let english = read(&second, &other);
    assert_eq!(english.path, format!("/en/lots/{CODE}"));
    assert!(english.body.contains("outbid") && english.lang == "en");
    assert_ne!(one.body[..16], other.body[..16], "another salt");
    assert_ne!(one.body[21..86], other.body[21..86], "another key");
}

#[tokio::test]
async fn of_a_war_of_bids_the_last_message_counts() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let service = PushService::new();
    for yuan in [100_000, 110_000, 120_000] {
        outbid(&site, &lot, (&anna, &ben), yuan).await;
    }
    let came = service.round(&site.portal).await;
    assert_eq!(came.len(), 1);
    assert!(read(&browser, &came[0]).body.contains("125,000"));
    outbid(&site, &lot, (&anna, &ben), 130_000).await;
    let next = service.round(&site.portal).await;
    assert_eq!(
        next.len(),
        1,
        "each is told at once, however many there were"
    );
    assert_eq!(
        next[0].topic, came[0].topic,
        "and takes the place of the one before"
    );
}

#[tokio::test]
async fn quiet_hours_hold_messages_back_but_for_outbid() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    // From 8 to 18 o'clock; the portal of the tests begins at 9.
    let preferences = Preferences {
        quiet: Quiet::new(8 * 60, 18 * 60).ok(),
        ..Preferences::default()
    };
    let set = portal.set_notice_settings(&anna.account, preferences);
    set.await.unwrap();
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    assert_eq!(service.round(portal).await.len(), 1, "at once");
    site.pass(2 * HOUR).await;
    work(&site).await;
    assert_eq!(service.round(portal).await, [], "the result waits");
    site.clock.advance_millis(8 * HOUR);
    let came = service.round(portal).await;
    assert_eq!(came.len(), 1, "nothing is lost");
    assert!(read(&browser, &came[0]).title.contains("未成交"));
}

#[tokio::test]
async fn a_kind_that_is_switched_off_stays_in_the_portal() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, _) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    let off = portal.set_push_off(&anna.account, vec![NoticeKind::Outbid]);
    off.await.unwrap();
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    assert_eq!(service.round(portal).await, []);
    assert!(portal.unread_notices(&anna.account).await.unwrap() > 0);
    site.pass(2 * HOUR).await;
    work(&site).await;
    assert_eq!(service.round(portal).await.len(), 1, "the others come");
}

#[tokio::test]
async fn two_processes_send_it_once() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, _) = stage(&site).await;
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    let second = site.beside("second").await;
    let service = PushService::new();
    let (one, other) = tokio::join!(
        send_pushes(&site.portal, &service),
        send_pushes(&second, &service)
    );
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(
        service.round(&site.portal).await.len(),
        1,
        "what came in all"
    );
}

#[tokio::test]
async fn what_fails_is_tried_again_until_it_is_worth_nothing() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    service.answers(Ok(503));
    let first = service.round(portal).await;
    assert_eq!(first.len(), 1);
    assert_eq!(service.round(portal).await, [], "not yet");
    site.clock.advance_millis(5_500);
    service.answers(Err(DeliveryProblem::Unreachable));
    let second = service.round(portal).await;
    assert_ne!(second[0].body, first[0].body, "encrypted anew");
    assert_eq!(read(&browser, &second[0]), read(&browser, &first[0]));
    assert!(second[0].seconds < first[0].seconds, "it lasts no longer");
    // An hour later nobody wants to know who led then.
    site.clock.advance_millis(HOUR);
    service.answers(Ok(201));
    assert_eq!(service.round(portal).await, []);
    let settings = portal.notice_settings(&anna.account).await.unwrap();
    assert_eq!(settings.push.browsers[0].delivered_at, None);
    let mut tx = portal.store().read().await.unwrap();
    let far = portal.now().plus_millis(99 * HOUR);
    assert_eq!(tx.due_pushes(far, 9).await.unwrap(), [], "and it is gone");
}

#[tokio::test]
async fn a_browser_that_its_service_does_not_know_is_ended() {
    for status in [404, 410] {
        let site = TestPortal::new().await;
        let (lot, anna, ben, _) = stage(&site).await;
        let kept = Browser::new(2);
        add(&site.portal, &ben.account, &kept).await;
        let (portal, service) = (&site.portal, PushService::new());
        outbid(&site, &lot, (&anna, &ben), 100_000).await;
        service.answers(Ok(status));
        assert_eq!(service.round(portal).await.len(), 1);
        let of_anna = portal.notice_settings(&anna.account).await.unwrap();
        let of_ben = portal.notice_settings(&ben.account).await.unwrap();
        assert_eq!(of_anna.push.browsers, [], "{status}");
        assert_eq!(of_ben.push.browsers.len(), 1);
        site.clock.advance_millis(10 * MINUTE);
        outbid(&site, &lot, (&anna, &ben), 110_000).await;
        assert_eq!(service.round(portal).await, [], "told nothing any more");
    }
}

#[tokio::test]
async fn a_message_that_is_refused_is_not_tried_again() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, _) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    service.answers(Ok(403));
    assert_eq!(service.round(portal).await.len(), 1);
    site.clock.advance_millis(10 * MINUTE);
    assert_eq!(service.round(portal).await, []);
    let settings = portal.notice_settings(&anna.account).await.unwrap();
    assert_eq!(settings.push.browsers.len(), 1, "the next one may be taken");
}

#[tokio::test]
async fn what_waits_for_a_browser_is_cancelled_with_it() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, _) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    let settings = portal.notice_settings(&anna.account).await.unwrap();
    let id = settings.push.browsers[0].id;
    portal.end_push_browser(&anna.account, id).await.unwrap();
    assert_eq!(service.round(portal).await, [], "what waited is cancelled");
    let again = portal.end_push_browser(&anna.account, id).await;
    assert_eq!(again, Err(Error::NotFound));
}
