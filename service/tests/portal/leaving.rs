//! How lots leave the display without a buyer: by the centre with a reason, with the season; and tags.

use crate::listing::{code, published};
use domain::ids::LotId;
use domain::lots::LotState;
use service::Error;
use service::testing::TestPortal;
use service::workers::archive_unsold;

async fn state(site: &TestPortal, lot: LotId) -> LotState {
    let mut tx = site.portal.store().read().await.unwrap();
    tx.lot_by_id(lot).await.unwrap().unwrap().lot.state
}

#[tokio::test]
async fn a_lot_goes_off_display_with_a_reason_and_by_the_centre_alone() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let id = published(&site, &centre).await;
    let mut tx = site.portal.store().read().await.unwrap();
    let lot = tx.lot_by_id(id).await.unwrap().unwrap().lot.code;
    drop(tx);
    let portal = &site.portal;
    let stranger = site.liaison().await;
    let refused = portal.withdraw_lot(&stranger, &lot, "权利人要求撤下").await;
    assert_eq!(refused, Err(Error::Forbidden));
    let refused = portal.withdraw_lot(&centre.account, &lot, " ").await;
    assert_eq!(code(refused), "REASON_LENGTH");
    assert_eq!(state(&site, id).await, LotState::Published);
    let done = portal
        .withdraw_lot(&centre.account, &lot, "权利人要求撤下")
        .await;
    assert_eq!(done, Ok(()));
    assert_eq!(state(&site, id).await, LotState::Withdrawn);
    assert_eq!(
        portal.lot_page(&lot, None).await.err(),
        Some(Error::NotFound)
    );
    let mut tx = portal.store().read().await.unwrap();
    let kept = tx
        .lot_by_id(id)
        .await
        .unwrap()
        .unwrap()
        .lot
        .withdrawn_reason;
    assert_eq!(kept.as_deref(), Some("权利人要求撤下"));
    drop(tx);
    let again = portal.withdraw_lot(&centre.account, &lot, "再次撤下").await;
    assert_eq!(code(again), "STATE_TRANSITION");
}

#[tokio::test]
async fn what_is_in_a_round_stays() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let refused = site.portal.withdraw_lot(&centre, &lot, "竞价中撤下").await;
    assert_eq!(code(refused), "STATE_TRANSITION");
}

#[tokio::test]
async fn what_nobody_bought_is_archived_with_its_season_and_stays_public() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let id = published(&site, &centre).await;
    let unsold = site.open_lot("P2026-ENER-0002", true).await;
    site.pass(6 * 3_600_000).await;
    let passed = site.portal.lot_page(&unsold, None).await.unwrap().lot;
    assert_eq!(passed.state, LotState::Passed);
    assert_eq!(
        archive_unsold(&site.portal).await,
        Ok(0),
        "the season goes on"
    );
    let mut season = site.portal.current_season().await.unwrap();
    season.end_on = site.portal.now().date().plus_days(-1);
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(archive_unsold(&site.portal).await, Ok(2));
    assert_eq!(state(&site, id).await, LotState::Archived);
    let shown = site.portal.lot_page(&unsold, None).await.unwrap().lot.state;
    assert_eq!(shown, LotState::Archived);
    assert_eq!(archive_unsold(&site.portal).await, Ok(0), "once");
}

#[tokio::test]
async fn the_centre_alone_sets_tags_and_everybody_sees_them() {
    let site = TestPortal::new().await;
    let centre = site.centre().await.account;
    let lot = site.open_lot("P2026-ENER-0001", true).await;
    let portal = &site.portal;
    let tags = || vec!["重大项目".to_owned()];
    let reason = "与本省产业契合";
    let stranger = site.liaison().await;
    let refused = portal.set_lot_tags(&stranger, &lot, tags(), reason).await;
    assert_eq!(refused, Err(Error::Forbidden));
    let twice = [tags(), tags()].concat();
    let refused = portal.set_lot_tags(&centre, &lot, twice, reason).await;
    assert_eq!(code(refused), "LOT_TAGS");
    let shown = async || portal.lot_page(&lot, None).await.unwrap().lot.tags;
    assert!(shown().await.is_empty());
    let done = portal.set_lot_tags(&centre, &lot, tags(), reason).await;
    assert_eq!(done, Ok(()));
    assert_eq!(shown().await, tags());
}
