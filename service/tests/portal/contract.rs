//! The acceptance contract (reliability.md §2): the first answer to a key, whatever is in the way
//! of a new bid, and what is late by our fault.

use domain::bidding::{Order, Refusal};
use domain::ids::LotCode;
use domain::money::Fen;
use domain::views::Receipt;
use service::bidding::Fate;
use service::testing::{TestBidder, TestPortal};
use service::{BidRate, Error, Portal, Settings};

/// One that limits bidders as the real one does.
pub async fn limited(site: &TestPortal) -> Portal {
    let settings = Settings {
        bid_rate: BidRate::DEFAULT,
        node: "limited".into(),
        ..Settings::default()
    };
    site.beside_with(settings).await
}

pub async fn send(
    portal: &Portal,
    bidder: &TestBidder<'_>,
    lot: &LotCode,
    yuan: i64,
    key: &str,
) -> Result<Receipt, Error> {
    let request = bidder.request(lot, Order::Flat, yuan, key);
    portal.place_bid(&bidder.account, request).await
}

/// What a refusal says, and whether it says it again.
fn told(refused: &Error) -> ((Refusal, u64, Fen), bool) {
    let Error::Bid {
        refusal,
        as_of_seq,
        min_next,
        replayed,
    } = *refused
    else {
        panic!("not refused by the rules: {refused:?}");
    };
    ((refusal, as_of_seq, min_next), replayed)
}

#[tokio::test]
async fn a_repeated_key_is_answered_beyond_the_rate() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let portal = limited(&site).await;
    let bid = async |yuan, key| send(&portal, &anna, &lot, yuan, key).await;
    let limited = || Err(Error::invalid("RATE_LIMITED"));

    let first = bid(100_000, "first-00001").await.unwrap();
    let refused = bid(99_000, "poor-000001").await.unwrap_err();
    assert!(bid(100_000, "first-00001").await.unwrap().replayed);
    // Three at once are allowed, and now it is the fourth.
    assert_eq!(bid(105_000, "other-00001").await, limited());
    let again = bid(100_000, "first-00001").await.unwrap();
    assert!(again.replayed);
    assert_eq!(
        (again.lot_seq, again.accepted_at, again.received_at),
        (first.lot_seq, first.accepted_at, first.received_at)
    );
    let again = bid(99_000, "poor-000001").await.unwrap_err();
    assert_eq!(told(&again), (told(&refused).0, true), "the first answer");
    assert!(!told(&refused).1);
    assert_eq!(
        bid(105_000, "first-00001").await,
        Err(Error::invalid("KEY_REUSED"))
    );
    let fate = portal.fence(&anna.account, &lot, "given-up-001").await;
    assert_eq!(fate, Ok(Fate::Fenced));
    assert_eq!(
        bid(105_000, "given-up-001").await,
        Err(Error::invalid("KEY_FENCED"))
    );
    // A lot that is not there is not told from one that is.
    let nowhere = LotCode::parse("P2026-NONE-1").unwrap();
    for _ in 0..3 {
        let asked = send(&portal, &anna, &nowhere, 100_000, "first-00001").await;
        assert_eq!(asked, Err(Error::NotFound));
    }
    let asked = send(&portal, &anna, &nowhere, 100_000, "first-00001").await;
    assert_eq!(asked, limited());
    site.clock.advance_millis(1_000);
    assert_eq!(
        bid(105_000, "other-00001").await.map_err(|e| e.to_string()),
        Err("ALREADY_LEADING".into()),
        "what was limited left nothing behind"
    );
}

#[tokio::test]
async fn looking_keys_up_is_limited_too() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let portal = limited(&site).await;
    let bid = async || send(&portal, &anna, &lot, 100_000, "first-00001").await;
    for asked in 0..13 {
        assert_eq!(bid().await.unwrap().replayed, asked > 0);
    }
    // Neither accepted nor refused: nobody has looked.
    assert_eq!(bid().await, Err(Error::invalid("REPEATED_TOO_OFTEN")));
    let ben = site.bidder("ben").await;
    ben.enrol(&lot).await.unwrap();
    send(&portal, &ben, &lot, 105_000, "first-00001")
        .await
        .expect("others notice nothing");
    site.clock.advance_millis(1_000);
    assert!(bid().await.unwrap().replayed);
}

