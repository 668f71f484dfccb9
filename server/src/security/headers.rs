//! The headers of every answer (reliability.md S-11, S-12, S-13, S-38).

use super::reports;
use crate::guard::RANDOM;
use crate::router::AppState;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// The nonce of this answer's Content-Security-Policy.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

/// What never differs between two answers. Plain forms come back to their page by the referrer.
const ALWAYS: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];
/// What no page may ask the device for.
const PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=(), usb=()");
/// The same for the one page that reads codes at the door of a session.
const PERMISSIONS_AT_DOOR: HeaderValue =
    HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=(), usb=()");

/// A year, for the portal and what stands below its name (S-13).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// What anybody's page may read: it is the same for everybody, and no cookie goes with it.
const PUBLIC: [&str; 2] = ["/ledger/", "/api/v1/"];

/// Sets the security headers of every answer, errors included.
pub async fn security_headers(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = RANDOM.token::<16>();
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let path = request.uri().path();
    let is_public = super::is_safe(request.method())
        && PUBLIC.iter().any(|public| path.starts_with(public))
        && !request.headers().contains_key(header::COOKIE)
        && !request.headers().contains_key(header::AUTHORIZATION);
    let permissions = match is_door(path) {
        true => PERMISSIONS_AT_DOOR,
        false => PERMISSIONS,
    };
    let mut response = next.run(request).await;
    // What is for one person is for no other page, whatever its address.
    let is_private = |kept: &HeaderValue| kept.as_bytes().starts_with(b"private");
    let kept = response.headers().get(header::CACHE_CONTROL);
    let is_public = is_public && !kept.is_some_and(is_private);
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        set(headers, name, HeaderValue::from_static(value));
    }
    set(headers, "permissions-policy", permissions);
    let is_secure = state.portal.settings().secure_cookies;
    if let Ok(policy) = HeaderValue::from_str(&content_policy(&nonce, is_secure)) {
        set(headers, "content-security-policy", policy);
    }
    let readers = if is_public {
        "cross-origin"
    } else {
        "same-origin"
    };
    set(
        headers,
        "cross-origin-resource-policy",
        HeaderValue::from_static(readers),
    );
    if is_public {
        let anybody = HeaderValue::from_static("*");
        set(headers, "access-control-allow-origin", anybody);
    }
    if is_secure {
        set(headers, "strict-transport-security", HSTS);
        let endpoints = format!("{}=\"{}\"", reports::GROUP, reports::PATH);
        if let Ok(endpoints) = HeaderValue::from_str(&endpoints) {
            set(headers, "reporting-endpoints", endpoints);
        }
    }
    response
}

/// Whether this is the page at which codes are scanned.
fn is_door(path: &str) -> bool {
    let path = path.strip_prefix("/en").unwrap_or(path);
    let inside = path.strip_prefix("/host/sessions/");
    inside.is_some_and(|rest| {
        rest.split_once('/')
            .is_some_and(|(_, page)| page == "check-in")
    })
}

/// What a page of this portal may load and do. Scripts run by the nonce of their answer alone, and what
/// those load (`'strict-dynamic'`): a file of the portal's own is no reason to run it.
///
/// A worker is fetched by its address and carries no nonce; the one there is shows notices.
///
/// What breaks the policy is reported. Browsers that know `report-to` prefer it to `report-uri`, and
/// only ever send it encrypted: without HTTPS it would keep them from reporting at all.
fn content_policy(nonce: &str, is_secure: bool) -> String {
    let (to, group) = (reports::PATH, reports::GROUP);
    let report_to = if is_secure {
        format!("; report-to {group}")
    } else {
        String::new()
    };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'; report-uri {to}{report_to}"
    )
}

/// Says of a personal answer that nobody on the way may keep it. An answer that says for itself how
/// long it lasts is left as it is.
pub fn keep_private(response: &mut Response, is_personal: bool) {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // The page of a visitor carries his theme and his language.
    let kept = match (is_personal, is_page) {
        (true, _) => "private, no-store",
        (false, true) => "private, no-cache",
        (false, false) => return,
    };
    set(
        response.headers_mut(),
        "cache-control",
        HeaderValue::from_static(kept),
    );
}

fn set(headers: &mut HeaderMap, name: &'static str, value: HeaderValue) {
    headers
        .entry(HeaderName::from_static(name))
        .or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::is_door;

    #[test]
    fn the_camera_is_for_the_door_of_a_session_alone() {
        assert!(is_door("/host/sessions/7/check-in") && is_door("/en/host/sessions/7/check-in"));
        for path in [
            "/",
            "/host/sessions/7",
            "/host/sessions/7/registrations",
            "/host/sessions/7/check-in/more",
            "/sessions/7/check-in",
            "/enhost/sessions/7/check-in",
        ] {
            assert!(!is_door(path), "{path}");
        }
    }
}
