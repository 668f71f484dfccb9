//! The modules that a page announces carry the nonce of its answer.
//!
//! Under `'strict-dynamic'` (reliability.md S-12) a script is let in by a nonce alone, and
//! `<link rel="modulepreload">` counts as a script. Leptos writes two of them into the head of a page
//! without one (0.8.23: `HydrationScripts`, and its server integration for the parts that come later),
//! so they get it here. The names of files in them are the build's; what people have written stands
//! in a page only with its `<` escaped, and is never touched.

use crate::security::Nonce;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{StatusCode, header};
use memchr::memmem;

/// How a link begins.
const LINK: &[u8] = b"<link ";
/// What makes it one of those, wherever its writer has put it.
const MODULE: &[u8] = b"rel=\"modulepreload\"";
/// Pages are whole in memory anyway: nothing on them waits for what comes later.
const PAGE_MAX: usize = 64 * 1024 * 1024;

/// Gives the links of a page the nonce of its answer.
pub async fn with_nonce(request: Request, next: Next) -> Response {
    let nonce = request.extensions().get::<Nonce>().cloned();
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let Some(Nonce(nonce)) = nonce.filter(|_| is_page) else {
        return response;
    };
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, PAGE_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // It was the length of the page as it was.
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(written(page, &nonce)))
}

/// The page with the nonce in its links.
fn written(page: Bytes, nonce: &str) -> Bytes {
    let head = memmem::find(&page, b"</head>").unwrap_or(0);
    let attribute = format!("nonce=\"{nonce}\" ");
    let mut whole = Vec::with_capacity(page.len() + 4 * attribute.len());
    let mut from = 0;
    for link in memmem::find_iter(&page[..head], LINK) {
        let to = link + LINK.len();
        let end = memchr::memchr(b'>', &page[to..head]).map_or(head, |end| to + end);
        if memmem::find(&page[to..end], MODULE).is_none() {
            continue;
        }
        whole.extend_from_slice(&page[from..to]);
        whole.extend_from_slice(attribute.as_bytes());
        from = to;
    }
    if from == 0 {
        return page;
    }
    whole.extend_from_slice(&page[from..]);
    whole.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &'static str) -> String {
        let page = written(Bytes::from_static(text.as_bytes()), "abc");
        String::from_utf8(page.to_vec()).unwrap()
    }

    #[test]
    fn the_links_of_the_head_get_it_and_nothing_else() {
        let plain = "<head><link rel=\"modulepreload\" href=\"/a.js\"><link rel=\"icon\">\
                     <link href=\"/b.js\" rel=\"modulepreload\"/></head><body>x</body>";
        let expected = "<head><link nonce=\"abc\" rel=\"modulepreload\" href=\"/a.js\">\
                        <link rel=\"icon\"><link nonce=\"abc\" href=\"/b.js\" \
                        rel=\"modulepreload\"/></head><body>x</body>";
        assert_eq!(page(plain), expected);
        for other in [
            "",
            "<head></head><body><link rel=\"modulepreload\" href=\"/a.js\"></body>",
            "no head at all <link rel=\"modulepreload\">",
        ] {
            assert_eq!(page(other), other);
        }
    }
}
