//! The public ledger as static files under `/ledger/` (C2SP tlog-tiles; reliability.md L-01, L-02),
//! and what belongs to one lot.
//!
//! Everything here is public and may be read from any other site (S-11).

use crate::api::problem;
use crate::router::AppState;
use app::ssr::Asker;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use domain::ids::LotCode;
use domain::ledger::tile::Tile;
use http::{HeaderName, StatusCode, header};
use service::Error;

/// Tiles and pages. Mostly hashes, which nothing makes shorter: the router sends them as they are.
pub const BYTES: &str = "application/octet-stream";
/// A tile never changes: a larger tree has other tiles, or longer ones under other names.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The head changes with every bid.
const FOR_A_MOMENT: &str = "public, max-age=1";

/// Everything under `/ledger`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/witnessed", get(witnessed))
        .route("/vkey", get(vkey))
        .route("/policy", get(policy))
        .route("/tile/{*path}", get(tile))
        .route("/leaves/{from}", get(leaves))
        .route("/lots", get(lots))
        .route("/lots/{file}", get(lot))
        .route("/lots/{code}/leaves/{from}", get(lot_leaves))
        .route("/lots/{code}/{file}", get(event))
        .fallback(|| async { problem::refuse(Error::NotFound) })
}

/// The signed head of the log.
async fn checkpoint(State(state): State<AppState>) -> Response {
    match state.portal.checkpoint().await {
        Ok(Some(note)) => text(note, FOR_A_MOMENT),
        Ok(None) => problem::refuse(Error::NotFound),
        Err(error) => problem::refuse(error),
    }
}

/// The latest head that enough witnesses have signed; it may be a moment older.
async fn witnessed(State(state): State<AppState>) -> Response {
    match state.portal.witnessed_checkpoint().await {
        Ok(Some(note)) => text(note, FOR_A_MOMENT),
        Ok(None) => problem::refuse(Error::NotFound),
        Err(error) => problem::refuse(error),
    }
}

/// Which witnesses there are, and how many of them are enough. Compare it with the printed rules.
async fn policy(State(state): State<AppState>) -> Response {
    match &state.portal.settings().policy {
        Some(policy) => text(policy.text().to_owned(), FOR_A_MOMENT),
        None => problem::refuse(Error::NotFound),
    }
}

/// The key of the log. Compare it with the one in the printed rules.
async fn vkey(State(state): State<AppState>) -> Response {
    match state.portal.log_key().await {
        Ok(key) => text(format!("{}\n", key.verifier()), FOR_A_MOMENT),
        Err(error) => problem::refuse(error),
    }
}

/// A tile of hashes or a bundle of entries.
async fn tile(State(state): State<AppState>, Path(path): Path<String>) -> Response {
    let Ok(tile) = Tile::parse(&format!("tile/{path}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match state.portal.tile(&tile).await {
        Ok(bytes) => with_headers(BYTES, FOR_EVER, bytes.into_response()),
        Err(error) => problem::refuse(error),
    }
}

/// A page of the log from this leaf on, with what opens the leaves. Unlike tiles it may change: an
/// opening can be taken away.
async fn leaves(State(state): State<AppState>, Path(from): Path<u64>) -> Response {
    page(state.portal.ledger_page(from).await)
}

/// The same of one lot.
async fn lot_leaves(
    State(state): State<AppState>,
    Path((code, from)): Path<(String, u64)>,
) -> Response {
    let Some(code) = LotCode::parse(&code) else {
        return problem::refuse(Error::NotFound);
    };
    page(state.portal.lot_ledger_page(&code, from).await)
}

fn page(bytes: Result<Vec<u8>, Error>) -> Response {
    match bytes {
        Ok(bytes) => with_headers(BYTES, FOR_A_MOMENT, bytes.into_response()),
        Err(error) => problem::refuse(error),
    }
}

/// The codes of the lots that have leaves.
async fn lots(State(state): State<AppState>) -> Response {
    match state.portal.ledger_lots().await {
        Ok(lots) => open(Json(lots).into_response()),
        Err(error) => problem::refuse(error),
    }
}

/// `CODE` as JSON, or `CODE.zip`.
async fn lot(State(state): State<AppState>, Path(file): Path<String>) -> Response {
    let (name, zipped) = match file.strip_suffix(".zip") {
        Some(name) => (name, true),
        None => (&*file, false),
    };
    let Some(code) = LotCode::parse(name) else {
        return problem::refuse(Error::NotFound);
    };
    if !zipped {
        return match state.portal.lot_ledger(&code).await {
            Ok(ledger) => open(Json(ledger).into_response()),
            Err(error) => problem::refuse(error),
        };
    }
    match state.portal.lot_ledger_zip(&code).await {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"ledger-{code}.zip\"");
            let headers = [(header::CONTENT_DISPOSITION, name)];
            let response = (headers, bytes).into_response();
            with_headers("application/zip", FOR_A_MOMENT, response)
        }
        Err(error) => problem::refuse(error),
    }
}

/// `SEQ.tlog-proof`, the receipt that verifies offline, or `SEQ.json`, the leaf with what opens
/// it: for the owner of the bid with the secret part.
async fn event(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Path((code, file)): Path<(String, String)>,
) -> Response {
    let wanted = file.rsplit_once('.').and_then(|(seq, kind)| {
        let seq = seq.parse().ok()?;
        Some((LotCode::parse(&code)?, seq, kind == "json"))
    });
    let known = file.ends_with(".tlog-proof") || file.ends_with(".json");
    let Some((code, seq, as_json)) = wanted.filter(|_| known) else {
        return problem::refuse(Error::NotFound);
    };
    let proof = state
        .portal
        .bid_proof(asker.account.as_ref(), &code, seq)
        .await;
    match proof {
        // What opens the secret part is for one person: no shared memory may keep it.
        Ok(proof) if as_json => {
            let headers = [(header::CACHE_CONTROL, "private, no-store")];
            (headers, Json(proof)).into_response()
        }
        Ok(proof) => {
            let name = format!("attachment; filename=\"{code}-{seq}.tlog-proof\"");
            let mut response = text(proof.proof, FOR_A_MOMENT);
            if let Ok(name) = name.parse() {
                response
                    .headers_mut()
                    .insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(error) => problem::refuse(error),
    }
}

fn text(body: String, keep: &'static str) -> Response {
    with_headers("text/plain; charset=utf-8", keep, body.into_response())
}

fn with_headers(kind: &'static str, keep: &'static str, response: Response) -> Response {
    let mut response = open(response);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, http::HeaderValue::from_static(keep));
    response
}

fn open(response: Response) -> Response {
    let anywhere = [(HeaderName::from_static("access-control-allow-origin"), "*")];
    (anywhere, response).into_response()
}
