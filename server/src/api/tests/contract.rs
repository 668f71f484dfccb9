//! What every answer to a bid says of its outcome (reliability.md §2.2, §2.4).

use super::{Desk, flat};
use crate::api::problem;
use axum::body::to_bytes;
use domain::bidding::Order;
use futures::FutureExt;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use service::testing::TestPortal;
use service::{BidRate, Error, Settings};
use std::time::Duration;
use tokio::time::sleep;

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Every failure with its status, its outcome, and after how many seconds it may be sent again.
#[tokio::test]
async fn only_what_a_rule_refused_is_called_refused() {
    let invalid = Error::invalid;
    let cases = [
        (Error::LoginRequired, 401, "REFUSED", None),
        (Error::Forbidden, 403, "REFUSED", None),
        (Error::NotFound, 404, "REFUSED", None),
        (Error::Conflict, 409, "REFUSED", None),
        (invalid("REQUEST_MALFORMED"), 400, "REFUSED", None),
        (invalid("KEY_REUSED"), 422, "REFUSED", None),
        (invalid("KEY_FENCED"), 422, "REFUSED", None),
        (invalid("RATE_LIMITED"), 429, "NOT_QUEUED", Some("1")),
        (invalid("READ_LIMITED"), 429, "NOT_QUEUED", Some("1")),
        (invalid("CLOCK_UNSAFE"), 503, "NOT_QUEUED", Some("30")),
        (Error::Busy, 503, "NOT_QUEUED", Some("1")),
        (invalid("KEY_RUNNING"), 409, "UNKNOWN", Some("1")),
        (invalid("REPEATED_TOO_OFTEN"), 429, "UNKNOWN", Some("1")),
        (Error::OutcomeUnknown, 504, "UNKNOWN", None),
        (Error::Internal("disk".into()), 500, "UNKNOWN", None),
    ];
    for (error, status, outcome, retry_after) in cases {
        let (parts, body) = problem::refuse(error.clone()).into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        let said = (parts.status.as_u16(), body["outcome"].as_str().unwrap());
        assert_eq!(said, (status, outcome), "{error:?}");
        assert_eq!(
            header(&parts.headers, "retry-after"),
            retry_after,
            "{error:?}"
        );
        let promised = (outcome == "NOT_QUEUED").then_some(&Value::Bool(true));
        assert_eq!(body.get("not_queued"), promised, "{error:?}");
        for lang in ["message_zh", "message_en"] {
            assert_ne!(body[lang].as_str(), body["code"].as_str(), "a sentence");
        }
    }
}

