//! Lots that ask their bidders for a second factor, and the proof that comes before the first bid
//! (reliability.md S-03, S-09).

use crate::deposits::reason;
use crate::second_factor::Owner;
use domain::bidding::{NotQualified, Order};
use domain::ids::LotCode;
use domain::money::Fen;
use domain::seasons::Season;
use domain::second_factor::FRESH_MS;
use domain::tokens::{TokenDraft, TokenScope};
use domain::views::BidderStanding;
use service::testing::TestPortal;
use service::{Error, Portal, Settings};

/// The start price of a lot of the tests.
const START: Fen = Fen::yuan(100_000);

/// A lot under the hammer, of a season that asks for a second factor from this amount on.
async fn open_lot(site: &TestPortal, from: Fen) -> LotCode {
    let season = Season {
        second_factor_from: Some(from),
        ..site.season.clone()
    };
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    site.open_lot("P2026-ENER-0001", false).await
}

#[tokio::test]
async fn a_lot_that_asks_for_a_factor_takes_bids_from_who_has_one() {
    let site = TestPortal::new().await;
    let lot = open_lot(&site, START).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    for bidder in [&anna, &ben] {
        let paddle = bidder.enrol(&lot).await.unwrap();
        let page = bidder.page(&lot).await;
        assert!(page.lot.second_factor, "the lot says so");
        let missing = NotQualified::SecondFactor;
        let preparing = BidderStanding::Preparing { paddle, missing };
        assert_eq!(page.standing, preparing);
        assert_eq!(reason(bidder.bid(&lot, 100_000).await), missing);
    }
    let owner = Owner::new(&site, &site.portal, anna.account.clone()).await;
    anna.bid(&lot, 100_000).await.unwrap();
    let still = reason(ben.bid(&lot, 105_000).await);
    assert_eq!(still, NotQualified::SecondFactor);
    // Without it there is no other bid; the one that stands stays.
    owner
        .portal
        .remove_second_factor(&anna.account)
        .await
        .unwrap();
    let gone = reason(anna.bid(&lot, 110_000).await);
    assert_eq!(gone, NotQualified::SecondFactor);
    assert_eq!(anna.page(&lot).await.live.unwrap().bids.len(), 1);
}

#[tokio::test]
async fn a_lot_below_the_amount_of_its_season_asks_nobody() {
    let site = TestPortal::new().await;
    let lot = open_lot(&site, START + Fen(1)).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    assert!(!anna.page(&lot).await.lot.second_factor);
    anna.bid(&lot, 100_000).await.unwrap();
}

#[tokio::test]
async fn the_portal_names_the_amount_where_the_season_names_none() {
    let site = TestPortal::new().await;
    let settings = Settings {
        second_factor_from: Some(START),
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let code = LotCode::parse("P2026-ENER-0001").unwrap();
    let id = site.lot(code.as_str(), false).await;
    let centre = site.centre().await.account;
    assert_eq!(portal.publish_lots(&centre, &[id]).await, Ok(1));
    let page = portal.lot_page(&code, None).await.unwrap();
    assert!(page.lot.second_factor);
}

#[tokio::test]
async fn the_first_bid_of_a_sign_in_asks_for_a_fresh_proof() {
    let site = TestPortal::new().await;
    let lot = open_lot(&site, START).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let settings = Settings {
        step_up: true,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let owner = Owner::new(&site, &portal, anna.account.clone()).await;
    site.clock.advance_millis(FRESH_MS);
    let browser = &owner.portal;
    let bid = async |portal: &Portal, order, yuan, key: &str| {
        let request = anna.request(&lot, order, yuan, key);
        portal.place_bid(&anna.account, request).await
    };
    let low = bid(browser, Order::Flat, 50_000, "too-low-at-any-rate").await;
    assert!(matches!(low, Err(Error::Bid { .. })), "told why: {low:?}");
    let first = bid(browser, Order::Flat, 100_000, "first-of-all").await;
    assert_eq!(first, Err(Error::invalid("STEP_UP_REQUIRED")));
    browser.prove(&anna.account, &owner.code()).await.unwrap();
    let again = bid(browser, Order::Flat, 100_000, "first-of-all").await;
    assert!(again.is_ok(), "the key was free: {again:?}");
    // Later ones of the same sign-in wait for nothing, and a token gave its proof when it was made.
    site.clock.advance_millis(FRESH_MS);
    bid(browser, Order::Cap, 120_000, "second-of-all")
        .await
        .unwrap();
    bid(&portal, Order::Cap, 130_000, "of-a-program")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_that_bids_is_made_with_a_fresh_proof() {
    let site = TestPortal::new().await;
    let anna = site.bidder("anna").await.account;
    let settings = Settings {
        step_up: true,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let draft = |scope| TokenDraft {
        name: "program".into(),
        scope,
        days: 9,
    };
    let signed_in = portal.sign_in("anna", "test-password").await.unwrap();
    let browser = portal.in_login(&signed_in.token);
    site.clock.advance_millis(FRESH_MS);
    let refused = browser.create_token(&anna, draft(TokenScope::Bid)).await;
    assert_eq!(refused, Err(Error::invalid("STEP_UP_REQUIRED")));
    let reads = browser.create_token(&anna, draft(TokenScope::Read)).await;
    assert!(reads.is_ok(), "{reads:?}");
    browser.prove(&anna, "test-password").await.unwrap();
    let bids = browser.create_token(&anna, draft(TokenScope::Bid)).await;
    assert!(bids.is_ok(), "{bids:?}");
}
