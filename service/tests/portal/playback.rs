//! The playback of finished lots, and how long their bids took.

use domain::bidding::{Order, Outcome};
use domain::ids::{LotCode, RoundId};
use domain::live::{Figures, View};
use domain::money::Fen;
use domain::playback::NoMoment;
use domain::views::RoundFigures;
use service::testing::{CANARY_RESERVE, TestBidder, TestPortal};
use service::{BidRequest, Error};

/// A ceiling below the reserve, which would lift the price to itself; its digits occur nowhere else.
const CEILING: i64 = 145_000;

async fn two_bidders<'p>(site: &'p TestPortal, lot: &LotCode) -> [TestBidder<'p>; 2] {
    let bidders = [site.bidder("anna").await, site.bidder("ben").await];
    for bidder in &bidders {
        bidder.enrol(lot).await.unwrap();
    }
    bidders
}

#[tokio::test]
async fn every_moment_is_what_watchers_saw_then() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let [anna, ben] = two_bidders(&site, &lot).await;
    assert_eq!(
        site.portal.playback(&lot).await.unwrap(),
        None,
        "it is open"
    );
    anna.bid(&lot, 100_000).await.unwrap();
    ben.cap(&lot, CEILING).await.unwrap();
    // In the window: the end moves.
    site.pass(58 * 60_000).await;
    anna.bid(&lot, 120_000).await.unwrap();
    site.pass(6 * 60_000).await;

    let seen = site.portal.frames_after(&lot, 0, 500).await.unwrap();
    let playback = site.portal.playback(&lot).await.unwrap().unwrap();
    assert_eq!(playback.steps().len(), seen.len());
    for (seq, frame) in &seen {
        let moment = site.portal.moment(&lot, Some(*seq)).await.unwrap();
        let moment = moment.unwrap().unwrap();
        let frame: domain::live::Frame = serde_json::from_str(frame).unwrap();
        assert_eq!(moment.figures, frame.figures, "event {seq}");
    }
    let end = playback.moment(None).unwrap();
    assert_eq!(end.view(), View::Passed, "far below the reserve");
    assert_eq!(end.figures.outcome, Some(Outcome::UnsoldReserve));
    assert_eq!(end.figures.extensions, 1);
    let refused = site.portal.moment(&lot, Some(99)).await.unwrap();
    let (first, last) = (1, seen.len() as u64);
    assert_eq!(refused, Some(Err(NoMoment::OutOfRange { first, last })));
    let json = serde_json::to_string(&playback).unwrap();
    for secret in [CANARY_RESERVE, Fen::yuan(CEILING)] {
        assert!(
            !json.contains(&secret.get().to_string()),
            "{secret:?} is secret"
        );
    }
}

#[tokio::test]
async fn there_is_no_playback_of_what_is_not_public() {
    let site = TestPortal::new().await;
    site.lot("P2026-ENER-0002", false).await;
    let hidden = LotCode::parse("P2026-ENER-0002").unwrap();
    let missing = LotCode::parse("P2026-ENER-0099").unwrap();
    for lot in [hidden, missing] {
        assert_eq!(site.portal.playback(&lot).await, Err(Error::NotFound));
        assert_eq!(site.portal.moment(&lot, None).await, Err(Error::NotFound));
    }
}

/// The round of a lot.
async fn round_of(site: &TestPortal, lot: &LotCode) -> RoundId {
    let page = site.portal.lot_page(lot, None).await.unwrap();
    page.round.unwrap().id
}

async fn written(site: &TestPortal, round: RoundId) -> RoundFigures {
    site.portal.write_latencies().await.unwrap();
    site.portal.round_figures(round).await.unwrap()
}

/// A bid that arrived some time ago.
fn arrived(
    bidder: &TestBidder<'_>,
    lot: &LotCode,
    yuan: i64,
    ago_ms: i64,
    key: &str,
) -> BidRequest {
    let request = bidder.request(lot, Order::Flat, yuan, key);
    BidRequest {
        received_at: request.received_at.plus_millis(-ago_ms),
        ..request
    }
}

#[tokio::test]
async fn a_round_shows_its_public_lots() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0007", true).await;
    let page = site.portal.round_figures(round_of(&site, &lot).await).await;
    let page = page.unwrap();
    let codes: Vec<_> = page.lots.iter().map(|card| &card.code).collect();
    assert_eq!(codes, [&lot]);
    let json = serde_json::to_string(&page).unwrap();
    assert!(!json.contains(&CANARY_RESERVE.get().to_string()));
    let none = site.portal.round_figures(RoundId(987_654)).await;
    assert_eq!(none, Err(Error::NotFound));
}

#[tokio::test]
async fn each_decided_bid_is_measured_once() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0003", false).await;
    let round = round_of(&site, &lot).await;
    let [anna, ben] = two_bidders(&site, &lot).await;
    assert!(written(&site, round).await.latency.is_empty());
    site.pass(1_000).await;
    let slow = arrived(&anna, &lot, 100_000, 40, "key-slow-1");
    // The same key again is an answer that is repeated, not a bid that is decided.
    for _ in 0..2 {
        let answer = site.portal.place_bid(&anna.account, slow.clone()).await;
        answer.unwrap();
    }
    let low = arrived(&ben, &lot, 100_000, 8, "key-low-01");
    assert!(site.portal.place_bid(&ben.account, low).await.is_err());
    site.pass(0).await;
    let figures = written(&site, round).await;
    let decision = &figures.latency.decision;
    assert_eq!(decision.count(), 2, "accepted and refused");
    assert_eq!(decision.max_us(), Some(40_000));
    assert!((8_000..=9_000).contains(&decision.quantile_us(500).unwrap()));
    assert_eq!(figures.latency.durable.count(), 2);
    assert_eq!(figures.latency.drain.count(), 0);
    assert_eq!(figures.measured_at, Some(site.portal.now()));
    // Written once: asking again adds nothing.
    assert_eq!(written(&site, round).await.latency, figures.latency);
    let none = site.portal.round_figures(RoundId(9_999)).await;
    assert_eq!(none, Err(Error::NotFound));
}

#[tokio::test]
async fn the_drain_counts_the_bids_that_it_was_for() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0004", false).await;
    let round = round_of(&site, &lot).await;
    let [anna, ben] = two_bidders(&site, &lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    // Half a second after the end a bid is decided that arrived 10 ms before it.
    site.clock.advance_millis(60 * 60_000 + 500);
    let late = arrived(&ben, &lot, 105_000, 510, "key-drain1");
    site.portal.place_bid(&ben.account, late).await.unwrap();
    // One that arrived after the end is no such bid, whenever it is decided.
    let extended: Figures = site.portal.lot_live(&lot).await.unwrap().figures;
    let to_end = extended.ends_at.millis_since(site.portal.now());
    site.clock.advance_millis(to_end + 100);
    assert!(anna.bid(&lot, 110_000).await.is_err());
    site.pass(2_400).await;
    let figures = written(&site, round).await;
    assert_eq!(figures.latency.drained_bids, 1);
    assert_eq!(figures.latency.decision.count(), 3);
    assert_eq!(figures.latency.drain.count(), 1);
    assert_eq!(figures.latency.drain.max_us(), Some(2_500_000));
}
