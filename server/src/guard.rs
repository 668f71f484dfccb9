//! The layers around every answer: time of arrival, origin of writes, who asks, headers.

use crate::api::problem;
use crate::bodies;
use crate::router::AppState;
use crate::survive::RequestId;
use app::ssr::{Asker, login_cookie_name};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::accounts::Account;
use domain::time::Timestamp;
use domain::tokens::TokenScope;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use service::{Error, Random};
use std::sync::LazyLock;

/// The randomness of this layer: nonces and numbers of requests.
pub static RANDOM: LazyLock<Random> = LazyLock::new(Random::from_system);

/// When the last byte of the request had arrived.
#[derive(Clone, Copy, Debug)]
pub struct ReceivedAt(pub Timestamp);

/// The end of the body is missing.
#[derive(Clone, Copy, Debug)]
struct Cut;

/// The nonce of this answer's Content-Security-Policy.
#[derive(Clone, Debug)]
struct Nonce(String);

/// Reads the whole body, then stamps the time of arrival: it, and nothing later, decides whether
/// a bid was in time (bidding.md C.6).
pub async fn stamp(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let read = match bodies::read(&state, &parts, body).await {
        Ok(read) => read,
        Err(status) => return (status, bodies::refusal(status)).into_response(),
    };
    let mut request = Request::from_parts(parts, Body::from(read.bytes));
    let extensions = request.extensions_mut();
    extensions.insert(ReceivedAt(state.portal.now()));
    if read.is_cut {
        extensions.insert(Cut);
    }
    next.run(request).await
}

/// Refuses writes that another site sent on a person's behalf: browsers say where a request comes
/// from in `Sec-Fetch-Site`, older ones in `Origin`; programs without a browser say neither.
pub async fn same_origin(request: Request, next: Next) -> Response {
    if !is_safe(request.method()) && is_foreign(request.headers()) {
        return (StatusCode::FORBIDDEN, "cross-site request refused").into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split("://").nth(1) != Some(host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Finds out who asks and puts it beside the request.
pub async fn identify(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (token, account) = match who(&state, &parts).await {
        Ok(who) => who,
        Err(Error::Internal(error)) => {
            tracing::error!(%error, "a sign-in could not be looked up");
            // Nothing has been begun for this request.
            return problem::instead(parts.uri.path(), Error::Busy);
        }
        Err(error) => return problem::refuse(error),
    };
    let mut request = Request::from_parts(parts, body);
    let extensions = request.extensions();
    let received_at = extensions
        .get::<ReceivedAt>()
        .map_or_else(|| state.portal.now(), |r| r.0);
    let nonce = extensions
        .get::<Nonce>()
        .map_or_else(String::new, |nonce| nonce.0.clone());
    let number = extensions.get::<RequestId>().cloned();
    let accepts = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok());
    let asker = Asker {
        login_token: token.filter(|_| account.is_some()),
        account,
        received_at,
        is_cut: extensions.get::<Cut>().is_some(),
        request: number.map_or_else(|| RANDOM.token::<6>(), |number| number.0),
        wants_page: accepts.is_some_and(|accepts| accepts.contains("text/html")),
        nonce,
    };
    // Crawlers and command lines take anything; a stream or a picture is asked for by its kind.
    let may_be_page = accepts.is_none_or(|a| a.contains("text/html") || a.contains("*/*"));
    if may_be_page && request.method() == Method::GET {
        match state.portal.visitor(asker.account.as_ref()).await {
            Ok(visitor) => drop(request.extensions_mut().insert(visitor)),
            Err(error) => tracing::error!(%error, "the header will not know who visits"),
        }
    }
    request.extensions_mut().insert(asker);
    next.run(request).await
}

/// Who asks, with the cookie's token. A program says it in the `Authorization` header, which the
/// API alone looks at; then no cookie counts.
async fn who(
    state: &AppState,
    request: &Parts,
) -> Result<(Option<String>, Option<Account>), Error> {
    let of_api = request.uri.path().starts_with("/api/");
    if let Some(header) = request
        .headers
        .get(header::AUTHORIZATION)
        .filter(|_| of_api)
    {
        let secret = header
            .to_str()
            .ok()
            .and_then(|text| text.strip_prefix("Bearer "));
        let holder = match secret {
            Some(secret) => state.portal.token_holder(secret.trim()).await?,
            None => None,
        };
        let (account, scope) = holder.ok_or_else(|| Error::invalid("TOKEN_INVALID"))?;
        if scope == TokenScope::Read && !is_safe(&request.method) {
            return Err(Error::Forbidden);
        }
        return Ok((None, Some(account)));
    }
    let token = login_token(&request.headers, state.portal.settings().secure_cookies);
    let account = match &token {
        Some(token) => state.portal.account_of(token).await?,
        None => None,
    };
    Ok((token, account))
}

/// Whether a request of this method changes nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The token in the cookie of a signed-in browser.
pub fn login_token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let name = login_cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() == 64)
        .map(|(_, value)| value.to_owned())
}

/// Sets the security headers of every answer, errors included.
pub async fn security_headers(mut request: Request, next: Next) -> Response {
    let nonce = RANDOM.token::<16>();
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    );
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: HeaderValue| {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(value);
    };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        set("content-security-policy", policy);
    }
    set(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    // Plain forms come back to their page by the referrer.
    set("referrer-policy", HeaderValue::from_static("same-origin"));
    set(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
    set(
        "permissions-policy",
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn writes_from_other_sites_are_foreign() {
        assert!(is_foreign(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(is_foreign(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!is_foreign(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(is_foreign(&headers(&[
            ("origin", "https://evil.example"),
            ("host", "a.example")
        ])));
        assert!(is_foreign(&headers(&[
            ("origin", "null"),
            ("host", "a.example")
        ])));
        assert!(!is_foreign(&headers(&[
            ("origin", "http://a.example"),
            ("host", "a.example")
        ])));
        assert!(!is_foreign(&headers(&[("host", "a.example")])));
    }

    #[test]
    fn the_login_cookie_is_found_among_others() {
        const LINE: &str = "theme=dark; luochui-login=\
            0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        assert!(login_token(&headers(&[("cookie", LINE)]), false).is_some());
        assert!(login_token(&headers(&[("cookie", LINE)]), true).is_none());
        assert!(login_token(&headers(&[("cookie", "luochui-login=short")]), false).is_none());
    }
}
