//! Where the answer to a plain form leads back to (reliability.md S-28). The library that answers forms
//! takes the `Referer` as it came, whole and believed; a `Location` of this portal is a path of it, and
//! nothing else.

use super::is_safe;
use super::origin::is_our_origin;
use crate::router::AppState;
use app::ssr::local_path;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Uri, header};

/// Takes a foreign `Referer` away before a form is answered, and host and scheme out of the answer.
pub async fn lead_back(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_form = !is_safe(request.method()) && request.uri().path().starts_with("/fn/");
    if !is_form {
        return next.run(request).await;
    }
    let public_origin = state.portal.settings().public_origin.as_deref();
    if !is_from_us(request.headers(), public_origin) {
        request.headers_mut().remove(header::REFERER);
    }
    let mut response = next.run(request).await;
    if let Some(path) = path_of(response.headers()) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

/// Whether the page that a form was sent from is one of ours: its browser says so, or its address does.
fn is_from_us(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site.as_bytes() == b"same-origin") {
        return true;
    }
    let referer = headers.get(header::REFERER);
    let referer = referer.and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
    let origin =
        referer.and_then(|uri| Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?)));
    origin.is_some_and(|origin| is_our_origin(headers, public_origin, &origin))
}

/// The path of an answer that leads on, when it is not one already; the front page for what is none.
fn path_of(headers: &HeaderMap) -> Option<HeaderValue> {
    let to = headers.get(header::LOCATION)?.to_str().unwrap_or_default();
    if local_path(to) == to {
        return None;
    }
    let path = match to.parse::<Uri>() {
        Ok(uri) => uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned(),
        Err(_) => "/".to_owned(),
    };
    let path = HeaderValue::from_str(&local_path(&path));
    Some(path.unwrap_or(HeaderValue::from_static("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leads_to_a_path_and_nowhere_else() {
        let of = |to: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::LOCATION, HeaderValue::from_str(to).unwrap());
            let path = path_of(&headers);
            path.map(|path| path.to_str().unwrap().to_owned())
        };
        for path in ["/lots?q=1", "/en/host/sessions/3#agenda"] {
            assert_eq!(of(path), None, "as it is");
        }
        for (to, path) in [
            ("https://auction.example/lots?q=1", "/lots?q=1"),
            ("https://evil.example/lots", "/lots"),
            ("//evil.example/lots", "/"),
            ("https://auction.example//evil.example/", "/"),
            ("https:evil.example", "/"),
            ("/\\evil.example", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(of(to).as_deref(), Some(path), "{to}");
        }
        assert_eq!(path_of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_page_of_ours_is_one_of_our_origin() {
        let of = |referer: &str, host: &str, public: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, HeaderValue::from_str(referer).unwrap());
            headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
            is_from_us(&headers, public)
        };
        let ours = Some("https://auction.example");
        assert!(of(
            "https://auction.example/en/lots?q=1",
            "inside:3000",
            ours
        ));
        assert!(of("http://127.0.0.1:3000/lots", "127.0.0.1:3000", None));
        for foreign in [
            "https://evil.example/",
            "https://auction.example.evil.example/",
            "https://auction.example@evil.example/",
            "http://auction.example/",
            "//auction.example/",
            "/lots",
            "",
        ] {
            assert!(!of(foreign, "auction.example", ours), "{foreign}");
        }
    }
}
