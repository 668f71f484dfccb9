//! Nobody learns from the time of an answer whether a name is somebody's (reliability.md S-06). Times of one
//! answer after the other on a busy machine say little by themselves, so pairs are compared: of a name that
//! is known and one that is not, which takes turns in going first, either has to be the slower one about as
//! often as the other.

use service::testing::TestPortal;
use service::{Client, Portal};
use tokio::time::Instant;

const PAIRS: usize = 60;
/// Of 60 throws of a coin 11 to 49 show heads but for once in a million times.
const EITHER: usize = 11;

/// How long a guess at this name takes, from a place that was never seen.
async fn takes(portal: &Portal, place: usize, login: &str) -> u128 {
    let client = Client {
        address: Some(format!("198.{}.{}.1", 18 + place / 250, place % 250).parse().unwrap()),
        ..Client::default()
    };
    let stranger = portal.clone().for_client(client);
    let begun = Instant::now();
    let refused = stranger.sign_in(login, "wrong guess").await.unwrap_err();
    let took = begun.elapsed().as_nanos();
    assert_eq!(refused.to_string(), "LOGIN_WRONG", "guess {place} at {login}");
    took
}

#[tokio::test]
async fn a_name_that_is_nobodys_takes_as_long() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    takes(&site.portal, 2 * PAIRS, "warm").await;
    let mut slower = 0;
    for pair in 0..PAIRS {
        let (first, second) = match pair % 2 {
            0 => ("anna", "nobody"),
            _ => ("nobody", "anna"),
        };
        let one = takes(&site.portal, 2 * pair, first).await;
        let other = takes(&site.portal, 2 * pair + 1, second).await;
        let known_is_first = first == "anna";
        slower += usize::from((one > other) == known_is_first);
    }
    let either = EITHER..=PAIRS - EITHER;
    assert!(either.contains(&slower), "the known name took longer in {slower} of {PAIRS} pairs");
}
