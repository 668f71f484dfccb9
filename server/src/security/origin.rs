//! Writes that another site sends on a person's behalf are refused.

use super::{is_safe, reports};
use crate::guard::login_token;
use crate::router::AppState;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};

/// Refuses every unsafe method that does not come from the portal's own pages (reliability.md S-10).
///
/// Server functions pass here like everything else. Programs with a token send neither a cookie
/// nor an origin and are let through.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let settings = state.portal.settings();
    let writer = Writer {
        headers: request.headers(),
        public_origin: settings.public_origin.as_deref(),
        has_login: login_token(request.headers(), settings.secure_cookies).is_some(),
    };
    // Browsers send reports by themselves, some of them without a word about where they come from;
    // a report changes nothing and is for nobody's account.
    let is_report = request.uri().path() == reports::PATH;
    if !is_safe(request.method()) && !is_report && !writer.is_ours() {
        return (StatusCode::FORBIDDEN, "cross-site request refused").into_response();
    }
    next.run(request).await
}

/// What a write says about where it comes from.
struct Writer<'a> {
    headers: &'a HeaderMap,
    /// The portal's own origin; without it the `Host` of the request is believed.
    public_origin: Option<&'a str>,
    /// Whether the cookie of a signed-in browser is with it.
    has_login: bool,
}

impl Writer<'_> {
    /// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`. A
    /// sign-in cookie without either comes from no browser that we know, and proves nothing.
    fn is_ours(&self) -> bool {
        if let Some(site) = self.text(HeaderName::from_static("sec-fetch-site")) {
            return matches!(site, "same-origin" | "none");
        }
        match self.text(header::ORIGIN) {
            Some(origin) => is_our_origin(self.headers, self.public_origin, origin),
            None => !self.has_login,
        }
    }

    /// A header; one that is no text counts as one that says something foreign.
    fn text(&self, name: HeaderName) -> Option<&str> {
        let value = self.headers.get(name)?;
        Some(value.to_str().unwrap_or("unreadable"))
    }
}

/// Whether an origin is the portal's own; `public_origin` is what it was told.
pub fn is_our_origin(headers: &HeaderMap, public_origin: Option<&str>, origin: &str) -> bool {
    match public_origin {
        Some(ours) => origin == ours,
        // A portal that was not told its address: what the browser asked for must be where it came
        // from.
        None => {
            let host = headers
                .get(header::HOST)
                .and_then(|host| host.to_str().ok());
            host.is_some() && origin.split_once("://").map(|(_, host)| host) == host
        }
    }
}

/// An origin as browsers write it: scheme, host, and the port where it is not the usual one.
///
/// # Errors
/// Text that no browser would send, such as one with a path: it would refuse every write.
pub fn parse_origin(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    if host.is_empty() || !host.chars().all(is_plain) {
        return Err("an origin is https://HOST or https://HOST:PORT in lower case".into());
    }
    if text.starts_with("https://") && host.ends_with(":443")
        || text.starts_with("http://") && host.ends_with(":80")
    {
        return Err("browsers leave the usual port out of an origin".into());
    }
    Ok(text.to_owned())
}
