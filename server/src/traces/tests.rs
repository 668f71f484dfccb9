//! Traces reach a collector, hold nothing that they must not, and cost nobody an answer.

use super::known::ATTRIBUTES;
use super::{Options, Traces, of_request};
use crate::cli::Cli;
use crate::logs::{LogFormat, subscriber};
use crate::router;
use crate::survive::survive;
use axum::body::{Body, to_bytes};
use axum::middleware::from_fn;
use axum::routing::get;
use clap::Parser;
use domain::tokens::{TokenDraft, TokenScope};
use http::{Request, StatusCode};
use leptos::config::LeptosOptions;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use service::TRACED;
use service::testing::TestPortal;
use std::io::{BufRead, BufReader, Read, Write, sink};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::EnvFilter;

const PATIENCE: Duration = Duration::from_secs(20);
/// What must stand in no trace.
const CANARY: &str = "canary-77b1";

/// A parser of options alone.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

fn begin(endpoint: &str) -> Traces {
    let line = Line::parse_from(["luochui", "--traces-endpoint", endpoint]);
    Traces::begin(&line.options, "node-a").unwrap().unwrap()
}

/// Hands what this thread does over; the log is written nowhere.
fn listen(traces: &Traces) -> DefaultGuard {
    let levels = EnvFilter::new("error");
    tracing::subscriber::set_default(subscriber(levels, LogFormat::Text, sink, Some(traces)))
}

/// A collector on the loopback: every post is answered, and its body handed on.
fn collector() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (posted, bodies) = channel();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let Some(body) = socket.ok().and_then(take) else {
                return;
            };
            if posted.send(body).is_err() {
                return;
            }
        }
    });
    (format!("http://{address}/v1/traces"), bodies)
}

/// Reads one post to its end and thanks for it.
fn take(mut socket: TcpStream) -> Option<Vec<u8>> {
    socket.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut reader = BufReader::new(socket.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    assert!(head.starts_with("post /v1/traces http/1.1\r\n"), "{head}");
    assert!(
        head.contains("content-type: application/x-protobuf"),
        "{head}"
    );
    let length = head
        .lines()
        .find_map(|l| l.strip_prefix("content-length: "))?;
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    socket
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .ok()?;
    Some(body)
}

fn text(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Ends the traces; the spans of everything that was posted, and all of its bytes.
fn posted(traces: Traces, bodies: &Receiver<Vec<u8>>) -> (Vec<Span>, Vec<u8>) {
    traces.end();
    let (mut spans, mut bytes) = (Vec::new(), Vec::new());
    while let Ok(body) = bodies.recv_timeout(Duration::from_millis(200)) {
        let read = ExportTraceServiceRequest::decode(body.as_slice()).unwrap();
        for resource in read.resource_spans {
            let speaker = resource.resource.unwrap().attributes;
            assert_eq!(text(&speaker, "service.name").as_deref(), Some("luochui"));
            let node = text(&speaker, "service.instance.id");
            assert_eq!(node.as_deref(), Some("node-a"));
            spans.extend(resource.scope_spans.into_iter().flat_map(|s| s.spans));
        }
        bytes.extend(body);
    }
    (spans, bytes)
}

/// A request to bid, with everything in it that must not leave.
async fn bid(site: &TestPortal, token: &str, lot: &str) -> StatusCode {
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.portal.clone(), options);
    let request = Request::post(format!("/api/v1/lots/{lot}/bids?see={CANARY}"))
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", format!("key-{CANARY}"))
        .header("user-agent", CANARY)
        .body(Body::from("{\"kind\":\"flat\",\"amount_fen\":10000000}"))
        .unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    to_bytes(response.into_body(), 1 << 20).await.unwrap();
    status
}

#[tokio::test]
async fn a_request_and_the_way_of_its_bid_reach_the_collector() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let draft = TokenDraft {
        name: "program".into(),
        scope: TokenScope::Bid,
        days: 1,
    };
    let token = site.portal.create_token(&anna.account, draft).await;
    let token = token.unwrap().secret;
    let (endpoint, bodies) = collector();
    let traces = begin(&endpoint);
    let listening = listen(&traces);
    assert_eq!(bid(&site, &token, lot.as_str()).await, StatusCode::CREATED);
    // Whoever adds to a span what is not on the list adds it in vain.
    drop(tracing::debug_span!(target: TRACED, "careless", password = CANARY, actor = 7));
    drop(listening);
    let (spans, bytes) = posted(traces, &bodies);

    let find = |name: &str| {
        let mut found = spans.iter().filter(|span| span.name == name);
        let span = found
            .next()
            .unwrap_or_else(|| panic!("{name} in {spans:?}"));
        assert!(found.next().is_none(), "{name} is there once");
        span
    };
    let request = find("POST /api/v1/lots/{code}/bids");
    assert_eq!(request.parent_span_id, [] as [u8; 0], "it begins here");
    let status = text(&request.attributes, "http.response.status_code");
    assert_eq!(status.as_deref(), Some("201"));
    let whole = find("bid");
    assert_eq!(whole.parent_span_id, request.span_id);
    let of_bid = |key| text(&whole.attributes, key);
    assert_eq!(of_bid("lot").as_deref(), Some(lot.as_str()));
    assert_eq!(of_bid("outcome").as_deref(), Some("ACCEPTED"));
    let steps = ["bid.queue", "bid.decide", "bid.commit"].map(find);
    for step in steps {
        assert_eq!(step.parent_span_id, whole.span_id, "{}", step.name);
        assert_eq!(step.trace_id, request.trace_id, "{}", step.name);
        assert!(step.end_time_unix_nano >= step.start_time_unix_nano);
    }
    for span in &spans {
        assert!(span.events.is_empty(), "{span:?}");
        for attribute in &span.attributes {
            let known = ATTRIBUTES.contains(&attribute.key.as_str());
            assert!(known, "{} leaves the house", attribute.key);
        }
    }
    assert!(find("careless").attributes.is_empty());
    for secret in [CANARY, token.as_str(), "luochui_", "anna", "10000000"] {
        let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!found, "{secret} in a trace");
    }
}

