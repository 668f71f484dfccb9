//! The annotated copy of an upload, `/org/import/{id}/annotated.xlsx`, for whoever sent it.

use crate::api::problem;
use crate::proofs::disposition;
use crate::router::AppState;
use crate::routes::{Router, get};
use crate::templates::XLSX;
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::ids::ImportId;
use http::header;
use locales::Lang;
use serde::Deserialize;
use service::Error;

/// `/org/import/{id}/annotated.xlsx`
pub fn router() -> Router {
    Router::new().route("/org/import/{id}/annotated.xlsx", get(copy))
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
}

async fn copy(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(account) = &asker.account else {
        return problem::refuse(Error::LoginRequired);
    };
    let Ok(id) = id.parse::<ImportId>() else {
        return problem::refuse(Error::NotFound);
    };
    let lang = match asked.lang.as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    };
    let portal = asker.portal(state.portal);
    match portal.annotated_form(account, id, lang).await {
        Ok((name, bytes)) => {
            let plain = format!("import-{id}.xlsx");
            let headers = [
                (header::CONTENT_TYPE, XLSX.to_owned()),
                (header::CONTENT_DISPOSITION, disposition(&plain, &name)),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => problem::refuse(error),
    }
}
