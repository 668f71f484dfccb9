//! The matrix of origins over everything that can be posted to, and the headers over every kind of
//! answer.

mod policy;
mod sign_in;

use crate::router::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use leptos::config::LeptosOptions;
use leptos::server_fn::axum::server_fn_paths;
use service::Settings;
use service::testing::TestPortal;
use tower::ServiceExt;

const OURS: &str = "https://auction.example";

/// A portal that knows its address, and the cookie of somebody signed in.
struct Door {
    _site: TestPortal,
    router: Router,
    cookie: String,
}

impl Door {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        site.bidder("anna").await;
        let signed_in = site.portal.sign_in("anna", "test-password").await.unwrap();
        let settings = Settings {
            node: "behind-a-proxy".into(),
            public_origin: Some(OURS.into()),
            secure_cookies: true,
            ..Settings::default()
        };
        let portal = site.beside_with(settings).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        Self {
            router: router(portal, options),
            cookie: format!("__Host-luochui-login={}", signed_in.token),
            _site: site,
        }
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let (parts, body) = self
            .router
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            is_refused_as_foreign: body.starts_with("cross-site request refused"),
            body,
        }
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    is_refused_as_foreign: bool,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// Every address that takes a write: the server functions that are linked in, and the rest.
fn writes() -> Vec<String> {
    let mut paths: Vec<String> = server_fn_paths()
        .filter(|(_, method)| !super::is_safe(method))
        .map(|(path, _)| path.to_owned())
        .collect();
    assert!(paths.len() > 20, "the server functions are registered");
    paths.extend(
        [
            "/account",
            "/en/account",
            "/api/v1/lots/P2026-ENER-0001/bids",
        ]
        .map(Into::into),
    );
    paths
}

/// One of the forty: what the browser says, and whether the write may go on (S-10).
fn may_write(site: Option<&str>, origin: Option<&str>, has_login: bool) -> bool {
    match (site, origin) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin == OURS,
        (None, None) => !has_login,
    }
}

#[tokio::test]
async fn a_write_is_taken_from_our_own_pages_only() {
    let door = Door::open().await;
    let sites = [
        None,
        Some("same-origin"),
        Some("none"),
        Some("same-site"),
        Some("cross-site"),
    ];
    let origins = [None, Some(OURS), Some("https://evil.example"), Some("null")];
    for path in writes() {
        for (site, origin, has_login) in sites.iter().flat_map(|site| {
            let pairs = origins.iter().flat_map(|o| [(o, false), (o, true)]);
            pairs.map(move |(origin, has_login)| (*site, *origin, has_login))
        }) {
            // The host that was asked for is the attacker's to choose where no proxy checks it.
            let mut headers = vec![("host", "evil.example")];
            headers.extend(site.map(|site| ("sec-fetch-site", site)));
            headers.extend(origin.map(|origin| ("origin", origin)));
            if has_login {
                headers.push(("cookie", door.cookie.as_str()));
            }
            let answer = door.send(Method::POST, &path, &headers).await;
            assert_eq!(
                answer.is_refused_as_foreign,
                !may_write(site, origin, has_login),
                "{path} {site:?} {origin:?} {has_login}: {}",
                answer.status
            );
        }
    }
}

#[tokio::test]
async fn every_method_that_writes_is_watched() {
    let door = Door::open().await;
    let foreign = [("sec-fetch-site", "cross-site")];
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = door.send(method.clone(), "/lots", &foreign).await;
        assert!(answer.is_refused_as_foreign, "{method}");
    }
    let read = door.send(Method::GET, "/healthz", &foreign).await;
    assert_eq!(read.status, StatusCode::OK);
    let traced = door.send(Method::TRACE, "/healthz", &[]).await;
    assert!(traced.status.is_client_error(), "{}", traced.status);
}

