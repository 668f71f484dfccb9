//! The API as a program sees it: through the whole router, with its layers.

mod contract;
mod keys;
mod numbers;
mod order;
mod reading;
mod words;

use crate::router;
use axum::body::{Body, to_bytes};
use axum::{Router, http::Request};
use domain::ids::LotCode;
use domain::tokens::{TokenDraft, TokenScope};
use http::{HeaderMap, Method, StatusCode};
use leptos::config::LeptosOptions;
use serde_json::{Value, json};
use service::Portal;
use service::testing::{CANARY_RESERVE, TestPortal};
use std::collections::BTreeSet;
use tower::ServiceExt;

/// A portal, its router, and a bidder's token.
struct Desk {
    site: TestPortal,
    router: Router,
    token: String,
    lot: LotCode,
}

impl Desk {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        let portal = site.portal.clone();
        Self::over(site, portal).await
    }

    /// A desk whose router stands over `portal`, which may be another one on the same database.
    async fn over(site: TestPortal, portal: Portal) -> Self {
        let lot = site.open_lot("P2026-ENER-0001", true).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(portal, options);
        let token = token(&site, TokenScope::Bid).await;
        Self {
            site,
            router,
            token,
            lot,
        }
    }

    /// Calls `path` below the lot; the answer's status and JSON.
    async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (StatusCode, Value) {
        let uri = format!("/api/v1/lots/{}{path}", self.lot);
        let (status, _, answer) = self.ask(method, &uri, headers, body).await;
        (status, answer)
    }

    /// Calls any address; the answer's status, headers and JSON.
    async fn ask(
        &self,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (StatusCode, HeaderMap, Value) {
        let mut request = Request::builder().method(method).uri(uri);
        request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let canary = CANARY_RESERVE.get().to_string();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(!text.contains(&canary), "the reserve is secret: {text}");
        let answer = serde_json::from_str(&text).unwrap_or(Value::Null);
        (parts.status, parts.headers, answer)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    async fn bid(&self, key: &str, body: Value) -> (StatusCode, Value) {
        let (status, _, answer) = self.send(key, body).await;
        (status, answer)
    }

    /// Bids; the answer with its headers.
    async fn send(&self, key: &str, body: Value) -> (StatusCode, HeaderMap, Value) {
        let bearer = self.bearer();
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        let uri = format!("/api/v1/lots/{}/bids", self.lot);
        self.ask(Method::POST, &uri, &headers, &body.to_string())
            .await
    }

    async fn enrol(&self) -> Value {
        let bearer = self.bearer();
        let auth = [("authorization", bearer.as_str())];
        self.call(Method::POST, "/enrolments", &auth, "").await.1
    }

    /// What became of a key.
    async fn fate(&self, key: &str) -> Value {
        let bearer = self.bearer();
        let auth = [("authorization", bearer.as_str())];
        let path = format!("/bids/by-key/{key}");
        self.call(Method::GET, &path, &auth, "").await.1
    }
}

async fn token(site: &TestPortal, scope: TokenScope) -> String {
    let bidder = site
        .bidder(&format!("bidder-{}", scope.code().to_lowercase()))
        .await;
    let draft = TokenDraft {
        name: "program".into(),
        scope,
        days: 9,
    };
    site.portal
        .create_token(&bidder.account, draft)
        .await
        .unwrap()
        .secret
}

fn flat(yuan: i64) -> Value {
    json!({ "kind": "flat", "amount_fen": yuan * 100 })
}

#[tokio::test]
async fn a_program_enrols_bids_and_asks() {
    let desk = Desk::open().await;
    let bearer = desk.bearer();
    let auth = [("authorization", bearer.as_str())];
    let (status, enrolled) = desk.call(Method::POST, "/enrolments", &auth, "").await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, lot) = desk.call(Method::GET, "", &[], "").await;
    assert_eq!(
        (status, &lot["min_next_fen"]),
        (StatusCode::OK, &json!(10_000_000))
    );
    let (status, answer) = desk.bid("key-00001", flat(100_000)).await;
    assert_eq!(
        (status, &answer["outcome"]),
        (StatusCode::CREATED, &json!("ACCEPTED"))
    );
    assert_eq!(answer["paddle"], enrolled["paddle"]);
    assert_eq!(answer["price_fen"], 10_000_000);
    let (status, low) = desk.bid("key-00000", flat(100_000)).await;
    assert_eq!(
        (status, &low["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("TOO_LOW"))
    );
    assert_eq!(
        (&low["as_of_seq"], &low["min_next_fen"]),
        (&answer["lot_seq"], &json!(10_500_000))
    );
    let (status, again) = desk.bid("key-00001", flat(100_000)).await;
    assert_eq!(
        (status, &again),
        (StatusCode::CREATED, &answer),
        "byte for byte"
    );
    let (_, known) = desk
        .call(Method::GET, "/bids/by-key/key-00001", &auth, "")
        .await;
    assert_eq!(known["outcome"], answer["outcome"]);
    let (status, other) = desk.bid("key-00001", flat(105_000)).await;
    assert_eq!(
        (status, &other["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("KEY_REUSED"))
    );
    let (_, events) = desk.call(Method::GET, "/bids?from=1", &[], "").await;
    assert_eq!(events["events"][0]["figures"]["seq"], 1);
    desk.site.verify(&desk.lot).await;
}

#[tokio::test]
async fn a_key_can_be_given_up() {
    let desk = Desk::open().await;
    let bearer = desk.bearer();
    let auth = [("authorization", bearer.as_str())];
    desk.call(Method::POST, "/enrolments", &auth, "").await;
    let path = "/bids/by-key/key-00002";
    let fate = async || desk.call(Method::GET, path, &auth, "").await;
    assert_eq!(
        fate().await,
        (StatusCode::OK, json!({ "outcome": "NOT_SEEN" }))
    );
    let fenced = desk
        .call(Method::POST, &format!("{path}/fence"), &auth, "")
        .await;
    assert_eq!(fenced, (StatusCode::OK, json!({ "outcome": "FENCED" })));
    let (status, late) = desk.bid("key-00002", flat(100_000)).await;
    assert_eq!(
        (status, &late["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("KEY_FENCED"))
    );
    assert_eq!(fate().await.1, json!({ "outcome": "FENCED" }));
}

#[tokio::test]
async fn what_is_malformed_is_named() {
    let desk = Desk::open().await;
    let bearer = desk.bearer();
    let auth = ("authorization", bearer.as_str());
    let key = ("idempotency-key", "key-00003");
    let good = flat(100_000).to_string();
    let bodies = [
        "",
        "{}",
        "[]",
        "null",
        "{\"kind\":\"flat\"}",
        "{\"kind\":\"flat\",\"amount_fen\":1e7}",
        "{\"kind\":\"flat\",\"amount_fen\":10000000.0}",
        "{\"kind\":\"flat\",\"amount_fen\":\"10000000\"}",
        "{\"kind\":\"flat\",\"amount_fen\":9223372036854775808}",
        "{\"kind\":\"flat\",\"amount_fen\":NaN}",
        "{\"kind\":\"flat\",\"amount_fen\":10000000,\"amount_fen\":1}",
        "{\"kind\":\"flat\",\"amount_fen\":10000000,\"price\":1}",
        "{\"kind\":\"sealed\",\"amount_fen\":10000000}",
    ];
    for body in bodies {
        let (status, answer) = desk.call(Method::POST, "/bids", &[auth, key], body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer["code"], "REQUEST_MALFORMED", "{body}");
    }
    let (status, answer) = desk.call(Method::POST, "/bids", &[auth], &good).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::BAD_REQUEST, &json!("KEY_MISSING"))
    );
    for bad in ["short", "with space 1", "ключ-00000001", &"k".repeat(65)] {
        let headers = [auth, ("idempotency-key", bad)];
        let (status, answer) = desk.call(Method::POST, "/bids", &headers, &good).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::BAD_REQUEST, &json!("KEY_MALFORMED"))
        );
    }
    for amount in [0, -1, i64::MIN, i64::MAX] {
        let body = json!({ "kind": "flat", "amount_fen": amount });
        let (status, answer) = desk.bid("key-00004", body).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("AMOUNT_RANGE"))
        );
    }
}

