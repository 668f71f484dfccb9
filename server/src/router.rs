//! Every address that is not a page, and the layers around all of them.

use crate::{api, assets, feeds, guard, ledger, live, pages, patience, planted, proofs, survive};
use axum::Router;
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use leptos::config::LeptosOptions;
use service::Portal;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// What every handler may ask for.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// The use cases.
    pub portal: Portal,
    /// Where the built site lies.
    pub leptos: LeptosOptions,
}

/// A page may take this long to render; a form to be checked.
const ANSWER_MAX: Duration = Duration::from_secs(20);

/// The whole of the portal.
pub fn router(portal: Portal, leptos: LeptosOptions) -> Router {
    let state = AppState { portal, leptos };
    let answered = Router::new()
        // The public API.
        .nest("/api/v1", api::router())
        // The public ledger.
        .nest("/ledger", ledger::router())
        // The bank's files, for the centre.
        .merge(proofs::router())
        // Calendars and news that programs subscribe to.
        .merge(feeds::router())
        // Signs of life for operators.
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(api::ready))
        // Pages with their server functions, and the not-found page for everything else.
        .merge(pages::router(&state))
        .merge(planted::router())
        .layer(from_fn_with_state(ANSWER_MAX, patience::within))
        .layer(CompressionLayer::new().compress_when(
            DefaultPredicate::new().and(NotForContentType::const_new(ledger::BYTES)),
        ))
        .merge(assets::router(&state.leptos));
    answered
        // Streams stand outside the layers that wrap answer bodies: it saves 7 KB a watcher.
        .layer(from_fn_with_state(state.clone(), live::divert))
        // From the inside out: who asks, may it come from there, when did it arrive.
        .layer(from_fn_with_state(state.clone(), guard::identify))
        .layer(from_fn(guard::same_origin))
        .layer(from_fn_with_state(state.clone(), guard::stamp))
        .layer(from_fn(survive::survive))
        .layer(from_fn(guard::security_headers))
        .with_state(state)
}
