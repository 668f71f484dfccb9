//! What every lot page says of the portal itself (domain.md LG-18).

use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::Request;
use leptos::config::LeptosOptions;
use service::testing::TestPortal;
use tower::ServiceExt;

async fn page(router: &Router, path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    assert!(answer.status().is_success(), "{path}");
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_lot_page_says_who_answers_for_it_and_that_this_is_no_auction() {
    let site = TestPortal::new().await;
    let lot = site.open_lot("P2026-ENER-0001", false).await;
    let options = LeptosOptions::builder().output_name("luochui").build();
    let router = router::router(site.portal.clone(), options);
    let chinese = page(&router, &format!("/lots/{lot}")).await;
    for said in [
        "标的信息由权利人提供",
        "不是拍卖企业",
        "不是《拍卖法》所称的拍卖",
    ] {
        assert!(chinese.contains(said), "{said}");
    }
    let english = page(&router, &format!("/en/lots/{lot}")).await;
    for said in [
        "supplied by their owners",
        "no auction house",
        "under the Auction Law",
    ] {
        assert!(english.contains(said), "{said}");
    }
}