/// Requests that only pass through the layer that traces.
async fn answer_requests(count: usize) {
    let router = axum::Router::new()
        .route("/healthz", get(|| async { "well" }))
        .layer(from_fn(survive));
    for _ in 0..count {
        let request = Request::get("/healthz").body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    }
}

/// One collector takes connections and never says a word, another is not there at all. More spans
/// than the queue holds are made, and every request is answered meanwhile.
#[tokio::test]
async fn a_dead_collector_holds_nobody_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    let addresses = [&silent, &gone].map(|listener| listener.local_addr().unwrap());
    drop(gone);
    for address in addresses {
        let traces = begin(&format!("http://{address}/v1/traces"));
        let listening = listen(&traces);
        let answered = tokio::time::timeout(PATIENCE, answer_requests(3 * super::QUEUE_MAX));
        answered.await.expect("nobody waits for a collector");
        drop(listening);
        let (ended, end) = channel();
        thread::spawn(move || {
            traces.end();
            let _ = ended.send(());
        });
        let limit = super::END_MAX + Duration::from_secs(10);
        end.recv_timeout(limit)
            .expect("the process ends all the same");
    }
}

#[test]
fn nothing_is_traced_unless_a_collector_is_named() {
    let cli = Cli::parse_from(["luochui", "serve"]);
    assert!(cli.traces().unwrap().is_none());
    let request = || Request::get("/lots").body(Body::empty()).unwrap();
    let off = subscriber(EnvFilter::new("info"), LogFormat::Text, sink, None);
    tracing::subscriber::with_default(off, || {
        assert!(of_request(&request(), "1").is_disabled());
    });
    // The levels of the log do not switch traces off.
    let (endpoint, _bodies) = collector();
    let traces = begin(&endpoint);
    let on = subscriber(EnvFilter::new("off"), LogFormat::Text, sink, Some(&traces));
    tracing::subscriber::with_default(on, || {
        assert!(!of_request(&request(), "1").is_disabled());
    });
}

#[test]
fn what_is_no_collector_is_refused_in_a_sentence() {
    for (address, word) in [
        ("https://collector.example.com/v1/traces", "plain HTTP"),
        ("127.0.0.1:4318", "plain HTTP"),
        ("http://me:secret@127.0.0.1:4318/", "no password"),
        ("no collector", "not an address"),
    ] {
        let line = ["luochui", "--traces-endpoint", address];
        let said = Line::try_parse_from(line).err().unwrap().to_string();
        assert!(said.contains(word), "{address}: {said}");
    }
    let many = ["luochui", "--traces-percent", "101"];
    assert!(Line::try_parse_from(many).is_err());
}
