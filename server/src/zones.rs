//! Rounds, deadlines and everything that is displayed are in Beijing time, whatever zone the machine
//! of the portal is set to.

use crate::router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use leptos::config::LeptosOptions;
use service::ledger::sequence_all;
use service::testing::TestPortal;
use std::process::Command;
use tower::ServiceExt;

/// The zones of Beijing, Greenwich and Los Angeles, each with what the machine then says of 1970.
/// Written so that no table of zones is needed.
const ZONES: [(&str, &str); 3] = [
    ("CST-8", "+0800"),
    ("UTC0", "+0000"),
    ("PST8PDT,M3.2.0,M11.1.0", "-0800"),
];

/// Stands before what the teller has to say.
const BEGINS: &str = "=== told ===";

/// Set for the processes that tell.
const TELLS: &str = "LUOCHUI_TEST_TELLS";

/// Everything that a lot with an extension leads to, as it runs and when it is over.
async fn tell() {
    let zone = Command::new("date").args(["-d", "@0", "+%z"]).output();
    let zone = String::from_utf8_lossy(&zone.expect("the program date").stdout).into_owned();
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let bidder = site.bidder("anna").await;
    bidder.enrol(&lot).await.expect("a number");
    site.pass(58 * 60_000).await;
    bidder.bid(&lot, 100_000).await.expect("a bid");
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.portal.clone(), options);
    println!("{BEGINS}\n{zone}");
    for over in [false, true] {
        if over {
            site.pass(10 * 60_000).await;
            sequence_all(&site.portal).await.expect("leaves");
        }
        for path in [
            format!("/lots/{lot}"),
            format!("/en/lots/{lot}"),
            format!("/lots/{lot}/calendar.ics"),
            format!("/api/v1/lots/{lot}"),
            format!("/api/v1/lots/{lot}/bids?from=1"),
            "/live".to_owned(),
            "/calendar".to_owned(),
            "/calendar.ics".to_owned(),
            "/rounds/1".to_owned(),
            "/feeds/results.atom".to_owned(),
        ] {
            let request = Request::get(&path).header("host", "auction.example");
            let request = request.body(Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await;
            let response = response.expect("an answer");
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let body = to_bytes(response.into_body(), 1 << 22).await;
            let body = body.expect("a page");
            println!(
                "{path}\n{}",
                without_chance(&String::from_utf8_lossy(&body))
            );
        }
    }
}

/// A page without what is drawn for it alone: the nonce of its scripts, and keys.
fn without_chance(page: &str) -> String {
    let nonce = page
        .split_once("nonce=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let page = nonce.map_or_else(
        || page.to_owned(),
        |(nonce, _)| page.replace(nonce, "NONCE"),
    );
    let is_key = |word: &str| word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = page.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let kept = words.filter(|word| !is_key(word.trim_end_matches(|c: char| !c.is_alphanumeric())));
    kept.collect()
}

/// Runs itself in a process of each zone: a process keeps the zone that it was started in.
#[tokio::test]
async fn the_zone_of_the_machine_changes_nothing_that_is_told() {
    if std::env::var_os(TELLS).is_some() {
        return tell().await;
    }
    let own = "zones::the_zone_of_the_machine_changes_nothing_that_is_told";
    let program = std::env::current_exe().unwrap();
    let told = ZONES.map(|(zone, offset)| {
        let run = Command::new(&program)
            .args([own, "--exact", "--nocapture"])
            .env(TELLS, "yes")
            .env("TZ", zone)
            .output()
            .unwrap();
        let said = String::from_utf8(run.stdout).unwrap();
        assert!(
            run.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&run.stderr)
        );
        let (_, told) = said.split_once(BEGINS).unwrap();
        let (in_force, told) = told.trim_start().split_once('\n').unwrap();
        assert_eq!(in_force, offset, "the zone is in force");
        // What the runner of tests says at the end has its own duration in it.
        told.split_once("\ntest result").unwrap().0.to_owned()
    });
    let [beijing, others @ ..] = &told;
    // Bidding began at nine and was extended from ten by a bid at two minutes to.
    for shown in ["09:58", "10:03", "T100300"] {
        assert!(beijing.contains(shown), "{shown}: {beijing}");
    }
    for other in others {
        let differs = beijing.lines().zip(other.lines()).find(|(a, b)| a != b);
        assert_eq!(differs, None);
        assert_eq!(beijing, other);
    }
}
