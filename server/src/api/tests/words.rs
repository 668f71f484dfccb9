//! What a refusal tells a program beside its code.

use super::{Desk, flat};
use http::Method;
use serde_json::json;

/// Whoever is refused learns what to send instead, not only that something was wrong.
#[tokio::test]
async fn a_refusal_says_what_is_asked_for_at_its_address() {
    let desk = Desk::open().await;
    desk.enrol().await;
    desk.bid("key-00001", flat(100_000)).await;
    let bearer = desk.bearer();
    let auth = ("authorization", bearer.as_str());
    let key = ("idempotency-key", "key-00002");
    let of_lot = |path: &str| format!("/api/v1/lots/{}{path}", desk.lot);
    let (bids, from) = (of_lot("/bids"), of_lot("/bids?from=x"));
    let other = "/api/v1/lots/P2026-ENER-9999".to_owned();
    for (method, uri, body, status, code, word) in [
        (
            Method::POST,
            &bids,
            "{",
            400,
            "REQUEST_MALFORMED",
            "amount_fen",
        ),
        (
            Method::POST,
            &bids,
            r#"{"kind":"flat","amount_fen":0}"#,
            422,
            "AMOUNT_RANGE",
            "1000000000000",
        ),
        // The least bid that counts now, not the start that was passed long ago.
        (
            Method::POST,
            &bids,
            r#"{"kind":"flat","amount_fen":9500000}"#,
            422,
            "OFF_GRID",
            "105,000",
        ),
        (Method::GET, &from, "", 400, "REQUEST_MALFORMED", "from"),
        (Method::GET, &other, "", 404, "NOT_FOUND", ""),
        (
            Method::GET,
            &"/live?lots=".to_owned(),
            "",
            400,
            "REQUEST_MALFORMED",
            "60",
        ),
        (
            Method::GET,
            &"/live?lots=P2026-ENER-9999".to_owned(),
            "",
            404,
            "NOT_FOUND",
            "",
        ),
    ] {
        let (said, _, answer) = desk.ask(method, uri, &[auth, key], body).await;
        assert_eq!((said.as_u16(), &answer["code"]), (status, &json!(code)));
        let [zh, en] = ["message_zh", "message_en"].map(|lang| answer[lang].as_str().unwrap());
        assert!(zh.contains(word) && en.contains(word), "{uri}: {zh} / {en}");
        assert_ne!(zh, en);
        assert!(!en.contains("page"), "{uri}: a program asked: {en}");
    }
}
