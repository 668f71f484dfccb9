//! An end that falls behind an outage does not close as if nothing had happened (reliability.md
//! §2.3, F-16).

use domain::bidding::Outcome;
use domain::ids::LotCode;
use service::testing::{TestBidder, TestPortal};
use service::workers;

const MINUTE: i64 = 60_000;

/// A lot for one hour with a bid on it, and the portal's first sign of life.
async fn lot_with_bid(site: &TestPortal) -> (LotCode, TestBidder<'_>) {
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    workers::beat(&site.portal).await.unwrap();
    (lot, anna)
}

/// Time passes while the portal lives.
async fn live(site: &TestPortal, millis: i64) {
    let mut left = millis;
    while left > 0 {
        let step = left.min(20_000);
        site.clock.advance_millis(step);
        workers::beat(&site.portal).await.unwrap();
        left -= step;
    }
}

async fn ends_in(site: &TestPortal, lot: &LotCode) -> i64 {
    let figures = site.portal.lot_live(lot).await.unwrap().figures;
    figures.ends_at.millis_since(site.portal.now())
}

#[tokio::test]
async fn down_over_the_end_suspends_the_lot() {
    let site = TestPortal::new().await;
    let (lot, _) = lot_with_bid(&site).await;
    live(&site, ends_in(&site, &lot).await - 5 * MINUTE).await;
    // Dead from five minutes before the end to an hour after it.
    site.clock.advance_millis(65 * MINUTE);
    workers::beat(&site.portal).await.unwrap();
    site.pass(0).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(figures.outcome, None, "nobody has bought it");
    assert_eq!(figures.suspended_ms, Some(0));
    site.pass(60 * MINUTE).await;
    let later = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(later, figures, "it waits for two persons, not for a timer");
    site.verify(&lot).await;
}

/// The process stays and cannot write, or its clock cannot be trusted: the first thing that it does
/// afterwards may be to close what is due, before the next sign of life.
#[tokio::test]
async fn a_close_that_comes_before_the_next_sign_of_life_knows_of_the_outage() {
    let site = TestPortal::new().await;
    let (lot, _) = lot_with_bid(&site).await;
    live(&site, ends_in(&site, &lot).await - 40_000).await;
    // Nothing for the last forty seconds and three more.
    site.clock.advance_millis(43_000);
    site.pass(0).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(figures.outcome, None, "nobody has bought it");
    assert_eq!(figures.suspended_ms, Some(0));
    workers::beat(&site.portal).await.unwrap();
    site.pass(0).await;
    assert_eq!(site.portal.lot_live(&lot).await.unwrap().figures, figures);
    site.verify(&lot).await;
}

/// Thirty seconds without a sign of life are borne, whoever looks first.
#[tokio::test]
async fn a_close_before_the_next_sign_of_life_bears_what_is_no_outage() {
    let site = TestPortal::new().await;
    let (lot, _) = lot_with_bid(&site).await;
    live(&site, ends_in(&site, &lot).await - 27_000).await;
    site.clock.advance_millis(30_000);
    site.pass(0).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert!(matches!(figures.outcome, Some(Outcome::SoldPending { .. })));
    site.verify(&lot).await;
}

#[tokio::test]
async fn down_after_the_end_closes_at_the_recorded_end() {
    let site = TestPortal::new().await;
    let (lot, _) = lot_with_bid(&site).await;
    live(&site, ends_in(&site, &lot).await - 10_000).await;
    site.clock.advance_millis(60 * MINUTE);
    workers::beat(&site.portal).await.unwrap();
    site.pass(0).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert!(matches!(figures.outcome, Some(Outcome::SoldPending { .. })));
    site.verify(&lot).await;
}

#[tokio::test]
async fn down_long_before_the_end_changes_nothing() {
    let site = TestPortal::new().await;
    let (lot, anna) = lot_with_bid(&site).await;
    site.clock.advance_millis(20 * MINUTE);
    live(&site, ends_in(&site, &lot).await + 3_000).await;
    site.pass(0).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert!(matches!(figures.outcome, Some(Outcome::SoldPending { .. })));
    drop(anna);
    site.verify(&lot).await;
}

#[tokio::test]
async fn a_lot_that_was_closed_stays_closed() {
    let site = TestPortal::new().await;
    let (lot, _) = lot_with_bid(&site).await;
    live(&site, ends_in(&site, &lot).await + 3_000).await;
    site.pass(0).await;
    let closed = site.portal.lot_live(&lot).await.unwrap().figures;
    site.clock.advance_millis(600 * MINUTE);
    workers::beat(&site.portal).await.unwrap();
    site.pass(0).await;
    assert_eq!(site.portal.lot_live(&lot).await.unwrap().figures, closed);
}
