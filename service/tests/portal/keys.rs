//! What a key is good for: repeated, asked for, given up (reliability.md §2.4, I-07 to I-09).

use domain::bidding::{Order, Refusal};
use domain::money::Fen;
use service::Error;
use service::bidding::Fate;
use service::testing::TestPortal;

fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Bid { refusal, .. }) => refusal,
        other => panic!("not refused by the rules: {other:?}"),
    }
}

#[tokio::test]
async fn a_fenced_key_is_never_accepted_later() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let (portal, key) = (&site.portal, "0123456789abcdef");
    let fate = || portal.fate(&anna.account, &lot, key);
    let fence = || portal.fence(&anna.account, &lot, key);
    assert_eq!(fate().await, Ok(Fate::NotSeen));
    assert_eq!(fence().await, Ok(Fate::Fenced));
    assert_eq!(fence().await, Ok(Fate::Fenced), "once more changes nothing");
    assert_eq!(
        anna.bid_with(&lot, 100_000, key).await,
        Err(Error::invalid("KEY_FENCED")),
        "the delayed original"
    );
    assert_eq!(fate().await, Ok(Fate::Fenced));
    assert_eq!(portal.lot_live(&lot).await.unwrap().figures.price, None);
    // The key of somebody else is another key (I-08).
    let bob = site.bidder("bob").await;
    bob.enrol(&lot).await.unwrap();
    bob.bid_with(&lot, 100_000, key).await.unwrap();
    site.verify(&lot).await;
}

#[tokio::test]
async fn a_fence_that_comes_too_late_tells_what_was_decided() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let (good, bad) = ("good-0123456789", "poor-0123456789");
    let receipt = anna.bid_with(&lot, 100_000, good).await.unwrap();
    assert!(anna.bid_with(&lot, 101_000, bad).await.is_err());
    let fence = |key| site.portal.fence(&anna.account, &lot, key);
    assert_eq!(fence(good).await, Ok(Fate::Accepted(receipt)));
    let Ok(Fate::Refused {
        refusal,
        as_of_seq,
        min_next,
    }) = fence(bad).await
    else {
        panic!("a refusal stays a refusal");
    };
    assert_eq!((refusal.code(), as_of_seq), ("OFF_GRID", 2));
    assert_eq!(min_next, Fen::yuan(105_000));
}

#[tokio::test]
async fn a_fence_and_its_bid_at_once_agree() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    for round in 0..40 {
        site.clock.advance_millis(200);
        let key = format!("race-{round:04}");
        let yuan = 100_000 + 5_000 * round;
        let bid = anna.bid_with(&lot, yuan, &key);
        let fence = site.portal.fence(&anna.account, &lot, &key);
        let (bid, fate) = if round % 2 == 0 {
            tokio::join!(bid, fence)
        } else {
            let (fate, bid) = tokio::join!(fence, bid);
            (bid, fate)
        };
        match fate.unwrap() {
            Fate::Accepted(receipt) => assert_eq!(bid.unwrap().lot_seq, receipt.lot_seq),
            Fate::Fenced => assert_eq!(bid, Err(Error::invalid("KEY_FENCED"))),
            Fate::Refused { refusal: said, .. } => assert_eq!(refusal(bid), said),
            Fate::NotSeen => panic!("a fence is final"),
        }
    }
    site.verify(&lot).await;
}

/// Giving keys up is no way to keep others from bidding, nor to fill the table (S-22).
#[tokio::test]
async fn whoever_gives_up_keys_without_end_is_slowed_down() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    ben.enrol(&lot).await.unwrap();
    let fence = async |number: i32| {
        let key = format!("given-up-{number:04}");
        site.portal.fence(&anna.account, &lot, &key).await
    };
    for number in 0..10 {
        assert_eq!(fence(number).await, Ok(Fate::Fenced));
    }
    let slowed = Err(Error::invalid("REPEATED_TOO_OFTEN"));
    assert_eq!(fence(10).await, slowed);
    let fate = site.portal.fate(&anna.account, &lot, "given-up-0010").await;
    assert_eq!(fate, Ok(Fate::NotSeen), "nothing was written");
    ben.bid(&lot, 100_000).await.expect("others notice nothing");
    site.clock.advance_millis(200);
    assert_eq!(fence(10).await, Ok(Fate::Fenced));
}

/// A bid that was refused for not being confirmed and the confirmed one are two bids: under the key
/// of the first the second is not refused for ever by the answer to another.
#[tokio::test]
async fn a_confirmed_jump_needs_a_key_of_its_own() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let send = async |key: &str, confirmed: bool| {
        let mut request = anna.request(&lot, Order::Flat, 1_000_000, key);
        request.jump_confirmed = confirmed;
        site.portal.place_bid(&anna.account, request).await
    };
    let refused = refusal(send("slip-0000001", false).await);
    assert_eq!(refused.code(), "JUMP_TOO_BIG");
    assert_eq!(refusal(send("slip-0000001", false).await), refused);
    let reused = Err(Error::invalid("KEY_REUSED"));
    assert_eq!(send("slip-0000001", true).await, reused);
    send("sure-0000001", true).await.unwrap();
    assert!(send("sure-0000001", true).await.unwrap().replayed);
}

#[tokio::test]
async fn a_repetition_that_overtakes_its_first_request_is_told_so() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let request = || anna.request(&lot, Order::Flat, 100_000, "0123456789abcdef");
    let once = |request| site.portal.place_bid_once(&anna.account, request);
    let (first, second) = tokio::join!(once(request()), once(request()));
    assert!(first.is_ok());
    assert_eq!(second, Err(Error::invalid("KEY_RUNNING")));
    assert!(
        once(request()).await.unwrap().replayed,
        "and later repeated"
    );
    assert_eq!(site.portal.lot_live(&lot).await.unwrap().bids.len(), 1);
}
