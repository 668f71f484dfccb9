//! `/healthz` and `/readyz`: whether the process lives, and whether it may be sent requests
//! (ux.md §7). Both are for programs and tell nothing that must not be known: names of checks, and
//! whether each holds.

use crate::router::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

/// The process answers: more is not asked, so a slow database restarts nobody.
pub async fn healthy() -> Response {
    answer(StatusCode::OK, json!({ "status": "ok" }))
}

/// Ready when every check holds that is needed. What does not is said by name; the log says why.
pub async fn ready(State(state): State<AppState>) -> Response {
    let checked = state.portal.checks().await;
    let ready = checked
        .iter()
        .all(|checked| checked.holds || !checked.check.is_needed());
    let word = |holds: bool| if holds { "ok" } else { "failed" };
    let checks: Map<String, Value> = checked
        .iter()
        .map(|checked| (checked.check.to_string(), word(checked.holds).into()))
        .collect();
    let (status, said) = match ready {
        true => (StatusCode::OK, "ready"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready"),
    };
    answer(status, json!({ "status": said, "checks": checks }))
}

fn answer(status: StatusCode, body: Value) -> Response {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, no_store, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use crate::router;
    use axum::body::{Body, to_bytes};
    use http::Request;
    use leptos::config::LeptosOptions;
    use serde_json::Value;
    use service::files::Depot;
    use service::testing::TestPortal;
    use service::{Portal, Random, Settings};
    use tower::ServiceExt;

    async fn ask(portal: &Portal, path: &str) -> (u16, Value) {
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(portal.clone(), options);
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        assert_eq!(parts.headers["cache-control"], "no-store");
        let bytes = to_bytes(body, 1 << 16).await.unwrap();
        (
            parts.status.as_u16(),
            serde_json::from_slice(&bytes).unwrap(),
        )
    }

    /// The checks that do not hold.
    fn failed(body: &Value) -> Vec<&str> {
        let checks = body["checks"].as_object().unwrap();
        let failed = checks.iter().filter(|(_, word)| *word != "ok");
        let mut failed: Vec<&str> = failed.map(|(check, _)| check.as_str()).collect();
        failed.sort_unstable();
        failed
    }

    #[tokio::test]
    async fn a_portal_is_ready_until_it_is_asked_to_stop() {
        let site = TestPortal::new().await;
        let (status, body) = ask(&site.portal, "/readyz").await;
        assert_eq!((status, &body["status"]), (200, &"ready".into()));
        assert_eq!(body["checks"].as_object().unwrap().len(), 7);
        site.portal.stop();
        let (status, body) = ask(&site.portal, "/readyz").await;
        assert_eq!((status, failed(&body)), (503, vec!["running"]));
        let (status, body) = ask(&site.portal, "/healthz").await;
        assert_eq!((status, &body["status"]), (200, &"ok".into()), "it lives");
    }

    #[tokio::test]
    async fn files_that_cannot_be_kept_are_named_and_bids_go_on() {
        let site = TestPortal::new().await;
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("files");
        let settings = Settings {
            files: Depot::folder(&files).unwrap(),
            ..Settings::default()
        };
        let store = site.portal.store().clone();
        let random = Random::from_system();
        let portal = Portal::open(store, site.clock.clone(), random, settings);
        std::fs::remove_dir(&files).unwrap();
        let (status, body) = ask(&portal, "/readyz").await;
        assert_eq!((status, failed(&body)), (200, vec!["files"]));
    }

    #[tokio::test]
    async fn a_full_disk_and_a_database_that_is_gone_are_named() {
        let site = TestPortal::new().await;
        let folder = tempfile::tempdir().unwrap();
        let beside = |disk_floor| Settings {
            data: Some(folder.path().to_owned()),
            disk_floor,
            ..Settings::default()
        };
        let portal = site.beside_with(beside(1)).await;
        assert_eq!(ask(&portal, "/readyz").await.0, 200);
        let portal = site.beside_with(beside(u64::MAX)).await;
        let (status, body) = ask(&portal, "/readyz").await;
        assert_eq!((status, failed(&body)), (503, vec!["disk"]));
        portal.store().close().await;
        let (status, body) = ask(&portal, "/readyz").await;
        assert_eq!(status, 503);
        assert_eq!(failed(&body), ["database", "disk", "migrations"]);
    }
}
