//! The cookie of a sign-in between its two steps: it opens nothing but the second.

use super::{ResponseOptions, portal};
use domain::second_factor::PENDING_MS;
use http::request::Parts;
use http::{HeaderValue, header};
use leptos::prelude::*;
use locales::Lang;

/// Characters of a token.
const TOKEN_CHARS: usize = 64;

fn name() -> &'static str {
    match portal().settings().secure_cookies {
        true => "__Host-luochui-second",
        false => "luochui-second",
    }
}

/// The token that the request carries.
pub fn waiting() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let lines = parts.headers.get_all(header::COOKIE);
    let mut pairs = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(key, value)| *key == name() && value.len() == TOKEN_CHARS);
    found.map(|(_, value)| value.to_owned())
}

/// Sets the cookie, or takes it away without a token.
pub fn put(token: Option<&str>) {
    let secure = match portal().settings().secure_cookies {
        true => "; Secure",
        false => "",
    };
    let (token, seconds) = token.map_or(("", 0), |token| (token, PENDING_MS / 1_000));
    let text = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        name()
    );
    let cookie = HeaderValue::from_str(&text);
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// After the password: remembers the sign-in that waits and leads to the page that takes the code.
pub fn ask_for_code(token: &str, next: &str) -> String {
    use crate::accounts::{answer, local_path, with_query};
    put(Some(token));
    let next = local_path(next);
    let page = crate::lang::href(Lang::of_path(next), "/login/second");
    answer::lead_to(&with_query(&page, "next", next))
}
