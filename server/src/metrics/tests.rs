//! The figures, as Prometheus would read them.

use super::sheet::in_buckets;
use super::*;
use axum::body::{Body, to_bytes};
use domain::latency::Histogram;
use http::Request;
use service::testing::{CANARY_CONTACT, TestPortal};
use std::collections::BTreeSet;
use tower::ServiceExt;

async fn read(portal: &Portal) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = router(portal.clone()).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], CONTENT_TYPE);
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The figure of the line that begins with `name`.
fn figure(text: &str, name: &str) -> f64 {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in {text}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn bids_refusals_and_times_are_counted_and_nobody_is_named() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let anna = site.bidder("anna-canary").await;
    anna.enrol(&lot).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap_err();
    let seat = site.portal.hub().enter();
    let text = read(&site.portal).await;
    for (name, expected) in [
        ("luochui_bids_total{outcome=\"accepted\"}", 1.0),
        ("luochui_bids_total{outcome=\"refused\"}", 1.0),
        ("luochui_bid_commit_seconds_count", 2.0),
        ("luochui_bid_commit_seconds_bucket{le=\"+Inf\"}", 2.0),
        ("luochui_bid_queue", 0.0),
        ("luochui_reads_refused_total{allowance=\"search\"}", 0.0),
        ("luochui_policy_reports_total", 0.0),
        ("luochui_streams", 1.0),
        ("luochui_ready{check=\"database\"}", 1.0),
        ("luochui_clock_trusted", 1.0),
        ("luochui_ledger_waiting_lots", 1.0),
        ("luochui_mails{state=\"waiting\"}", 0.0),
    ] {
        assert_eq!(figure(&text, name), expected, "{name}");
    }
    let refusals = text
        .lines()
        .filter(|line| line.starts_with("luochui_bid_refusals_total{code="));
    assert_eq!(refusals.count(), 1, "{text}");
    assert!(figure(&text, "process_resident_memory_bytes") > 1e6);
    assert!(text.ends_with("# EOF\n"));
    for secret in ["anna", "P2026", CANARY_CONTACT] {
        assert!(!text.contains(secret), "{secret}");
    }
    drop(seat);
    assert_eq!(figure(&read(&site.portal).await, "luochui_streams"), 0.0);
}

#[test]
fn spans_fall_into_the_bucket_they_do_not_exceed() {
    let mut spans = Histogram::default();
    for micros in [400, 900, 40_000, 60_000_000] {
        spans.record(micros);
    }
    let (sum, buckets) = in_buckets(&spans);
    assert_eq!(buckets.iter().map(|(_, count)| count).sum::<u64>(), 4);
    let of = |bound: f64| buckets.iter().find(|(b, _)| *b == bound).unwrap().1;
    assert_eq!(
        (of(0.000_5), of(0.001), of(0.05), of(f64::INFINITY)),
        (1, 1, 1, 1)
    );
    assert!((60.0..68.0).contains(&sum), "{sum}");
}

/// The figures that the rules, the dashboard or the handbook speak of, without their prefix and
/// what a form of figure adds to its name.
fn spoken_of(text: &str) -> BTreeSet<String> {
    let is_part = |char: char| char.is_ascii_lowercase() || char == '_';
    let words = text.split(|char: char| !is_part(char));
    let names = words.filter_map(|word| word.strip_prefix("luochui_"));
    let plain = names.map(|name| {
        let ends = ["_total", "_bucket", "_count", "_sum"];
        let plain = ends.iter().find_map(|end| name.strip_suffix(end));
        plain.unwrap_or(name).to_owned()
    });
    plain.collect()
}

/// Alerts on a figure that is called otherwise are never raised, and nobody notices.
#[tokio::test]
async fn rules_dashboard_and_handbook_know_every_figure_by_its_name() {
    let told: BTreeSet<&str> = concat!(include_str!("mod.rs"), include_str!("process.rs"))
        .split('"')
        .collect();
    let files = [
        ("alerts", include_str!("../../../packaging/alerts.yaml")),
        ("test", include_str!("../../../packaging/alerts.test.yaml")),
        (
            "dashboard",
            include_str!("../../../packaging/dashboard.json"),
        ),
    ];
    for (file, text) in files {
        let spoken = spoken_of(text);
        assert!(spoken.len() > 5, "{file}: {spoken:?}");
        for name in spoken {
            assert!(told.contains(name.as_str()), "{file}: luochui_{name}");
        }
    }
    let handbook = spoken_of(include_str!("../../../docs/OPERATIONS.md"));
    let site = TestPortal::new().await;
    let text = read(&site.portal).await;
    let names = text.lines().filter_map(|line| {
        let (name, _) = line.strip_prefix("# TYPE luochui_")?.split_once(' ')?;
        Some(name)
    });
    let missing: Vec<&str> = names.filter(|name| !handbook.contains(*name)).collect();
    assert_eq!(missing, [] as [&str; 0], "not in docs/OPERATIONS.md");
}

#[tokio::test]
async fn the_age_of_the_last_backup_is_told() {
    let site = TestPortal::new().await;
    assert!(!read(&site.portal).await.contains("luochui_backup"));
    let mut tx = site.portal.store().write().await.unwrap();
    let noted = "{\"time\":5000000,\"size\":7,\"place\":\"/elsewhere\",\"failed_at\":9000000}";
    tx.set_setting("last_backup", noted).await.unwrap();
    tx.commit().await.unwrap();
    let text = read(&site.portal).await;
    assert_eq!(figure(&text, "luochui_backup_timestamp_seconds"), 5.0);
    assert_eq!(figure(&text, "luochui_backup_failed"), 1.0);
    assert!(!text.contains("elsewhere"));
    for kind in ["webhooks", "push"] {
        let waiting = format!("luochui_outbox_waiting{{kind=\"{kind}\"}}");
        assert_eq!(figure(&text, &waiting), 0.0);
    }
    assert_eq!(figure(&text, "luochui_push_browsers"), 0.0);
}
