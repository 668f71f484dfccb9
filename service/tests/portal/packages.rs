//! Patent packages: who opens them, what comes in, and that nobody bids for a part of one.

use domain::accounts::Account;
use domain::bidding::Refusal;
use domain::ids::{LotCode, PackageId, SessionId};
use domain::lots::LotState;
use domain::money::Fen;
use domain::packages::{PackageDraft, PackageState};
use service::Error;
use service::testing::{DAY_MS, TestPortal};

/// A session with two lots on display, and a draft of both.
pub async fn packed(site: &TestPortal) -> (SessionId, PackageDraft) {
    packed_of(site, false).await
}

/// The same; the lots with or without a reserve.
async fn packed_of(site: &TestPortal, reserve: bool) -> (SessionId, PackageDraft) {
    let session = site.session(7, true).await.id;
    let centre = site.centre().await;
    let mut lots = Vec::new();
    for code in ["P2026-ENER-0071", "P2026-ENER-0072"] {
        let id = site.lot(code, reserve).await;
        centre.publish(&[id]).await.unwrap();
        let mut tx = site.portal.store().write().await.unwrap();
        assert!(tx.set_lot_session(id, Some((session, None))).await.unwrap());
        tx.commit().await.unwrap();
        lots.push(LotCode::parse(code).unwrap());
    }
    let draft = PackageDraft {
        title: "储能专利包（示例）".into(),
        summary: "两项相互配合的示例专利，整体转让，内容虚构。".into(),
        start_price: Fen::yuan(300_000),
        lots,
    };
    (session, draft)
}

fn code_of(error: Error) -> String {
    match error {
        Error::Invalid { code, .. } => code.into_owned(),
        other => panic!("{other:?}"),
    }
}

async fn refusal(
    site: &TestPortal,
    who: &Account,
    session: SessionId,
    change: impl FnOnce(&mut PackageDraft),
    draft: &PackageDraft,
) -> String {
    let mut draft = draft.clone();
    change(&mut draft);
    let refused = site.portal.open_package(who, session, draft).await;
    code_of(refused.unwrap_err())
}

#[tokio::test]
async fn a_lot_in_an_open_package_is_not_bid_for_singly() {
    let site = TestPortal::new().await;
    let (session, draft) = packed(&site).await;
    let host = site.organiser(session).await;
    let centre = site.centre().await.account;
    let id = site
        .portal
        .open_package(&host, session, draft.clone())
        .await
        .unwrap();
    let round = site.round_in(30).await;
    let page = site.portal.lot_page(&draft.lots[0], None).await.unwrap();
    assert_eq!(page.package.map(|package| package.id), Some(id));
    let listed = site.portal.list_lots(&centre, round, &[page.lot.id]).await;
    assert_eq!(code_of(listed.unwrap_err()), "LOT_IN_PACKAGE");
    let again = site
        .portal
        .open_package(&host, session, draft.clone())
        .await;
    assert_eq!(code_of(again.unwrap_err()), "LOT_IN_PACKAGE");
    site.portal
        .dissolve_package(&host, session, id)
        .await
        .unwrap();
    let gone = site.portal.dissolve_package(&host, session, id).await;
    assert_eq!(gone, Err(Error::NotFound), "once");
    let listed = site.portal.list_lots(&centre, round, &[page.lot.id]).await;
    assert_eq!(listed, Ok(1), "free again");
    let shown = site.portal.package_page(id).await.unwrap();
    assert_eq!(shown.package.state, PackageState::Dissolved);
    assert_eq!(shown.cards.len(), 2);
}

#[tokio::test]
async fn only_the_host_of_the_session_and_the_centre_open_packages() {
    let site = TestPortal::new().await;
    let (session, draft) = packed(&site).await;
    let other = site.session(8, true).await.id;
    let refused = [
        (
            site.organiser(other).await,
            Error::invalid("SESSION_NOT_YOURS"),
        ),
        (site.liaison().await, Error::Forbidden),
    ];
    for (stranger, refused) in refused {
        let portal = &site.portal;
        let opened = portal.open_package(&stranger, session, draft.clone()).await;
        assert_eq!(opened, Err(refused.clone()));
        let desk = portal.package_desk(&stranger, session).await;
        assert_eq!(desk.unwrap_err(), refused);
    }
    let host = site.organiser(session).await;
    let id = site
        .portal
        .open_package(&host, session, draft)
        .await
        .unwrap();
    let centre = site.centre().await.account;
    let elsewhere = site.portal.dissolve_package(&centre, other, id).await;
    assert_eq!(elsewhere, Err(Error::NotFound), "it is of another session");
    let desk = site.portal.package_desk(&centre, session).await.unwrap();
    assert_eq!(desk.packages.len(), 1);
}

