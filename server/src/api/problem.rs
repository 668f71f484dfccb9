//! How the API says no: a status, a code from a closed list, and a sentence in both languages.

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::bidding::Refusal;
use domain::money::Fen;
use http::StatusCode;
use locales::Lang;
use serde_json::{Value, json};
use service::Error;

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
        Error::Busy => not_queued("BUSY", "1"),
        Error::OutcomeUnknown => with_status(StatusCode::GATEWAY_TIMEOUT, "OUTCOME_UNKNOWN"),
        Error::Internal(cause) => {
            tracing::error!(%cause, "an API call failed");
            with_status(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL")
        }
    }
}

fn invalid(code: &str, args: &[(String, String)]) -> Response {
    let status = match code {
        "RATE_LIMITED" => StatusCode::TOO_MANY_REQUESTS,
        "KEY_MISSING" | "KEY_MALFORMED" | "REQUEST_MALFORMED" => StatusCode::BAD_REQUEST,
        "KEY_RUNNING" => StatusCode::CONFLICT,
        "TOKEN_INVALID" => StatusCode::UNAUTHORIZED,
        "CLOCK_UNSAFE" => return not_queued(code, "30"),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let mut response = (status, Json(problem(code, &args))).into_response();
    if matches!(code, "RATE_LIMITED" | "KEY_RUNNING") {
        let soon = http::HeaderValue::from_static("1");
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, soon);
    }
    response
}

/// The bid was certainly not taken: sending it again, with the same key or another, is safe.
fn not_queued(code: &str, retry_after: &'static str) -> Response {
    let mut body = problem(code, &[]);
    body["not_queued"] = json!(true);
    let headers = [("retry-after", retry_after)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Json(body)).into_response()
}

/// A refusal of the rules, with what it was judged against.
pub fn refused_bid(refusal: &Refusal, as_of_seq: u64, min_next: Fen) -> Value {
    let mut body = problem(refusal.code(), &[]);
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

fn with_status(status: StatusCode, code: &str) -> Response {
    (status, Json(problem(code, &[]))).into_response()
}

fn problem(code: &str, args: &[(&str, &str)]) -> Value {
    json!({
        "outcome": "REFUSED",
        "code": code,
        "message_zh": locales::errors_text(Lang::Zh, code, args),
        "message_en": locales::errors_text(Lang::En, code, args),
    })
}
