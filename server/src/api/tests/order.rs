//! One order of refusals over HTTP (reliability.md §2.2, I-10): malformed, who asks, the lot, the
//! key, and then the rules of the lot.

use super::{Desk, flat};
use http::Method;
use serde_json::json;

/// What may be wrong with a request before the rules of the lot are asked, in the order in which it
/// is told.
const FAULTS: [&str; 7] = [
    "REQUEST_MALFORMED",
    "KEY_MISSING",
    "KEY_MALFORMED",
    "AMOUNT_RANGE",
    "LOGIN_REQUIRED",
    "NOT_FOUND",
    "KEY_REUSED",
];

/// Sends a bid with the faults of `mask`; its code.
async fn code(desk: &Desk, mask: u32, otherwise: &str) -> String {
    let has = |fault: usize| mask & (1 << fault) != 0;
    let body = match (has(0), has(3)) {
        (true, _) => "{".to_owned(),
        (false, true) => json!({ "kind": "flat", "amount_fen": 0 }).to_string(),
        (false, false) => flat(105_000).to_string(),
    };
    let key = match (has(2), has(6)) {
        (true, _) => "short",
        (false, true) => "key-used-1",
        (false, false) => otherwise,
    };
    let bearer = desk.bearer();
    let mut headers = Vec::new();
    if !has(1) {
        headers.push(("idempotency-key", key));
    }
    if !has(4) {
        headers.push(("authorization", bearer.as_str()));
    }
    let lot = if has(5) {
        "P2026-NONE-1"
    } else {
        desk.lot.as_str()
    };
    let uri = format!("/api/v1/lots/{lot}/bids");
    let (_, _, answer) = desk.ask(Method::POST, &uri, &headers, &body).await;
    answer["code"].as_str().unwrap_or("none").to_owned()
}

#[tokio::test]
async fn the_first_fault_answers_for_every_combination() {
    let desk = Desk::open().await;
    // Not enrolled: the first of the rules of the lot that this bidder breaks while it is open.
    for closed in [false, true] {
        if closed {
            desk.enrol().await;
            desk.bid("key-used-1", flat(100_000)).await;
            desk.site.pass(61 * 60_000 + 3_000).await;
        }
        let rule = if closed {
            "LOT_NOT_OPEN"
        } else {
            "NOT_QUALIFIED"
        };
        for mask in 0..1 << FAULTS.len() {
            // Before anything was bid no key is used up.
            let counts = |fault: &usize| mask & (1 << fault) != 0 && (closed || *fault < 6);
            let first = (0..FAULTS.len()).find(counts);
            let expected = first.map_or(rule, |fault| FAULTS[fault]);
            let fresh = format!("key-{closed}-{mask:04}");
            if !closed && mask == 1 << 6 {
                continue; // It would use the key up.
            }
            assert_eq!(code(&desk, mask, &fresh).await, expected, "{mask:07b}");
        }
    }
}

/// Who shows a token that is not valid learns nothing else, whatever he sends.
#[tokio::test]
async fn a_token_that_is_not_valid_comes_before_everything() {
    let desk = Desk::open().await;
    for path in ["/bids", "/enrolments", "/bids/by-key/x/fence"] {
        let wrong = [("authorization", "Bearer luochui_00")];
        let (_, answer) = desk.call(Method::POST, path, &wrong, "{").await;
        assert_eq!(answer["code"], "TOKEN_INVALID", "{path}");
    }
}
