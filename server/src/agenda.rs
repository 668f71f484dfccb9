//! The agenda of a session as a workbook to fill in, `/host/sessions/{id}/agenda.xlsx`, for its host.

use crate::api::problem;
use crate::proofs::disposition;
use crate::router::AppState;
use crate::routes::{Router, get};
use crate::templates::XLSX;
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::ids::SessionId;
use http::header;
use service::Error;

/// `/host/sessions/{id}/agenda.xlsx`
pub fn router() -> Router {
    Router::new().route("/host/sessions/{id}/agenda.xlsx", get(form))
}

async fn form(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
) -> Response {
    let Some(account) = &asker.account else {
        return problem::refuse(Error::LoginRequired);
    };
    let Ok(id) = id.parse::<SessionId>() else {
        return problem::refuse(Error::NotFound);
    };
    let portal = asker.portal(state.portal);
    match portal.agenda_form(account, id).await {
        Ok(form) => {
            let plain = format!("agenda-{id}.xlsx");
            let headers = [
                (header::CONTENT_TYPE, XLSX.to_owned()),
                (header::CONTENT_DISPOSITION, disposition(&plain, &form.name)),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, form.bytes).into_response()
        }
        Err(error) => problem::refuse(error),
    }
}
