//! The layers around every answer that find out about the request: when it arrived, who asks.

use crate::api::problem;
use crate::bodies;
use crate::client;
use crate::enrol;
use crate::router::AppState;
use crate::security::{Nonce, is_safe, keep_private};
use crate::survive::RequestId;
use app::ssr::{Asker, SignedInUntil, login_cookie_name};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::accounts::Account;
use domain::time::Timestamp;
use domain::tokens::TokenScope;
use http::request::Parts;
use http::{HeaderMap, Method, header};
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

/// Reads the whole body, then stamps the time of arrival: it, and nothing later, decides whether
/// a bid was in time (bidding.md C.6).
pub async fn stamp(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let read = match bodies::read(&state, &parts, body).await {
        Ok(read) => read,
        Err(status) => return problem::unread(parts.uri.path(), status),
    };
    let mut request = Request::from_parts(parts, Body::from(read.bytes));
    let extensions = request.extensions_mut();
    extensions.insert(ReceivedAt(state.portal.now()));
    if read.is_cut {
        extensions.insert(Cut);
    }
    next.run(request).await
}

/// Finds out who asks and puts it beside the request.
pub async fn identify(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let found = match who(&state, &parts).await {
        Ok(who) => who,
        Err(Error::Internal(error)) => {
            tracing::error!(%error, "a sign-in could not be looked up");
            // Nothing has been begun for this request.
            return problem::instead(parts.uri.path(), Error::Busy);
        }
        Err(error) => return problem::instead(parts.uri.path(), error),
    };
    if let Some(account) = &found.account {
        tracing::Span::current().record("actor", account.id.get());
    }
    let settings = state.portal.settings();
    let mut client = client::client(&parts, &settings.trusted_proxies, settings.secure_cookies);
    client.login = found.login.map(|login| login.id);
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
        login_token: found.token.filter(|_| found.login.is_some()),
        login: found.login,
        client,
        account: found.account,
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
    if let Some(away) = enrol::instead(&state.portal, &asker, request.method(), request.uri()).await
    {
        return away;
    }
    let is_personal = asker.account.is_some() || is_of_link(request.uri().path());
    request.extensions_mut().insert(asker);
    let mut response = next.run(request).await;
    keep_private(&mut response, is_personal);
    response
}

/// Whether a page is for whoever has its link: it shows what nobody else may see, without a sign-in.
fn is_of_link(path: &str) -> bool {
    let path = path.strip_prefix("/en").unwrap_or(path);
    // A form that came back holds what somebody typed.
    let is_form = path.starts_with("/sessions/") && path.ends_with("/register");
    path.starts_with("/application/")
        || path.starts_with("/invitation/")
        || path.starts_with("/registration/")
        || is_form
}

/// Who asks.
#[derive(Default)]
struct Found {
    /// The cookie's token, whether it is worth anything or not.
    token: Option<String>,
    /// Its sign-in.
    login: Option<SignedInUntil>,
    account: Option<Account>,
}

/// Who asks, with the cookie's token. A program says it in the `Authorization` header, which the
/// API alone looks at; then no cookie counts.
async fn who(state: &AppState, request: &Parts) -> Result<Found, Error> {
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
        return Ok(Found {
            account: Some(account),
            ..Found::default()
        });
    }
    let token = login_token(&request.headers, state.portal.settings().secure_cookies);
    let known = match &token {
        Some(token) => state.portal.login_of(token).await?,
        None => None,
    };
    let login = known.as_ref().map(|known| SignedInUntil {
        id: known.login,
        ends_at: known.ends_at,
    });
    Ok(Found {
        token,
        login,
        account: known.map(|known| known.account),
    })
}

/// The token in the cookie of a signed-in browser.
pub fn login_token(headers: &HeaderMap, secure: bool) -> Option<String> {
    cookie(headers, login_cookie_name(secure), 64)
}

/// The value of the cookie with this name, when it has as many characters as one of ours.
pub fn cookie(headers: &HeaderMap, name: &str, chars: usize) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() == chars)
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

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
    fn the_login_cookie_is_found_among_others() {
        const LINE: &str = "theme=dark; luochui-login=\
            0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        assert!(login_token(&headers(&[("cookie", LINE)]), false).is_some());
        assert!(login_token(&headers(&[("cookie", LINE)]), true).is_none());
        assert!(login_token(&headers(&[("cookie", "luochui-login=short")]), false).is_none());
    }
}