#[tokio::test]
async fn a_clock_that_jumped_takes_no_bids_and_repeats_its_answers() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let first = anna.bid_with(&lot, 100_000, "first-00001").await.unwrap();
    site.disturb_clock();
    assert!(!site.portal.is_taking_bids());
    let unsafe_clock = || Err(Error::invalid("CLOCK_UNSAFE"));
    assert_eq!(
        anna.bid_with(&lot, 105_000, "new-000001").await,
        unsafe_clock()
    );
    let again = anna.bid_with(&lot, 100_000, "first-00001").await.unwrap();
    assert_eq!((again.lot_seq, again.replayed), (first.lot_seq, true));
    // Nothing of the refused bid is left, not even its key.
    let fate = site.portal.fate(&anna.account, &lot, "new-000001").await;
    assert_eq!(fate, Ok(Fate::NotSeen));
    // Nothing is closed by such a clock either.
    site.clock.advance_millis(29_999);
    assert_eq!(
        anna.bid_with(&lot, 105_000, "new-000001").await,
        unsafe_clock()
    );
    site.clock.advance_millis(1);
    assert_eq!(
        refusal(anna.bid_with(&lot, 105_000, "new-000001").await).code(),
        "ALREADY_LEADING"
    );
    site.verify(&lot).await;
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Bid { refusal, .. }) => refusal,
        other => panic!("not refused by the rules: {other:?}"),
    }
}

#[tokio::test]
async fn what_came_in_time_and_is_decided_after_the_close_is_an_incident() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    let paddle = ben.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    // They arrive 10 ms before the end and at the end, and are decided after the close.
    let ended_at = site.portal.now().plus_millis(60 * 60_000);
    let arrives = |key: &str, before_ms: i64| {
        let mut request = ben.request(&lot, Order::Flat, 105_000, key);
        request.received_at = ended_at.plus_millis(-before_ms);
        request
    };
    site.pass(60 * 60_000 + 2_000).await;
    let place = async |request| site.portal.place_bid(&ben.account, request).await;
    let in_time = arrives("in-time-001", 10);
    let expected = Refusal::LateByServer {
        ended_at,
        received_at: in_time.received_at,
    };
    let at = site.portal.now();
    assert_eq!(refusal(place(in_time.clone()).await), expected);
    assert_eq!(
        refusal(place(arrives("at-end-0001", 0)).await),
        Refusal::LotNotOpen
    );

    // On record for the organiser and counted for everybody, once.
    site.clock.advance_millis(60_000);
    assert_eq!(refusal(place(in_time).await), expected, "the first answer");
    let centre = site.centre().await;
    let desk = site.portal.lot_desk(&centre.account, &lot).await.unwrap();
    let [incident] = desk.incidents[..] else {
        panic!("one incident: {:?}", desk.incidents);
    };
    assert_eq!(
        (incident.paddle, incident.ended_at, incident.at),
        (Some(paddle), ended_at, at)
    );
    let round = round_of(&site, &lot).await;
    let figures = site.portal.round_figures(round).await.unwrap();
    assert_eq!(figures.late_by_server, 1);
    site.verify(&lot).await;
}

async fn round_of(site: &TestPortal, lot: &LotCode) -> domain::ids::RoundId {
    let mut tx = site.portal.store().read().await.unwrap();
    let id = tx.lot(lot).await.unwrap().unwrap().lot.id;
    tx.auction(id).await.unwrap().unwrap().round
}

/// Decided at one instant, or by a clock that was set back: what is told rises all the same, and
/// what the clock really said is stored beside it (reliability.md §2.3, I-12).
#[tokio::test]
async fn acceptance_rises_and_the_raw_clock_is_stored_beside_it() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    anna.enrol(&lot).await.unwrap();
    ben.enrol(&lot).await.unwrap();
    site.clock.advance_millis(10_000);
    let noon = site.portal.now();
    let steps = [
        (&anna, 100_000, "raw-00001", 0),
        (&ben, 105_000, "raw-00002", 0),
        (&anna, 110_000, "raw-00003", -50),
        (&ben, 115_000, "raw-00004", 0),
    ];
    let mut accepted = Vec::new();
    let mut raw = Vec::new();
    for (bidder, yuan, key, moves_ms) in steps {
        site.clock.advance_millis(moves_ms);
        let receipt = bidder.bid_with(&lot, yuan, key).await.unwrap();
        accepted.push(receipt.accepted_at.0 - noon.0);
        let mut tx = site.portal.store().read().await.unwrap();
        let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
        let key = (id, bidder.account.id, key.to_owned());
        let stored = tx.bid_answers(std::slice::from_ref(&key)).await.unwrap();
        raw.push(stored[&key].at.0 - noon.0);
    }
    assert_eq!(accepted, [0, 1, 2, 3], "µs");
    assert_eq!(raw, [0, 0, -50_000, -50_000]);
    site.verify(&lot).await;
}
