//! A site in which every text is an attack (reliability.md S-14, S-15): titles, names, sessions, files,
//! reasons, the foot of the page, and what stands in an address; articles, notes of deposits and deals,
//! reviews, answers, workbooks. Every page is rendered for those who may see it, and none of it may come
//! out as anything but text, in the markup and in the data of the page; nor in what programs read.

mod kinds;
mod scan;
mod texts;

use super::call::in_own_process;
use super::rows::{Row, pages, programs};
use super::site::Site;
use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::permissions::check;
use http::{HeaderValue, Request, StatusCode};
use leptos::config::LeptosOptions;
use scan::faults;
use service::Settings;
use service::testing::{TestPortal, WORDS, worded};
use std::collections::{BTreeMap, BTreeSet};
use texts::Shown;
use tower::ServiceExt;

/// What attackers write. The browser's tests send the same.
const CORPUS: &str = include_str!("corpus.json");
/// The mark of them all.
const MARK: &str = "xss";
/// So many of those who may see a page are shown it.
const VISITORS: usize = 2;

fn corpus() -> Vec<String> {
    serde_json::from_str(CORPUS).expect("a list of texts")
}

#[test]
fn no_text_of_a_person_runs_on_any_page() {
    let this = "routes::tests::xss::no_text_of_a_person_runs_on_any_page";
    if std::env::var_os(WORDS).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        return runtime.expect("a runtime").block_on(render_everything());
    }
    // All of them one after the other, which also ends the one by the next, and each alone that has to
    // stand at the end of its text.
    let corpus = corpus();
    let last = ["xssq\\".to_owned(), "xss<!--<script>".to_owned()];
    for words in [corpus.concat()].into_iter().chain(last) {
        in_own_process(this, WORDS, &words);
    }
}

/// What was seen.
#[derive(Default)]
struct Seen {
    pages: usize,
    /// Marks on the page that says nothing of its own, by visitor.
    of_frame: BTreeMap<&'static str, usize>,
    /// Pages that have more of them.
    marked: BTreeSet<String>,
    wrong: Vec<String>,
}

/// What is read by programs and shows the words of somebody.
const FEEDS: [&str; 5] = [
    "/calendar.ics",
    "/lots/feed.atom",
    "/feeds/articles.atom",
    "/api/v1/lots",
    "/lots/export.csv",
];

