//! Following lots: who hears what, once, whatever happens on the way.

use domain::accounts::Account;
use domain::bidding::SuspendReason;
use domain::bidding::two_person::Intervention;
use domain::follows::FOLLOWS_MAX;
use domain::ids::{LotCode, LotId, RoundId};
use domain::money::Fen;
use domain::notices::{NoticeBody, NoticeKind, Preferences};
use service::ledger::sequence_all;
use service::notices::tell;
use service::testing::{DAY_MS, TestCentre, TestPortal, relist};
use service::{Error, Portal};
use store::LotChange;

const CODE: &str = "P2026-ENER-0001";
const HOUR: i64 = 3_600_000;

/// Does what the workers do.
async fn work(portal: &Portal) {
    sequence_all(portal).await.unwrap();
    tell(portal).await.unwrap();
}

/// What somebody has not read, oldest first.
async fn unread(portal: &Portal, who: &Account) -> Vec<NoticeBody> {
    let page = portal.notices_page(who, None).await.unwrap();
    page.unread.iter().rev().map(|one| one.body).collect()
}

/// A lot on display, and the centre.
async fn shown(site: &TestPortal) -> (LotCode, LotId, TestCentre<'_>) {
    let id = site.lot(CODE, false).await;
    let centre = site.centre().await;
    centre.publish(&[id]).await.unwrap();
    (LotCode::parse(CODE).unwrap(), id, centre)
}

async fn list(centre: &TestCentre<'_>, portal: &Portal, id: LotId, round: RoundId) {
    let listed = portal.list_lots(&centre.account, round, &[id]).await;
    assert_eq!(listed.unwrap(), 1);
}

#[tokio::test]
async fn followers_hear_of_the_listing_the_day_the_hour_and_the_result() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (lot, id, centre) = shown(&site).await;
    let (fan, other) = (site.bidder("fan").await, site.bidder("other").await);
    portal.set_follow(&fan.account, &lot, true).await.unwrap();
    portal.set_follow(&fan.account, &lot, true).await.unwrap();
    let round = site.round_in(8).await;
    list(&centre, portal, id, round).await;
    let opens = portal.lot_page(&lot, None).await.unwrap().round.unwrap();
    let opens = opens.opens_at;
    work(portal).await;
    // The event stands right after the close, and this clock stands still.
    site.clock.advance_millis(1);
    let mut expected = vec![NoticeBody::Listed(opens)];
    assert_eq!(unread(portal, &fan.account).await, expected);
    site.pass(7 * DAY_MS - HOUR).await;
    work(portal).await;
    assert_eq!(
        unread(portal, &fan.account).await,
        expected,
        "25 hours ahead"
    );
    site.pass(2 * HOUR).await;
    work(portal).await;
    // The event stands right after the close, and this clock stands still.
    site.clock.advance_millis(1);
    expected.push(NoticeBody::OpeningDay(opens));
    assert_eq!(unread(portal, &fan.account).await, expected);
    site.pass(23 * HOUR - HOUR / 2).await;
    work(portal).await;
    // The event stands right after the close, and this clock stands still.
    site.clock.advance_millis(1);
    expected.push(NoticeBody::Opening(opens));
    assert_eq!(unread(portal, &fan.account).await, expected);
    // A bid in the last minutes extends the bidding: followers are not told.
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    site.pass(HOUR / 2 + 5 * HOUR - 60_000).await;
    anna.bid(&lot, 100_000).await.unwrap();
    work(portal).await;
    assert_eq!(unread(portal, &fan.account).await, expected);
    site.pass(HOUR).await;
    work(portal).await;
    expected.push(NoticeBody::Result(Some(Fen::yuan(100_000))));
    assert_eq!(unread(portal, &fan.account).await, expected);
    assert_eq!(unread(portal, &other.account).await, [], "follows nothing");
}

#[tokio::test]
async fn whoever_bids_and_follows_is_told_once_in_the_words_of_a_bidder() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let (anna, ben) = site.rivals(&lot).await;
    let carl = site.bidder("carl").await;
    for who in [&anna, &ben, &carl] {
        portal.set_follow(&who.account, &lot, true).await.unwrap();
    }
    work(portal).await;
    anna.bid(&lot, 100_000).await.unwrap();
    let centre = site.centre().await.account;
    let second = site.account("second", centre.grants.clone(), None).await;
    let suspend = Intervention::Suspend {
        reason: SuspendReason::SystemFault,
    };
    let asked = portal.request_intervention(&centre, &lot, suspend, "核查情况");
    let id = asked.await.unwrap();
    portal.approve_intervention(&second, id).await.unwrap();
    site.pass(1_000).await;
    work(portal).await;
    for who in [&anna, &ben, &carl] {
        assert_eq!(unread(portal, &who.account).await, [NoticeBody::Suspended]);
    }
    let resume = Intervention::Resume {
        resume_at: portal.now().plus_millis(HOUR),
    };
    let asked = portal.request_intervention(&centre, &lot, resume, "核查完毕");
    let id = asked.await.unwrap();
    portal.approve_intervention(&second, id).await.unwrap();
    site.pass(HOUR).await;
    site.pass(2 * HOUR).await;
    work(portal).await;
    let last = |bodies: Vec<NoticeBody>| bodies.last().map(NoticeBody::kind);
    let of = |who: &Account| {
        let who = who.clone();
        async move { last(unread(portal, &who).await) }
    };
    assert_eq!(of(&anna.account).await, Some(NoticeKind::Won));
    assert_eq!(
        of(&ben.account).await,
        Some(NoticeKind::Result),
        "never bid"
    );
    assert_eq!(of(&carl.account).await, Some(NoticeKind::Result));
}

