//! Reading lots: where one stands, and everything that happened on it.

use super::problem::{refuse, refuse_as};
use crate::router::AppState;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::ids::LotCode;
use http::header;
use serde::Deserialize;
use serde_json::json;
use service::Error;

/// Events in one answer.
const PAGE_MAX: u32 = 500;

/// `GET /api/v1/lots/{code}`: figures and bids, valid as of `as_of_seq`.
pub async fn lot(State(state): State<AppState>, Path(code): Path<String>) -> Response {
    let answer = match LotCode::parse(&code) {
        Some(code) => state.portal.lot_live(&code).await,
        None => Err(Error::NotFound),
    };
    let live = match answer {
        Ok(live) => live,
        Err(error) => return refuse(error),
    };
    let now = state.portal.now();
    let figures = &live.figures;
    Json(json!({
        "code": live.lot,
        "as_of_seq": figures.seq,
        "server_time": now,
        "clock_error_bound_ms": state.portal.clock_error_ms(),
        "phase": figures.view(now),
        "price_fen": figures.price,
        "min_next_fen": figures.next_min,
        "leader_paddle": figures.leader.map(|paddle| paddle.to_string()),
        "opens_at": figures.opens_at,
        "ends_at": figures.ends_at,
        "figures": figures,
        "bids": live.bids,
    }))
    .into_response()
}

/// From where events are wanted.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: u64,
}

/// `GET /api/v1/lots/{code}/bids?from=`: the public events numbered `from` and above, at most 500
/// of them, as they went to the watchers; `next_from` goes on.
pub async fn events(
    State(state): State<AppState>,
    Path(code): Path<String>,
    wanted: Result<Query<From>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Ok(Query(From { from })) = wanted else {
        return refuse_as(
            Error::invalid("REQUEST_MALFORMED"),
            "REQUEST_MALFORMED_FROM",
        );
    };
    let Some(code) = LotCode::parse(&code) else {
        return refuse(Error::NotFound);
    };
    let after = from.saturating_sub(1);
    match state.portal.frames_after(&code, after, PAGE_MAX).await {
        Ok(frames) => page(&code, after, &frames),
        Err(error) => refuse(error),
    }
}

/// A page of events. They are JSON already, as they went to the watchers: the same bytes go out.
fn page(code: &LotCode, after: u64, frames: &[(u64, String)]) -> Response {
    let next_from = frames.last().map_or(after, |(seq, _)| *seq) + 1;
    let events: Vec<&str> = frames.iter().map(|(_, json)| json.as_str()).collect();
    let events = events.join(",");
    let body = format!(r#"{{"code":"{code}","events":[{events}],"next_from":{next_from}}}"#);
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
