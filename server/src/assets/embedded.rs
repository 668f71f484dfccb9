//! The site in the program.

use super::{ROOT_FILES, kept};
use crate::routes::{Router, get};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

/// What `scripts/build.sh front` has built.
#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// Encodings that the build has prepared, the smallest first: name and ending.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Scripts, styles and small files.
pub(super) fn router(pkg: &str) -> Router {
    let (folder, keep) = (pkg.to_owned(), kept(pkg));
    let scripts = move |headers: HeaderMap, Path(file): Path<String>| {
        let path = format!("{folder}/{file}");
        async move { answer(&path, &headers, keep) }
    };
    let mut router = Router::new().route(&format!("/{pkg}/{{*file}}"), get(scripts));
    for name in ROOT_FILES {
        let file = move |headers: HeaderMap| async move { answer(name, &headers, "no-cache") };
        router = router.route(&format!("/{name}"), get(file));
    }
    router
}

fn answer(path: &str, headers: &HeaderMap, keep: &'static str) -> Response {
    let Some((file, encoding)) = find(path, headers) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // The kind is that of the file, not of its compressed form.
    let kind = mime_of(path).to_owned();
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    let mut response = (headers, bytes).into_response();
    if let Some(encoding) = encoding {
        let name = http::HeaderValue::from_static(encoding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, name);
    }
    response
}

/// The file, compressed when the browser takes it so.
fn find(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepts = headers.get(header::ACCEPT_ENCODING);
    let accepts = accepts
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let takes = |name: &str| {
        let mut offers = accepts.split(',').map(|offer| offer.split(';'));
        offers.any(|mut offer| {
            let named = offer.next().is_some_and(|offer| offer.trim() == name);
            named && !offer.any(|quality| quality.trim() == "q=0")
        })
    };
    let compressed = ENCODINGS.iter().filter(|(name, _)| takes(name));
    let mut compressed = compressed
        .filter_map(|(name, end)| Some((Site::get(&format!("{path}{end}"))?, Some(*name))));
    compressed.next().or_else(|| Some((Site::get(path)?, None)))
}

/// The kind of a file of the site, by its ending: there are few.
fn mime_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