#[tokio::test]
async fn two_processes_remind_once_and_nobody_of_a_round_that_is_gone() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (lot, id, centre) = shown(&site).await;
    let fan = site.bidder("fan").await;
    portal.set_follow(&fan.account, &lot, true).await.unwrap();
    let round = site.round_in(8).await;
    list(&centre, portal, id, round).await;
    work(portal).await;
    site.pass(8 * DAY_MS - 2 * HOUR).await;
    let second = site.beside("second").await;
    let (one, other) = tokio::join!(tell(portal), tell(&second));
    one.and(other).unwrap();
    let count = |bodies: &[NoticeBody]| {
        let day = |body: &&NoticeBody| body.kind() == NoticeKind::OpeningDay;
        bodies.iter().filter(day).count()
    };
    assert_eq!(count(&unread(portal, &fan.account).await), 1);
    // Nobody told anything for the whole round: the hour is no news any more.
    site.pass(10 * HOUR).await;
    work(portal).await;
    let bodies = unread(portal, &fan.account).await;
    let hour = |body: &NoticeBody| matches!(body, NoticeBody::Opening(_));
    assert!(!bodies.iter().any(hour), "{bodies:?}");
    let mut tx = portal.store().read().await.unwrap();
    assert_eq!(tx.due_reminders(portal.now(), 9).await.unwrap(), []);
}

#[tokio::test]
async fn a_lower_price_and_other_terms_are_told_and_switches_hold() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let lot = site.open_lot(CODE, false).await;
    let (fan, deaf) = (site.bidder("fan").await, site.bidder("deaf").await);
    for who in [&fan, &deaf] {
        portal.set_follow(&who.account, &lot, true).await.unwrap();
    }
    let off = Preferences {
        off: vec![NoticeKind::Changed, NoticeKind::Listed],
        quiet: None,
    };
    portal
        .set_notice_settings(&deaf.account, off)
        .await
        .unwrap();
    site.pass(2 * HOUR).await;
    work(portal).await;
    assert_eq!(
        unread(portal, &fan.account).await,
        [NoticeBody::Result(None)]
    );
    let centre = site.centre().await;
    let round = site.round_in(8).await;
    centre.moves(&lot, relist(round, 90_000)).await.unwrap();
    work(portal).await;
    // The event stands right after the close, and this clock stands still.
    site.clock.advance_millis(1);
    let bodies = unread(portal, &fan.account).await;
    assert!(
        bodies.contains(&NoticeBody::Changed(Some(Fen::yuan(90_000)))),
        "{bodies:?}"
    );
    let is_listed = |body: &NoticeBody| body.kind() == NoticeKind::Listed;
    assert!(bodies.iter().any(is_listed), "{bodies:?}");
    assert_eq!(
        unread(portal, &deaf.account).await,
        [NoticeBody::Result(None)]
    );
    let mut tx = portal.store().write().await.unwrap();
    let id = tx.lot(&lot).await.unwrap().unwrap().lot.id;
    let change = LotChange {
        lot: id,
        at: portal.now(),
        start: None,
    };
    tx.put_change(change).await.unwrap();
    tx.commit().await.unwrap();
    work(portal).await;
    // The event stands right after the close, and this clock stands still.
    site.clock.advance_millis(1);
    let told = unread(portal, &fan.account).await;
    let terms = told.iter().filter(|one| **one == NoticeBody::Changed(None));
    assert_eq!(terms.count(), 1);
}

#[tokio::test]
async fn a_list_is_ones_own_bounded_and_only_of_what_is_public() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (lot, ..) = shown(&site).await;
    site.lot("P2026-ENER-0002", false).await;
    let hidden = LotCode::parse("P2026-ENER-0002").unwrap();
    let (fan, other) = (site.bidder("fan").await, site.bidder("other").await);
    let refused = portal.set_follow(&fan.account, &hidden, true).await;
    assert_eq!(refused, Err(Error::NotFound));
    portal.set_follow(&fan.account, &lot, true).await.unwrap();
    let page = portal.follows_page(&fan.account).await.unwrap();
    assert_eq!(page.cards.len(), 1);
    let visitor = portal.visitor(Some(&fan.account)).await.unwrap();
    assert_eq!(visitor.follows, std::slice::from_ref(&lot));
    let page = portal.follows_page(&other.account).await.unwrap();
    assert!(page.cards.is_empty());
    portal.set_follow(&fan.account, &lot, false).await.unwrap();
    portal.set_follow(&fan.account, &lot, false).await.unwrap();
    assert_eq!(portal.followed(&fan.account).await.unwrap(), []);
    // As many others as there may be.
    let mut ids = Vec::new();
    for number in 0..FOLLOWS_MAX {
        ids.push(
            site.lot(&format!("P2026-ENER-{:04}", 100 + number), false)
                .await,
        );
    }
    let mut tx = portal.store().write().await.unwrap();
    for id in ids {
        tx.put_follow(fan.account.id, id, portal.now())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let full = portal.set_follow(&fan.account, &lot, true).await;
    assert_eq!(full, Err(Error::invalid("FOLLOWS_FULL")));
    assert_eq!(
        portal.followed(&fan.account).await.unwrap(),
        [],
        "nothing was kept"
    );
}
