//! Who gets a kept page, for how long, and what empties it.

use super::*;
use crate::router;
use axum::Router;
use axum::response::Response;
use leptos::config::LeptosOptions;
use service::testing::TestPortal;
use tower::ServiceExt;

/// A portal with an open lot.
struct Desk {
    site: TestPortal,
    router: Router,
    lot: LotCode,
}

impl Desk {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", true).await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(site.portal.clone(), options);
        Self { site, router, lot }
    }

    fn lot_path(&self) -> String {
        format!("/lots/{}", self.lot)
    }

    async fn ask(&self, path: &str, cookie: &str) -> Response {
        let request = Request::get(path)
            .header("accept", "text/html")
            .header("cookie", cookie)
            .body(Body::empty())
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Status, nonce and text of a page; the nonce in the text is taken out.
    async fn page(&self, path: &str, cookie: &str) -> (StatusCode, String, String) {
        let response = self.ask(path, cookie).await;
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        let (_, nonce) = policy.split_once("'nonce-").unwrap();
        let nonce = nonce.split_once('\'').unwrap().0.to_owned();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 22).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        (status, nonce.clone(), text.replace(&nonce, "NONCE"))
    }
}

#[tokio::test]
async fn a_page_is_given_to_the_next_with_a_nonce_of_its_own_and_no_longer_than_a_second() {
    let desk = Desk::open().await;
    for path in ["/", "/lots", &desk.lot_path(), "/en/calendar"] {
        let (status, first, page) = desk.page(path, "").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let (_, second, again) = desk.page(path, "").await;
        assert_ne!(first, second);
        assert!(again.contains("nonce=\"NONCE\""), "{path}");
        assert!(!again.contains(&first), "{path} has the nonce of another");
        assert_eq!(page, again, "{path} was rendered twice");
    }
    // Nothing can be read any more: what is answered now was kept.
    desk.site.portal.store().clone().close().await;
    desk.site.clock.advance_millis(999);
    let (_, _, kept) = desk.page("/lots", "").await;
    assert!(kept.contains(&desk.lot.to_string()));
    desk.site.clock.advance_millis(1);
    let (_, _, late) = desk.page("/lots", "").await;
    assert!(!late.contains(&desk.lot.to_string()), "older than a second");
}

#[tokio::test]
async fn a_bid_empties_the_page_of_its_lot_and_the_lists() {
    let desk = Desk::open().await;
    let (anna, _) = desk.site.rivals(&desk.lot).await;
    let paths = [desk.lot_path(), "/lots".into(), "/live".into()];
    let mut before = Vec::new();
    for path in &paths {
        before.push(desk.page(path, "").await.2);
    }
    let receipt = anna.bid(&desk.lot, 100_000).await.unwrap();
    for (path, before) in paths.iter().zip(before) {
        let (_, _, after) = desk.page(path, "").await;
        assert_ne!(before, after, "{path} does not know of the bid");
    }
    let (_, _, after) = desk.page(&desk.lot_path(), "").await;
    assert!(after.contains(&receipt.paddle.to_string()));
}

#[tokio::test]
async fn a_change_that_is_written_down_empties_everything() {
    let desk = Desk::open().await;
    let added = desk.site.lot("P2026-ENER-0002", false).await;
    let (_, _, before) = desk.page("/lots", "").await;
    assert!(!before.contains("P2026-ENER-0002"));
    let centre = desk.site.centre().await;
    centre.publish(&[added]).await.unwrap();
    let (_, _, after) = desk.page("/lots", "").await;
    assert!(after.contains("P2026-ENER-0002"));
}

#[tokio::test]
async fn whoever_has_signed_in_neither_leaves_a_page_nor_gets_one() {
    let desk = Desk::open().await;
    desk.site.bidder("anna").await;
    let signed_in = desk.site.portal.sign_in("anna", "test-password").await;
    let cookie = format!("luochui-login={}", signed_in.unwrap().token);
    let (_, _, hers) = desk.page("/lots", &cookie).await;
    let (_, _, public) = desk.page("/lots", "").await;
    let (_, _, hers_again) = desk.page("/lots", &cookie).await;
    assert!(hers.contains("href=\"/account\""), "her header");
    assert!(!public.contains("href=\"/account\""));
    assert!(hers_again.contains("href=\"/account\""));
}

#[tokio::test]
async fn what_a_page_differs_by_keeps_it_apart() {
    let desk = Desk::open().await;
    let (_, _, usual) = desk.page("/lots", "").await;
    let (_, _, large) = desk.page("/lots", "luochui-text=large").await;
    assert!(large.contains("data-text=\"large\""));
    assert!(!usual.contains("data-text=\"large\""));
    let (_, _, english) = desk.page("/en/lots", "").await;
    assert!(english.contains("lang=\"en\""));
    // What is not there is looked for each time.
    let missing = "/lots/P2026-ENER-0404";
    for _ in 0..2 {
        let (status, ..) = desk.page(missing, "").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn many_at_once_get_one_page() {
    let desk = Desk::open().await;
    let path = desk.lot_path();
    let asked = (0..20).map(|_| desk.page(&path, ""));
    let pages = futures::future::join_all(asked).await;
    for (status, nonce, page) in &pages {
        assert_eq!(*status, StatusCode::OK);
        assert_eq!(page, &pages[0].2);
        let with_it = pages.iter().filter(|(_, other, _)| other == nonce);
        assert_eq!(with_it.count(), 1, "each has a nonce of its own");
    }
}

#[test]
fn only_public_pages_have_a_subject() {
    let lot = || Some(Subject::Lot(LotCode::parse("P2026-ENER-0001").unwrap()));
    assert_eq!(subject("/lots/P2026-ENER-0001"), lot());
    assert_eq!(subject("/en/lots/P2026-ENER-0001"), lot());
    for path in [
        "/",
        "/en",
        "/en/",
        "/lots",
        "/live",
        "/sessions/energy",
        "/rounds/3",
    ] {
        assert_eq!(subject(path), Some(Subject::Any), "{path}");
    }
    for path in [
        "/account",
        "/lots/P2026-ENER-0001/bid",
        "/login",
        "/admin/lots",
        "/english",
    ] {
        assert_eq!(subject(path), None, "{path}");
    }
}
