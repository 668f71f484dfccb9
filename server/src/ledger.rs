//! The public ledger as static files under `/ledger/` (C2SP tlog-tiles; reliability.md L-01, L-02),
//! and what belongs to one lot.
//!
//! Everything here is public and may be read from any other site (S-11).

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::ssr::Asker;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
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
pub fn router() -> Router {
    Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/witnessed", get(witnessed))
        .route("/vkey", get(vkey))
        .route("/vkeys", get(vkeys))
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

/// Every key the log ever had, and what each does now: while the key is changed two of them sign.
async fn vkeys(State(state): State<AppState>) -> Response {
    match state.portal.log_key().await {
        Ok(key) => text(key.published(), FOR_A_MOMENT),
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

#[cfg(test)]
mod tests {
    use crate::router;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use domain::ids::LotCode;
    use domain::ledger::checkpoint::Checkpoint;
    use domain::ledger::tile::entries_of;
    use http::{HeaderMap, Request, StatusCode};
    use leptos::config::LeptosOptions;
    use service::ledger::sequence_all;
    use service::testing::TestPortal;
    use tower::ServiceExt;

    const TEXT: &str = "text/plain; charset=utf-8";
    const BYTES: &str = "application/octet-stream";
    const FOR_EVER: &str = "public, max-age=31536000, immutable";
    const FOR_A_MOMENT: &str = "public, max-age=1";

    /// A portal with one bid on a lot, and its router.
    async fn house() -> (TestPortal, Router, LotCode) {
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", false).await;
        let anna = site.bidder("anna").await;
        anna.enrol(&lot).await.unwrap();
        anna.bid(&lot, 100_000).await.unwrap();
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(site.portal.clone(), options);
        (site, router, lot)
    }

    async fn get(router: &Router, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        fetch(router, &format!("/ledger/{path}")).await
    }

    async fn fetch(router: &Router, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, parts.headers, bytes.to_vec())
    }

    #[tokio::test]
    async fn files_of_the_log_have_the_headers_of_the_specification() {
        let (site, router, lot) = house().await;
        let (status, ..) = get(&router, "checkpoint").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "nothing is signed yet");
        sequence_all(&site.portal).await.unwrap();
        let json = "application/json";
        let proof = format!("lots/{lot}/2.tlog-proof");
        let lot_file = format!("lots/{lot}");
        let zip = format!("lots/{lot}.zip");
        let opened = format!("lots/{lot}/2.json");
        for (path, kind, keep) in [
            ("checkpoint", TEXT, Some(FOR_A_MOMENT)),
            ("vkey", TEXT, Some(FOR_A_MOMENT)),
            ("vkeys", TEXT, Some(FOR_A_MOMENT)),
            ("tile/0/000.p/2", BYTES, Some(FOR_EVER)),
            ("tile/0/000.p/1", BYTES, Some(FOR_EVER)),
            ("tile/entries/000.p/2", BYTES, Some(FOR_EVER)),
            ("lots", json, None),
            (lot_file.as_str(), json, None),
            (zip.as_str(), "application/zip", Some(FOR_A_MOMENT)),
            (proof.as_str(), TEXT, Some(FOR_A_MOMENT)),
            (opened.as_str(), json, Some("private, no-store")),
        ] {
            let (status, headers, body) = get(&router, path).await;
            let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(said("content-type"), Some(kind), "{path}");
            assert_eq!(said("cache-control"), keep, "{path}");
            let private = path.ends_with("2.json");
            let anywhere = (!private).then_some("*");
            assert_eq!(said("access-control-allow-origin"), anywhere, "{path}");
            assert!(!body.is_empty(), "{path}");
        }
        let (_, _, note) = get(&router, "checkpoint").await;
        let key = site.portal.log_key().await.unwrap();
        let (head, _) = Checkpoint::open(&note, key.verifier()).unwrap();
        assert_eq!(head.size, 2);
        let (_, _, hashes) = get(&router, "tile/0/000.p/2").await;
        assert_eq!(hashes.len(), 64, "two hashes");
        let (_, _, bundle) = get(&router, "tile/entries/000.p/2").await;
        assert_eq!(entries_of(&bundle).unwrap().len(), 2);
    }

    #[tokio::test]
    async fn the_rules_of_a_lot_name_the_key_of_the_log() {
        let (site, router, lot) = house().await;
        sequence_all(&site.portal).await.unwrap();
        let (_, _, published) = get(&router, "vkey").await;
        let published = String::from_utf8(published).unwrap();
        for language in ["", "/en"] {
            let (status, _, page) = fetch(&router, &format!("{language}/lots/{lot}")).await;
            assert_eq!(status, StatusCode::OK);
            let page = String::from_utf8(page).unwrap();
            let rule = page
                .split_once("data-testid=\"log-keys\"")
                .expect("a rule")
                .1;
            let rule = rule.split_once("</li>").unwrap().0;
            assert!(rule.contains(published.trim()), "{rule}");
        }
    }

    #[tokio::test]
    async fn what_is_no_file_of_the_log_is_not_found() {
        let (site, router, lot) = house().await;
        sequence_all(&site.portal).await.unwrap();
        let too_far = format!("lots/{lot}/3.tlog-proof");
        let unknown_kind = format!("lots/{lot}/2.txt");
        for path in [
            // Second spellings and nonsense (L-02).
            "tile/0/0",
            "tile/00/000.p/2",
            "tile/0/+00",
            "tile/0/000.p/02",
            "tile/0/000.p/256",
            "tile/0/000.p/x",
            "tile/64/000.p/1",
            "tile/data/000.p/2",
            "tile/entries/x000/000.p/2",
            "tile/0/000.p/2/",
            "tile/0",
            // Empty tiles, and more than there is.
            "tile/0/000.p/0",
            "tile/entries/000.p/0",
            "tile/0/000.p/3",
            "tile/0/000",
            "tile/0/001.p/1",
            "tile/1/000.p/1",
            "tile/entries/000.p/3",
            // The rest of the folder.
            "lots/P2026-NONE-1",
            "lots/P2026-NONE-1.zip",
            "lots/a%2Fb",
            too_far.as_str(),
            unknown_kind.as_str(),
            "nothing",
            "policy",
        ] {
            let (status, headers, _) = get(&router, path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            let kept = headers.get("cache-control");
            assert!(
                kept.is_none_or(|kept| !kept.to_str().unwrap().contains("immutable")),
                "{path}: what is missing now may come"
            );
        }
    }
}
