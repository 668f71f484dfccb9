//! Addresses that panic, for the fault bench (`scripts/planted.sh`). No release has them.

use crate::routes::{Router, get};
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use service::planted::{Planted, planted};

/// `/planted/handler` and `/planted/page`, when panics are planted.
pub fn router() -> Router {
    if planted() != Some(Planted::Panics) {
        return Router::new();
    }
    Router::new()
        .route("/planted/handler", get(handler))
        .route("/api/v1/planted", get(handler))
        .route("/planted/page", get(page))
}

async fn handler() -> Response {
    panic!("planted: in a handler")
}

/// A component that panics while its page is rendered.
async fn page(request: Request<Body>) -> Response {
    let component = || -> AnyView { panic!("planted: in a component") };
    let render = leptos_axum::render_app_async(move || view! { <main>{component}</main> });
    render(request).await.into_response()
}
