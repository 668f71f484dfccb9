//! The content policy and the pages it is for (reliability.md S-12): every script of a page has the nonce
//! of its answer, and what a browser reports is taken, within bounds.

use super::{Answer, Door};
use crate::client::Peer;
use crate::router::router;
use axum::body::{Body, to_bytes};
use http::{Method, Request, StatusCode};
use leptos::config::LeptosOptions;
use service::testing::TestPortal;
use tower::ServiceExt;

fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy");
    let after = policy.split_once("'nonce-").expect("a nonce").1;
    after.split_once('\'').expect("its end").0.to_owned()
}

/// The tags of this kind in a page, each as it begins.
fn tags<'p>(page: &'p str, tag: &str) -> Vec<&'p str> {
    let begin = format!("<{tag}");
    let begins = page.match_indices(&begin);
    begins
        .map(|(at, _)| page[at..].split_once('>').expect("an end").0)
        .collect()
}

#[tokio::test]
async fn every_script_of_a_page_has_the_nonce_of_its_answer() {
    let door = Door::open().await;
    for path in [
        "/",
        "/en/lots",
        "/login",
        "/sessions",
        "/account",
        "/no-such-page",
    ] {
        let cookie = [("cookie", door.cookie.as_str()), ("accept", "text/html")];
        let answer = door.send(Method::GET, path, &cookie).await;
        let page = &answer.body;
        let own = format!("nonce=\"{}\"", nonce(&answer));
        let scripts = tags(page, "script");
        let preloads: Vec<_> = tags(page, "link")
            .into_iter()
            .filter(|link| link.contains("modulepreload"))
            .collect();
        assert!(!scripts.is_empty() && !preloads.is_empty(), "{path}");
        for tag in scripts.iter().chain(&preloads) {
            assert!(tag.contains(&own), "{path}: {tag}");
        }
        // Nothing that the policy would stop: handlers in attributes, addresses of scripts.
        for tag in page.split('<').filter_map(|tag| tag.split_once('>')) {
            let attributes = tag.0.to_lowercase();
            assert!(!attributes.contains(" onerror="), "{path}: {}", tag.0);
            assert!(!attributes.contains("javascript:"), "{path}: {}", tag.0);
        }
    }
}

/// Sends a report from an address; the status of the answer.
async fn report(router: &axum::Router, from: &str, kind: &str, body: String) -> StatusCode {
    let peer = Peer(format!("{from}:4711").parse().unwrap());
    let request = Request::post("/policy-reports")
        .header("content-type", kind)
        .extension(peer)
        // What Chromium sends by itself says no word about where it comes from.
        .header("cookie", format!("luochui-login={}", "0".repeat(64)))
        .body(Body::from(body))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    assert!(!String::from_utf8_lossy(&body).contains("cross-site"));
    status
}

#[tokio::test]
async fn reports_are_taken_counted_and_bounded() {
    const OLD: &str = "application/csp-report";
    let site = TestPortal::new().await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router(site.portal.clone(), options);
    let one = r#"{"csp-report":{"blocked-uri":"inline","document-uri":"http://a/lots"}}"#;
    let taken = report(&router, "203.0.113.1", OLD, one.into()).await;
    assert_eq!(taken, StatusCode::NO_CONTENT);
    let many = format!(
        "[{}]",
        [r#"{"type":"csp-violation","body":{}}"#; 3].join(",")
    );
    let taken = report(&router, "203.0.113.1", "application/reports+json", many).await;
    assert_eq!(taken, StatusCode::NO_CONTENT);
    assert_eq!(site.portal.policy_reports(), 4);
    let long = format!("{one}{}", " ".repeat(17 * 1024));
    for (kind, body, status) in [
        (OLD, long, StatusCode::PAYLOAD_TOO_LARGE),
        (OLD, "nonsense".into(), StatusCode::BAD_REQUEST),
        ("text/plain", one.into(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        assert_eq!(report(&router, "203.0.113.2", kind, body).await, status);
    }
    assert_eq!(site.portal.policy_reports(), 4);
    let mut taken = 0;
    while report(&router, "203.0.113.3", OLD, one.into()).await == StatusCode::NO_CONTENT {
        taken += 1;
        assert!(taken < 100, "it is never refused");
    }
    let refused = report(&router, "203.0.113.3", OLD, one.into()).await;
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        i64::from(taken),
        domain::allowances::Allowance::Report.rate().burst
    );
}