#[tokio::test]
async fn an_accepted_bid_carries_its_evidence() {
    let desk = Desk::open().await;
    let enrolled = desk.enrol().await;
    desk.site.clock.advance_millis(1_000);
    let now = desk.site.portal.now();
    let (status, headers, first) = desk.send("key-00001", flat(100_000)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(header(&headers, "idempotent-replayed"), Some("false"));
    let (_, lot) = desk.call(Method::GET, "", &[], "").await;
    let expected = json!({
        "outcome": "ACCEPTED",
        "bid_id": format!("{}-2", desk.lot),
        "lot_seq": 2,
        "price_fen": 10_000_000,
        "leader_paddle": enrolled["paddle"],
        "paddle": enrolled["paddle"],
        "ends_at": lot["ends_at"],
        "received_at": now,
        "accepted_at": now,
        "clock_error_bound_ms": 50,
    });
    assert_eq!(first, expected);
    // In the window before the end the new end is in the answer, and stays there.
    desk.site.clock.advance_millis(59 * 60_000);
    let late = desk.site.portal.now();
    let (_, _, extended) = desk.send("key-00002", flat(105_000)).await;
    assert_eq!(extended["ends_at"], json!(late.plus_millis(300_000)));
    let (status, headers, again) = desk.send("key-00001", flat(100_000)).await;
    assert_eq!(
        (status, again),
        (StatusCode::CREATED, first),
        "byte for byte"
    );
    assert_eq!(header(&headers, "idempotent-replayed"), Some("true"));
}

/// A refusal is an answer as well: told again it is the same, byte for byte, and says so.
#[tokio::test]
async fn a_refusal_that_is_told_again_says_so() {
    let desk = Desk::open().await;
    desk.enrol().await;
    let (status, headers, first) = desk.send("key-00001", flat(99_000)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(header(&headers, "idempotent-replayed"), None);
    desk.bid("key-00002", flat(100_000)).await;
    let (again, headers, told) = desk.send("key-00001", flat(99_000)).await;
    assert_eq!((again, &told), (status, &first), "as it was judged then");
    assert_eq!(header(&headers, "idempotent-replayed"), Some("true"));
    assert_eq!(desk.fate("key-00001").await, first);
}

#[tokio::test]
async fn asked_by_key_a_bid_tells_its_place_in_the_ledger_once_it_is_sealed() {
    let desk = Desk::open().await;
    desk.enrol().await;
    let (_, first) = desk.bid("key-00001", flat(100_000)).await;
    assert_eq!(first.get("ledger_index"), None, "nothing can be sealed yet");
    let mut known = desk.fate("key-00001").await;
    assert_eq!(known.get("ledger_index"), Some(&Value::Null));
    service::ledger::sequence_all(&desk.site.portal)
        .await
        .unwrap();
    let proof = desk.site.portal.bid_proof(None, &desk.lot, 2).await;
    let index = proof.unwrap().index;
    assert!(index > 0, "the listing stands before it");
    let mut sealed = desk.fate("key-00001").await;
    assert_eq!(sealed["ledger_index"], json!(index));
    sealed["ledger_index"].take();
    assert_eq!(sealed, known, "nothing else has changed");
    known.as_object_mut().unwrap().remove("ledger_index");
    assert_eq!(known, first, "the answer of the bid itself");
    // Giving a decided key up tells the same.
    let bearer = desk.bearer();
    let auth = [("authorization", bearer.as_str())];
    let path = "/bids/by-key/key-00001/fence";
    let (_, fenced) = desk.call(Method::POST, path, &auth, "").await;
    assert_eq!(fenced["ledger_index"], json!(index));
    let (_, again) = desk.bid("key-00001", flat(100_000)).await;
    assert_eq!(again, first, "byte for byte");
}

#[tokio::test]
async fn a_ceiling_by_program_stays_secret_and_bids() {
    let desk = Desk::open().await;
    let enrolled = desk.enrol().await;
    let cap = |yuan: i64| json!({ "kind": "cap", "amount_fen": yuan * 100 });
    let (status, set) = desk.bid("key-00001", cap(150_000)).await;
    assert_eq!(
        (status, &set["price_fen"], &set["leader_paddle"]),
        (StatusCode::CREATED, &json!(10_000_000), &enrolled["paddle"])
    );
    let ben = desk.site.bidder("ben").await;
    ben.enrol(&desk.lot).await.unwrap();
    ben.bid(&desk.lot, 110_000).await.unwrap();
    let (_, lot) = desk.call(Method::GET, "", &[], "").await;
    assert_eq!(
        (&lot["price_fen"], &lot["leader_paddle"]),
        (&json!(11_500_000), &enrolled["paddle"]),
        "the ceiling has answered"
    );
    let (_, events) = desk.call(Method::GET, "/bids?from=0", &[], "").await;
    for told in [&lot, &events] {
        assert!(!told.to_string().contains("15000000"), "{told}");
    }
    let (status, lower) = desk.bid("key-00002", cap(145_000)).await;
    assert_eq!(
        (status, &lower["code"]),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            &json!("BELOW_OWN_CEILING")
        )
    );
    // The same key as a bid by hand is another bid.
    let (_, reused) = desk.bid("key-00001", flat(150_000)).await;
    assert_eq!(reused["code"], "KEY_REUSED");
}

#[tokio::test]
async fn beyond_the_rate_a_repeated_key_gets_its_first_answer() {
    let site = TestPortal::new().await;
    let settings = Settings {
        bid_rate: BidRate::DEFAULT,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let desk = Desk::over(site, portal).await;
    desk.enrol().await;
    let (_, first) = desk.bid("key-00001", flat(100_000)).await;
    for _ in 0..2 {
        desk.bid("key-00001", flat(100_000)).await;
    }
    let (status, headers, limited) = desk.send("key-00002", flat(105_000)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        (
            &limited["outcome"],
            &limited["code"],
            &limited["not_queued"]
        ),
        (&json!("NOT_QUEUED"), &json!("RATE_LIMITED"), &json!(true))
    );
    assert_eq!(header(&headers, "retry-after"), Some("1"));
    assert_eq!(desk.fate("key-00002").await["outcome"], "NOT_SEEN");
    // Nine more look-ups, and then nobody looks.
    for _ in 0..9 {
        let (status, headers, again) = desk.send("key-00001", flat(100_000)).await;
        assert_eq!((status, &again), (StatusCode::CREATED, &first));
        assert_eq!(header(&headers, "idempotent-replayed"), Some("true"));
    }
    let (status, headers, open) = desk.send("key-00001", flat(100_000)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        (&open["outcome"], &open["code"], open.get("not_queued")),
        (&json!("UNKNOWN"), &json!("REPEATED_TOO_OFTEN"), None)
    );
    assert_eq!(header(&headers, "retry-after"), Some("1"));
}

#[tokio::test]
async fn an_unsafe_clock_takes_nothing_and_says_so() {
    let desk = Desk::open().await;
    desk.enrol().await;
    let (_, first) = desk.bid("key-00001", flat(100_000)).await;
    desk.site.disturb_clock();
    let (status, headers, unsafe_clock) = desk.send("key-00002", flat(105_000)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        (
            &unsafe_clock["outcome"],
            &unsafe_clock["code"],
            &unsafe_clock["not_queued"]
        ),
        (&json!("NOT_QUEUED"), &json!("CLOCK_UNSAFE"), &json!(true))
    );
    assert_eq!(header(&headers, "retry-after"), Some("30"));
    assert_eq!(desk.fate("key-00002").await["outcome"], "NOT_SEEN");
    let (status, again) = desk.bid("key-00001", flat(100_000)).await;
    assert_eq!((status, again), (StatusCode::CREATED, first));
}

/// A sign-in that cannot be looked up has begun nothing.
#[tokio::test]
async fn whoever_cannot_be_known_has_queued_nothing() {
    let desk = Desk::open().await;
    desk.site.portal.store().close().await;
    let (status, headers, answer) = desk.send("key-00001", flat(100_000)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        (&answer["outcome"], &answer["not_queued"]),
        (&json!("NOT_QUEUED"), &json!(true))
    );
    assert_eq!(header(&headers, "retry-after"), Some("1"));
}

/// The writer waits for a file that somebody else holds: a bid behind it is told that it was not
/// queued, which is certain; while it runs nobody knows. In the end it is accepted, once.
#[tokio::test]
async fn a_bid_behind_a_locked_file_is_not_queued_and_may_come_again() {
    let desk = Desk::open().await;
    desk.enrol().await;
    let anna = desk.site.bidder("anna").await.account;
    let (portal, lot) = (desk.site.portal.clone(), desk.lot.clone());
    let held = portal.store().write().await.unwrap();
    // One instruction stands before it, in the batch that waits.
    let ahead = tokio::spawn(async move { portal.fence(&anna, &lot, "key-ahead").await });
    sleep(Duration::from_millis(200)).await;
    let first = desk.send("key-00001", flat(100_000));
    let second = async {
        sleep(Duration::from_millis(500)).await;
        desk.send("key-00001", flat(100_000)).await
    };
    let (first, second) = tokio::join!(first, second);
    let (status, headers, running) = second;
    assert_eq!(
        (status, &running["outcome"], &running["code"]),
        (
            StatusCode::CONFLICT,
            &json!("UNKNOWN"),
            &json!("KEY_RUNNING")
        )
    );
    assert_eq!(header(&headers, "retry-after"), Some("1"));
    let (status, _, told) = first;
    assert_eq!(
        (status, &told["outcome"], &told["code"]),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            &json!("NOT_QUEUED"),
            &json!("BUSY")
        )
    );
    assert_eq!(told["not_queued"], true);
    assert_eq!(desk.fate("key-00001").await["outcome"], "NOT_SEEN");
    drop(held);
    let (status, _, known) = desk.send("key-00001", flat(100_000)).await;
    assert_eq!(
        (status, &known["outcome"]),
        (StatusCode::CREATED, &json!("ACCEPTED"))
    );
    assert_eq!(known["lot_seq"], 2, "one bid");
    let _ = ahead.await;
    desk.site.verify(&desk.lot).await;
}

/// As many instructions wait as may: one more is certainly not taken, and told so at once.
#[tokio::test]
async fn a_full_queue_takes_nothing_and_says_so() {
    let desk = Desk::open().await;
    desk.enrol().await;
    let anna = desk.site.bidder("anna").await;
    let portal = &desk.site.portal;
    let held = portal.store().write().await.unwrap();
    let fill = || {
        for number in 0.. {
            let key = format!("key-{number:06}");
            let bid = anna.request(&desk.lot, Order::Flat, 1_000, &key);
            // The instruction waits, whether or not somebody waits for its answer.
            if let Some(answer) = portal.place_bid(&anna.account, bid).now_or_never() {
                assert_eq!(answer, Err(Error::Busy));
                return number;
            }
        }
        0
    };
    assert!(fill() > 1_000);
    // The writer has taken a batch of them meanwhile.
    sleep(Duration::from_millis(200)).await;
    assert!(fill() > 0);
    let (status, headers, full) = desk.send("key-full1", flat(100_000)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        (&full["outcome"], &full["code"], &full["not_queued"]),
        (&json!("NOT_QUEUED"), &json!("BUSY"), &json!(true))
    );
    assert_eq!(header(&headers, "retry-after"), Some("1"));
    assert_eq!(desk.fate("key-full1").await["outcome"], "NOT_SEEN");
    drop(held);
}
