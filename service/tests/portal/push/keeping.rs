//! Which browsers may be told, whose they are, and the key that push services know the portal by.

use super::{Browser, PushService, add, outbid, read, stage};
use domain::push::{BROWSERS_MAX, PushDraft, PushHosts};
use domain::webhooks::Address;
use service::testing::TestPortal;
use service::{Error, Portal, Random, Settings, Vault};
use store::SecretTable;

async fn browsers(portal: &Portal, who: &domain::accounts::Account) -> usize {
    let settings = portal.notice_settings(who).await.unwrap();
    settings.push.browsers.len()
}

async fn with_hosts(site: &TestPortal, hosts: PushHosts) -> Portal {
    let settings = Settings {
        push_hosts: hosts,
        ..Settings::default()
    };
    site.beside_with(settings).await
}

#[tokio::test]
async fn a_browser_is_told_of_the_notices_of_one_person() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    // The same browser, somebody else signed in.
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    add(portal, &ben.account, &browser).await;
    assert_eq!(browsers(portal, &anna.account).await, 0);
    assert_eq!(browsers(portal, &ben.account).await, 1);
    assert_eq!(
        service.round(portal).await,
        [],
        "nothing of anna's comes to ben"
    );
    anna.bid(&lot, 110_000).await.unwrap();
    super::work(&site).await;
    let came = service.round(portal).await;
    assert_eq!(came.len(), 1);
    assert!(
        read(&browser, &came[0]).body.contains("110,000"),
        "ben's own"
    );
    let foreign = portal.notice_settings(&ben.account).await.unwrap().push;
    let ended = portal.end_push_browser(&anna.account, foreign.browsers[0].id);
    assert_eq!(ended.await, Err(Error::NotFound));
    assert_eq!(browsers(portal, &ben.account).await, 1);
}

#[tokio::test]
async fn a_browser_that_subscribes_again_stands_once() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let anew = Browser::with(&[9; 32], [9; 16], browser.endpoint.clone());
    add(&site.portal, &anna.account, &anew).await;
    assert_eq!(browsers(&site.portal, &anna.account).await, 1);
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    let came = PushService::new().round(&site.portal).await;
    assert!(
        read(&anew, &came[0]).body.contains("105,000"),
        "with its new keys"
    );
    for number in 2..=BROWSERS_MAX {
        let next = Browser::new(u8::try_from(number).unwrap());
        add(&site.portal, &anna.account, &next).await;
    }
    let more = Browser::new(99).draft();
    let refused = site.portal.add_push_browser(&anna.account, more, false);
    assert_eq!(refused.await, Err(Error::invalid("PUSH_TOO_MANY")));
    assert_eq!(browsers(&site.portal, &anna.account).await, BROWSERS_MAX);
    // One that is there may always subscribe again.
    add(&site.portal, &anna.account, &anew).await;
}

#[tokio::test]
async fn a_browser_with_another_subscription_stays_whose_it_was() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let (portal, service) = (&site.portal, PushService::new());
    let next = Browser::new(2);
    let renew = |before, draft| portal.renew_push_browser(before, draft);
    // Its address alone is worth nothing, nor is the secret of another one.
    let mut guess = browser.proof();
    guess.secret[0] ^= 1;
    assert_eq!(renew(guess, next.draft()).await, Err(Error::NotFound));
    let unknown = renew(Browser::new(3).proof(), next.draft());
    assert_eq!(unknown.await, Err(Error::NotFound));
    let elsewhere = PushDraft {
        address: Address::parse("https://push.example.net/a").unwrap(),
        ..next.draft()
    };
    let refused = renew(browser.proof(), elsewhere).await;
    assert_eq!(refused, Err(Error::invalid("PUSH_SERVICE")));
    // What waits for it goes where it is now, with its new keys.
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    renew(browser.proof(), next.draft()).await.unwrap();
    assert_eq!(browsers(portal, &anna.account).await, 1);
    let came = service.round(portal).await;
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].address.to_string(), next.endpoint);
    assert!(read(&next, &came[0]).body.contains("105,000"));
    let again = renew(browser.proof(), next.draft()).await;
    assert_eq!(again, Err(Error::NotFound), "it has said so");
    // Where somebody has switched it on meanwhile, it is told once.
    let last = Browser::new(4);
    add(portal, &ben.account, &last).await;
    renew(next.proof(), last.draft()).await.unwrap();
    assert_eq!(browsers(portal, &ben.account).await, 0);
    assert_eq!(browsers(portal, &anna.account).await, 1);
}

