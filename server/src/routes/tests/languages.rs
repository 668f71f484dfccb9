//! Every page there is, whether a link leads to it or not, is there in both languages and leads to itself in
//! the other one, with whatever its address says (ux.md §1.2).

use super::rows::rows;
use super::site::{Site, Visitor};
use app::lang::in_other_language;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode, header};
use locales::Lang;
use tower::ServiceExt;

/// An address, and the page that it was answered with.
type Shown = (String, String);

/// How the pages of the rows differ from that. Each page is asked for as whoever may read it, and as
/// somebody who is told why not where nobody may.
pub async fn every_page(router: &Router, site: &Site) -> Vec<String> {
    let (mut wrong, mut pages, mut seen) = (Vec::new(), 0, 0);
    for at in rows().iter().filter_map(|row| row.call.page()) {
        pages += 1;
        // A page that only leads on, as that of a sign-in that nobody has begun, has no language.
        let Some((visitor, (address, page))) = shown(router, site, at).await else {
            continue;
        };
        seen += 1;
        let (path, query) = address.split_once('?').unwrap_or((address.as_str(), ""));
        let english = in_other_language(Lang::Zh, path, query);
        wrong.extend(differs(&address, &page));
        match ask(router, visitor, &english).await {
            Some((_, page)) => wrong.extend(differs(&english, &page)),
            None => wrong.push(format!("{english} is no page, {address} is one")),
        }
    }
    assert!(seen > 90 && seen + 15 > pages, "{seen} of {pages} pages");
    wrong
}

/// The page at `at` for the first who may read it, or else for the first who is told why not.
async fn shown<'s>(
    router: &Router,
    site: &'s Site,
    at: &'static str,
) -> Option<(&'s Visitor, Shown)> {
    let mut refusal = None;
    for things in &site.things {
        for visitor in &site.visitors {
            let address = things.fill(at);
            let Some((status, page)) = ask(router, visitor, &address).await else {
                continue;
            };
            if status == StatusCode::OK {
                return Some((visitor, (address, page)));
            }
            refusal.get_or_insert((visitor, (address, page)));
        }
    }
    refusal
}

/// The page at an address; nothing when the answer is none.
async fn ask(router: &Router, visitor: &Visitor, address: &str) -> Option<(StatusCode, String)> {
    let mut request = Request::get(address).header(header::ACCEPT, "text/html");
    if let Some(cookie) = &visitor.cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = answer.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page || parts.status.is_redirection() {
        return None;
    }
    let body = to_bytes(body, 1 << 24).await.expect("a body");
    Some((parts.status, String::from_utf8_lossy(&body).into_owned()))
}

/// What is wrong with the languages of a page.
pub fn differs(address: &str, page: &str) -> Option<String> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let lang = Lang::of_path(path);
    if !page.contains(&format!("<html lang=\"{}\"", lang.tag())) {
        return Some(format!(
            "{address} does not say that it is in {}",
            lang.tag()
        ));
    }
    let other = in_other_language(lang, path, query);
    let mut tags = page.split("<a ").filter_map(|tag| tag.split_once('>'));
    let tag = tags.find(|(tag, _)| tag.contains("strip-link"));
    let link = tag.and_then(|(tag, _)| {
        super::crawl::links(&format!("<a {tag}>"))
            .into_iter()
            .next()
    });
    // A query may be written in several ways.
    let path_of = |link: &str| link.split('?').next().map(str::to_owned);
    let same = |link: &String| match query.contains(['%', '+']) {
        true => path_of(link) == path_of(&other),
        false => *link == other,
    };
    (!link.as_ref().is_some_and(same))
        .then(|| format!("{address} leads to {link:?}, not to {other}"))
}

#[test]
fn a_page_without_its_other_language_is_named() {
    let page = |lang: &str, to: &str| {
        format!(
            "<html lang=\"{lang}\"><a href=\"/\">x</a><a class=\"strip-link\" href=\"{to}\">y</a>"
        )
    };
    assert_eq!(differs("/lots?q=a", &page("zh-CN", "/en/lots?q=a")), None);
    assert_eq!(differs("/en/lots", &page("en", "/lots")), None);
    for (address, page) in [
        ("/lots?q=a", page("zh-CN", "/en/lots")),
        ("/en/lots", page("zh-CN", "/lots")),
        (
            "/lots",
            "<html lang=\"zh-CN\"><a href=\"/en/lots\">y</a>".to_owned(),
        ),
    ] {
        assert!(differs(address, &page).is_some(), "{address}: {page}");
    }
}
