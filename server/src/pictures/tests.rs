//! Pictures as a program gets them: through the whole router.

use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use leptos::config::LeptosOptions;
use service::testing::TestPortal;
use tower::ServiceExt;

async fn desk() -> (TestPortal, Router) {
    let site = TestPortal::new().await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.portal.clone(), options);
    (site, router)
}

async fn get(router: &Router, path: &str) -> (StatusCode, String, Vec<u8>) {
    let request = Request::get(path).header("host", "auction.example");
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let kind = response.headers().get("content-type");
    let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, kind, bytes.to_vec())
}

#[tokio::test]
async fn a_public_lot_has_a_picture_of_its_own() {
    let (site, router) = desk().await;
    let one = site.open_lot("P2026-ENER-0001", true).await;
    let other = site.open_lot("P2026-ENER-0002", true).await;
    let (status, kind, first) = get(&router, &format!("/og/lots/{one}.png")).await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "image/png"));
    assert_eq!(first[16..24], [0, 0, 4, 0xb0, 0, 0, 2, 0x76], "1200 × 630");
    assert!(first.len() < 100_000, "{} bytes", first.len());
    let (.., again) = get(&router, &format!("/og/lots/{one}.png")).await;
    assert_eq!(first, again);
    let (.., second) = get(&router, &format!("/og/lots/{other}.png")).await;
    assert_ne!(first, second);
}

#[tokio::test]
async fn the_code_leads_to_the_page_in_its_language() {
    let (site, router) = desk().await;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let (status, kind, chinese) = get(&router, &format!("/lots/{lot}/qr.svg")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(kind, "image/svg+xml; charset=utf-8");
    let (.., english) = get(&router, &format!("/en/lots/{lot}/qr.svg")).await;
    let path = |address: &str| service::qr::squares(address).unwrap().path;
    let drawn = |file: Vec<u8>| String::from_utf8(file).unwrap();
    assert!(drawn(chinese).contains(&path("http://auction.example/lots/P2026-ENER-0001")));
    assert!(drawn(english).contains(&path("http://auction.example/en/lots/P2026-ENER-0001")));
}

#[tokio::test]
async fn what_is_not_public_has_no_picture() {
    let (site, router) = desk().await;
    site.lot("P2026-ENER-0003", true).await;
    for path in [
        "/og/lots/P2026-ENER-0003.png",
        "/og/lots/P2026-ENER-0003",
        "/og/lots/x.png",
        "/lots/P2026-ENER-0003/qr.svg",
    ] {
        assert_eq!(get(&router, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}
