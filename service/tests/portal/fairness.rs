//! One bidder cannot keep others from bidding (reliability.md S-22): measured in bids that reach the
//! decision, not in time.

use domain::bidding::{Order, Refusal};
use futures::future::join_all;
use service::testing::TestPortal;
use service::{BidRate, Error, Settings};

/// Bids of the one who floods, for each of the other's.
const FLOOD: usize = 100;

/// Somebody sends a hundred bids for every one of somebody else, on the same lot and at the same instant:
/// of his own, three are looked at in the first second and one in each further one; every bid of the other
/// is decided.
#[tokio::test]
async fn whoever_floods_takes_nothing_from_others() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let (flooder, other) = (site.bidder("anna").await, site.bidder("ben").await);
    for bidder in [&flooder, &other] {
        bidder.enrol(&lot).await.unwrap();
    }
    let settings = Settings {
        bid_rate: BidRate::DEFAULT,
        node: "limited".into(),
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let (mut decided, mut taken) = (0, 0);
    let mut yuan = 100_000;
    for second in 0..10 {
        // Below the least, so that the flood does not move the price; each with a key of its own.
        let requests: Vec<_> = (0..FLOOD)
            .map(|n| flooder.request(&lot, Order::Flat, 1_000, &format!("flood-{second}-{n:03}")))
            .collect();
        let flood = requests
            .into_iter()
            .map(|request| portal.place_bid(&flooder.account, request));
        let own = other.request(&lot, Order::Flat, yuan, &format!("own-{second:05}"));
        let (answers, own) = tokio::join!(join_all(flood), portal.place_bid(&other.account, own));
        decided += answers
            .iter()
            .filter(|answer| matches!(answer, Err(Error::Bid { .. })))
            .count();
        match own {
            Ok(_) => {
                taken += 1;
                yuan += 5_000;
            }
            // He leads already: that was decided too.
            Err(Error::Bid {
                refusal: Refusal::AlreadyLeading { .. },
                ..
            }) => taken += 1,
            other => panic!("a bid of the other was not decided: {other:?}"),
        }
        site.clock.advance_millis(1_000);
    }
    assert_eq!(taken, 10, "every bid of the other");
    assert_eq!(decided, 3 + 9, "of the thousand of the flood");
    let counts = portal.bid_counts();
    assert_eq!(counts.accepted, 1);
    let limited: u64 = ["RATE_LIMITED", "REPEATED_TOO_OFTEN"]
        .iter()
        .filter_map(|code| counts.refused.get(*code))
        .sum();
    assert_eq!(limited, (10 * FLOOD - decided) as u64);
}
