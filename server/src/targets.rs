//! Logbooks of a session, `/host/sessions/{id}/logbooks/{book}/export.csv` and `.xlsx`, for its host and
//! the centre; the board of targets, `/admin/sessions/board.csv` and `.xlsx`, for whoever may read it.

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use crate::templates::XLSX;
use app::ssr::Asker;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::ids::SessionId;
use domain::logbooks::Book;
use domain::views::BoardShow;
use http::{Uri, header};
use locales::Lang;
use serde::Deserialize;
use service::Error;
use service::targets::Sheet;

const CSV: &str = "text/csv; charset=utf-8";

/// The files, in both languages.
pub fn router() -> Router {
    ["", "/en"].into_iter().fold(Router::new(), |router, base| {
        let book = format!("{base}/host/sessions/{{id}}/logbooks/{{book}}/export");
        let board = format!("{base}/admin/sessions/board");
        router
            .route(&format!("{book}.csv"), get(logbook))
            .route(&format!("{book}.xlsx"), get(logbook))
            .route(&format!("{board}.csv"), get(board_file))
            .route(&format!("{board}.xlsx"), get(board_file))
    })
}

async fn logbook(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    uri: Uri,
    Path((id, book)): Path<(String, String)>,
) -> Response {
    let Some(account) = &asker.account else {
        return problem::instead(uri.path(), Error::LoginRequired);
    };
    let (Ok(id), Some(book)) = (id.parse::<SessionId>(), Book::from_slug(&book)) else {
        return problem::instead(uri.path(), Error::NotFound);
    };
    let portal = asker.portal(state.portal);
    answer(&uri, portal.logbook_sheet(account, id, book).await)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    season: String,
    #[serde(default)]
    show: String,
}

async fn board_file(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(account) = &asker.account else {
        return problem::instead(uri.path(), Error::LoginRequired);
    };
    let season = (!asked.season.is_empty()).then_some(asked.season.as_str());
    let show = BoardShow::from_code(&asked.show).unwrap_or(BoardShow::All);
    let lang = Lang::of_path(uri.path());
    let portal = asker.portal(state.portal);
    let sheet = portal.board_sheet(account, season, show, lang).await;
    answer(&uri, sheet)
}

/// The table in the form that the address ends with.
fn answer(uri: &Uri, sheet: Result<Sheet, Error>) -> Response {
    let made = sheet.and_then(|sheet| {
        let (kind, ending, body) = match uri.path().ends_with(".xlsx") {
            true => (XLSX, "xlsx", Body::from(sheet.table.workbook()?)),
            false => (CSV, "csv", Body::from(sheet.table.csv())),
        };
        let name = format!("attachment; filename=\"{}.{ending}\"", sheet.name);
        let headers = [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ];
        Ok((headers, body).into_response())
    });
    made.unwrap_or_else(|error| problem::instead(uri.path(), error))
}
