//! What mail programs post when their reader presses *unsubscribe* (RFC 8058).

use crate::router::AppState;
use app::ssr::{self, Asker};
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// Switches mails of one kind off for whoever has such a mail, without a sign-in. The answer is no redirect:
/// mail programs would not follow it.
pub async fn switch(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path(token): Path<String>,
) -> Response {
    let portal = asker.portal(state.portal.clone());
    match portal.switch_mail_off(&token).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => ssr::describe(error, &asker.request).0.into_response(),
    }
}