#[tokio::test]
async fn what_cannot_come_in_opens_nothing() {
    let site = TestPortal::new().await;
    let (session, draft) = packed(&site).await;
    let host = site.organiser(session).await;
    let hidden = LotCode::parse("P2026-ENER-0073").unwrap();
    let id = site.lot(hidden.as_str(), true).await;
    let lot = |code: &LotCode| {
        let code = code.clone();
        move |draft: &mut PackageDraft| draft.lots[1] = code
    };
    let unknown = LotCode::parse("P2026-ENER-9999").unwrap();
    let refused = refusal(&site, &host, session, lot(&unknown), &draft).await;
    assert_eq!(refused, "PACKAGE_LOT_UNKNOWN");
    let refused = refusal(&site, &host, session, lot(&hidden), &draft).await;
    assert_eq!(refused, "PACKAGE_LOT_SESSION");
    let mut tx = site.portal.store().write().await.unwrap();
    tx.set_lot_session(id, Some((session, None))).await.unwrap();
    tx.commit().await.unwrap();
    let refused = refusal(&site, &host, session, lot(&hidden), &draft).await;
    assert_eq!(refused, "PACKAGE_LOT_STATE");
    let refused = refusal(&site, &host, session, |d| d.start_price = Fen(1), &draft).await;
    assert_eq!(refused, "PACKAGE_PRICE");
    let desk = site.portal.package_desk(&host, session).await.unwrap();
    assert_eq!(desk.packages, [], "nothing was opened");
}

/// An open package of both lots.
async fn opened(site: &TestPortal) -> (SessionId, PackageId, PackageDraft) {
    let (session, draft) = packed(site).await;
    let centre = site.centre().await.account;
    let id = site.portal.open_package(&centre, session, draft.clone());
    (session, id.await.unwrap(), draft)
}

#[tokio::test]
async fn a_package_is_bid_for_as_one_lot() {
    let site = TestPortal::new().await;
    let (session, id, draft) = opened(&site).await;
    let centre = site.centre().await.account;
    let host = site.organiser(session).await;
    let portal = &site.portal;
    let refused = portal.offer_package(&host, session, id).await;
    assert_eq!(code_of(refused.unwrap_err()), "PUBLISH_CENTRE_ONLY");
    let elsewhere = site.session(8, true).await.id;
    let refused = portal.offer_package(&centre, elsewhere, id).await;
    assert_eq!(refused, Err(Error::NotFound), "it is of another session");
    let lot = portal.offer_package(&centre, session, id).await.unwrap();
    let again = portal.offer_package(&centre, session, id).await;
    assert_eq!(code_of(again.unwrap_err()), "PACKAGE_NOT_OPEN");
    // The page of the lot says which package it is, that of the package as which lot it is bid for.
    let page = portal.lot_page(&lot, None).await.unwrap();
    assert_eq!(page.lot.state, LotState::Published);
    assert_eq!(page.lot.title, draft.title);
    assert_eq!(page.lot.start_price, Some(draft.start_price));
    assert_eq!(page.package.map(|package| package.id), Some(id));
    let shown = portal.package_page(id).await.unwrap();
    assert_eq!(shown.package.lot.as_ref(), Some(&lot));
    // A part of it is not bid for, all of it is, like any other lot.
    let part = portal.lot_page(&draft.lots[0], None).await.unwrap().lot.id;
    let round = site.round_in(30).await;
    let listed = portal.list_lots(&centre, round, &[part]).await;
    assert_eq!(code_of(listed.unwrap_err()), "LOT_IN_PACKAGE");
    assert_eq!(
        portal.list_lots(&centre, round, &[page.lot.id]).await,
        Ok(1)
    );
    let held = portal.dissolve_package(&centre, session, id).await;
    assert_eq!(code_of(held.unwrap_err()), "PACKAGE_IN_BIDDING");
    site.pass(30 * DAY_MS + 60_000).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    // Its deposit is the season's share of its own start price.
    anna.declare(&lot, 30_000).await.unwrap();
    let line = site.deposit(&anna, &lot).await;
    site.centre().await.confirm(&line, 30_000).await.unwrap();
    const START: Fen = Fen::yuan(300_000);
    let low = anna.bid(&lot, 290_000).await;
    let refused = matches!(
        low,
        Err(Error::Bid {
            refusal: Refusal::OffGrid { .. },
            min_next: START,
            ..
        })
    );
    assert!(refused, "it starts where the package starts: {low:?}");
    anna.bid(&lot, 300_000).await.unwrap();
    site.pass(6 * 3_600_000).await;
    let sold = portal.lot_page(&lot, None).await.unwrap().lot.state;
    assert_eq!(sold, LotState::Sold);
    let held = portal.dissolve_package(&centre, session, id).await;
    assert_eq!(code_of(held.unwrap_err()), "PACKAGE_IN_BIDDING");
}

