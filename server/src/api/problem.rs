//! How the API says no: a status, a code from a closed list, and a sentence in both languages.
//!
//! `outcome` is about the request that is answered: `REFUSED` by a rule, `NOT_QUEUED` when nothing
//! was judged and nothing waits, `UNKNOWN` when nobody knows (reliability.md §2.4). What became of
//! an earlier request with the same key, `bids/by-key` tells; when that fails, it is `UNKNOWN`.

use crate::bodies;
use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::bidding::Refusal;
use domain::money::Fen;
use http::{HeaderValue, StatusCode};
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

/// What is answered to a failed call.
struct Told {
    status: StatusCode,
    body: Value,
    /// After so many seconds the same request may be sent again.
    retry_after: Option<String>,
    /// It is the first answer to its key, told again.
    replayed: bool,
}

impl Told {
    fn new(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body,
            retry_after: None,
            replayed: false,
        }
    }

    fn of(error: Error) -> Self {
        match error {
            Error::LoginRequired => with_status(StatusCode::UNAUTHORIZED, "LOGIN_REQUIRED"),
            Error::Forbidden => with_status(StatusCode::FORBIDDEN, "FORBIDDEN"),
            Error::NotFound => {
                let mut told = with_status(StatusCode::NOT_FOUND, "NOT_FOUND");
                told.say("NOT_FOUND_API");
                told
            }
            Error::State { .. } => with_status(StatusCode::CONFLICT, "STATE"),
            Error::Conflict => with_status(StatusCode::CONFLICT, "CONFLICT_RETRY"),
            Error::Bid {
                refusal,
                as_of_seq,
                min_next,
                replayed,
            } => {
                let body = refused_bid(&refusal, as_of_seq, min_next);
                Self {
                    replayed,
                    ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, body)
                }
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

    /// Tells it in other words.
    fn say(&mut self, sentence: &str) {
        self.body["message_zh"] = json!(locales::errors_text(Lang::Zh, sentence, &[]));
        self.body["message_en"] = json!(locales::errors_text(Lang::En, sentence, &[]));
    }

    /// Says nothing of what became of a bid.
    fn forget_outcome(&mut self) {
        self.body["outcome"] = json!(Outcome::Unknown.code());
        if let Some(body) = self.body.as_object_mut() {
            body.remove("not_queued");
        }
    }

    fn response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        let seconds = self.retry_after.and_then(|after| after.parse().ok());
        if let Some(seconds) = seconds {
            headers.insert(http::header::RETRY_AFTER, seconds);
        }
        if self.replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}

/// The status and body of a failed call.
pub fn refuse(error: Error) -> Response {
    Told::of(error).response()
}

/// The same, told in the words of `sentence`, a key of the error sentences: a code that means much
/// says by it what is asked for at this address.
pub fn refuse_as(error: Error, sentence: &str) -> Response {
    let mut told = Told::of(error);
    told.say(sentence);
    told.response()
}

/// The same for a question about a key. There `outcome` is the bid's, and of the bid a question that
/// fails has told nothing: neither that it was refused nor that it was not taken.
pub fn untold(error: Error) -> Response {
    let mut told = Told::of(error);
    told.forget_outcome();
    told.response()
}

/// Whether a request for `path` asks for a key, or gives one up.
fn is_of_key(path: &str) -> bool {
    path.starts_with("/api/v1/") && path.contains("/bids/by-key/")
}

/// The answer to a request for `path` that no handler has seen or finished: to a program, to the
/// script of a page, or to somebody who reads it.
pub fn instead(path: &str, error: Error) -> Response {
    if is_of_key(path) {
        return untold(error);
    }
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

/// The answer to a request for `path` whose body was not read: too large (413), or too slow (408).
/// Nothing of it was looked at.
pub fn unread(path: &str, status: StatusCode) -> Response {
    if !path.starts_with("/api/v1/") {
        return (status, bodies::refusal(status)).into_response();
    }
    let (outcome, code) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => (Outcome::Refused, "REQUEST_TOO_LARGE"),
        _ => (Outcome::NotQueued, "REQUEST_TOO_SLOW"),
    };
    let [zh, en] = bodies::sentences(status);
    let mut body = json!({
        "outcome": outcome.code(),
        "code": code,
        "message_zh": zh,
        "message_en": en,
    });
    if matches!(outcome, Outcome::NotQueued) {
        body["not_queued"] = json!(true);
    }
    let mut told = Told::new(status, body);
    if is_of_key(path) {
        told.forget_outcome();
    }
    told.response()
}

/// The answer in the place of a handler that panicked, under the number of its request in the log.
/// Whether it had done its work by then is not known.
pub fn panicked(request: &str) -> Response {
    let mut body = problem(Outcome::Unknown, "INTERNAL", &[]);
    body["request"] = json!(request);
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}

fn invalid(code: &str, args: &[(String, String)]) -> Told {
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
    Told::new(status, problem(Outcome::Refused, code, &args))
}

/// An answer after which the same request may be sent again in `retry_after` seconds.
fn later(status: StatusCode, outcome: Outcome, code: &str, retry_after: &str) -> Told {
    let mut body = problem(outcome, code, &[]);
    if matches!(outcome, Outcome::NotQueued) {
        body["not_queued"] = json!(true);
    }
    Told {
        retry_after: Some(retry_after.to_owned()),
        ..Told::new(status, body)
    }
}

/// Somebody reads too often: nothing was looked up.
fn read_limited(code: &str, args: &[(String, String)]) -> Told {
    let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let seconds = args.iter().find(|(name, _)| *name == "seconds");
    let seconds = seconds.map_or("1", |(_, seconds)| seconds).to_owned();
    let mut body = problem(Outcome::NotQueued, code, &args);
    body["not_queued"] = json!(true);
    Told {
        retry_after: Some(seconds),
        ..Told::new(StatusCode::TOO_MANY_REQUESTS, body)
    }
}

fn unknown(status: StatusCode, code: &str) -> Told {
    Told::new(status, problem(Outcome::Unknown, code, &[]))
}

/// A refusal of the rules, with what it was judged against.
pub fn refused_bid(refusal: &Refusal, as_of_seq: u64, min_next: Fen) -> Value {
    let mut body = problem(Outcome::Refused, refusal.code(), &[]);
    let said = match refusal {
        // Below the start it is the least bid that helps, and that rises with the price.
        Refusal::OffGrid { below, above } if below == above => &Refusal::TooLow {
            min_next: min_next.max(*above),
            price: None,
        },
        other => other,
    };
    body["message_zh"] = json!(app::bidding::refusal_sentence(Lang::Zh, said));
    body["message_en"] = json!(app::bidding::refusal_sentence(Lang::En, said));
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
fn with_status(status: StatusCode, code: &str) -> Told {
    Told::new(status, problem(Outcome::Refused, code, &[]))
}

fn problem(outcome: Outcome, code: &str, args: &[(&str, &str)]) -> Value {
    json!({
        "outcome": outcome.code(),
        "code": code,
        "message_zh": locales::errors_text(Lang::Zh, code, args),
        "message_en": locales::errors_text(Lang::En, code, args),
    })
}