async fn render_everything() {
    let house = TestPortal::new().await;
    texts::deal(&house).await;
    let site = Site::in_house(house).await;
    let more = texts::write(&site).await;
    let settings = Settings {
        site: worded(service::demo::site_notice()),
        read_allowance: 0,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(portal, options);
    let mut seen = Seen::default();
    for (request, who) in requests(&site, &pages::rows()) {
        look(&router, request, who, &mut seen).await;
    }
    for Shown { who, cookie, path } in more {
        let mut request = Request::get(&path).header("accept", "text/html");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        let request = request.body(Body::empty()).expect("a request");
        look(&router, request, who, &mut seen).await;
    }
    for (request, who) in requests(&site, &programs::rows()) {
        read(&router, request, who, &mut seen).await;
    }
    for address in addresses() {
        let request = Request::get(address.as_str())
            .header("accept", "text/html")
            .body(Body::empty())
            .expect("a request");
        look(&router, request, "nobody", &mut seen).await;
    }
    for address in feeds() {
        let request = Request::get(address.as_str()).body(Body::empty());
        read(&router, request.expect("a request"), "nobody", &mut seen).await;
    }
    judge(&seen);
}

/// The calls of these rows that read something, for some of those who may.
fn requests(site: &Site, rows: &[Row]) -> Vec<(Request<Body>, &'static str)> {
    let mut requests = Vec::new();
    for row in rows.iter().filter(|row| row.address.starts_with("GET ")) {
        for things in site.things.iter().take(row.call.sets()) {
            let may = |one: &&super::site::Visitor| {
                let mut needs = (row.needs)(one, things).into_iter();
                needs.all(|action| check(one.account.as_ref(), action).is_ok())
            };
            for visitor in site.visitors.iter().filter(may).take(VISITORS) {
                requests.push((row.call.request(visitor, things), visitor.name));
            }
        }
    }
    requests
}

fn judge(seen: &Seen) {
    assert!(seen.wrong.is_empty(), "{}", seen.wrong.join("\n"));
    assert!(seen.pages > 100, "{} pages", seen.pages);
    for feed in FEEDS {
        let shown = &seen.marked;
        assert!(shown.contains(feed), "{feed} shows none of it: {shown:?}");
    }
    for page in [
        "/",
        "/lots",
        "/sessions",
        "/live",
        "/admin/lots",
        "/admin/roles",
    ] {
        let shown = &seen.marked;
        assert!(shown.contains(page), "{page} shows none of it: {shown:?}");
    }
    let of_things = |begin: &str| seen.marked.iter().any(|path| path.starts_with(begin));
    for begin in [
        "/lots/P2026",
        "/sessions/session",
        "/host/sessions/",
        "/admin/lots/P2026",
        "/lots/P2026-ENER-0004",
        "/admin/lots/P2026-ENER-0004",
        "/lots/P2026-ENER-0001/feedback",
        "/articles/",
        "/en/articles/",
        "/admin/articles/",
        "/account/follows",
        "/org/lots",
        "/org/import",
    ] {
        assert!(
            of_things(begin),
            "{begin} shows none of it: {:?}",
            seen.marked
        );
    }
}

async fn look(router: &Router, request: Request<Body>, who: &'static str, seen: &mut Seen) {
    let uri = request.uri().clone();
    if !seen.of_frame.contains_key(who) {
        let cookie = request.headers().get("cookie").cloned();
        seen.of_frame
            .insert(who, marks_of_frame(router, cookie).await);
    }
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let kind = parts.headers.get("content-type");
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return;
    }
    if parts.status == StatusCode::INTERNAL_SERVER_ERROR {
        seen.wrong.push(format!("{uri} as {who}: {}", parts.status));
    }
    let policy = parts.headers["content-security-policy"]
        .to_str()
        .expect("a policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|text| text.split('\'').next());
    let body = to_bytes(body, 1 << 24).await.expect("a page");
    let page = String::from_utf8(body.to_vec()).expect("a text");
    seen.pages += 1;
    if page.matches(MARK).count() > seen.of_frame[who] {
        seen.marked.insert(uri.path().to_owned());
    }
    let found = faults(&page, nonce.expect("a nonce"));
    seen.wrong.extend(
        found
            .into_iter()
            .map(|fault| format!("{uri} as {who}: {fault}")),
    );
}

/// What a program reads.
async fn read(router: &Router, request: Request<Body>, who: &'static str, seen: &mut Seen) {
    let uri = request.uri().clone();
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    if parts.status == StatusCode::INTERNAL_SERVER_ERROR {
        seen.wrong.push(format!("{uri} as {who}: {}", parts.status));
    }
    let kind = parts.headers.get("content-type");
    let kind = kind.map(|kind| kind.to_str().expect("a kind").to_owned());
    let body = to_bytes(body, 1 << 24).await.expect("a file");
    // Archives and pictures are no texts.
    let (Some(kind), Ok(text)) = (kind, String::from_utf8(body.to_vec())) else {
        return;
    };
    if text.contains(MARK) {
        seen.marked.insert(uri.path().to_owned());
    }
    let found = kinds::faults(&kind, &text).into_iter();
    seen.wrong
        .extend(found.map(|fault| format!("{uri} as {who}: {fault}")));
}

/// How often a page shows the marks that says nothing but who visits, and the foot of every page.
async fn marks_of_frame(router: &Router, cookie: Option<HeaderValue>) -> usize {
    let mut plain = Request::get("/privacy").header("accept", "text/html");
    if let Some(cookie) = cookie {
        plain = plain.header("cookie", cookie);
    }
    let plain = plain.body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(plain).await.expect("an answer");
    let body = to_bytes(response.into_body(), 1 << 24)
        .await
        .expect("a page");
    let page = String::from_utf8(body.to_vec()).expect("a text");
    page.matches(MARK).count()
}

/// Every byte as an address writes it.
fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Addresses of news that are called what was searched for.
fn feeds() -> Vec<String> {
    let words = corpus().into_iter().map(|text| encode(&text));
    words
        .map(|words| format!("/lots/feed.atom?q={words}"))
        .collect()
}

/// Addresses that say themselves what their page shows.
fn addresses() -> Vec<String> {
    let words: Vec<String> = corpus().iter().map(|text| encode(text)).collect();
    let all = encode(&corpus().concat());
    let mut addresses = Vec::new();
    for words in words.iter().chain([&all]) {
        for place in [
            "/lots?q=",
            "/en/lots?q=",
            "/lots?industry=",
            "/lots?page=",
            "/login?next=",
            "/calendar?year=2026&month=",
            "/setup?code=",
            "/lots/P2026-ENER-0001?at=",
            "/lots/P2026-ENER-0001/bid?amount=",
            "/lots/P2026-ENER-0001?__path=/fn/bidding/enrol&__err=",
            "/lots/",
            "/sessions/",
            "/verification/",
            "/application/",
            "/invitation/",
            "/",
        ] {
            addresses.push(format!("{place}{words}"));
        }
    }
    addresses
}
