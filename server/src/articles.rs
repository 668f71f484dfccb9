//! The plain form of an article (`POST /admin/articles/{id}`).

use crate::pages::{answer_with_page, answered};
use crate::router::AppState;
use crate::routes::{Router, post};
use app::articles::{ArticleForm, Posted};
use app::ssr::{self, Asker};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use locales::Lang;

/// The addresses, in both languages.
pub fn router() -> Router {
    Router::new()
        .route("/admin/articles/{id}", post(save))
        .route("/en/admin/articles/{id}", post(save))
}

/// Keeps the article that a plain form has, and goes on to its desk; one that is refused comes back with
/// the page, because a body is too long for an address.
async fn save(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let posted = Request::from_parts(parts.clone(), body);
    let form = match Form::<Vec<(String, String)>>::from_request(posted, &()).await {
        Ok(Form(pairs)) => ArticleForm::of_pairs(pairs),
        Err(rejection) => return rejection.into_response(),
    };
    let portal = asker.portal(state.portal.clone());
    match answered(ssr::save_article(&portal, &asker, &form).await, &asker) {
        (_, Ok(id)) => {
            let lang = Lang::of_path(parts.uri.path());
            let to = app::lang::href(lang, &format!("/admin/articles/{id}?done=saved"));
            Redirect::to(&to).into_response()
        }
        (status, Err(error)) => {
            let posted = Posted { form, error };
            answer_with_page(&state, &asker, parts, status, posted).await
        }
    }
}
