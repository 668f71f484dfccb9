//! What several tests of this crate need.

use domain::bidding::Order;
use domain::ids::LotCode;
use futures::future::join_all;
use service::testing::TestPortal;

/// Makes `count` accepted bids of two bidders in turn on a lot without one, at once.
pub async fn many_bids(site: &TestPortal, lot: &LotCode, count: usize) {
    let bidders = [site.bidder("one").await, site.bidder("two").await];
    for bidder in &bidders {
        bidder.enrol(lot).await.expect("a lot that takes bidders");
    }
    let mut yuan = 100_000;
    let mut requests = Vec::new();
    for number in 0..count {
        let bidder = &bidders[number % 2];
        let key = format!("many-{number:06}");
        requests.push((bidder, bidder.request(lot, Order::Flat, yuan, &key)));
        // The ladder of the season.
        yuan += match yuan {
            ..500_000 => 5_000,
            500_000..1_000_000 => 10_000,
            _ => 20_000,
        };
    }
    let answers = requests
        .into_iter()
        .map(|(bidder, request)| site.portal.place_bid(&bidder.account, request));
    for answer in join_all(answers).await {
        answer.expect("the next price of the ladder");
    }
}
