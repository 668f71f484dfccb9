//! The list of registrations of a session, and that of the units it invites, as files for its host.

use crate::proofs::refuse;
use crate::router::AppState;
use crate::routes::{Router, get};
use crate::templates::XLSX;
use app::ssr::Asker;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use locales::Lang;
use service::{Error, RegistrationFile};

/// `/host/sessions/{id}/registrations.csv` and `.xlsx`, `/host/sessions/{id}/guests/export.xlsx`, in both
/// languages.
pub fn router() -> Router {
    ["", "/en"].into_iter().fold(Router::new(), |router, base| {
        router
            .route(
                &format!("{base}/host/sessions/{{id}}/registrations.csv"),
                get(csv),
            )
            .route(
                &format!("{base}/host/sessions/{{id}}/registrations.xlsx"),
                get(xlsx),
            )
            .route(
                &format!("{base}/host/sessions/{{id}}/guests/export.xlsx"),
                get(guests),
            )
    })
}

async fn csv(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let made = list(&state, &asker, &id, (RegistrationFile::Csv, &uri)).await;
    let kind = ("text/csv; charset=utf-8", "registrations.csv");
    file(made, kind, (&asker, &uri))
}

async fn xlsx(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let made = list(&state, &asker, &id, (RegistrationFile::Xlsx, &uri)).await;
    file(made, (XLSX, "registrations.xlsx"), (&asker, &uri))
}

async fn guests(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let made = invited(&state, &asker, &id, &uri).await;
    file(made, (XLSX, "guests.xlsx"), (&asker, &uri))
}

async fn invited(state: &AppState, asker: &Asker, id: &str, uri: &Uri) -> Result<Vec<u8>, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let portal = asker.portal(state.portal.clone());
    portal
        .guest_file(account, id, Lang::of_path(uri.path()))
        .await
}

async fn list(
    state: &AppState,
    asker: &Asker,
    id: &str,
    (form, uri): (RegistrationFile, &Uri),
) -> Result<Vec<u8>, Error> {
    let account = asker.account.as_ref().ok_or(Error::LoginRequired)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let portal = asker.portal(state.portal.clone());
    let lang = Lang::of_path(uri.path());
    portal.registration_file(account, id, (form, lang)).await
}

/// A file to be kept, by nobody else on the way.
fn file(
    made: Result<Vec<u8>, Error>,
    (kind, name): (&'static str, &str),
    (asker, uri): (&Asker, &Uri),
) -> Response {
    match made {
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
        Err(error) => refuse(error, asker, uri.path()),
    }
}
