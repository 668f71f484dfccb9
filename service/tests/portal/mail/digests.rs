//! Saved filters and the daily digest: one mail a day at most, with what is new, until it is ended.

use super::{ADDRESS, HOUR, MINUTE, Postman, header, texts};
use domain::mail::MailSwitch;
use domain::views::LotFilter;
use service::saved_filters::{SavedFilterStep, send_digests};
use service::testing::TestPortal;
use service::{Error, Portal};

/// Publishes a lot.
async fn publish(site: &TestPortal, code: &str) {
    let id = site.lot(code, true).await;
    assert_eq!(site.centre().await.publish(&[id]).await, Ok(1));
}

fn patents() -> LotFilter {
    LotFilter {
        kind: Some(domain::lots::LotKind::Patent),
        ..LotFilter::default()
    }
}

fn dual_carbon() -> LotFilter {
    LotFilter {
        dual_carbon: true,
        ..LotFilter::default()
    }
}

/// Goes on to the next morning, at nine.
async fn next_morning(site: &TestPortal) {
    let now = site.portal.now();
    let morning = now.date().plus_days(1).at(9, 0);
    site.clock.advance_millis(morning.millis_since(now));
}

async fn saved(portal: &Portal, who: &domain::accounts::Account) -> Vec<(String, u32, bool)> {
    let page = portal.saved_filters(who).await.unwrap();
    let line = |(one, count): (
        domain::saved_filters::SavedFilter,
        domain::views::BoundedCount,
    )| { (one.name, count.count, one.due_at.is_some()) };
    page.filters.into_iter().map(line).collect()
}

#[tokio::test]
async fn a_digest_comes_once_a_day_with_what_is_new() {
    let site = TestPortal::new().await;
    let (portal, postman) = (&site.portal, Postman::new());
    let anna = site.bidder("anna").await.account;
    super::has_address(portal, &anna, ADDRESS).await;
    postman.round(portal).await;
    publish(&site, "P2026-ENER-0001").await;
    site.clock.advance_millis(MINUTE);
    portal.save_filter(&anna, "专利", &patents()).await.unwrap();
    portal
        .save_filter(&anna, "双碳", &dual_carbon())
        .await
        .unwrap();
    // Nothing has come out since: no mail.
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(0));
    publish(&site, "P2026-ENER-0002").await;
    publish(&site, "P2026-ENER-0003").await;
    site.clock.advance_millis(10 * MINUTE);
    assert_eq!(send_digests(portal).await, Ok(0), "not before the hour");
    let shown = saved(portal, &anna).await;
    assert_eq!(
        shown[1],
        ("专利".to_owned(), 2, true),
        "the page tells it at once"
    );
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(1));
    assert_eq!(send_digests(portal).await, Ok(0), "once a day");
    let mails = postman.round(portal).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ADDRESS);
    for text in texts(&mails[0]) {
        assert!(text.contains("P2026-ENER-0002") && text.contains("P2026-ENER-0003"));
        assert!(
            !text.contains("P2026-ENER-0001"),
            "it was there before: {text}"
        );
        assert!(text.contains("专利") && !text.contains("双碳"), "{text}");
        assert!(!text.contains("9,980,000"), "no secret");
    }
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(0), "nothing twice");
}

#[tokio::test]
async fn one_press_ends_the_digests_and_the_page_begins_them_again() {
    let site = TestPortal::new().await;
    let (portal, postman) = (&site.portal, Postman::new());
    let anna = site.bidder("anna").await.account;
    super::has_address(portal, &anna, ADDRESS).await;
    postman.round(portal).await;
    let id = portal.save_filter(&anna, "专利", &patents()).await.unwrap();
    site.clock.advance_millis(MINUTE);
    publish(&site, "P2026-ENER-0001").await;
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(1));
    let mail = postman.round(portal).await.remove(0);
    let link = header(&mail, "List-Unsubscribe").unwrap();
    let token = link.trim_matches(['<', '>']).rsplit_once('/').unwrap().1;
    for _ in 0..2 {
        assert_eq!(portal.switch_mail_off(token).await, Ok(MailSwitch::Digest));
    }
    assert!(
        !saved(portal, &anna).await[0].2,
        "the filter stays, without mails"
    );
    publish(&site, "P2026-ENER-0002").await;
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(0));
    let begin = SavedFilterStep::Begin;
    portal.change_saved_filter(&anna, id, begin).await.unwrap();
    site.clock.advance_millis(HOUR);
    publish(&site, "P2026-ENER-0003").await;
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(1));
    let text = texts(&postman.round(portal).await.remove(0)).remove(0);
    assert!(text.contains("P2026-ENER-0003") && !text.contains("P2026-ENER-0002"));
}

#[tokio::test]
async fn a_filter_has_a_name_and_a_condition_and_belongs_to_one_person() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let anna = site.bidder("anna").await.account;
    let ben = site.bidder("ben").await.account;
    let refused = |code: &'static str| Err(Error::invalid(code));
    let nameless = portal.save_filter(&anna, " ", &patents()).await;
    assert_eq!(nameless, refused("SAVED_FILTER_NAME"));
    let everything = LotFilter::default();
    let empty = portal.save_filter(&anna, "全部", &everything).await;
    assert_eq!(empty, refused("SAVED_FILTER_EMPTY"));
    let mut last = None;
    for number in 1..=20 {
        let name = format!("筛选{number}");
        last = Some(portal.save_filter(&anna, &name, &patents()).await.unwrap());
    }
    let full = portal.save_filter(&anna, "多余", &patents()).await;
    assert_eq!(full, refused("SAVED_FILTERS_FULL"));
    let (id, delete) = (last.unwrap(), SavedFilterStep::Delete);
    let strange = portal.change_saved_filter(&ben, id, delete).await;
    assert_eq!(strange, Err(Error::NotFound));
    portal.change_saved_filter(&anna, id, delete).await.unwrap();
    assert_eq!(saved(portal, &anna).await.len(), 19);
    assert_eq!(saved(portal, &ben).await, []);
    // Without an address nobody is written to, and nothing is lost for it.
    site.clock.advance_millis(MINUTE);
    publish(&site, "P2026-ENER-0001").await;
    next_morning(&site).await;
    assert_eq!(send_digests(portal).await, Ok(0));
}
