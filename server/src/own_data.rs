//! What is on file about oneself, as files (reliability.md S-44). Whoever is signed in gets his own.

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::ssr::Asker;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use service::Error;

/// `/account/data.json` and `/account/data.zip`.
pub fn router() -> Router {
    Router::new()
        .route("/account/data.json", get(document))
        .route("/account/data.zip", get(archive))
}

async fn document(State(state): State<AppState>, Extension(asker): Extension<Asker>) -> Response {
    let portal = state.portal.in_request(&asker.request);
    let data = match &asker.account {
        Some(account) => portal.export_own_data(account).await,
        None => Err(Error::LoginRequired),
    };
    file(data, "application/json", "data.json")
}

async fn archive(State(state): State<AppState>, Extension(asker): Extension<Asker>) -> Response {
    let portal = state.portal.in_request(&asker.request);
    let data = match &asker.account {
        Some(account) => portal.export_own_files(account).await,
        None => Err(Error::LoginRequired),
    };
    file(data, "application/zip", "data.zip")
}

/// A file to be kept, by nobody else on the way.
fn file(data: Result<Vec<u8>, Error>, kind: &'static str, name: &str) -> Response {
    match data {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => problem::refuse(error),
    }
}
