//! How the API says no: a status, a code from a closed list, and a sentence in both languages.
//!
//! `outcome` is about the request that is answered: `REFUSED` by a rule, `NOT_QUEUED` when nothing
//! was judged and nothing waits, `UNKNOWN` when nobody knows (reliability.md §2.4). What became of
//! an earlier request with the same key, `bids/by-key` tells.

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::bidding::Refusal;
use domain::money::Fen;
use http::StatusCode;
use locales::Lang;
use serde_json::{Value, json};
use service::Error;

/// What became of a request that was not carried out.
#[derive(Clone, Copy)]
enum Outcome {
    /// A rule said no, for good.
    Refused,
    /// Certainly not taken, and not judged either: it may be sent again.
    NotQueued,
    /// It may have been taken, or may still be.
    Unknown,
}

impl Outcome {
    const fn code(self) -> &'static str {
        match self {
            Self::Refused => "REFUSED",
            Self::NotQueued => "NOT_QUEUED",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// The status and body of a failed call.
pub fn refuse(error: Error) -> Response {
    match error {
        Error::LoginRequired => with_status(StatusCode::UNAUTHORIZED, "LOGIN_REQUIRED"),
        Error::Forbidden => with_status(StatusCode::FORBIDDEN, "FORBIDDEN"),
        Error::NotFound => with_status(StatusCode::NOT_FOUND, "NOT_FOUND"),
        Error::State { .. } => with_status(StatusCode::CONFLICT, "STATE"),
        Error::Conflict => with_status(StatusCode::CONFLICT, "CONFLICT_RETRY"),
        Error::Bid {
            refusal,
            as_of_seq,
            min_next,
        } => {
            let body = refused_bid(&refusal, as_of_seq, min_next);
            (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
        }
        Error::Invalid { code, args } => invalid(&code, &args),
        Error::Busy => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            later(status, Outcome::NotQueued, "BUSY", "1")
        }
        Error::OutcomeUnknown => unknown(StatusCode::GATEWAY_TIMEOUT, "OUTCOME_UNKNOWN"),
        Error::Internal(cause) => {
            tracing::error!(%cause, "an API call failed");
            unknown(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL")
        }
    }
}

/// The answer to a request for `path` that no handler has seen or finished: to a program, to the
/// script of a page, or to somebody who reads it.
pub fn instead(path: &str, error: Error) -> Response {
    if path.starts_with("/api/v1/") {
        return refuse(error);
    }
    let (status, error) = app::ssr::describe(error, "");
    let body = if path.starts_with("/fn/") {
        error.to_string()
    } else {
        [Lang::Zh, Lang::En]
            .map(|lang| error.sentence(lang))
            .join("\n")
    };
    let mut response = (status, body).into_response();
    if let Some(seconds) = app::ssr::retry_after(&error) {
        let headers = response.headers_mut();
        headers.insert(http::header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The answer in the place of a handler that panicked, under the number of its request in the log.
/// Whether it had done its work by then is not known.
pub fn panicked(request: &str) -> Response {
    let mut body = problem(Outcome::Unknown, "INTERNAL", &[]);
    body["request"] = json!(request);
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}

fn invalid(code: &str, args: &[(String, String)]) -> Response {
    let status = match code {
        // Nobody has looked what became of the key.
        "REPEATED_TOO_OFTEN" => {
            return later(StatusCode::TOO_MANY_REQUESTS, Outcome::Unknown, code, "1");
        }
        "KEY_RUNNING" => return later(StatusCode::CONFLICT, Outcome::Unknown, code, "1"),
        "RATE_LIMITED" => {
            return later(StatusCode::TOO_MANY_REQUESTS, Outcome::NotQueued, code, "1");
        }
        "READ_LIMITED" => return read_limited(code, args),
        "CLOCK_UNSAFE" => {
            return later(
                StatusCode::SERVICE_UNAVAILABLE,
                Outcome::NotQueued,
                code,
                "30",
            );
        }
        "FILES_UNREACHABLE" => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return later(status, Outcome::NotQueued, code, "30");
        }
        "KEY_MISSING" | "KEY_MALFORMED" | "REQUEST_MALFORMED" => StatusCode::BAD_REQUEST,
        "TOKEN_INVALID" => StatusCode::UNAUTHORIZED,
        "SESSION_NOT_YOURS" | "PUBLISH_CENTRE_ONLY" => StatusCode::FORBIDDEN,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    (status, Json(problem(Outcome::Refused, code, &args))).into_response()
}

/// An answer after which the same request may be sent again in `retry_after` seconds.
fn later(status: StatusCode, outcome: Outcome, code: &str, retry_after: &'static str) -> Response {
    let mut body = problem(outcome, code, &[]);
    if matches!(outcome, Outcome::NotQueued) {
        body["not_queued"] = json!(true);
    }
    let headers = [("retry-after", retry_after)];
    (status, headers, Json(body)).into_response()
}

/// Somebody reads too often: nothing was looked up.
fn read_limited(code: &str, args: &[(String, String)]) -> Response {
    let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let seconds = args.iter().find(|(name, _)| *name == "seconds");
    let seconds = seconds.map_or("1", |(_, seconds)| seconds).to_owned();
    let mut body = problem(Outcome::NotQueued, code, &args);
    body["not_queued"] = json!(true);
    let headers = [("retry-after", seconds)];
    (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
}

fn unknown(status: StatusCode, code: &str) -> Response {
    (status, Json(problem(Outcome::Unknown, code, &[]))).into_response()
}

/// A refusal of the rules, with what it was judged against.
pub fn refused_bid(refusal: &Refusal, as_of_seq: u64, min_next: Fen) -> Value {
    let mut body = problem(Outcome::Refused, refusal.code(), &[]);
    body["message_zh"] = json!(app::bidding::refusal_sentence(Lang::Zh, refusal));
    body["message_en"] = json!(app::bidding::refusal_sentence(Lang::En, refusal));
    body["as_of_seq"] = json!(as_of_seq);
    body["min_next_fen"] = json!(min_next);
    match refusal {
        Refusal::OffGrid { below, above } => body["grid_fen"] = json!([below, above]),
        Refusal::JumpTooBig { max } => body["max_fen"] = json!(max),
        Refusal::NotQualified { reason } => body["reason"] = json!(reason),
        _ => {}
    }
    body
}

/// A call that a rule refuses.
fn with_status(status: StatusCode, code: &str) -> Response {
    (status, Json(problem(Outcome::Refused, code, &[]))).into_response()
}

fn problem(outcome: Outcome, code: &str, args: &[(&str, &str)]) -> Value {
    json!({
        "outcome": outcome.code(),
        "code": code,
        "message_zh": locales::errors_text(Lang::Zh, code, args),
        "message_en": locales::errors_text(Lang::En, code, args),
    })
}
