//! Amounts on the wire (reliability.md S-19): what is taken is what was written, in the one form that a
//! whole number has; everything else is refused before anybody looks at the lot.

use super::{Desk, flat};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use domain::live::Figures;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Whether a text is a whole number as JSON writes it, and which.
fn canonical(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[tokio::test]
async fn the_interface_takes_whole_numbers_in_one_form() {
    let desk = Desk::open().await;
    desk.enrol().await;
    let bearer = desk.bearer();
    let auth = ("authorization", bearer.as_str());
    let numbers = [
        "",
        "0",
        "1",
        "99",
        "9007199254740992",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "１０００００００",
        "NaN",
        "Infinity",
        "null",
        "true",
    ];
    let (mut refused, mut judged) = (0, 0);
    for number in numbers {
        for before in ["", "-", "+", "0", "0x", "\"", " "] {
            for after in ["", ".0", ".5", "e3", "E+2", "_0", "\"", ",000", " 0"] {
                let text = format!("{before}{number}{after}");
                let body = format!("{{\"kind\":\"flat\",\"amount_fen\":{text}}}");
                let key = format!("number-{refused}-{judged}");
                let headers = [auth, ("idempotency-key", key.as_str())];
                let (status, answer) = desk.call(Method::POST, "/bids", &headers, &body).await;
                let said = answer["code"].as_str().unwrap_or_default();
                match canonical(text.trim()) {
                    // A number: too small, too large, off the grid or too high, but never taken.
                    Some(_) => {
                        assert!(status.is_client_error(), "{body}: {status} {answer}");
                        judged += 1;
                    }
                    None => {
                        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}: {answer}");
                        assert_eq!(said, "REQUEST_MALFORMED", "{body}");
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(refused > 500 && judged >= 6, "{refused} {judged}");
    for other in [
        json!({ "kind": "flat", "amount_fen": 10_000_000, "currency": "USD" }),
        json!({ "kind": "flat", "amount_fen": 10_000_000, "bidder": 1 }),
        json!({ "kind": "FLAT", "amount_fen": 10_000_000 }),
    ] {
        let (status, answer) = desk.bid("number-other", other).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    }
    let (_, lot) = desk.call(Method::GET, "", &[], "").await;
    assert_eq!(figures(&lot).bid_count, 0, "none of them was a bid");
    let (status, _) = desk.bid("number-good", flat(100_000)).await;
    assert_eq!(status, StatusCode::CREATED);
}

fn figures(lot: &Value) -> Figures {
    serde_json::from_value(lot["figures"].clone()).unwrap()
}

/// What is no amount to people.
const NO_AMOUNTS: [&str; 21] = [
    "",
    "-100000",
    "+100000",
    "1e5",
    "1E5",
    "0x186A0",
    "NaN",
    "Infinity",
    "∞",
    "100000.001",
    "9223372036854775808",
    "18446744073709551616",
    "100000;100000",
    "100000/1",
    "--",
    ".",
    "十万",
    "100000USD",
    "$100000",
    "100000\u{0}",
    "0b1",
];

/// Posts the form of a bid as a script does; the status and the answer.
async fn send(desk: &Desk, cookie: &str, amount: &str, key: &str) -> (StatusCode, String) {
    let encoded: String = amount.bytes().map(|b| format!("%{b:02X}")).collect();
    let form = format!("lot={}&amount={encoded}&key={key}", desk.lot);
    let request = Request::post("/fn/bidding/place_bid")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .body(Body::from(form))
        .unwrap();
    let response = desk.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// The form takes what people write, in any width and with blanks, and nothing that only a program
/// would read as a number. What it takes stands in the answer.
#[tokio::test]
async fn the_form_takes_amounts_as_people_write_them() {
    let desk = Desk::open().await;
    let anna = desk.site.bidder("anna").await;
    anna.enrol(&desk.lot).await.unwrap();
    let signed_in = desk.site.portal.sign_in("anna", "test-password").await;
    let cookie = format!("luochui-login={}", signed_in.unwrap().token);
    let send = async |amount: &str, key: &str| send(&desk, &cookie, amount, key).await;
    for (n, wrong) in NO_AMOUNTS.into_iter().enumerate() {
        let (status, body) = send(wrong, &format!("form-wrong-{n}")).await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wrong:?}: {body}"
        );
        assert!(body.contains("AMOUNT_NOT_UNDERSTOOD"), "{wrong:?}: {body}");
    }
    // One raise of its own after the other, which a reserve that is not met allows: each is taken for
    // what it says, or it would be too low or off the grid.
    for (n, right) in [
        "１００，０００",
        "10.5万",
        " 110 000 ",
        "115000元",
        "120,000.00",
    ]
    .into_iter()
    .enumerate()
    {
        let (status, body) = send(right, &format!("form-right-{n}")).await;
        assert_eq!(status, StatusCode::OK, "{right:?}: {body}");
    }
    let page = desk.site.portal.lot_page(&desk.lot, None).await.unwrap();
    let live = page.live.unwrap();
    assert_eq!(
        live.figures.price.map(|price| price.get()),
        Some(12_000_000)
    );
    assert_eq!(live.figures.bid_count, 5);
}
