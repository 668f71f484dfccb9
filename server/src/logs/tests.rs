//! Lines of the log: one each, with their request, and without any secret.

use super::{LEVELS, LogFormat, subscriber};
use crate::router;
use crate::survive::survive;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::middleware::from_fn;
use axum::routing::get;
use domain::bidding::Order;
use http::{Request, StatusCode};
use leptos::config::LeptosOptions;
use serde_json::Value;
use service::testing::{CANARY_CONTACT, CANARY_RESERVE, TestPortal};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;

/// A log in memory.
#[derive(Clone, Default)]
struct Book(Arc<Mutex<Vec<u8>>>);

impl Write for Book {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Book {
    /// A log of this thread.
    fn open(levels: &str, format: LogFormat) -> (Self, DefaultGuard) {
        let book = Self::default();
        let to = book.clone();
        let log = subscriber(EnvFilter::new(levels), format, move || to.clone(), None);
        (book, tracing::subscriber::set_default(log))
    }

    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(bytes.clone()).unwrap()
    }
}

#[test]
fn notices_of_postgresql_are_no_lines_and_warnings_of_its_driver_are() {
    let (book, _guard) = Book::open(LEVELS, LogFormat::Text);
    tracing::warn!(target: "sqlx::postgres::notice", "there is no transaction in progress");
    assert_eq!(book.text(), "");
    tracing::warn!(target: "sqlx::query", "slow statement");
    assert!(book.text().contains("slow statement"));
}

#[test]
fn nobody_makes_a_line_or_colours_a_terminal() {
    let hostile = "a\nb\r\nERROR forged\u{1b}[31m\u{9b}2J\u{85}\u{2028}\u{202e}gnp.exe\u{7f}好";
    for format in [LogFormat::Text, LogFormat::Json] {
        let (book, _guard) = Book::open("info", format);
        tracing::warn!(value = hostile, shown = %hostile, "said {hostile}");
        let text = book.text();
        let line = text.strip_suffix('\n').unwrap();
        let bad = |char: &char| char.is_control() || ('\u{2028}'..='\u{202e}').contains(char);
        assert_eq!(line.chars().find(bad), None, "{format:?} {line:?}");
        assert!(line.contains("gnp.exe") && line.contains('好'), "{line}");
        if format == LogFormat::Json {
            let read: Value = serde_json::from_str(line).unwrap();
            assert_eq!(read["level"], "WARN");
            assert!(
                read["timestamp"].as_str().unwrap().ends_with('Z'),
                "UTC: {line}"
            );
        }
    }
}

#[tokio::test]
async fn every_line_of_a_request_carries_its_number() {
    // Refusals are told at the level of `info`, faults also where that is not looked at.
    for (levels, lines) in [("info", 6), ("error", 2)] {
        lines_of_requests(levels, lines).await;
    }
}

/// Two requests at once, which leave so many lines in the log.
async fn lines_of_requests(levels: &str, expected: usize) {
    let (book, _guard) = Book::open(levels, LogFormat::Json);
    async fn handler() -> StatusCode {
        tracing::info!("first");
        tokio::task::yield_now().await;
        tracing::error!("second");
        StatusCode::FORBIDDEN
    }
    let router = Router::new()
        .route("/closed", get(handler))
        .layer(from_fn(survive));
    let requests = [(); 2].map(|()| {
        let request = Request::get("/closed?token=canary")
            .body(Body::empty())
            .unwrap();
        router.clone().oneshot(request)
    });
    futures::future::join_all(requests).await;
    let text = book.text();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), expected, "{text}");
    let of = |line: &Value| line["span"]["id"].as_str().unwrap().to_owned();
    let mut numbers: Vec<String> = lines.iter().map(of).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 2, "{text}");
    let refused: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "refused")
        .collect();
    let noted = if levels == "info" { 2 } else { 0 };
    assert_eq!(refused.len(), noted, "whoever tries what he may not");
    for line in refused {
        assert_eq!(
            (&line["status"], &line["path"]),
            (&403.into(), &"/closed".into())
        );
    }
    assert!(
        !text.contains("canary"),
        "the query may hold a secret: {text}"
    );
}

/// Everything that a portal does in the log, at the lowest level: no password, no token, no
/// cookie, no ceiling, no reserve, no contact.
#[tokio::test]
async fn no_secret_comes_into_the_log() {
    const PASSWORD: &str = "password-canary-81ac";
    const CEILING: i64 = 876_000_000;
    let (book, _guard) = Book::open("trace", LogFormat::Text);
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let signed_in = site.portal.sign_in("anna", "test-password").await.unwrap();
    let _ = site.portal.sign_in("anna", PASSWORD).await.unwrap_err();
    let request = anna.request(&lot, Order::Cap, CEILING / 100, "key-00001");
    site.portal.place_bid(&anna.account, request).await.unwrap();
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.portal.clone(), options);
    let form = format!("login=anna&password={PASSWORD}&next=%2F");
    for (method, path, body) in [
        ("POST", "/fn/accounts/sign_in", form.as_str()),
        ("GET", "/account", ""),
        ("GET", "/admin/deposits", ""),
        ("GET", "/lots/P2026-ENER-0001", ""),
        ("POST", "/account", "name=program&scope=BID&days=30"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let request = request
            .header("cookie", format!("luochui-login={}", signed_in.token))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        to_bytes(response.into_body(), 1 << 20).await.unwrap();
    }
    let text = book.text();
    assert!(text.contains("refused"), "something was logged: {text}");
    assert!(
        text.contains(&format!("actor={}", anna.account.id.get())),
        "who asked: {text}"
    );
    let token = signed_in.token.as_str();
    let (reserve, ceiling) = (CANARY_RESERVE.get().to_string(), CEILING.to_string());
    for secret in [
        PASSWORD,
        "test-password",
        token,
        "luochui_",
        &reserve,
        &ceiling,
        CANARY_CONTACT,
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
