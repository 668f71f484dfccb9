//! Pages that are made at the same time keep apart: the head of each is written outside of it, when the
//! thread may have worked on another one in between.

use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use futures::future::join_all;
use http::{Request, StatusCode};
use leptos::config::LeptosOptions;
use service::testing::TestPortal;
use tower::ServiceExt;

/// Status and title of a page.
async fn title(router: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let page = String::from_utf8(bytes.to_vec()).unwrap();
    let title = page.split_once("<title>").and_then(|(_, rest)| {
        let (title, _) = rest.split_once("</title>")?;
        Some(title.to_owned())
    });
    (status, title.unwrap_or_default())
}

#[tokio::test]
async fn pages_that_are_made_at_once_have_their_own_titles() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.portal.clone(), options);
    // All but one of them work their titles out: from what was wrong, or from the figures of the lot.
    let paths = [
        "/en/login".to_owned(),
        "/en/signup".to_owned(),
        "/en/recovery".to_owned(),
        "/en/recovery/new".to_owned(),
        "/en/mail/confirm".to_owned(),
        "/en/privacy".to_owned(),
        format!("/en/lots/{lot}"),
    ];
    let mut alone = Vec::new();
    for path in &paths {
        let (status, title) = title(&router, path).await;
        assert!(status.is_success() && !title.is_empty(), "{path}: {status}");
        assert!(!alone.contains(&(status, title.clone())), "{path}: {title}");
        alone.push((status, title));
    }
    for _ in 0..3 {
        let asked = paths.iter().chain(&paths).map(|path| title(&router, path));
        let at_once = join_all(asked).await;
        assert_eq!(at_once[..paths.len()], alone);
        assert_eq!(at_once[paths.len()..], alone);
    }
}