#[tokio::test]
async fn a_token_opens_what_its_scope_says() {
    let desk = Desk::open().await;
    let good = flat(100_000).to_string();
    let key = ("idempotency-key", "key-00005");
    let (status, answer) = desk.call(Method::POST, "/bids", &[key], &good).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::UNAUTHORIZED, &json!("LOGIN_REQUIRED"))
    );
    for wrong in ["Bearer luochui_00", "Bearer ", "Basic YTpi", "nonsense"] {
        let headers = [("authorization", wrong), key];
        let (status, answer) = desk.call(Method::POST, "/bids", &headers, &good).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::UNAUTHORIZED, &json!("TOKEN_INVALID"))
        );
    }
    let reader = format!("Bearer {}", token(&desk.site, TokenScope::Read).await);
    let headers = [("authorization", reader.as_str()), key];
    let (status, _) = desk.call(Method::POST, "/bids", &headers, &good).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = desk
        .call(Method::GET, "/bids/by-key/key-00005", &headers, "")
        .await;
    assert_eq!(status, StatusCode::OK);
}

/// Both ways: what the description names is what the router lists of the interface, and the stream.
#[tokio::test]
async fn the_description_names_every_address_and_no_other() {
    let desk = Desk::open().await;
    let text = include_str!("../../../../public/api/openapi.json");
    let described: Value = serde_json::from_str(text).unwrap();
    let mut named = BTreeSet::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            named.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let options = LeptosOptions::builder().output_name("luochui").build();
    let (_, listed) = router::build(desk.site.portal.clone(), options);
    let ours = listed.iter().filter(|one| one.path.starts_with("/api/v1/"));
    let answered: BTreeSet<String> = ours
        .map(|one| format!("{} {}", one.method, one.path))
        .chain(["GET /live".to_owned()])
        .collect();
    assert!(answered.len() >= 8, "the list of the router is not whole");
    assert_eq!(named, answered);
    // The stream is taken out before any route: it is asked itself.
    let uri = "/live?lots=%20";
    let (status, ..) = desk.ask(Method::GET, uri, &[], "").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, answer) = desk.call(Method::GET, "/secrets", &[], "").await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::NOT_FOUND, &json!("NOT_FOUND"))
    );
}
