//! Pages and their server functions, with what they need to know of the request.

use crate::router::AppState;
use app::ssr::Asker;
use app::{App, shell};
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::views::Visitor;
use http::request::Parts;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context};
use locales::Lang;
use service::Portal;

/// Every page, in both languages, and the server functions of the pages.
pub fn router(state: &AppState) -> Router<AppState> {
    // Built once, before anything listens: building routes while pages render may hang.
    let routes = [Lang::Zh, Lang::En].into_iter().flat_map(|lang| {
        let provide_lang = move || provide_context(lang);
        generate_route_list_with_exclusions_and_ssg_and_context(App, None, provide_lang).0
    });
    let (portal, options) = (state.portal.clone(), state.leptos.clone());
    Router::new()
        .leptos_routes_with_context(
            state,
            routes.collect(),
            move || provide_request(&portal),
            move || shell(options.clone()),
        )
        .fallback(not_found)
}

/// The not-found page, as a page of its language.
async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    let (portal, options) = (state.portal.clone(), state.leptos.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || provide_request(&portal),
        move || shell(options.clone()),
    );
    let mut response = render(request).await.into_response();
    *response.status_mut() = http::StatusCode::NOT_FOUND;
    response
}

/// What pages and server functions may ask for, taken from the request.
fn provide_request(portal: &Portal) {
    provide_context(portal.clone());
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    provide_context(Lang::of_path(parts.uri.path()));
    if let Some(asker) = parts.extensions.get::<Asker>().cloned() {
        provide_context(Nonce::from_value(asker.nonce.clone()));
        provide_context(asker);
    }
    if let Some(visitor) = parts.extensions.get::<Visitor>().cloned() {
        provide_context(visitor);
    }
}
