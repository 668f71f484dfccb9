//! Pages for visitors who have not signed in, kept for at most one second and rendered once, however
//! many ask at the same moment (design/performance.md P1c).
//!
//! A page is given away only while nothing that it tells has changed: a lot that moves empties its own
//! page and the lists, and so does every change that the audit record knows of. Changes by other
//! processes are seen after a second at the latest. Each answer has a nonce of its own.
//!
//! **A new public page** gets its line in [`subject`]. A page that differs by anything but its address,
//! the host and the size of the text has no place here.

mod shelf;
#[cfg(test)]
mod tests;

use crate::security::Nonce;
use app::ssr::Asker;
use app::ui::text_size::TextSize;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::ids::LotCode;
use http::{HeaderMap, Method, StatusCode, header};
use memchr::memmem;
use service::Portal;
pub use shelf::Shelf;
use shelf::{Freshness, Key};
use std::sync::Arc;

/// A larger page is not kept.
const PAGE_MAX: u64 = 1 << 20;

/// The layer's state.
#[derive(Clone)]
pub struct PageCache {
    portal: Portal,
    shelf: Arc<Shelf>,
}

impl PageCache {
    /// With nothing in it.
    pub fn new(portal: Portal) -> Self {
        Self {
            portal,
            shelf: Arc::default(),
        }
    }
}

/// A page as it was rendered for one visitor.
#[derive(Clone, Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    nonce: String,
}

/// What a page is about.
#[derive(Debug, PartialEq, Eq)]
enum Subject {
    /// One lot.
    Lot(LotCode),
    /// Several lots, or none.
    Any,
}

/// Answers with a kept page where there is one.
pub async fn answer(State(cache): State<PageCache>, request: Request, next: Next) -> Response {
    let Some((key, subject, nonce)) = asked(&request) else {
        return next.run(request).await;
    };
    let lot = match &subject {
        Subject::Lot(lot) => Some(lot),
        Subject::Any => None,
    };
    // Before anything is read: what changes meanwhile makes the page old.
    let fresh = Freshness {
        at: cache.portal.now(),
        changes: cache.portal.changes(lot),
    };
    let Some(place) = cache.shelf.place(key, fresh) else {
        return next.run(request).await;
    };
    let (mut rendered, mut unasked) = (None, Some((request, next)));
    let kept = place.get_or_init(|| async {
        let (request, next) = unasked.take()?;
        let response = next.run(request).await;
        let (response, kept) = keep(response, &nonce).await;
        rendered = Some(response);
        kept
    });
    let kept = kept.await.as_ref();
    match (rendered, kept, unasked) {
        (Some(rendered), ..) => rendered,
        (None, Some(kept), _) => kept.again(&nonce),
        // What somebody else got is not for everybody.
        (None, None, Some((request, next))) => next.run(request).await,
        (None, None, None) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Where the answer to a request lies, what it is about, and the nonce that it needs; nothing when it
/// is not kept.
fn asked(request: &Request) -> Option<(Key, Subject, String)> {
    let extensions = request.extensions();
    let asker = extensions.get::<Asker>()?;
    let is_nobody = asker.account.is_none() && asker.login.is_none();
    if request.method() != Method::GET || request.uri().query().is_some() || !is_nobody {
        return None;
    }
    let path = request.uri().path();
    let subject = subject(path)?;
    let nonce = extensions.get::<Nonce>()?.0.clone();
    let line = |name| request.headers().get(name).and_then(|v| v.to_str().ok());
    let key = Key {
        path: path.to_owned(),
        host: line(header::HOST).unwrap_or_default().to_owned(),
        text: TextSize::of_cookies(line(header::COOKIE).unwrap_or_default()),
    };
    Some((key, subject, nonce))
}

/// What the page at a path is about; nothing for a page that is not kept.
fn subject(path: &str) -> Option<Subject> {
    let inside = match path.strip_prefix("/en") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    };
    let mut parts = inside[1..].split('/');
    match (parts.next()?, parts.next(), parts.next()) {
        ("lots", Some(code), None) => LotCode::parse(code).map(Subject::Lot),
        ("" | "lots" | "live" | "sessions" | "calendar", None, None)
        | ("sessions" | "rounds", Some(_), None) => Some(Subject::Any),
        _ => None,
    }
}

/// The answer as it was, and what may be kept of it.
async fn keep(response: Response, nonce: &str) -> (Response, Option<Kept>) {
    let headers = response.headers();
    let kind = headers.get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let is_for_all = response.status() == StatusCode::OK
        && is_page
        && !headers.contains_key(header::SET_COOKIE)
        && !headers.contains_key(header::CACHE_CONTROL);
    let size = response.body().size_hint().exact();
    if !is_for_all || size.is_none_or(|size| size > PAGE_MAX) {
        return (response, None);
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, PAGE_MAX as usize).await else {
        return (StatusCode::INTERNAL_SERVER_ERROR.into_response(), None);
    };
    let kept = Kept {
        headers: parts.headers.clone(),
        body: body.clone(),
        nonce: nonce.to_owned(),
    };
    (Response::from_parts(parts, Body::from(body)), Some(kept))
}

impl Kept {
    /// The page for another visitor: the same but for the nonce of its answer.
    fn again(&self, nonce: &str) -> Response {
        let mut page = Vec::with_capacity(self.body.len());
        let mut from = 0;
        for at in memmem::find_iter(&self.body, self.nonce.as_bytes()) {
            page.extend_from_slice(&self.body[from..at]);
            page.extend_from_slice(nonce.as_bytes());
            from = at + self.nonce.len();
        }
        page.extend_from_slice(&self.body[from..]);
        let mut response = Response::new(Body::from(page));
        *response.headers_mut() = self.headers.clone();
        response
    }
}
