//! Each allowance over HTTP: how many are answered, how the next one is refused, and whom that holds up.

use super::*;
use crate::client::Peer;
use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::tokens::{TokenDraft, TokenScope};
use http::{HeaderMap, StatusCode};
use leptos::config::LeptosOptions;
use service::Settings;
use service::testing::TestPortal;
use tower::ServiceExt;

/// A portal behind a proxy at 10.0.0.1.
struct Door {
    site: TestPortal,
    router: Router,
}

impl Door {
    async fn open(read_allowance: u32) -> Self {
        let site = TestPortal::new().await;
        site.open_lot("P2026-ENER-0001", true).await;
        let settings = Settings {
            node: "behind-a-proxy".into(),
            trusted_proxies: vec!["10.0.0.1".parse().unwrap()],
            read_allowance,
            ..Settings::default()
        };
        let portal = site.beside_with(settings).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(portal, options);
        Self { site, router }
    }

    /// Asks from the address `client`, as the proxy tells it.
    async fn ask(
        &self,
        (method, path): (Method, &str),
        client: &str,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap, String) {
        let peer = Peer("10.0.0.1:4711".parse().unwrap());
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header("x-forwarded-for", client)
            .header("sec-fetch-site", "same-origin")
            .extension(peer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match method {
            Method::POST => {
                request = request.header("content-type", "application/json");
                Body::from(r#"{"filter":{}}"#)
            }
            _ => Body::empty(),
        };
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 22).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (parts.status, parts.headers, text)
    }

    /// How many are answered before one is refused, from this address, and the refusal.
    async fn until_refused(
        &self,
        what: (Method, &str),
        client: &str,
        headers: &[(&str, &str)],
    ) -> (i64, HeaderMap, String) {
        for answered in 0..1_000 {
            let (status, of_answer, body) = self.ask(what.clone(), client, headers).await;
            if status == StatusCode::TOO_MANY_REQUESTS {
                return (answered, of_answer, body);
            }
            assert!(status.is_success(), "{}: {status}", what.1);
        }
        panic!("{} is never refused", what.1)
    }
}

const SEARCH: (Method, &str) = (Method::POST, "/fn/lots/catalogue");
const LOT: &str = "/api/v1/lots/P2026-ENER-0001";

#[tokio::test]
async fn each_kind_of_reading_ends_somewhere_and_says_when_it_goes_on() {
    let door = Door::open(1).await;
    let zip = "/ledger/lots/P2026-ENER-0001.zip";
    service::ledger::sequence_all(&door.site.portal)
        .await
        .unwrap();
    for (n, (what, of, wait)) in [
        (Allowance::Search, SEARCH, "1"),
        (Allowance::Interface, (Method::GET, LOT), "1"),
        (Allowance::Proof, (Method::GET, zip), "2"),
    ]
    .into_iter()
    .enumerate()
    {
        let client = format!("203.0.113.{n}");
        let (answered, headers, _) = door.until_refused(of.clone(), &client, &[]).await;
        assert_eq!(answered, what.rate().burst, "{what:?}");
        assert_eq!(headers["retry-after"], wait, "{what:?}");
        assert_eq!(headers["cache-control"], "no-store");
        // Somebody else is not held up by it, and after the time that was told it goes on.
        let (status, ..) = door.ask(of.clone(), "198.51.100.1", &[]).await;
        assert_eq!(status, StatusCode::OK, "{what:?}");
        door.site.clock.advance_millis(2_000);
        let (status, ..) = door.ask(of, &client, &[]).await;
        assert_eq!(status, StatusCode::OK, "{what:?}");
    }
}

#[tokio::test]
async fn the_export_of_an_account_is_counted_wherever_it_is() {
    let door = Door::open(1).await;
    door.site.bidder("anna").await;
    door.site.bidder("ben").await;
    let mut cookies = Vec::new();
    for login in ["anna", "ben"] {
        let signed_in = door.site.portal.sign_in(login, "test-password").await;
        cookies.push(format!("luochui-login={}", signed_in.unwrap().token));
    }
    let of = |n: usize| [("cookie", cookies[n].as_str())];
    let export = (Method::GET, "/account/data.json");
    let (answered, headers, words) = door
        .until_refused(export.clone(), "203.0.113.1", &of(0))
        .await;
    assert_eq!(answered, Allowance::Export.rate().burst);
    assert_eq!(headers["retry-after"], "15");
    assert_eq!(words.lines().count(), 2, "in both languages: {words}");
    assert!(words.contains("15"));
    let (status, ..) = door.ask(export.clone(), "198.51.100.9", &of(0)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "another address");
    let (status, ..) = door.ask(export, "203.0.113.1", &of(1)).await;
    assert_eq!(
        status,
        StatusCode::OK,
        "another account at the same address"
    );
}

#[tokio::test]
async fn a_program_is_told_in_its_own_form_and_counted_by_its_token() {
    let door = Door::open(1).await;
    let anna = door.site.bidder("anna").await;
    let draft = TokenDraft {
        name: "program".into(),
        scope: TokenScope::Read,
        days: 1,
    };
    let token = door.site.portal.create_token(&anna.account, draft).await;
    let bearer = format!("Bearer {}", token.unwrap().secret);
    let auth = [("authorization", bearer.as_str())];
    let (_, headers, body) = door
        .until_refused((Method::GET, LOT), "203.0.113.1", &auth)
        .await;
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&body["code"], &body["outcome"]),
        (&"READ_LIMITED".into(), &"NOT_QUEUED".into())
    );
    for lang in ["message_zh", "message_en"] {
        let words = body[lang].as_str().unwrap();
        assert!(
            words.contains(headers["retry-after"].to_str().unwrap()),
            "{words}"
        );
    }
    // Without the token the address is counted, which has read nothing yet; a bid is no reading.
    let (status, ..) = door.ask((Method::GET, LOT), "203.0.113.1", &[]).await;
    assert_eq!(status, StatusCode::OK);
    let bids = format!("{LOT}/bids");
    let (status, ..) = door.ask((Method::POST, &bids), "203.0.113.1", &auth).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the scope, not the rate");
    // A token that is none is refused for that, and cannot use up the allowance of others.
    let wrong = [("authorization", "Bearer luochui_00")];
    let (status, ..) = door.ask((Method::GET, LOT), "203.0.113.1", &wrong).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whoever_reads_gets_a_page_and_a_script_what_it_can_read() {
    let door = Door::open(1).await;
    let page = [("accept", "text/html")];
    let (_, headers, script) = door.until_refused(SEARCH, "203.0.113.1", &[]).await;
    assert_eq!(headers["retry-after"], "1");
    let told: app::error::AppError = script.parse().unwrap();
    assert!(matches!(told, app::error::AppError::Invalid { code, .. } if code == "READ_LIMITED"));
    for path in ["/lots?q=x", "/en/lots?q=x"] {
        let (status, headers, body) = door.ask((Method::GET, path), "203.0.113.1", &page).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert_eq!(headers["retry-after"], "1");
        assert!(
            headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(
            body.contains("<p lang=\"en\">") && body.contains("请等待"),
            "{body}"
        );
    }
    // Everything else of the site goes on.
    for path in ["/", "/lots", "/lots/P2026-ENER-0001", "/healthz"] {
        let (status, ..) = door.ask((Method::GET, path), "203.0.113.1", &page).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    // A neighbour in the same IPv6 network is the same subscriber.
    door.until_refused(SEARCH, "2001:db8::1", &[]).await;
    let (status, ..) = door.ask(SEARCH, "2001:db8::2", &[]).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let (status, ..) = door.ask(SEARCH, "2001:db8:1::1", &[]).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn the_operator_may_allow_more_or_everything() {
    let burst = Allowance::Search.rate().burst;
    for (times, all_answered) in [(2, true), (0, true), (1, false)] {
        let door = Door::open(times).await;
        let mut statuses = Vec::new();
        for _ in 0..=burst {
            statuses.push(door.ask(SEARCH, "203.0.113.1", &[]).await.0);
        }
        let all = statuses.iter().all(|status| *status == StatusCode::OK);
        assert_eq!(all, all_answered, "{times}");
    }
}

/// Whatever the interface reads and whatever is a file of many tables is counted.
#[tokio::test]
async fn no_expensive_address_is_forgotten() {
    let site = TestPortal::new().await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let (_, listed) = router::build(site.portal.clone(), options);
    let reads = listed.iter().filter(|one| one.method == Method::GET);
    let paths = reads.map(|one| one.path.as_str());
    let mut counted = Vec::new();
    for path in paths {
        let is_file = ["/export.", "/data."]
            .iter()
            .any(|part| path.contains(part));
        if path.starts_with("/api/v1/") || is_file {
            let filled = path.replace(['{', '}'], "");
            counted.push(allowance(&Method::GET, &filled.parse().unwrap()).is_some());
        }
    }
    assert!(counted.len() >= 8, "the list of the router is not whole");
    assert!(counted.into_iter().all(|one| one));
    let of = |uri: &str| allowance(&Method::GET, &uri.parse().unwrap());
    assert_eq!(
        of("/ledger/lots/P2026-ENER-0001.zip"),
        Some(Allowance::Proof)
    );
    for cheap in [
        "/lots",
        "/lots?",
        "/ledger/checkpoint",
        "/live",
        "/account/data",
    ] {
        assert_eq!(of(cheap), None, "{cheap}");
    }
}
