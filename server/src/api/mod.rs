//! The public JSON API: what `public/api/openapi.json` describes and the page `/api/docs` shows.
//!
//! Refusals carry their code and the lot version they were judged against (reliability.md §2.2).
//! A program signs in with `Authorization: Bearer`; see [`crate::guard`].

pub mod bids;
mod list;
mod lots;
pub mod problem;
mod rounds;
#[cfg(test)]
mod tests;

use crate::routes::{Router, get, post};

/// Everything under `/api/v1`.
pub fn router() -> Router {
    Router::new()
        .route("/lots", get(list::lots))
        .route("/lots/{code}", get(lots::lot))
        .route("/lots/{code}/enrolments", post(bids::enrol))
        .route("/lots/{code}/bids", get(lots::events).post(bids::place))
        .route("/lots/{code}/bids/by-key/{key}", get(bids::fate))
        .route("/lots/{code}/bids/by-key/{key}/fence", post(bids::fence))
        .route("/rounds/{id}/latency", get(rounds::latency))
        .fallback(|| async { problem::refuse(service::Error::NotFound) })
}
