//! Files of the day of a session, for its host and the centre: the list of follow-ups, the summary report.
//! No cache keeps them.

use crate::api::problem;
use crate::proofs::file;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::ids::SessionId;
use domain::interests::FollowUpShow;
use http::{HeaderValue, Uri, header};
use locales::Lang;
use serde::Deserialize;
use service::export::FollowUpTable;
use service::reports::{document, workbook};
use service::{Error, Portal};

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The addresses, in both languages.
pub fn router() -> Router {
    ["", "/en"].into_iter().fold(Router::new(), |router, base| {
        router
            .route(&format!("{base}/host/follow-ups/export.csv"), get(csv))
            .route(&format!("{base}/host/follow-ups/export.xlsx"), get(xlsx))
            .route(
                &format!("{base}/host/sessions/{{id}}/report.docx"),
                get(report_document),
            )
            .route(
                &format!("{base}/host/sessions/{{id}}/report.xlsx"),
                get(report_workbook),
            )
    })
}

/// Which follow-ups are asked for; those that wait when none are named.
#[derive(Deserialize)]
struct Shown {
    show: Option<String>,
}

async fn csv(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Query(shown): Query<Shown>,
    uri: Uri,
) -> Response {
    let portal = asker.portal(state.portal);
    let made = list(&portal, &asker, &shown, &uri).await;
    let made = made.map(|(table, lines)| table.csv(&lines).into_bytes());
    sent(made, CSV, "follow-ups.csv")
}

async fn xlsx(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Query(shown): Query<Shown>,
    uri: Uri,
) -> Response {
    let portal = asker.portal(state.portal);
    let made = match list(&portal, &asker, &shown, &uri).await {
        Ok((table, lines)) => apart(move || table.workbook(&lines)).await,
        Err(error) => Err(error),
    };
    sent(made, XLSX, "follow-ups.xlsx")
}

type Lines = (FollowUpTable, Vec<domain::views::InterestLine>);

async fn list(portal: &Portal, asker: &Asker, shown: &Shown, uri: &Uri) -> Result<Lines, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let show = shown.show.as_deref().and_then(FollowUpShow::from_code);
    let show = show.unwrap_or(FollowUpShow::Open);
    let lines = portal.follow_ups_file(account, show).await?;
    let table = FollowUpTable {
        lang: Lang::of_path(uri.path()),
        today: portal.now().date(),
    };
    Ok((table, lines))
}

async fn report_document(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let portal = asker.portal(state.portal);
    let lang = Lang::of_path(uri.path());
    let made = match report(&portal, &asker, &id).await {
        Ok(page) => apart(move || document(lang, &page)).await,
        Err(error) => Err(error),
    };
    sent(made, DOCX, "report.docx")
}

async fn report_workbook(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let portal = asker.portal(state.portal);
    let lang = Lang::of_path(uri.path());
    let made = match report(&portal, &asker, &id).await {
        Ok(page) => apart(move || workbook(lang, &page)).await,
        Err(error) => Err(error),
    };
    sent(made, XLSX, "report.xlsx")
}

async fn report(
    portal: &Portal,
    asker: &Asker,
    id: &str,
) -> Result<domain::views::ReportPage, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let id: SessionId = id.parse().map_err(|_| Error::NotFound)?;
    portal.report_page(account, id).await
}

/// Work that takes some milliseconds: not on a thread that answers others.
async fn apart(
    work: impl FnOnce() -> Result<Vec<u8>, Error> + Send + 'static,
) -> Result<Vec<u8>, Error> {
    let made = tokio::task::spawn_blocking(work).await;
    made.map_err(|error| Error::Internal(error.to_string()))?
}

fn sent(made: Result<Vec<u8>, Error>, kind: &'static str, name: &str) -> Response {
    match made {
        Ok(bytes) => {
            let mut response = file(name, name, bytes);
            let kind = HeaderValue::from_static(kind);
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        Err(error) => problem::refuse(error),
    }
}
