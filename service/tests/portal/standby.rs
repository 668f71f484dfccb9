//! A commit that the standby does not have is neither accepted nor refused (reliability.md §0.4, F-11).
//! The fault bench shows it with a second server; here the standby's word is stood in for.

use domain::bidding::Order;
use service::bidding::Fate;
use service::testing::TestPortal;
use service::{Error, Portal, ledger};
use store::testing::{stand_in_standby, standby_catches_up, standby_follows_unawaited};

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_that_the_standby_does_not_have_is_not_acknowledged() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    stand_in_standby(site.url()).await.unwrap();
    let waiting = site.beside("waiting").await;
    assert!(!waiting.store().is_confirmed().await.unwrap());

    let key = waiting.new_key();
    let request = || anna.request(&lot, Order::Flat, 100_000, &key);
    let unknown = waiting.place_bid(&anna.account, request()).await;
    assert_eq!(unknown, Err(Error::OutcomeUnknown));
    // Nor is anybody shown a signed head that the next primary may never hear of (F-12).
    let signed = ledger::sequence(&waiting).await;
    assert_eq!(signed, Err(Error::OutcomeUnknown));
    assert_eq!(waiting.checkpoint().await, Err(Error::OutcomeUnknown));
    assert_eq!(waiting.ledger_place(&lot, 2).await, Ok(None));

    // Once the standby has it, the same key gets the answer of the first time, and nothing is new.
    standby_catches_up(site.url()).await.unwrap();
    assert!(waiting.store().is_confirmed().await.unwrap());
    assert!(waiting.checkpoint().await.unwrap().is_some());
    let receipt = waiting.place_bid(&anna.account, request()).await.unwrap();
    assert!(receipt.replayed, "{receipt:?}");
    let fate = waiting.fate(&anna.account, &lot, &key).await.unwrap();
    assert!(matches!(fate, Fate::Accepted(_)), "{fate:?}");
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!((figures.seq, figures.bid_count), (2, 1));
    // A process whose server waits for nobody is not asked: the control.
    assert!(site.portal.store().is_confirmed().await.unwrap());
    site.verify(&lot).await;
}

/// The operator is told at the start (reliability.md F-10).
#[tokio::test(flavor = "multi_thread")]
async fn standbys_that_nobody_waits_for_are_no_high_availability() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let unawaited = async |site: &Portal| site.store().is_followed_unawaited().await.unwrap();
    assert!(!unawaited(&site.portal).await, "there is none");
    stand_in_standby(site.url()).await.unwrap();
    let beside = site.beside("beside").await;
    assert!(!unawaited(&beside).await, "commits wait for it");
    standby_follows_unawaited(site.url()).await.unwrap();
    assert!(unawaited(&beside).await);
}
