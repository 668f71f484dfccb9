//! The events of a lot, page by page.

use super::Desk;
use crate::testing::many_bids;
use http::{Method, StatusCode};
use serde_json::Value;

fn numbers(page: &Value) -> Vec<u64> {
    let events = page["events"].as_array().unwrap();
    let number = |event: &Value| event["figures"]["seq"].as_u64().unwrap();
    events.iter().map(number).collect()
}

#[tokio::test]
async fn events_come_in_pages_without_gap_or_duplicate() {
    let desk = Desk::open().await;
    many_bids(&desk.site, &desk.lot, 504).await;
    let page = async |from: u64| {
        let path = format!("/bids?from={from}");
        let (status, page) = desk.call(Method::GET, &path, &[], "").await;
        assert_eq!(status, StatusCode::OK);
        (numbers(&page), page["next_from"].as_u64().unwrap())
    };
    // Event 1 is the listing.
    let (first, next) = page(0).await;
    assert_eq!((first.len(), next), (500, 501));
    assert_eq!(page(1).await, (first.clone(), next), "numbers begin at 1");
    let (rest, end) = page(next).await;
    assert_eq!(end, 506);
    let all: Vec<u64> = first.into_iter().chain(rest).collect();
    assert_eq!(all, (1..=505).collect::<Vec<_>>());
    assert_eq!(page(505).await, (vec![505], 506));
    assert_eq!(page(end).await, (vec![], end), "nothing new yet");
    let (_, everything) = desk.call(Method::GET, "/bids", &[], "").await;
    assert_eq!(everything["events"].as_array().unwrap().len(), 500);
    for bad in ["-1", "x", "1.5", "99999999999999999999"] {
        let path = format!("/bids?from={bad}");
        let (status, answer) = desk.call(Method::GET, &path, &[], "").await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(answer["code"], "REQUEST_MALFORMED", "{bad}");
    }
    let unknown = "/api/v1/lots/P2026-NONE-1/bids?from=1";
    let (status, _, _) = desk.ask(Method::GET, unknown, &[], "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
