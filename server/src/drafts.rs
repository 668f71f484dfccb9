//! The plain form of a section of a draft (`POST /org/lots/drafts/{id}/{section}`).

use crate::pages::{answer_with_page, answered};
use crate::router::AppState;
use crate::routes::{Router, post};
use app::drafts::{Posted, SectionForm};
use app::ssr::{self, Asker};
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use locales::Lang;

/// The addresses, in both languages.
pub fn router() -> Router {
    Router::new()
        .route("/org/lots/drafts/{id}/{section}", post(save))
        .route("/en/org/lots/drafts/{id}/{section}", post(save))
}

/// Keeps what was typed into a section and goes on to the next one, or back to it when something in it is
/// wrong; what is refused comes back with the page, because a summary is too long for an address.
async fn save(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path((id, section)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let posted = Request::from_parts(parts.clone(), body);
    let form = match Form::<Vec<(String, String)>>::from_request(posted, &()).await {
        Ok(Form(pairs)) => SectionForm::of_pairs(pairs),
        Err(rejection) => return rejection.into_response(),
    };
    let portal = asker.portal(state.portal.clone());
    let saved = ssr::save_section(&portal, &asker, (&id, &section), &form).await;
    match answered(saved, &asker) {
        (_, Ok(next)) => {
            let lang = Lang::of_path(parts.uri.path());
            Redirect::to(&app::lang::href(lang, &next)).into_response()
        }
        (status, Err(error)) => {
            let at = format!("{id}/{section}");
            let posted = Posted { at, form, error };
            answer_with_page(&state, &asker, parts, status, posted).await
        }
    }
}
