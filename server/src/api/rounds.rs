//! How long the bids of a round took.

use super::problem::refuse;
use crate::router::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::latency::Histogram;
use serde_json::{Value, json};
use service::Error;

/// `GET /api/v1/rounds/{id}/latency`: what all processes have measured in a round so far.
pub async fn latency(State(state): State<AppState>, Path(id): Path<String>) -> Response {
    let answer = match id.parse() {
        Ok(id) => state.portal.round_figures(id).await,
        Err(_) => Err(Error::NotFound),
    };
    let figures = match answer {
        Ok(figures) => figures,
        Err(error) => return refuse(error),
    };
    let latency = &figures.latency;
    Json(json!({
        "round": figures.round.id,
        "practice": figures.round.practice,
        "opens_at": figures.round.opens_at,
        "closes_at": figures.round.closes_at,
        "measured_at": figures.measured_at,
        "decision": spans(&latency.decision),
        "durable": spans(&latency.durable),
        "drain": spans(&latency.drain),
        "drained_bids": latency.drained_bids,
        "late_by_server": figures.late_by_server,
    }))
    .into_response()
}

fn spans(histogram: &Histogram) -> Value {
    let bucket = |(up_to, count): (u64, u64)| json!({ "up_to_us": up_to, "count": count });
    json!({
        "count": histogram.count(),
        "p50_us": histogram.quantile_us(500),
        "p95_us": histogram.quantile_us(950),
        "p99_us": histogram.quantile_us(990),
        "max_us": histogram.max_us(),
        "buckets": histogram.buckets().map(bucket).collect::<Vec<_>>(),
    })
}
