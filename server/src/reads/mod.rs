//! The layer that slows down whoever asks too often for what costs much: searching, the interface for
//! programs, files that are gathered from many tables. What each may, `domain::allowances` says.
//!
//! **A new address** of that kind gets its line in [`allowance`].

use crate::api::problem;
use crate::router::AppState;
use crate::security::is_safe;
use app::ssr::Asker;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use domain::allowances::Allowance;
use http::{HeaderValue, Method, Uri, header};
use locales::Lang;
use service::Error;

/// Refuses what is beyond the allowance of whoever asks, before anything is looked up.
pub async fn slow_down(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let what = allowance(request.method(), request.uri());
    let asker = request.extensions().get::<Asker>();
    let (Some(what), Some(asker)) = (what, asker) else {
        return next.run(request).await;
    };
    let portal = asker.portal(state.portal.clone());
    match portal.take_allowance(what, asker.account.as_ref()) {
        Ok(()) => next.run(request).await,
        Err(error) => refuse(request.uri().path(), asker.wants_page, error),
    }
}

/// What a request is counted as; nothing for what is cheap.
fn allowance(method: &Method, uri: &Uri) -> Option<Allowance> {
    let path = uri.path();
    if path == "/fn/lots/catalogue" {
        return Some(Allowance::Search);
    }
    if !is_safe(method) {
        return None;
    }
    match path {
        // Without a question it is the first page of the catalogue, which costs little.
        "/lots" | "/en/lots" if uri.query().is_some_and(|query| !query.is_empty()) => {
            Some(Allowance::Search)
        }
        "/featured" | "/en/featured" => Some(Allowance::Search),
        _ if path.starts_with("/featured/") || path.starts_with("/en/featured/") => {
            Some(Allowance::Search)
        }
        _ if path.ends_with("/lots/feed.atom") => Some(Allowance::Search),
        _ if path.ends_with("/lots/export.csv") || path.ends_with("/lots/export.xlsx") => {
            Some(Allowance::Export)
        }
        _ if path.starts_with("/api/v1/") => Some(Allowance::Interface),
        // Each is written anew.
        _ if path.starts_with("/templates/") => Some(Allowance::Interface),
        _ if path.starts_with("/account/data.") => Some(Allowance::Export),
        _ if path.ends_with("/registrations.csv") || path.ends_with("/registrations.xlsx") => {
            Some(Allowance::Export)
        }
        _ if path.starts_with("/admin/audit/export.") => Some(Allowance::Export),
        _ if path.contains("/host/") && path.contains("/export.") => Some(Allowance::Export),
        _ if path.contains("/sessions/board.") => Some(Allowance::Export),
        _ if path.starts_with("/ledger/lots/") && path.ends_with(".zip") => Some(Allowance::Proof),
        _ => None,
    }
}

/// The answer: data for programs and scripts, a small page for whoever reads.
fn refuse(path: &str, wants_page: bool, error: Error) -> Response {
    let mut response = problem::instead(path, error.clone());
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    if !wants_page || path.starts_with("/api/v1/") || path.starts_with("/fn/") {
        return response;
    }
    let (_, error) = app::ssr::describe(error, "");
    let retry_after = response.headers_mut().remove(header::RETRY_AFTER);
    let mut page = (response.status(), Html(page(&error))).into_response();
    let headers = page.headers_mut();
    headers.extend(retry_after.map(|seconds| (header::RETRY_AFTER, seconds)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page
}

/// A page that costs nothing: both languages, nothing that would have to be asked for.
fn page(error: &app::error::AppError) -> String {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| error.sentence(lang));
    let [home_zh, home_en] = [Lang::Zh, Lang::En].map(locales::failures::go_home);
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>429</title>\
         <main><p>{zh}</p><p><a href=\"/\">{home_zh}</a></p>\
         <p lang=\"en\">{en}</p><p lang=\"en\"><a href=\"/en\">{home_en}</a></p></main></html>"
    )
}

#[cfg(test)]
mod tests;