#[tokio::test]
async fn only_services_that_the_operator_lets_in_are_told() {
    let site = TestPortal::new().await;
    let (lot, anna, ben, browser) = stage(&site).await;
    let at = |address: &str| PushDraft {
        address: Address::parse(address).unwrap(),
        ..browser.draft()
    };
    let refused =
        site.portal
            .add_push_browser(&anna.account, at("https://push.example.net/a"), false);
    assert_eq!(refused.await, Err(Error::invalid("PUSH_SERVICE")));
    let own = with_hosts(&site, "push.example.net".parse().unwrap()).await;
    let added = own.add_push_browser(&anna.account, at("https://push.example.net/a"), false);
    added.await.unwrap();
    let mut off_curve = browser.draft();
    off_curve.public_key[64] ^= 1;
    let refused = site
        .portal
        .add_push_browser(&anna.account, off_curve, false);
    assert_eq!(refused.await, Err(Error::invalid("PUSH_MALFORMED")));
    let off = with_hosts(&site, PushHosts::OFF).await;
    let refused = off.add_push_browser(&anna.account, browser.draft(), false);
    assert_eq!(refused.await, Err(Error::invalid("PUSH_OFF")));
    let settings = off.notice_settings(&anna.account).await.unwrap().push;
    assert_eq!((settings.key, settings.browsers.len()), (None, 2));
    // The list has become shorter since they subscribed.
    outbid(&site, &lot, (&anna, &ben), 100_000).await;
    let service = PushService::new();
    let came = service.round(&own).await;
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].address.authority(), "push.example.net");
}

#[tokio::test]
async fn the_key_is_made_once_and_lies_sealed() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let key = |portal: Portal| {
        let anna = anna.clone();
        async move { portal.notice_settings(&anna).await.unwrap().push.key }
    };
    assert_eq!(
        key(site.portal.clone()).await,
        None,
        "before the first start"
    );
    let vault = |seed| Settings {
        vault: Vault::parse(&Vault::new_file(&Random::seeded(seed))).ok(),
        ..Settings::default()
    };
    let first = site.beside_with(vault(1)).await;
    first.keep_push_key(false).await.unwrap();
    let made = key(first.clone()).await.expect("a key");
    assert_eq!(made.len(), 87, "65 bytes in base64url");
    first.keep_push_key(false).await.unwrap();
    assert_eq!(key(first.clone()).await.as_ref(), Some(&made), "it stays");
    let mut tx = first.store().read().await.unwrap();
    let row = tx
        .secrets(SecretTable::PushKey, 0, 9)
        .await
        .unwrap()
        .remove(0);
    drop(tx);
    assert!(row.secret.len() > 32, "sealed");
    add(&first, &anna, &Browser::new(1)).await;
    let mut tx = first.store().read().await.unwrap();
    let of_browser = tx.secrets(SecretTable::Browsers, 0, 9).await.unwrap();
    drop(tx);
    let shown = of_browser[0]
        .secret
        .windows(16)
        .any(|window| window == [1; 16]);
    assert!(!shown, "sealed as well");
    assert_eq!(
        first.seal_secrets(false).await,
        Ok(0),
        "under the present key"
    );
    // Another process without the key offers nothing, and breaks nothing.
    let other = site.beside_with(vault(2)).await;
    assert_eq!(key(other.clone()).await, None);
    assert!(other.keep_push_key(false).await.is_err());
    assert_eq!(key(first.clone()).await.as_ref(), Some(&made));
    // Gone for good: another key, and whoever subscribed for the one before subscribes again.
    other.keep_push_key(true).await.unwrap();
    let anew = key(other.clone()).await.expect("a key");
    assert_ne!(anew, made);
    let settings = other.notice_settings(&anna).await.unwrap();
    assert_eq!(settings.push.browsers, []);
}

#[tokio::test]
async fn the_export_names_the_browsers_and_no_secret_of_theirs() {
    let site = TestPortal::new().await;
    let (_, anna, _, _) = stage(&site).await;
    let file = site.portal.export_own_data(&anna.account).await.unwrap();
    let data: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let own = &data["browsers"]["own"];
    assert_eq!(own.as_array().map(Vec::len), Some(1));
    assert_eq!(own[0]["host"], "updates.push.services.mozilla.com");
    let text = String::from_utf8(file).unwrap();
    assert!(!text.contains("canary1") && !text.contains("wpush"));
}
