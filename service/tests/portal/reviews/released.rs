//! Releases in batches: a lot is nowhere to be seen before, and everywhere after.

use super::{refused, review_all, state};
use domain::accounts::Account;
use domain::ids::{LotCode, LotId};
use domain::lots::LotState as S;
use domain::reviews::{ReleaseState, SelectionStep};
use domain::views::LotFilter;
use service::Error;
use service::reviews::publish_releases;
use service::testing::TestPortal;

const HOUR: i64 = 3_600_000;

async fn selected(site: &TestPortal, centre: &Account, experts: &[Account], code: &str) -> LotId {
    let (id, code) = site.lot_under_review(centre, code).await;
    review_all(site, experts, &code, 80).await;
    let (step, lots) = (SelectionStep::Select, [id]);
    let done = site
        .portal
        .decide_lots(centre, step, &lots, ("结果居前", ""));
    done.await.unwrap();
    id
}

/// Whether somebody who is not signed in finds the lot: by its page, in the list, by its words, among
/// cards, on the front page and in the progress.
async fn places(site: &TestPortal, code: &LotCode) -> Vec<&'static str> {
    let portal = &site.portal;
    let mut found = Vec::new();
    if portal.lot_page(code, None).await.is_ok() {
        found.push("page");
    }
    let has = |cards: &[domain::views::LotCard]| cards.iter().any(|card| card.code == *code);
    let list = portal.catalogue(&LotFilter::default()).await.unwrap();
    if has(&list.cards) {
        found.push("list");
    }
    let words = LotFilter {
        q: code.to_string(),
        ..LotFilter::default()
    };
    if has(&portal.catalogue(&words).await.unwrap().cards) {
        found.push("search");
    }
    if !portal
        .cards(std::slice::from_ref(code))
        .await
        .unwrap()
        .is_empty()
    {
        found.push("cards");
    }
    if portal.home().await.unwrap().progress.published > 0 {
        found.push("progress");
    }
    found
}

#[tokio::test]
async fn a_batch_is_published_together_at_its_time() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let one = selected(&site, &centre, &experts, "P2026-ENER-0001").await;
    let two = selected(&site, &centre, &experts, "P2026-ENER-0002").await;
    let later = site.portal.now().plus_millis(HOUR);
    let make = |title, at, lots: Vec<LotId>| {
        let (portal, centre) = (site.portal.clone(), centre.clone());
        async move { portal.make_release(&centre, title, at, &lots).await }
    };
    assert_eq!(
        refused(make("批", None, vec![one]).await),
        "RELEASE_TITLE_LENGTH"
    );
    let past = Some(later.plus_millis(-2 * HOUR));
    assert_eq!(
        refused(make("第一批", past, vec![one]).await),
        "RELEASE_TIME"
    );
    assert_eq!(
        refused(make("第一批", None, vec![]).await),
        "LOTS_NONE_CHOSEN"
    );
    let id = make("第一批（示例）", Some(later), vec![one, two])
        .await
        .unwrap();
    let taken = make("第二批（示例）", None, vec![two]).await;
    assert_eq!(refused(taken), "RELEASE_LOT_TAKEN");
    let code = LotCode::parse("P2026-ENER-0001").unwrap();
    assert_eq!(publish_releases(&site.portal).await, Ok(0), "not yet");
    assert_eq!(places(&site, &code).await, Vec::<&str>::new());
    site.clock.advance_millis(HOUR);
    assert_eq!(publish_releases(&site.portal).await, Ok(1));
    assert_eq!(publish_releases(&site.portal).await, Ok(0), "once");
    assert_eq!(state(&site, one).await, S::Published);
    assert_eq!(state(&site, two).await, S::Published);
    let found = places(&site, &code).await;
    assert_eq!(found, ["page", "list", "search", "cards", "progress"]);
    let late = site.portal.cancel_release(&centre, id, "更正").await;
    assert_eq!(refused(late), "RELEASE_ENDED");
}

#[tokio::test]
async fn a_batch_without_a_time_is_published_now() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let one = selected(&site, &centre, &experts, "P2026-ENER-0001").await;
    let (raw, _) = site.lot_under_review(&centre, "P2026-ENER-0002").await;
    let plan = site
        .portal
        .plan_release(&centre, &[one, raw])
        .await
        .unwrap();
    assert_eq!(plan.ready(), 1, "what is not selected stays");
    let none = site
        .portal
        .make_release(&centre, "第一批", None, &[raw])
        .await;
    assert_eq!(refused(none), "STATE_TRANSITION");
    let lots = [one, raw];
    let made = site.portal.make_release(&centre, "第一批", None, &lots);
    made.await.unwrap();
    assert_eq!(state(&site, one).await, S::Published);
    assert_eq!(state(&site, raw).await, S::UnderReview);
}

#[tokio::test]
async fn a_cancelled_batch_leaves_its_lots_selected() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let experts = site.review_group(&centre).await;
    let one = selected(&site, &centre, &experts, "P2026-ENER-0001").await;
    let later = Some(site.portal.now().plus_millis(HOUR));
    let lots = [one];
    let made = site.portal.make_release(&centre, "第一批", later, &lots);
    let id = made.await.unwrap();
    let silent = site.portal.cancel_release(&centre, id, "").await;
    assert_eq!(refused(silent), "REASON_LENGTH");
    let unknown = site
        .portal
        .cancel_release(&centre, domain::ids::ReleaseId(99), "更正");
    assert_eq!(unknown.await, Err(Error::NotFound));
    site.portal
        .cancel_release(&centre, id, "更正")
        .await
        .unwrap();
    site.clock.advance_millis(2 * HOUR);
    assert_eq!(publish_releases(&site.portal).await, Ok(0));
    assert_eq!(state(&site, one).await, S::Selected);
    let table = site.portal.selection_table(&centre, S::Selected, None);
    let releases = table.await.unwrap().releases;
    assert_eq!(releases[0].state, ReleaseState::Cancelled);
}
