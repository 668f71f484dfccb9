//! A crawler (reliability.md S-38, S-42): follows every link of every page from the front page on, as nobody
//! and as one of each role, and asks for what should not be there. Each page it comes to, and each to
//! which no link leads, can be read in the other language at its own address (`languages`).

use super::call::in_own_process;
use super::languages::{differs, every_page};
use super::site::{Site, Visitor};
use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use leptos::config::LeptosOptions;
use service::Settings;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tower::ServiceExt;

/// Set for the process that crawls.
const CRAWLS: &str = "LUOCHUI_TEST_CRAWLS";
/// Addresses that differ in the values of their query alone are asked for so often: a calendar has no
/// end.
const ALIKE_MAX: usize = 3;
/// Files of the built site, which a test does not have.
const OF_SITE: [&str; 4] = ["/pkg/", "/favicon.svg", "/push.js", "/api/openapi.json"];

#[test]
fn no_link_leads_nowhere_and_nothing_hidden_answers() {
    let this = "routes::tests::crawl::no_link_leads_nowhere_and_nothing_hidden_answers";
    if std::env::var_os(CRAWLS).is_none() {
        return in_own_process(this, CRAWLS, "yes");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(crawl_as_everybody());
}

async fn crawl_as_everybody() {
    let site = Site::open().await;
    let settings = Settings {
        read_allowance: 0,
        ..Settings::default()
    };
    let portal = site.beside_with(settings).await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(portal, options);
    let mut wrong = Vec::new();
    for visitor in &site.visitors {
        let mut crawler = Crawler::new(&router, visitor);
        crawler.follow("/").await;
        crawler.follow("/en").await;
        assert!(
            crawler.asked.len() > 30,
            "{}: {:?}",
            visitor.name,
            crawler.asked
        );
        crawler.look_for_what_is_hidden().await;
        wrong.extend(crawler.wrong);
    }
    wrong.extend(every_page(&router, &site).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Crawler<'s> {
    router: &'s Router,
    visitor: &'s Visitor,
    asked: BTreeSet<String>,
    alike: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl<'s> Crawler<'s> {
    fn new(router: &'s Router, visitor: &'s Visitor) -> Self {
        Self {
            router,
            visitor,
            asked: BTreeSet::new(),
            alike: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    async fn ask(&self, address: &str) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::get(address).header("accept", "text/html");
        if let Some(cookie) = &self.visitor.cookie {
            request = request.header("cookie", cookie);
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await;
        let (parts, body) = response.expect("an answer").into_parts();
        // A stream of events never ends.
        let kind = parts.headers.get("content-type");
        let is_stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event"));
        let body = match is_stream {
            true => Default::default(),
            false => to_bytes(body, 1 << 24).await.expect("a body"),
        };
        let text = String::from_utf8_lossy(&body).into_owned();
        (parts.status, parts.headers, text)
    }

    /// Asks for `start` and for whatever its pages lead to.
    async fn follow(&mut self, start: &str) {
        let mut waiting = VecDeque::from([(start.to_owned(), String::new())]);
        while let Some((address, from)) = waiting.pop_front() {
            if !self.is_new(&address) {
                continue;
            }
            let (status, headers, page) = self.ask(&address).await;
            let is_wrong = status == StatusCode::NOT_FOUND || status.is_server_error();
            if is_wrong {
                let who = self.visitor.name;
                self.wrong
                    .push(format!("{address} (from {from}) as {who}: {status}"));
            }
            self.check_cache(&address, &headers);
            if status == StatusCode::OK && is_page(&headers) {
                self.wrong.extend(differs(&address, &page));
            }
            if let Some(to) = headers.get("location").and_then(|to| to.to_str().ok()) {
                waiting.push_back((to.to_owned(), address.clone()));
            }
            let links = links(&page);
            waiting.extend(links.into_iter().map(|link| (link, address.clone())));
        }
    }

    /// Whether an address of this portal is to be asked for.
    fn is_new(&mut self, address: &str) -> bool {
        let local = address.starts_with('/') && !address.starts_with("//");
        if !local || OF_SITE.iter().any(|file| address.starts_with(file)) {
            return false;
        }
        if !self.asked.insert(address.to_owned()) {
            return false;
        }
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let keys: BTreeSet<_> = query
            .split('&')
            .map(|pair| pair.split('=').next())
            .collect();
        let alike = self.alike.entry(format!("{path} {keys:?}")).or_default();
        *alike += 1;
        *alike <= ALIKE_MAX
    }

    /// No personal page may be kept on the way, by its age or by its tag.
    fn check_cache(&mut self, address: &str, headers: &HeaderMap) {
        if self.visitor.cookie.is_none() {
            return;
        }
        let kept = headers
            .get("cache-control")
            .and_then(|kept| kept.to_str().ok());
        let is_kept = !kept.is_some_and(|kept| kept.contains("no-store"));
        if is_page(headers) && (is_kept || headers.contains_key("etag")) {
            self.wrong
                .push(format!("{address} may be kept: {headers:?}"));
        }
    }

    async fn look_for_what_is_hidden(&mut self) {
        for address in [
            "/.git/HEAD",
            "/.git/config",
            "/.env",
            "/Cargo.toml",
            "/Cargo.lock",
            "/target/",
            "/debug",
            "/debug/pprof",
            "/metrics",
            "/server-status",
            "/actuator",
            "/swagger",
            "/swagger-ui",
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/",
            "/fn",
            "/fn/",
            "/pkg",
            "/pkg/",
            "/pkg/luochui.js.map",
            "/pkg/luochui.wasm.map",
            "/ledger/",
            "/ledger/tile/",
            "/admin/",
            "/admin.php",
            "/phpinfo.php",
            "/planted/handler",
            "/planted/page",
            "/api/v1/planted",
            "/luochui.toml",
            "/ledger.mark",
            "/data/",
            "/backup",
            "/account/data.json.bak",
            "/account/none.css",
            "/lots/none.js",
        ] {
            let (mut status, mut headers, mut body) = self.ask(address).await;
            let to = headers.get("location").and_then(|to| to.to_str().ok());
            if let Some(to) = to.map(str::to_owned) {
                (status, headers, body) = self.ask(&to).await;
            }
            self.check_cache(address, &headers);
            let body = body.to_lowercase();
            let shows = body.contains("index of /") || body.contains("directory listing");
            if !status.is_client_error() || shows {
                let who = self.visitor.name;
                self.wrong.push(format!("{address} as {who}: {status}"));
            }
        }
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// Where the links of a page lead, without the place on the page.
pub fn links(page: &str) -> Vec<String> {
    let tags = page.split("<a ").skip(1);
    let tags = tags.filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
    let href = |tag: &str| {
        let after = tag.split_once("href=\"")?.1;
        let link = after.split_once('"')?.0.replace("&amp;", "&");
        Some(link.split('#').next().unwrap_or_default().to_owned())
    };
    tags.filter_map(href)
        .filter(|link| !link.is_empty())
        .collect()
}

#[test]
fn links_are_read_from_a_page() {
    let page = "<a class=\"x\" href=\"/lots?a=1&amp;b=2#list\">x</a><abbr href=\"/no\">\
                <a href=\"#top\">y</a><a href=\"https://example.com/\">z</a>";
    assert_eq!(links(page), ["/lots?a=1&b=2", "https://example.com/"]);
}
