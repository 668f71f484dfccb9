//! Every address that is not a page, and the layers around all of them.

use crate::routes::{Listed, Router, get, post};
use crate::{
    annotated, api, articles, assets, audit, drafts, feeds, files, guard, ledger, letters, lists,
    live, own_data, page_cache, pages, patience, pictures, planted, pool, preloads, proofs,
    readiness, reads, registrations, security, session_files, site_map, survive, targets,
    templates,
};
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
use leptos::config::LeptosOptions;
use service::Portal;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// What every handler may ask for. Every layer of every request has a copy, so it is small.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// The use cases.
    pub portal: Portal,
    /// Where the built site lies.
    pub leptos: Arc<LeptosOptions>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        (*state.leptos).clone()
    }
}

/// A page may take this long to render; a form to be checked.
const ANSWER_MAX: Duration = Duration::from_secs(20);

/// The whole of the portal.
pub fn router(portal: Portal, leptos: LeptosOptions) -> axum::Router {
    build(portal, leptos).0
}

/// The whole of the portal, and every address that it answers but that of the streams, which
/// [`live::divert`] takes out of the way.
pub fn build(portal: Portal, leptos: LeptosOptions) -> (axum::Router, Vec<Listed>) {
    let leptos = Arc::new(leptos);
    let state = AppState { portal, leptos };
    let (answered, mut listed) = Router::new()
        // The public API.
        .nest("/api/v1", api::router())
        // The public ledger.
        .nest("/ledger", ledger::router())
        // The bank's files, for the centre.
        .merge(proofs::router())
        // The letters of organisations that apply, for the staff.
        .merge(letters::router())
        // Files of lots, institutions and sessions, for whoever may read them.
        .merge(files::router().merge(session_files::router()))
        // The audit record as a file, for whoever may read it.
        .merge(audit::router())
        // The empty collection forms.
        .merge(templates::router())
        // Uploads with their faults marked.
        .merge(annotated::router())
        // What is on file about oneself.
        .merge(own_data::router())
        .merge(registrations::router())
        // Calendars and news that programs subscribe to.
        .merge(feeds::router())
        // The public list of lots as a file; the pool of selection; logbooks of sessions and the board of
        // their targets.
        .merge(lists::router())
        .merge(pool::router())
        .merge(targets::router())
        // What search engines read.
        .merge(site_map::router())
        // What stands beside a link to a lot wherever it is shared.
        .merge(pictures::router())
        // What browsers report about pages that broke their policy.
        .route(security::reports::PATH, post(security::reports::take))
        // Articles that are written without scripts.
        .merge(articles::router().merge(drafts::router()))
        // Signs of life for operators.
        .route("/healthz", get(readiness::healthy))
        .route("/readyz", get(readiness::ready))
        // Pages with their server functions, and the not-found page for everything else.
        .merge(pages::router(&state))
        .merge(planted::router())
        .into_parts();
    let (files, of_files) = assets::router(&state.leptos).into_parts();
    listed.extend(of_files);
    let cache = page_cache::PageCache::new(state.portal.clone());
    // From the outside in. One stack at a time: a layer that is added to a router by itself wraps every
    // route once more, and each wrapping copies all those inside it for every request.
    let of_answers = ServiceBuilder::new()
        .layer(CompressionLayer::new().compress_when(
            DefaultPredicate::new().and(NotForContentType::const_new(ledger::BYTES)),
        ))
        .layer(from_fn_with_state(state.clone(), reads::slow_down))
        .layer(from_fn_with_state(ANSWER_MAX, patience::within))
        .layer(from_fn_with_state(cache, page_cache::answer))
        .layer(from_fn(preloads::with_nonce));
    let of_all = ServiceBuilder::new()
        .layer(from_fn_with_state(
            state.clone(),
            security::security_headers,
        ))
        .layer(from_fn(survive::survive))
        // When did it arrive, may it come from there, who asks.
        .layer(from_fn_with_state(state.clone(), guard::stamp))
        .layer(from_fn_with_state(state.clone(), security::same_origin))
        .layer(from_fn_with_state(state.clone(), security::lead_back))
        .layer(from_fn_with_state(state.clone(), guard::identify))
        // Streams stand outside the layers that wrap answer bodies: it saves 7 KB a watcher.
        .layer(from_fn_with_state(state.clone(), live::divert));
    let answered = answered.layer(of_answers).merge(files);
    (answered.layer(of_all).with_state(state), listed)
}
