//! One's own data: all of it in the export and none of others; an account that goes leaves everything
//! verifiable behind.

use domain::erasure::Hindrance;
use domain::feedback::FeedbackReason;
use domain::views::GrantPlace;
use service::audit::verify_audit;
use service::ledger::sequence_all;
use service::testing::TestPortal;
use service::{Error, Settings, replay};
use std::collections::BTreeSet;

const CODE: &str = "P2026-ENER-0001";
const MINUTE: i64 = 60_000;
const PASSWORD: &str = "test-password";

#[tokio::test]
async fn the_export_has_what_is_ones_own_and_nothing_of_others() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, true).await);
    let (anna, ben) = site.rivals(&lot).await;
    anna.bid_with(&lot, 100_000, "key-of-anna").await.unwrap();
    ben.bid_with(&lot, 105_000, "key-of-ben").await.unwrap();
    portal.set_follow(&anna.account, &lot, true).await.unwrap();
    for (who, words) in [(&anna, "anna-says"), (&ben, "ben-says")] {
        let reasons = [FeedbackReason::Price];
        let given = portal.give_feedback(&who.account, &lot, &reasons, words);
        given.await.unwrap();
    }
    portal.sign_in("anna", PASSWORD).await.unwrap();
    let file = portal.export_own_data(&anna.account).await.unwrap();
    let data: serde_json::Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(data["account"]["login"], "anna");
    assert_eq!(data["enrolments"][0]["lot"], CODE);
    assert_eq!(data["follows"][0]["lot"], CODE);
    assert_eq!(data["feedback"][0]["words"], "anna-says");
    assert_eq!(data["instructions"][0]["key"], "key-of-anna");
    assert_eq!(data["acts"][0]["act"], "account.export", "a row of its own");
    assert_eq!(data["sign_ins"].as_array().map(Vec::len), Some(1));
    let text = String::from_utf8(file).unwrap();
    for secret in [
        "key-of-ben",
        "ben-says",
        "ben（示例）",
        "argon2",
        "9980000",
        "998000000",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    let liaison = site.liaison().await;
    let card = crate::participations::person("19900002021");
    let named = portal.name_liaison(&liaison, None, &card, false);
    named.await.unwrap();
    let file = portal.export_own_data(&liaison).await.unwrap();
    let data: serde_json::Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(data["liaison"][0]["card"]["phone"], "19900002021");
    let import = site.import_of(&liaison).await;
    let zip = portal.export_own_files(&liaison).await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let names = zip.file_names().map(|name| name.unwrap().into_owned());
    let names: BTreeSet<String> = names.collect();
    let own = format!("files/{import}.xlsx");
    assert_eq!(names, BTreeSet::from(["data.json".to_owned(), own.clone()]));
    let mut tx = portal.store().read().await.unwrap();
    let stored = tx.import(import).await.unwrap().unwrap();
    let mut taken = Vec::new();
    std::io::copy(&mut zip.by_name(&own).unwrap(), &mut taken).unwrap();
    assert!(taken == stored.file, "the upload as it came");
}

#[tokio::test]
async fn the_ledger_still_holds_when_a_bidder_is_gone() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = site.rivals(&lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    let signed_in = portal.sign_in("anna", PASSWORD).await.unwrap();
    let early = portal.erase_own_account(&anna.account, PASSWORD).await;
    assert_eq!(early, Err(Error::invalid("ERASE_LOT_LIVE")));
    let page = portal.own_data_page(&anna.account).await.unwrap();
    assert_eq!(page.hindrances, [Hindrance::LotLive]);
    site.pass(61 * MINUTE).await;
    sequence_all(portal).await.unwrap();
    let before = portal.lot_ledger_zip(&lot).await.unwrap();
    let wrong = portal.erase_own_account(&anna.account, "another").await;
    assert_eq!(wrong, Err(Error::invalid("ERASE_PASSWORD")));
    portal
        .erase_own_account(&anna.account, PASSWORD)
        .await
        .unwrap();
    // The person is gone …
    assert_eq!(portal.account_of(&signed_in.token).await.unwrap(), None);
    assert!(portal.sign_in("anna", PASSWORD).await.is_err());
    let mut tx = portal.store().read().await.unwrap();
    let gone = tx.account(anna.account.id).await.unwrap().unwrap();
    drop(tx);
    assert!(!gone.display_name.contains("anna") && !gone.login.contains("anna"));
    // … what was done is not: events, leaves, the tree, the audit chain.
    site.verify(&lot).await;
    let replayed = replay(portal.store()).await.unwrap();
    assert_eq!((replayed.lots, replayed.broken), (1, vec![]));
    assert_eq!(portal.scrub().await.unwrap(), Vec::<String>::new());
    assert_eq!(portal.lot_ledger_zip(&lot).await.unwrap(), before);
    let audited = verify_audit(portal.store(), portal.now(), None).await;
    assert_eq!(audited.unwrap().broken, None);
    let again = portal.erase_own_account(&anna.account, PASSWORD).await;
    assert_eq!(
        again,
        Err(Error::invalid("ERASE_PASSWORD")),
        "nobody is there"
    );
    // The buyer stays as long as his deal is open.
    let buyer = portal.erase_own_account(&ben.account, PASSWORD).await;
    assert_eq!(buyer, Err(Error::invalid("ERASE_DEAL_OPEN")));
}

#[tokio::test]
async fn money_that_is_held_keeps_its_owner() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot_with_deposit(CODE).await);
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.declare(&lot, 10_000).await.unwrap();
    site.pass(61 * MINUTE).await;
    let early = portal.erase_own_account(&anna.account, PASSWORD).await;
    assert_eq!(early, Err(Error::invalid("ERASE_DEPOSIT_HELD")));
}

#[tokio::test]
async fn staff_and_demonstrations_are_not_deleted() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let erased = site
        .portal
        .erase_own_account(&centre.account, PASSWORD)
        .await;
    assert_eq!(erased, Err(Error::invalid("ERASE_STAFF")));
    let anna = site.bidder("anna").await;
    let demo = Settings {
        demo: true,
        ..site.portal.settings().clone()
    };
    let demo = site.beside_with(demo).await;
    let erased = demo.erase_own_account(&anna.account, PASSWORD).await;
    assert_eq!(erased, Err(Error::invalid("ERASE_DEMO")));
    // Nothing was half done: she signs in as before.
    let page = demo.account_page(&anna.account).await.unwrap();
    assert_eq!(page.grants[0].place, GrantPlace::Province);
    assert!(demo.sign_in("anna", PASSWORD).await.is_ok());
}
