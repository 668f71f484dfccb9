//! A lot that is not published is nowhere: no list, search, map, feed, interface or page names it to the
//! public, whichever state before publication it is in; once it is published they do.

use super::call::in_own_process;
use super::rows::rows;
use super::site::{Site, Things, Visitor};
use crate::router;
use axum::Router;
use axum::body::to_bytes;
use domain::ids::LotCode;
use domain::lots::LotState as S;
use leptos::config::LeptosOptions;
use service::Settings;
use tower::ServiceExt;

/// Set for the process that reads.
const READS: &str = "LUOCHUI_TEST_UNPUBLISHED";
/// The lot of the site that is not published.
const HIDDEN: &str = "P2026-ENER-0003";
/// Addresses of the public that lists and searches have besides those of the rows.
const FURTHER: [&str; 4] = [
    "/lots?q=P2026-ENER-0003",
    "/en/lots?q=P2026-ENER-0003",
    "/api/v1/lots?q=P2026-ENER-0003",
    "/lots?industry=ENER",
];

#[test]
fn a_lot_that_is_not_published_is_nowhere() {
    let this = "routes::tests::unpublished::a_lot_that_is_not_published_is_nowhere";
    if std::env::var_os(READS).is_none() {
        return in_own_process(this, READS, "yes");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(read_everywhere());
}

async fn read_everywhere() {
    let site = Site::open().await;
    let settings = Settings {
        read_allowance: 0,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let store = portal.store().clone();
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(portal, options);
    let code = LotCode::parse(HIDDEN).expect("a code");
    let way = [S::Submitted, S::UnderReview, S::Selected];
    for (place, state) in way.iter().enumerate() {
        assert_eq!(
            named_at(&router, &site).await,
            Vec::<String>::new(),
            "{state}"
        );
        let to = way.get(place + 1).copied().unwrap_or(S::Published);
        let mut tx = store.write().await.expect("a transaction");
        let lot = tx.lot(&code).await.expect("a query").expect("a lot").lot;
        let now = (to == S::Published).then(|| site.portal().now());
        let moved = tx.update_lot_state(lot.id, *state, to, now).await;
        assert!(moved.expect("a move"));
        tx.commit().await.expect("a commit");
    }
    let found = named_at(&router, &site).await;
    for place in ["/lots?q=P2026-ENER-0003", "/api/v1/lots?q=P2026-ENER-0003"] {
        assert!(found.iter().any(|at| at == place), "{place} in {found:?}");
    }
}

/// Every address that names the lot to nobody in particular.
async fn named_at(router: &Router, site: &Site) -> Vec<String> {
    let nobody = site.visitors.iter().find(|one| one.account.is_none());
    let nobody = nobody.expect("nobody is among the visitors");
    // The set of things that is published: no call asks for the hidden lot itself.
    let things = &site.things[0];
    let mut found = Vec::new();
    for row in rows() {
        let request = row.call.request(nobody, things);
        let at = request.uri().to_string();
        if request.method() == "GET" && names(router, request).await {
            found.push(at);
        }
    }
    for at in FURTHER {
        let request = further(at, nobody, things);
        if names(router, request).await {
            found.push(at.to_owned());
        }
    }
    found
}

fn further(at: &'static str, nobody: &Visitor, things: &Things) -> http::Request<axum::body::Body> {
    super::call::read(at).request(nobody, things)
}

async fn names(router: &Router, request: http::Request<axum::body::Body>) -> bool {
    // What was asked for stands in the page that says there is nothing.
    let asked = request.uri().to_string();
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let kind = parts.headers.get("content-type");
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event")) {
        return false;
    }
    let body = to_bytes(body, 1 << 24).await.expect("a body");
    let text = String::from_utf8_lossy(&body);
    match asked.contains(HIDDEN) {
        // A link to its page, or its title.
        true => text.contains(&format!("一种测试用装置 {HIDDEN}")),
        false => text.contains(HIDDEN),
    }
}
