//! The pool of the season as a file, `/admin/selection/export/{file}`. For the centre.

use crate::api::problem;
use crate::proofs::disposition;
use crate::router::AppState;
use crate::routes::{Router, get};
use crate::templates::XLSX;
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header;
use locales::Lang;
use serde::Deserialize;
use service::Error;
use service::export::PoolForm;

/// `/admin/selection/export/{file}`: `pool.csv` and `pool.xlsx`.
pub fn router() -> Router {
    Router::new().route("/admin/selection/export/{file}", get(file))
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
}

async fn file(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(account) = &asker.account else {
        return problem::refuse(Error::LoginRequired);
    };
    let (form, kind) = match file.as_str() {
        "pool.csv" => (PoolForm::Csv, "text/csv; charset=utf-8"),
        "pool.xlsx" => (PoolForm::Xlsx, XLSX),
        _ => return problem::refuse(Error::NotFound),
    };
    let lang = match asked.lang.as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    };
    let portal = asker.portal(state.portal);
    match portal.export_pool(account, form, lang).await {
        Ok((season, bytes)) => {
            let ending = form.ending();
            let plain = format!("pool-{season}.{ending}");
            let name = format!("遴选池-{season}.{ending}");
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, disposition(&plain, &name)),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => problem::refuse(error),
    }
}
