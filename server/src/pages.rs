//! Pages and their server functions, with what they need to know of the request.

use crate::router::AppState;
use app::ssr::Asker;
use app::{App, shell};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::Router;
use domain::views::Visitor;
use http::request::Parts;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context};
use locales::Lang;
use service::Portal;

/// Every page, in both languages.
pub fn router(state: &AppState) -> Router<AppState> {
    let mut router = Router::new();
    // Built once, before anything listens: building routes while pages render may hang.
    for lang in [Lang::Zh, Lang::En] {
        let (routes, _) = generate_route_list_with_exclusions_and_ssg_and_context(
            App,
            None,
            move || provide_context(lang),
        );
        let (portal, options) = (state.portal.clone(), state.leptos.clone());
        router = router.leptos_routes_with_context(
            state,
            routes,
            move || provide_request(&portal, Some(lang)),
            move || shell(options.clone()),
        );
    }
    router.fallback(not_found)
}

/// A server function of a page.
pub async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    let portal = state.portal.clone();
    leptos_axum::handle_server_fns_with_context(
        move || provide_request(&portal, None),
        request.map(Body::new),
    )
    .await
    .into_response()
}

/// The not-found page, as a page of its language.
async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    let lang = Lang::of_path(request.uri().path());
    let (portal, options) = (state.portal.clone(), state.leptos.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || provide_request(&portal, Some(lang)),
        move || shell(options.clone()),
    );
    let mut response = render(request).await.into_response();
    *response.status_mut() = http::StatusCode::NOT_FOUND;
    response
}

fn provide_request(portal: &Portal, lang: Option<Lang>) {
    provide_context(portal.clone());
    if let Some(lang) = lang {
        provide_context(lang);
    }
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(asker) = parts.extensions.get::<Asker>().cloned() {
        provide_context(Nonce::from_value(asker.nonce.clone()));
        provide_context(asker);
    }
    if let Some(visitor) = parts.extensions.get::<Visitor>().cloned() {
        provide_context(visitor);
    }
}
