//! The cookies that answers carry: the sign-in, the device, and words that a browser remembers.

use super::{ResponseOptions, portal};
use http::{HeaderValue, header};
use leptos::prelude::*;

/// Name of the cookie that carries a sign-in. The `__Host-` prefix binds it to this host and to
/// encrypted connections, which a demonstration on plain HTTP does not have.
pub fn login_cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-luochui-login"
    } else {
        "luochui-login"
    }
}

/// The Set-Cookie value that signs this browser in with `token`, or out without one.
pub fn login_cookie(token: Option<&str>) -> HeaderValue {
    let secure = portal().settings().secure_cookies;
    let name = login_cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let text = match token {
        Some(token) => format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"),
        None => format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"),
    };
    // Tokens are hexadecimal, so the value is always a valid header.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Name of the cookie that carries the secret of a device.
pub fn device_cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-luochui-device"
    } else {
        "luochui-device"
    }
}

/// The Set-Cookie value that lets accounts know this browser again for a year. It signs nobody in.
pub fn device_cookie(secret: &str) -> HeaderValue {
    const YEAR_SECS: u32 = 366 * 86_400;
    let secure = portal().settings().secure_cookies;
    let name = device_cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR_SECS}{secure}");
    // Secrets are hexadecimal, so the value is always a valid header.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Lets this browser remember a word for a year. Nothing secret: the pages may read it.
pub fn remember(name: &'static str, word: &'static str) {
    const YEAR_SECS: u32 = 366 * 86_400;
    let text = format!("{name}={word}; Path=/; SameSite=Lax; Max-Age={YEAR_SECS}");
    if let (Some(response), Ok(cookie)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&text),
    ) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}