/// LG-11: what belongs to several is bid for with their word, in a package as well as alone.
#[tokio::test]
async fn a_package_is_listed_with_the_consent_to_each_of_its_lots() {
    let site = TestPortal::new().await;
    let (session, mut draft) = packed(&site).await;
    let centre = site.centre().await;
    let shared = site.shared_lot("P2026-ENER-0073").await;
    centre.publish(&[shared]).await.unwrap();
    let mut tx = site.portal.store().write().await.unwrap();
    tx.set_lot_session(shared, Some((session, None)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let code = LotCode::parse("P2026-ENER-0073").unwrap();
    draft.lots.push(code.clone());
    let (portal, who) = (&site.portal, &centre.account);
    let id = portal.open_package(who, session, draft).await.unwrap();
    let lot = portal.offer_package(who, session, id).await.unwrap();
    let lot = portal.lot_page(&lot, None).await.unwrap().lot.id;
    let round = site.round_in(30).await;
    let refused = portal.list_lots(who, round, &[lot]).await;
    let missing = Error::Invalid {
        code: "CO_OWNER_CONSENT_REQUIRED".into(),
        args: vec![("lot".into(), code.to_string())],
    };
    assert_eq!(refused, Err(missing), "by the lot that it is missing for");
    site.agree(&code).await;
    assert_eq!(portal.list_lots(who, round, &[lot]).await, Ok(1));
}

#[tokio::test]
async fn a_package_below_the_reserves_of_its_lots_is_not_offered() {
    let site = TestPortal::new().await;
    let (session, draft) = packed_of(&site, true).await;
    let centre = site.centre().await.account;
    let id = site.portal.open_package(&centre, session, draft);
    let id = id.await.unwrap();
    let refused = site.portal.offer_package(&centre, session, id).await;
    assert_eq!(code_of(refused.unwrap_err()), "PACKAGE_BELOW_RESERVE");
    let page = site.portal.package_page(id).await.unwrap();
    assert_eq!(page.package.lot, None, "nothing was published");
}

#[tokio::test]
async fn what_a_package_was_offered_as_goes_with_it() {
    let site = TestPortal::new().await;
    let (session, id, draft) = opened(&site).await;
    let centre = site.centre().await.account;
    let portal = &site.portal;
    let lot = portal.offer_package(&centre, session, id).await.unwrap();
    let taken = portal.withdraw_lot(&centre, &lot, "单独撤下整体标的").await;
    assert_eq!(code_of(taken.unwrap_err()), "LOT_IN_PACKAGE");
    portal.dissolve_package(&centre, session, id).await.unwrap();
    assert_eq!(
        portal.lot_page(&lot, None).await.err(),
        Some(Error::NotFound)
    );
    let round = site.round_in(30).await;
    let part = portal.lot_page(&draft.lots[0], None).await.unwrap().lot.id;
    assert_eq!(portal.list_lots(&centre, round, &[part]).await, Ok(1));
}
