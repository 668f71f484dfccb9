//! The public JSON API: what `public/api/openapi.json` describes and the page `/api/docs` shows.
//!
//! Refusals carry their code and the lot version they were judged against (reliability.md §2.2).
//! A program signs in with `Authorization: Bearer`; see [`crate::guard`].

mod bids;
mod lots;
pub mod problem;
mod rounds;
#[cfg(test)]
mod tests;

use crate::router::AppState;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;

/// Everything under `/api/v1`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/lots/{code}", get(lots::lot))
        .route("/lots/{code}/enrolments", post(bids::enrol))
        .route("/lots/{code}/bids", get(lots::events).post(bids::place))
        .route("/lots/{code}/bids/by-key/{key}", get(bids::fate))
        .route("/lots/{code}/bids/by-key/{key}/fence", post(bids::fence))
        .route("/rounds/{id}/latency", get(rounds::latency))
        .fallback(|| async { problem::refuse(service::Error::NotFound) })
}

/// Ready when the database answers and nothing was found wrong with it.
pub async fn ready(State(state): State<AppState>) -> Response {
    if state.portal.is_damaged() {
        let said = "the stored data is damaged; the log says where";
        return (StatusCode::SERVICE_UNAVAILABLE, said).into_response();
    }
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
