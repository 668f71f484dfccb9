//! The permission walk (reliability.md S-17, S-18): every route, server function and stream topic of the
//! running server has a row that says what it takes, and answers everybody as the permission table of
//! the domain says.
//!
//! **A new address** fails here until it has its row in `rows`: the call that a test can send, and the
//! actions that it takes, in the order in which it asks.

mod call;
mod canaries;
mod codes;
mod crawl;
mod disclaimer;
mod languages;
mod rows;
mod site;
mod titles;
mod unpublished;
mod xss;

use crate::live;
use crate::router;
use crate::routes::Listed;
use axum::Router;
use axum::body::to_bytes;
use call::in_own_process;
use domain::permissions::{Denied, check};
use http::{Method, StatusCode};
use leptos::config::LeptosOptions;
use rows::{Row, rows};
use service::Settings;
use site::{Site, Things, Visitor};
use std::collections::BTreeSet;
use tower::ServiceExt;

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// It was let through, to be done or to be refused by the rules.
    Through,
    Denied(Denied),
    /// The call of the row is wrong, or the server is.
    Broken,
}

/// Set for the process that walks.
const WALKS: &str = "LUOCHUI_TEST_WALKS";

/// One test, because the addresses are those of the server that is walked. It walks in a process of
/// its own: beside tests with runtimes of their own one of these thousands of pages now and then
/// never came (5 of 16 runs; none of 110 alone), and a portal has one runtime.
#[test]
fn every_address_has_a_row_and_keeps_to_it() {
    if std::env::var_os(WALKS).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        return runtime.expect("a runtime").block_on(walk_everywhere());
    }
    let this = "routes::tests::every_address_has_a_row_and_keeps_to_it";
    in_own_process(this, WALKS, "yes");
}

async fn walk_everywhere() {
    let site = Site::open().await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    // Everybody asks for every file there is: how often that may be has tests of its own.
    let settings = Settings {
        read_allowance: 0,
        ..Settings::default()
    };
    let (router, listed) = router::build(site.beside_with(settings).await, options);
    let rows = rows();
    let without = compare(&listed, &rows);
    assert!(without.is_empty(), "{}", without.join("\n"));
    let mut wrong = Vec::new();
    for row in &rows {
        for visitor in site.visitors.iter().filter(|one| row.call.is_for(one)) {
            for things in site.things.iter().take(row.call.sets()) {
                wrong.extend(walk(&router, row, visitor, things).await);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What the server has and the rows do not, and the other way round.
fn compare(listed: &[Listed], rows: &[Row]) -> Vec<String> {
    let mut there: BTreeSet<String> = listed.iter().map(address).collect();
    assert!(there.len() > 80, "the list of the router is not whole");
    let topics = live::topics();
    assert!(topics.contains(&"lots"), "the streams tell nothing of lots");
    there.extend(topics.iter().map(|topic| format!("STREAM {topic}")));
    let known: BTreeSet<String> = rows.iter().map(|row| row.address.clone()).collect();
    let new = there
        .difference(&known)
        .map(|one| format!("no row for {one}"));
    let gone = known
        .difference(&there)
        .map(|one| format!("the server has no {one}"));
    new.chain(gone).collect()
}

/// A page has one row for both languages.
fn address(listed: &Listed) -> String {
    let path = listed.path.as_str();
    let chinese = match path.strip_prefix("/en") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    };
    let path = match chinese.trim_end_matches('/') {
        "" => "/",
        path => path,
    };
    format!("{} {path}", listed.method)
}

/// Sends the call of a row, and says how the answer differs from the table.
async fn walk(router: &Router, row: &Row, visitor: &Visitor, things: &Things) -> Option<String> {
    let request = row.call.request(visitor, things);
    let uri = request.uri().clone();
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let body = match status.is_client_error() || status.is_server_error() {
        true => to_bytes(response.into_body(), 1 << 20).await,
        // A stream never ends.
        false => Ok(Default::default()),
    };
    let body = String::from_utf8_lossy(&body.expect("a body")).into_owned();
    let needs = (row.needs)(visitor, things);
    let told = needs
        .into_iter()
        .try_for_each(|action| check(visitor.account.as_ref(), action));
    let expected = told.map_or_else(Came::Denied, |()| Came::Through);
    let came = came(status, &body);
    (came != expected).then(|| {
        let body: String = body.chars().take(120).collect();
        let (who, whose, what) = (visitor.name, things.name, &row.address);
        format!(
            "{what} ({uri}, {whose}) as {who}: the table says {expected:?}, the server {status} \
             {body}"
        )
    })
}

fn came(status: StatusCode, body: &str) -> Came {
    match status {
        StatusCode::UNAUTHORIZED => Came::Denied(Denied::LoginRequired),
        StatusCode::FORBIDDEN => Came::Denied(Denied::Forbidden),
        StatusCode::NOT_FOUND => Came::Denied(Denied::NotFound),
        // Who has no role that bids is told so by the rules of bidding, as the first of their reasons
        // (bidding.md C.4 item 5).
        StatusCode::UNPROCESSABLE_ENTITY if is_no_bidder(body) => Came::Denied(Denied::Forbidden),
        // Too many guesses at one name: whoever walks has signed in under it for everybody.
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::TOO_MANY_REQUESTS => {
            Came::Through
        }
        status if status.is_client_error() || status.is_server_error() => Came::Broken,
        _ => Came::Through,
    }
}

fn is_no_bidder(body: &str) -> bool {
    let reasons = [r#""STAFF""#, r#""ROLE""#];
    body.contains("NOT_QUALIFIED") && reasons.iter().any(|reason| body.contains(reason))
}

#[test]
fn both_languages_have_one_row() {
    let named = |path: &str| address(&Listed::new(Method::GET, path));
    assert_eq!(named("/en/lots/{code}"), "GET /lots/{code}");
    assert_eq!((named("/en"), named("/")), ("GET /".into(), "GET /".into()));
    assert_eq!(named("/entries"), "GET /entries");
}
