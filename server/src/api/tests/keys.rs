//! What is said of a bid when nobody could look (reliability.md §2.4).

use super::{Desk, flat};
use http::{Method, StatusCode};
use service::testing::TestPortal;
use service::{BidRate, Settings};
use std::collections::BTreeSet;

/// A question about a key that fails says nothing of the bid, which stands: not that it was refused,
/// and not that it was never taken.
#[tokio::test]
async fn a_failed_question_about_a_key_leaves_its_bid_unknown() {
    let site = TestPortal::new().await;
    let settings = Settings {
        read_allowance: 1,
        bid_rate: BidRate::UNLIMITED,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let desk = Desk::over(site, portal.clone()).await;
    desk.enrol().await;
    let (status, _) = desk.bid("key-00001", flat(100_000)).await;
    assert_eq!(status, StatusCode::CREATED);
    let lot = format!("/api/v1/lots/{}/bids/by-key/key-00001", desk.lot);
    let nowhere = "/api/v1/lots/P2026-NONE-1/bids/by-key/key-00001";
    let bearer = desk.bearer();
    let (ours, wrong) = (bearer.as_str(), "Bearer luochui_00");
    let mut told = BTreeSet::new();
    let mut ask = async |method: Method, uri: &str, auth: Option<&str>| {
        let headers: Vec<_> = auth
            .map(|auth| ("authorization", auth))
            .into_iter()
            .collect();
        let (status, _, answer) = desk.ask(method, uri, &headers, "").await;
        if !status.is_success() {
            assert_eq!(answer["outcome"], "UNKNOWN", "{answer}");
            assert_eq!(answer.get("not_queued"), None, "{answer}");
            told.insert(answer["code"].as_str().unwrap().to_owned());
        }
    };
    for (method, end) in [(Method::GET, ""), (Method::POST, "/fence")] {
        for auth in [None, Some(wrong)] {
            ask(method.clone(), &format!("{lot}{end}"), auth).await;
        }
        ask(method.clone(), &format!("{nowhere}{end}"), Some(ours)).await;
    }
    for _ in 0..301 {
        ask(Method::GET, &lot, Some(ours)).await;
    }
    for _ in 0..11 {
        ask(Method::POST, &format!("{lot}/fence"), Some(ours)).await;
    }
    // The rate is over by then: what fails is the store.
    desk.site.clock.advance_millis(60_000);
    portal.store().close().await;
    ask(Method::POST, &format!("{lot}/fence"), Some(ours)).await;
    let expected = [
        "BUSY",
        "LOGIN_REQUIRED",
        "NOT_FOUND",
        "READ_LIMITED",
        "REPEATED_TOO_OFTEN",
        "TOKEN_INVALID",
    ];
    assert_eq!(told, expected.map(str::to_owned).into());
}

/// What is too large for a bid is told like everything else.
#[tokio::test]
async fn a_body_that_is_not_read_is_told_as_a_problem() {
    let desk = Desk::open().await;
    let bearer = desk.bearer();
    let headers = [
        ("authorization", bearer.as_str()),
        ("idempotency-key", "key-00001"),
    ];
    let long = " ".repeat(70_000);
    let (status, told) = desk.call(Method::POST, "/bids", &headers, &long).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        (told["outcome"].as_str(), told["code"].as_str()),
        (Some("REFUSED"), Some("REQUEST_TOO_LARGE"))
    );
    assert_ne!(told["message_zh"], told["message_en"]);
    let path = "/bids/by-key/key-00001/fence";
    let (status, told) = desk.call(Method::POST, path, &headers, &long).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(told["outcome"], "UNKNOWN");
}
