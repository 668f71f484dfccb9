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
use domain::views::{InterestLine, ReportPage};
use http::{HeaderValue, Uri, header};
use locales::Lang;
use serde::Deserialize;
use service::Error;
use service::export::FollowUpTable;
use service::reports::{document, workbook};

/// What a file is: its type, and the name under which it is kept.
type Sort = (&'static str, &'static str);
/// Writes a list of follow-ups.
type WriteList = fn(&FollowUpTable, &[InterestLine]) -> Result<Vec<u8>, Error>;
/// Writes a report.
type WriteReport = fn(Lang, &ReportPage) -> Result<Vec<u8>, Error>;

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The addresses, in both languages.
pub fn router() -> Router {
    let lists: [(Sort, WriteList); 2] = [
        ((CSV, "follow-ups.csv"), |table, lines| {
            Ok(table.csv(lines).into_bytes())
        }),
        ((XLSX, "follow-ups.xlsx"), FollowUpTable::workbook),
    ];
    let reports: [(Sort, WriteReport); 2] = [
        ((DOCX, "report.docx"), document),
        ((XLSX, "report.xlsx"), workbook),
    ];
    let mut router = Router::new();
    for base in ["", "/en"] {
        for (sort, write) in lists {
            let ending = sort.1.trim_start_matches("follow-ups.");
            let address = format!("{base}/host/follow-ups/export.{ending}");
            let answer =
                move |state, asker, shown, uri| list(state, asker, shown, uri, (sort, write));
            router = router.route(&address, get(answer));
        }
        for (sort, write) in reports {
            let address = format!("{base}/host/sessions/{{id}}/{}", sort.1);
            let answer = move |state, asker, id, uri| report(state, asker, id, uri, (sort, write));
            router = router.route(&address, get(answer));
        }
    }
    router
}

/// Which follow-ups are asked for; those that wait when none are named.
#[derive(Deserialize)]
struct Shown {
    show: Option<String>,
}

async fn list(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Query(shown): Query<Shown>,
    uri: Uri,
    (sort, write): (Sort, WriteList),
) -> Response {
    let portal = asker.portal(state.portal);
    let show = shown.show.as_deref().and_then(FollowUpShow::from_code);
    let table = FollowUpTable {
        lang: Lang::of_path(uri.path()),
        today: portal.now().date(),
    };
    let made = async {
        let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
        let show = show.unwrap_or(FollowUpShow::Open);
        let lines = portal.follow_ups_file(account, show).await?;
        apart(move || write(&table, &lines)).await
    };
    sent(made.await, sort)
}

async fn report(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
    (sort, write): (Sort, WriteReport),
) -> Response {
    let portal = asker.portal(state.portal);
    let lang = Lang::of_path(uri.path());
    let made = async {
        let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
        let id: SessionId = id.parse().map_err(|_| Error::NotFound)?;
        let page = portal.report_page(account, id).await?;
        apart(move || write(lang, &page)).await
    };
    sent(made.await, sort)
}

/// Work that takes some milliseconds: not on a thread that answers others.
async fn apart(
    work: impl FnOnce() -> Result<Vec<u8>, Error> + Send + 'static,
) -> Result<Vec<u8>, Error> {
    let made = tokio::task::spawn_blocking(work).await;
    made.map_err(|error| Error::Internal(error.to_string()))?
}

fn sent(made: Result<Vec<u8>, Error>, (kind, name): Sort) -> Response {
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
