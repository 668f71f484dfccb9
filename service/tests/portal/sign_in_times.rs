//! Nobody learns from the time of an answer whether a name is somebody's (reliability.md S-06). Times of one
//! answer after the other on a busy machine say little by themselves, so pairs are compared: of a name that
//! is known and one that is not, which take turns in going first, neither may be the slower one by more than
//! five parts of a hundred much more often than the other.

use service::testing::TestPortal;
use service::{Client, Portal};
use tokio::time::Instant;

const PAIRS: usize = 60;
/// What differs by less is alike, parts of a hundred.
const ALIKE: u128 = 5;
/// Throws of a coin differ by more than five deviations once in a million times.
const DEVIATIONS: i64 = 5;

/// How long a guess at this name takes, from a place that was never seen.
async fn takes(portal: &Portal, place: usize, login: &str) -> u128 {
    let client = Client {
        address: Some(
            format!("198.{}.{}.1", 18 + place / 250, place % 250)
                .parse()
                .unwrap(),
        ),
        ..Client::default()
    };
    let stranger = portal.clone().for_client(client);
    let begun = Instant::now();
    let refused = stranger.sign_in(login, "wrong guess").await.unwrap_err();
    let took = begun.elapsed().as_nanos();
    assert_eq!(
        refused.to_string(),
        "LOGIN_WRONG",
        "guess {place} at {login}"
    );
    took
}

#[tokio::test]
async fn a_name_that_is_nobodys_takes_as_long() {
    let site = TestPortal::new().await;
    site.bidder("anna").await;
    takes(&site.portal, 2 * PAIRS, "warm").await;
    let (mut differ, mut balance) = (0, 0);
    for pair in 0..PAIRS {
        let (one, other) = (2 * pair, 2 * pair + 1);
        let (known, unknown) = match pair % 2 {
            0 => {
                let known = takes(&site.portal, one, "anna").await;
                (known, takes(&site.portal, other, "nobody").await)
            }
            _ => {
                let unknown = takes(&site.portal, one, "nobody").await;
                (takes(&site.portal, other, "anna").await, unknown)
            }
        };
        if known.abs_diff(unknown) * 100 > known.min(unknown) * ALIKE {
            differ += 1;
            balance += if known > unknown { 1 } else { -1 };
        }
    }
    let bound = DEVIATIONS * DEVIATIONS * differ;
    assert!(
        balance * balance <= bound,
        "of {differ} pairs that differ the known name is slower in {balance} more than the other"
    );
}