/// One answer of each kind: pages, errors, redirects, files, JSON, ledger, refused writes.
const KINDS: [(Method, &str); 12] = [
    (Method::GET, "/"),
    (Method::GET, "/en/lots"),
    (Method::GET, "/lots/P2026-ENER-9999"),
    (Method::GET, "/no-such-page"),
    (Method::GET, "/en/"),
    (Method::GET, "/admin/lots"),
    (Method::GET, "/healthz"),
    (Method::GET, "/api/v1/lots/P2026-ENER-9999"),
    (Method::GET, "/ledger/checkpoint"),
    (Method::GET, "/pkg/none.js"),
    (Method::POST, "/lots"),
    (Method::DELETE, "/api/v1/lots/P2026-ENER-9999/bids"),
];

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers() {
    let door = Door::open().await;
    let mut nonces = std::collections::BTreeSet::new();
    for (method, path) in KINDS {
        let answer = door.send(method.clone(), path, &[]).await;
        let said = |name| answer.header(name);
        let policy = said("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'nonce-"),
            "{path}"
        );
        let scripts = policy.split(';').nth(1).unwrap();
        assert!(
            scripts.ends_with("' 'strict-dynamic' 'wasm-unsafe-eval'"),
            "{path}"
        );
        assert!(
            policy.ends_with("; report-uri /policy-reports; report-to policy"),
            "{path}"
        );
        assert_eq!(said("reporting-endpoints"), "policy=\"/policy-reports\"");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        for rule in [
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "worker-src 'self'",
        ] {
            assert!(policy.contains(rule), "{path}: {rule}");
        }
        nonces.insert(policy.to_owned());
        assert_eq!(said("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(said("referrer-policy"), "same-origin", "{path}");
        assert_eq!(said("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(said("permissions-policy").contains("camera=()"), "{path}");
        assert!(
            said("strict-transport-security").contains("31536000"),
            "{path}"
        );
        assert!(!answer.headers.contains_key("server"), "{path}");
    }
    assert_eq!(
        nonces.len(),
        KINDS.len(),
        "each answer has a nonce of its own"
    );
}

#[tokio::test]
async fn a_personal_answer_is_kept_by_nobody_on_the_way() {
    let door = Door::open().await;
    let cookie = [("cookie", door.cookie.as_str())];
    for path in [
        "/",
        "/account",
        "/lots",
        "/no-such-page",
        "/account/none.css",
    ] {
        let answer = door.send(Method::GET, path, &cookie).await;
        assert_eq!(
            answer.header("cache-control"),
            "private, no-store",
            "{path}"
        );
        let anybody = door.send(Method::GET, path, &[]).await;
        assert_eq!(
            anybody.header("cache-control"),
            "private, no-cache",
            "{path}"
        );
    }
    // What a link alone opens is as personal.
    for path in ["/application/none", "/en/invitation/none"] {
        let answer = door.send(Method::GET, path, &[]).await;
        let kept = answer.header("cache-control");
        assert_eq!(kept, "private, no-store", "{path}");
    }
}

#[tokio::test]
async fn only_what_is_public_may_be_read_by_the_pages_of_others() {
    let door = Door::open().await;
    let cookie = [("cookie", door.cookie.as_str())];
    for (path, is_public) in [
        ("/ledger/checkpoint", true),
        ("/api/v1/lots/P2026-ENER-9999", true),
        ("/", false),
        ("/account", false),
        ("/fn/none", false),
    ] {
        let readers = |answer: &Answer| {
            (
                answer.header("access-control-allow-origin") == "*",
                answer.header("cross-origin-resource-policy") == "cross-origin",
            )
        };
        let anybody = door.send(Method::GET, path, &[]).await;
        assert_eq!(readers(&anybody), (is_public, is_public), "{path}");
        let somebody = door.send(Method::GET, path, &cookie).await;
        assert_eq!(readers(&somebody), (false, false), "{path}");
        assert!(
            !somebody
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
}

#[test]
fn an_origin_is_what_a_browser_sends() {
    use super::parse_origin;
    for good in [OURS, "http://127.0.0.1:3000", "https://[::1]:8443"] {
        assert_eq!(parse_origin(good).as_deref(), Ok(good));
    }
    for bad in [
        "auction.example",
        "https://",
        "https://auction.example/",
        "https://Auction.example",
        "https://auction.example:443",
        "https://a.example b.example",
    ] {
        assert!(parse_origin(bad).is_err(), "{bad}");
    }
}
