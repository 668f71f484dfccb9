//! What search engines read: `/robots.txt` says where they may go, `/sitemap.xml` leads to the pages of the portal, its
//! sessions and needs, and to its public lots,
//! ten thousand ids a file, so that no file comes near the bounds of the protocol (50,000 addresses,
//! 50 MB). A lot stays in its file for its whole life.

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::lang::href;
use app::ssr;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::ids::LotId;
use domain::time::Timestamp;
use domain::views::LotColumn;
use futures::StreamExt;
use futures::stream::unfold;
use http::{HeaderMap, Uri, header};
use locales::Lang;
use service::{Error, Portal};
use std::fmt::Write as _;

/// Ids of lots in a file. Each lot has two addresses, one in each language.
const IDS: i64 = 10_000;
/// Search engines come a few times a day.
const FOR_AN_HOUR: &str = "public, max-age=3600";
/// The pages that anybody may open and that are worth finding.
const PAGES: [&str; 10] = [
    "/",
    "/lots",
    "/live",
    "/sessions",
    "/needs",
    "/calendar",
    "/api/docs",
    "/privacy",
    "/accessibility",
    "/sitemap",
];
/// Where programs need not go. Where the index of the addresses is comes below it.
const RULES: &str = include_str!("../../public/robots.txt");
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const SET: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
    xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";

/// The rules, the index and its files.
pub fn router() -> Router {
    Router::new()
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(index))
        .route("/sitemaps/{file}", get(file))
}

/// Which file it is: `pages.xml`, `lots-0.xml`.
enum Part {
    Pages,
    /// The lots with ids above `.0 * IDS`.
    Lots(i64),
}

impl Part {
    fn parse(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".xml")?;
        if name == "pages" {
            return Some(Self::Pages);
        }
        let number = name.strip_prefix("lots-")?;
        let number: u32 = number
            .parse()
            .ok()
            .filter(|n: &u32| n.to_string() == number)?;
        Some(Self::Lots(number.into()))
    }
}

/// The configured origin; what the request says where none is.
fn origin(portal: &Portal, headers: &HeaderMap) -> String {
    let settings = portal.settings();
    let fixed = settings.public_origin.clone();
    fixed.unwrap_or_else(|| ssr::origin_of(headers, settings.secure_cookies))
}

/// The protocol wants an absolute address.
async fn robots(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let origin = origin(&state.portal, &headers);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
    ];
    let rules = RULES.trim_end();
    let text = format!("{rules}\n\nSitemap: {origin}/sitemap.xml\n");
    (headers, text).into_response()
}

async fn index(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    let last = match state.portal.last_lot().await {
        Ok(last) => last.get(),
        Err(error) => return problem::instead(uri.path(), error),
    };
    let origin = origin(&state.portal, &headers);
    let mut xml =
        format!("{HEAD}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let lots = (0..(last + IDS - 1) / IDS).map(|number| format!("lots-{number}"));
    for name in std::iter::once("pages".to_owned()).chain(lots) {
        let _ = writeln!(
            xml,
            "<sitemap><loc>{origin}/sitemaps/{name}.xml</loc></sitemap>"
        );
    }
    xml.push_str("</sitemapindex>\n");
    answer(Body::from(xml))
}

async fn file(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let origin = origin(&state.portal, &headers);
    let made = match Part::parse(&name) {
        Some(Part::Pages) => pages(&state.portal, &origin).await.map(Body::from),
        Some(Part::Lots(number)) => lots(state.portal, origin, number).await,
        None => Err(Error::NotFound),
    };
    match made {
        Ok(body) => answer(body),
        Err(error) => problem::instead(uri.path(), error),
    }
}

fn answer(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
    ];
    (headers, body).into_response()
}

async fn pages(portal: &Portal, origin: &str) -> Result<String, Error> {
    let sessions = match portal.sessions().await {
        Ok(sessions) => sessions,
        // Before the first season there are none.
        Err(Error::NotFound) => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut xml = format!("{HEAD}{SET}");
    for path in PAGES {
        address(&mut xml, origin, path, None);
    }
    for column in LotColumn::ALL {
        address(&mut xml, origin, &column.path(), None);
    }
    for session in sessions {
        let path = format!("/sessions/{}", session.link.slug);
        address(&mut xml, origin, &path, None);
    }
    for need in portal.public_needs().await? {
        let path = format!("/needs/{}", need.code);
        address(&mut xml, origin, &path, need.published_at);
    }
    xml.push_str("</urlset>\n");
    Ok(xml)
}

/// The lots of a file, a part at a time; `NotFound` for one that the index does not name.
async fn lots(portal: Portal, origin: String, number: i64) -> Result<Body, Error> {
    let (first, last) = (LotId(number * IDS), LotId((number + 1) * IDS));
    if portal.last_lot().await? <= first {
        return Err(Error::NotFound);
    }
    let parts = unfold(Some(first), move |after| {
        let (portal, origin) = (portal.clone(), origin.clone());
        async move {
            let found = match portal.public_lots(after?, last).await {
                Ok(found) => found,
                Err(error) => return Some((Err(error), None)),
            };
            let mut xml = String::new();
            for lot in &found {
                let path = format!("/lots/{}", lot.code);
                address(&mut xml, &origin, &path, Some(lot.changed_at));
            }
            let next = found.last().map(|lot| lot.id);
            if next.is_none() {
                xml.push_str("</urlset>\n");
            }
            Some((Ok(Bytes::from(xml)), next))
        }
    });
    let head = futures::stream::iter([Ok(Bytes::from(format!("{HEAD}{SET}")))]);
    // Whoever compresses it may ask once more after its end.
    Ok(Body::from_stream(head.chain(parts).fuse()))
}

/// A page in both languages, each with the way to the other.
fn address(xml: &mut String, origin: &str, path: &str, changed: Option<Timestamp>) {
    let of = |lang| escaped(&format!("{origin}{}", href(lang, path)));
    let (zh, en) = (of(Lang::Zh), of(Lang::En));
    for loc in [&zh, &en] {
        let _ = write!(xml, "<url><loc>{loc}</loc>");
        if let Some(at) = changed {
            let _ = write!(xml, "<lastmod>{}</lastmod>", at.rfc3339());
        }
        for (lang, to) in [("zh-CN", &zh), ("en", &en), ("x-default", &zh)] {
            let _ = write!(
                xml,
                "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{to}\"/>"
            );
        }
        xml.push_str("</url>\n");
    }
}

/// Slugs and codes are plain; an address is written for XML all the same.
fn escaped(address: &str) -> String {
    address
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
