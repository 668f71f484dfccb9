//! Calendars and news as a program gets them: through the whole router.

mod calendars;

use crate::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::ids::LotCode;
use http::{Request, StatusCode};
use leptos::config::LeptosOptions;
use service::testing::{CANARY_RESERVE, DAY_MS, TestPortal};
use tower::ServiceExt;

struct Desk {
    site: TestPortal,
    router: Router,
}

impl Desk {
    async fn open() -> Self {
        let site = TestPortal::new().await;
        let options = LeptosOptions::builder().output_name("luochui").build();
        let router = router::router(site.portal.clone(), options);
        Self { site, router }
    }

    /// Asks for `path`; status, type and text of the answer.
    async fn get(&self, path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).header("host", "auction.example");
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let kind = response.headers().get("content-type");
        let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let canary = CANARY_RESERVE.get().to_string();
        assert!(!text.contains(&canary), "the reserve is secret: {text}");
        (status, kind, text)
    }
}

fn field<'a>(file: &'a str, name: &str) -> &'a str {
    let line = file.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':')).unwrap().1
}

#[tokio::test]
async fn the_calendar_of_a_lot_follows_its_end() {
    let desk = Desk::open().await;
    let lot = desk.site.open_lot("P2026-ENER-0001", true).await;
    let path = format!("/lots/{lot}/calendar.ics");
    let (status, kind, before) = desk.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(kind, "text/calendar; charset=utf-8");
    assert_eq!(field(&before, "UID"), format!("lot-{lot}@localhost"));
    assert_eq!(
        field(&before, "URL"),
        format!("http://auction.example/lots/{lot}")
    );
    assert!(before.contains("TRIGGER;RELATED=END:-PT10M\r\n"));
    let page = desk.site.portal.lot_page(&lot, None).await.unwrap();
    let end = page.live.unwrap().figures.ends_at;
    let ends = format!(
        "{}T{}",
        end.date().to_string().replace('-', ""),
        end.clock().hms().replace(':', "")
    );
    assert_eq!(field(&before, "DTEND"), ends);
    // A bid in the last minutes moves the end: the same entry, a later change of it.
    let bidder = desk.site.bidder("anna").await;
    bidder.enrol(&lot).await.unwrap();
    desk.site.pass(58 * 60_000).await;
    bidder.bid(&lot, 100_000).await.unwrap();
    let (_, _, after) = desk.get(&path).await;
    assert_eq!(field(&after, "UID"), field(&before, "UID"));
    let sequence = |file| field(file, "SEQUENCE").parse::<u64>().unwrap();
    assert!(sequence(&after) > sequence(&before));
    assert!(field(&after, "DTEND") > field(&before, "DTEND"));
}

#[tokio::test]
async fn the_season_has_its_rounds_and_sessions_in_both_languages() {
    let desk = Desk::open().await;
    let items = desk.site.portal.calendar_feed().await.unwrap();
    for path in ["/calendar.ics", "/en/calendar.ics"] {
        let (status, _, file) = desk.get(path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(file.matches("BEGIN:VEVENT").count(), items.len());
    }
    let uids: std::collections::BTreeSet<_> = {
        let (_, _, file) = desk.get("/calendar.ics").await;
        let uids = file.lines().filter(|line| line.starts_with("UID:"));
        uids.map(str::to_owned).collect()
    };
    assert_eq!(uids.len(), items.len(), "each entry is another one");
}

#[tokio::test]
async fn what_is_not_public_has_no_calendar() {
    let desk = Desk::open().await;
    for path in [
        "/lots/P2026-ENER-9999/calendar.ics",
        "/lots/x/calendar.ics",
        "/sessions/none/calendar.ics",
    ] {
        assert_eq!(desk.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_news_are_well_formed_without_any() {
    let desk = Desk::open().await;
    let (status, kind, file) = desk.get("/en/feeds/results.atom").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(kind, "application/atom+xml; charset=utf-8");
    assert!(file.contains("<link rel=\"self\" type=\"application/atom+xml\" href=\"http://auction.example/en/feeds/results.atom\"/>"));
}

#[tokio::test]
async fn a_result_is_news_once_bidding_has_ended() {
    let desk = Desk::open().await;
    let site = &desk.site;
    let id = site.lot("P2026-ENER-0001", false).await;
    let centre = site.centre().await;
    centre.publish(&[id]).await.unwrap();
    let round = site.round_in(8).await;
    let listed = site.portal.list_lots(&centre.account, round, &[id]).await;
    assert_eq!(listed.unwrap(), 1);
    let lot = LotCode::parse("P2026-ENER-0001").unwrap();
    let bidder = site.bidder("anna").await;
    bidder.enrol(&lot).await.unwrap();
    site.pass(8 * DAY_MS + 60_000).await;
    bidder.bid(&lot, 100_000).await.unwrap();
    let (_, _, before) = desk.get("/feeds/results.atom").await;
    assert!(!before.contains("<entry>"), "bidding goes on");
    site.pass(5 * 3_600_000).await;
    let (_, _, after) = desk.get("/feeds/results.atom").await;
    assert_eq!(after.matches("<entry>").count(), 1);
    assert!(after.contains("href=\"http://auction.example/lots/P2026-ENER-0001\""));
    assert!(after.contains("100,000"), "the price: {after}");
    // Whoever bought stays out of it: not even the number that he bid under.
    let paddle = site.portal.lot_live(&lot).await.unwrap().figures.leader;
    assert!(!after.contains(&paddle.unwrap().to_string()));
    assert_ne!(field_of(&before, "updated"), field_of(&after, "updated"));
}

/// What stands in the first element of this name.
fn field_of<'a>(file: &'a str, name: &str) -> &'a str {
    let from = file.split_once(&format!("<{name}>")).unwrap().1;
    from.split_once(&format!("</{name}>")).unwrap().0
}

#[tokio::test]
async fn ones_own_calendar_has_the_lots_that_one_is_enrolled_on() {
    let desk = Desk::open().await;
    let lot = desk.site.open_lot("P2026-ENER-0001", true).await;
    desk.site.open_lot("P2026-ENER-0002", true).await;
    let anna = desk.site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let made = desk.site.portal.renew_calendar_link(&anna.account).await;
    let secret = made.unwrap();
    let (status, kind, own) = desk.get(&format!("/feeds/own/{secret}.ics")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(kind, "text/calendar; charset=utf-8");
    assert_eq!(own.matches("BEGIN:VEVENT").count(), 1);
    // The same entry as in the calendar of the lot: programs that have both show it once.
    let (_, _, of_lot) = desk.get(&format!("/lots/{lot}/calendar.ics")).await;
    for name in ["UID", "SEQUENCE", "URL", "SUMMARY"] {
        assert_eq!(field(&own, name), field(&of_lot, name), "{name}");
    }
    assert!(!own.contains(&anna.account.display_name));
    for wrong in [secret.clone(), format!("{}.ics", "0".repeat(64))] {
        let (status, ..) = desk.get(&format!("/feeds/own/{wrong}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
}
