//! What bids, their leaves and what people are told of them ask of the database: it must not grow with the number of lots, because
//! on SQLite every statement is a way to the thread of the one connection that writes and back.
//! These tests run on one thread, where the store counts.

use domain::bidding::Order;
use domain::ids::LotCode;
use domain::ledger::replay::verify;
use futures::future::join_all;
use service::Portal;
use service::ledger::sequence;
use service::notices::tell;
use service::testing::{TestBidder, TestPortal};
use store::testing::statements;

/// Lots of the small and of the large measurement.
const FEW: usize = 2;
const MANY: usize = 40;
/// Statements of a turn over lots that are known: in the transaction that reads those for the queue, the
/// keys, the head, the edge of the tree and the events; in the one that writes those for the head, the
/// keys, leaves, what opens them, hashes, the new head, and the queue.
const TURN: u64 = 12;
/// Two more over lots that are not known: their histories and their reserves.
const TURN_OF_STRANGER: u64 = TURN + 2;
/// Statements of a batch of bids: answers that the keys may have, events, the queue of the ledger, heads,
/// answers, counters.
const BATCH: u64 = 6;
/// One more when nobody has asked for the bidders yet.
const BATCH_OF_STRANGERS: u64 = BATCH + 1;

/// Statements of whoever tells people of bids: in the transaction that reads those for its place and the
/// leaves; in the one that writes, and that bids wait for, those for the place, who can be told, what was
/// not read of being outbid, the notices, those that are too old, and the new place; then the looks for
/// lots that open, for what followers are to be reminded of, for prices and terms that have changed, and
/// for deadlines.
const TELL: u64 = 12;
/// And for each lot, all of them in the transaction that reads: its events, its round, its bidders and
/// the event before.
const TELL_OF_LOT: u64 = 4;

/// Lots under the hammer, and two bidders who are enrolled on all of them.
async fn stage(site: &TestPortal) -> (Vec<LotCode>, [TestBidder<'_>; 2]) {
    let bidders = [site.bidder("anna").await, site.bidder("ben").await];
    let mut lots = Vec::new();
    for number in 1..=MANY {
        let lot = format!("P2026-ENER-{number:04}");
        let lot = site.open_lot(&lot, true).await;
        for bidder in &bidders {
            bidder.enrol(&lot).await.unwrap();
        }
        lots.push(lot);
    }
    (lots, bidders)
}

/// Bids on all of these lots at once; how many statements that took.
async fn bid(bidder: &TestBidder<'_>, lots: &[LotCode], yuan: i64) -> u64 {
    let before = statements();
    for receipt in join_all(lots.iter().map(|lot| bidder.bid(lot, yuan))).await {
        receipt.unwrap();
    }
    statements() - before
}

/// Sequences what `lots` bids have left; how many statements that took.
async fn seal(portal: &Portal, lots: usize) -> u64 {
    let before = statements();
    assert_eq!(sequence(portal).await, Ok(lots as u64));
    statements() - before
}

async fn check(site: &TestPortal, lot: &LotCode) {
    let told = site.portal.lot_ledger(lot).await.unwrap();
    verify(lot, &told.entries().unwrap(), None).unwrap();
}

#[tokio::test]
async fn neither_a_batch_of_bids_nor_a_turn_grows_with_the_lots() {
    let site = TestPortal::new().await;
    let (lots, [anna, ben]) = stage(&site).await;
    sequence(&site.portal).await.unwrap();
    let mut price = 100_000;
    for (bidder, expected) in [
        (&anna, BATCH_OF_STRANGERS),
        (&ben, BATCH_OF_STRANGERS),
        (&anna, BATCH),
        (&ben, BATCH),
    ] {
        // Few lots, and then the others.
        for some in [&lots[..FEW], &lots[FEW..]] {
            assert_eq!(bid(bidder, some, price).await, expected);
            assert_eq!(seal(&site.portal, some.len()).await, TURN);
        }
        price += 10_000;
    }
    // A process that has never heard of the lots.
    for some in [&lots[..FEW], &lots[FEW..]] {
        bid(&anna, some, price).await;
        let stranger = site.beside("stranger").await;
        stranger.log_key().await.unwrap();
        assert_eq!(seal(&stranger, some.len()).await, TURN_OF_STRANGER);
    }
    for lot in &lots {
        check(&site, lot).await;
    }
}

#[tokio::test]
async fn what_is_told_is_written_in_few_statements_however_many_are_told() {
    let site = TestPortal::new().await;
    let (portal, (lots, [anna, ben])) = (&site.portal, stage(&site).await);
    bid(&anna, &lots, 100_000).await;
    sequence(portal).await.unwrap();
    tell(portal).await.unwrap();
    for (bidder, price) in [(&ben, 110_000), (&anna, 120_000)] {
        for some in [&lots[..FEW], &lots[FEW..]] {
            bid(bidder, some, price).await;
            seal(portal, some.len()).await;
            let before = statements();
            tell(portal).await.unwrap();
            let expected = TELL + TELL_OF_LOT * some.len() as u64;
            assert_eq!(statements() - before, expected);
        }
    }
    // Events of one instant stand a little apart; nothing is shown before it has happened.
    site.clock.advance_millis(1_000);
    for bidder in [&anna, &ben] {
        let told = portal.unread_notices(&bidder.account).await.unwrap();
        assert_eq!(told as usize, MANY, "outbid on every lot");
    }
}

#[tokio::test]
async fn two_processes_that_sequence_at_once_give_every_event_one_leaf() {
    let site = TestPortal::new().await;
    let (lots, [anna, ben]) = stage(&site).await;
    let other = site.beside("other").await;
    sequence(&site.portal).await.unwrap();
    for (number, bidder) in [&anna, &ben, &anna, &ben].into_iter().enumerate() {
        bid(bidder, &lots[1..], 100_000 + 10_000 * number as i64).await;
        let key = site.portal.new_key();
        let late = bidder.request(&lots[0], Order::Cap, 300_000 + number as i64 * 5_000, &key);
        let (one, two, _) = tokio::join!(
            sequence(&site.portal),
            sequence(&other),
            site.portal.place_bid(&bidder.account, late)
        );
        let rest = sequence(&site.portal).await.unwrap();
        let all = one.unwrap() + two.unwrap() + rest;
        assert!(all >= lots.len() as u64 - 1, "{all}");
        assert_eq!(sequence(&other).await, Ok(0), "nothing is left behind");
    }
    for lot in &lots {
        check(&site, lot).await;
        let told = site.portal.lot_ledger(lot).await.unwrap();
        let live = site.portal.lot_live(lot).await.unwrap().figures;
        assert_eq!(told.leaves.len() as u64, live.seq, "{lot}");
    }
}
