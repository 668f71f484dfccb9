//! The public JSON API. Refusals carry their code and the lot version they were judged against
//! (reliability.md §2.2).

use crate::router::AppState;
use app::ssr::Asker;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use domain::bidding::{Order, Refusal};
use domain::ids::LotCode;
use domain::money::Fen;
use domain::views::Receipt;
use http::{HeaderMap, StatusCode};
use locales::Lang;
use serde::Deserialize;
use serde_json::{Value, json};
use service::{BidRequest, Error};

/// Everything under `/api/v1`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/lots/{code}", get(lot))
        .route("/lots/{code}/bids", post(place_bid))
}

/// Ready when the database answers.
pub async fn ready(State(state): State<AppState>) -> Response {
    match state.portal.store().ping().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
                .into_response()
        }
    }
}

/// `GET /api/v1/lots/{code}`: figures and bids, valid as of their `seq`.
async fn lot(State(state): State<AppState>, Path(code): Path<String>) -> Response {
    let answer = match LotCode::parse(&code) {
        Some(code) => state.portal.lot_live(&code).await,
        None => Err(Error::NotFound),
    };
    match answer {
        Ok(live) => Json(json!({
            "code": live.lot,
            "as_of_seq": live.figures.seq,
            "server_time": state.portal.now(),
            "figures": live.figures,
            "bids": live.bids,
        }))
        .into_response(),
        Err(error) => refuse(error),
    }
}

/// The body of a bid.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BidBody {
    /// `flat` or `cap`.
    kind: Order,
    amount_fen: i64,
    #[serde(default)]
    jump_confirmed: bool,
}

/// `POST /api/v1/lots/{code}/bids` with `Idempotency-Key`.
async fn place_bid(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Result<Json<BidBody>, JsonRejection>,
) -> Response {
    let Ok(Json(BidBody {
        kind,
        amount_fen,
        jump_confirmed,
    })) = body
    else {
        return refuse_with(StatusCode::BAD_REQUEST, "REQUEST_MALFORMED", &[]);
    };
    let Some(key) = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
    else {
        return refuse_with(StatusCode::BAD_REQUEST, "KEY_MISSING", &[]);
    };
    let Some(account) = asker.account else {
        return refuse(Error::LoginRequired);
    };
    let Some(lot) = LotCode::parse(&code) else {
        return refuse(Error::NotFound);
    };
    let request = BidRequest {
        lot,
        order: kind,
        amount: Fen(amount_fen),
        key: key.to_owned(),
        jump_confirmed,
        received_at: asker.received_at,
    };
    match state.portal.place_bid(&account, request).await {
        Ok(receipt) => accepted(&receipt),
        Err(error) => refuse(error),
    }
}

fn accepted(receipt: &Receipt) -> Response {
    let body = json!({
        "outcome": "ACCEPTED",
        "lot_seq": receipt.lot_seq,
        "price_fen": receipt.price,
        "leader_paddle": receipt.leader.to_string(),
        "paddle": receipt.paddle.to_string(),
        "ends_at": receipt.ends_at,
        "received_at": receipt.received_at,
        "accepted_at": receipt.accepted_at,
    });
    let replayed = [(
        "idempotent-replayed",
        if receipt.replayed { "true" } else { "false" },
    )];
    (StatusCode::CREATED, replayed, Json(body)).into_response()
}

/// The status and body of a failed call.
fn refuse(error: Error) -> Response {
    match error {
        Error::LoginRequired => refuse_with(StatusCode::UNAUTHORIZED, "LOGIN_REQUIRED", &[]),
        Error::Forbidden => refuse_with(StatusCode::FORBIDDEN, "FORBIDDEN", &[]),
        Error::NotFound => refuse_with(StatusCode::NOT_FOUND, "NOT_FOUND", &[]),
        Error::Conflict => refuse_with(StatusCode::CONFLICT, "CONFLICT_RETRY", &[]),
        Error::Bid { refusal, as_of_seq } => refused_bid(&refusal, as_of_seq),
        Error::Invalid { code, args } => {
            let status = match &*code {
                "RATE_LIMITED" => StatusCode::TOO_MANY_REQUESTS,
                "KEY_MALFORMED" => StatusCode::BAD_REQUEST,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let args: Vec<_> = args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            refuse_with(status, &code, &args)
        }
        Error::Busy => {
            let mut body = problem("BUSY", &[]);
            body["not_queued"] = json!(true);
            (
                StatusCode::SERVICE_UNAVAILABLE,
                [("retry-after", "1")],
                Json(body),
            )
                .into_response()
        }
        Error::OutcomeUnknown => refuse_with(StatusCode::GATEWAY_TIMEOUT, "OUTCOME_UNKNOWN", &[]),
        Error::Internal(cause) => {
            tracing::error!(%cause, "an API call failed");
            refuse_with(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", &[])
        }
    }
}

fn refused_bid(refusal: &Refusal, as_of_seq: u64) -> Response {
    let mut body = problem(refusal.code(), &[]);
    body["message_zh"] = json!(app::bidding::refusal_sentence(Lang::Zh, refusal));
    body["message_en"] = json!(app::bidding::refusal_sentence(Lang::En, refusal));
    body["as_of_seq"] = json!(as_of_seq);
    match refusal {
        Refusal::TooLow { min_next, .. } => body["min_next_fen"] = json!(min_next),
        Refusal::OffGrid { below, above } => body["grid_fen"] = json!([below, above]),
        Refusal::JumpTooBig { max } => body["max_fen"] = json!(max),
        Refusal::NotQualified { reason } => body["reason"] = json!(reason),
        _ => {}
    }
    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
}

fn refuse_with(status: StatusCode, code: &str, args: &[(&str, &str)]) -> Response {
    (status, Json(problem(code, args))).into_response()
}

fn problem(code: &str, args: &[(&str, &str)]) -> Value {
    json!({
        "outcome": "REFUSED",
        "code": code,
        "message_zh": locales::errors_text(Lang::Zh, code, args),
        "message_en": locales::errors_text(Lang::En, code, args),
    })
}
