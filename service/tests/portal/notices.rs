//! Notices: who is told what, once, whatever happens on the way.

use domain::accounts::Account;
use domain::bidding::SuspendReason;
use domain::bidding::two_person::Intervention;
use domain::ids::LotCode;
use domain::money::Fen;
use domain::notices::{DealStep, DepositNews, NoticeBody, NoticeKind, Preferences, Quiet};
use domain::rounds::RoundPlan;
use domain::time::Date;
use service::ledger::sequence_all;
use service::notices::tell;
use service::testing::TestPortal;
use service::{Error, Portal};

const CODE: &str = "P2026-ENER-0001";
const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

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

async fn kinds(portal: &Portal, who: &Account) -> Vec<NoticeKind> {
    let bodies = unread(portal, who).await;
    bodies.iter().map(NoticeBody::kind).collect()
}

#[tokio::test]
async fn whoever_is_outbid_is_told_once_and_whoever_leads_again_is_not() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = site.rivals(&lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    work(portal).await;
    work(portal).await;
    let outbid = NoticeBody::Outbid(Fen::yuan(105_000));
    assert_eq!(unread(portal, &anna.account).await, [outbid]);
    assert_eq!(unread(portal, &ben.account).await, []);
    let visitor = portal.visitor(Some(&anna.account)).await.unwrap();
    assert_eq!(visitor.unread, 1);
    site.clock.advance_millis(MINUTE);
    anna.bid(&lot, 110_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    ben.bid(&lot, 115_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    anna.bid(&lot, 120_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    work(portal).await;
    assert_eq!(
        unread(portal, &anna.account).await,
        [outbid],
        "she leads at the end of the exchange"
    );
    let outbid = NoticeBody::Outbid(Fen::yuan(120_000));
    assert_eq!(unread(portal, &ben.account).await, [outbid]);
}

#[tokio::test]
async fn two_processes_tell_once_and_one_that_died_is_followed_by_another() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = site.rivals(&lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    sequence_all(portal).await.unwrap();
    // Whoever dies before the commit has told nothing and keeps nothing.
    let mut dying = portal.store().write().await.unwrap();
    let next = dying.take_notice_turn().await.unwrap();
    dying.end_notice_turn(next + 99).await.unwrap();
    drop(dying);
    let second = site.beside("second").await;
    let (one, other) = tokio::join!(tell(portal), tell(&second));
    one.and(other).unwrap();
    assert_eq!(kinds(portal, &anna.account).await, [NoticeKind::Outbid]);
}

#[tokio::test]
async fn the_end_of_bidding_is_told_to_those_who_bid() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    let carl = site.bidder("carl").await;
    for bidder in [&anna, &ben, &carl] {
        bidder.enrol(&lot).await.unwrap();
    }
    anna.bid(&lot, 100_000).await.unwrap();
    site.clock.advance_millis(58 * MINUTE);
    // Within the last five minutes: the end moves.
    ben.bid(&lot, 105_000).await.unwrap();
    site.pass(60 * MINUTE).await;
    work(portal).await;
    use NoticeKind::{Extended, NotWon, Outbid, Won};
    assert_eq!(kinds(portal, &ben.account).await, [Extended, Won]);
    assert_eq!(kinds(portal, &carl.account).await, [Extended], "never bid");
    let mut of_anna = kinds(portal, &anna.account).await;
    of_anna.sort();
    assert_eq!(of_anna, [Outbid, Extended, NotWon]);
    let won = NoticeBody::Won(Fen::yuan(105_000));
    assert_eq!(unread(portal, &ben.account).await[1], won);
    // Five working days are left to confirm; he hears of it again a day before they are over.
    site.clock.advance_millis(5 * DAY);
    work(portal).await;
    assert_eq!(kinds(portal, &ben.account).await, [Extended, Won]);
    site.clock.advance_millis(2 * DAY);
    work(portal).await;
    work(portal).await;
    let bodies = unread(portal, &ben.account).await;
    assert_eq!(bodies.len(), 3);
    let NoticeBody::Deadline(due) = bodies[2] else {
        panic!("a deadline, not {:?}", bodies[2]);
    };
    assert_eq!(due.step, DealStep::Confirm);
    assert!(due.at > portal.now());
}

#[tokio::test]
async fn interruptions_and_deposits_are_told() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot_with_deposit(CODE).await);
    let centre = site.centre().await;
    let second = site
        .account("second", centre.account.grants.clone(), None)
        .await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.declare(&lot, 10_000).await.unwrap();
    let line = site.deposit(&anna, &lot).await;
    let refused = portal.refuse_deposit(&centre.account, line.id, "未找到款项");
    refused.await.unwrap();
    let news = NoticeBody::Deposit(DepositNews::Refused);
    assert_eq!(unread(portal, &anna.account).await, [news]);
    let suspend = Intervention::Suspend {
        reason: SuspendReason::SystemFault,
    };
    let asked = portal.request_intervention(&centre.account, &lot, suspend, "核查情况");
    let id = asked.await.unwrap();
    portal.approve_intervention(&second, id).await.unwrap();
    site.pass(1_000).await;
    work(portal).await;
    assert_eq!(
        kinds(portal, &anna.account).await,
        [NoticeKind::Deposit, NoticeKind::Suspended]
    );
}

#[tokio::test]
async fn a_lot_that_opens_within_the_hour_is_announced_once() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await);
    let id = site.lot(CODE, false).await;
    let plan = RoundPlan::of_day(Date::of(2026, 11, 27));
    let opens_at = plan.opens_at;
    let round = portal.create_round(&centre.account, plan).await.unwrap();
    portal.publish_lots(&centre.account, &[id]).await.unwrap();
    let listed = portal.list_lots(&centre.account, round, &[id]).await;
    assert_eq!(listed, Ok(1));
    let anna = site.bidder("anna").await;
    let lot = LotCode::parse(CODE).unwrap();
    anna.enrol(&lot).await.unwrap();
    let ahead = opens_at.plus_millis(-60 * MINUTE - 1);
    site.clock.advance_millis(ahead.millis_since(portal.now()));
    work(portal).await;
    assert_eq!(kinds(portal, &anna.account).await, []);
    site.clock.advance_millis(2);
    work(portal).await;
    work(portal).await;
    let opening = NoticeBody::Opening(opens_at);
    assert_eq!(unread(portal, &anna.account).await, [opening]);
}

#[tokio::test]
async fn settings_hold_from_the_next_event_on() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = site.rivals(&lot).await;
    // From eight to noon: it is nine o'clock.
    let quiet = Preferences {
        off: vec![NoticeKind::Extended],
        quiet: Quiet::parse("08:00", "12:00").ok(),
    };
    portal
        .set_notice_settings(&anna.account, quiet.clone())
        .await
        .unwrap();
    let settings = portal.notice_settings(&anna.account).await.unwrap();
    assert_eq!(settings.preferences, quiet);
    anna.bid(&lot, 100_000).await.unwrap();
    site.clock.advance_millis(58 * MINUTE);
    ben.bid(&lot, 105_000).await.unwrap();
    site.pass(30 * MINUTE).await;
    work(portal).await;
    assert_eq!(
        kinds(portal, &anna.account).await,
        [NoticeKind::Outbid],
        "outbid comes at once, the result waits"
    );
    site.clock.advance_millis(2 * 60 * MINUTE);
    let mut all = kinds(portal, &anna.account).await;
    all.sort();
    assert_eq!(all, [NoticeKind::Outbid, NoticeKind::NotWon]);
}

#[tokio::test]
async fn nobody_reads_the_notices_of_another() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = site.rivals(&lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    work(portal).await;
    let page = portal.notices_page(&anna.account, None).await.unwrap();
    let id = page.unread[0].id;
    assert_eq!(
        portal
            .read_notice(&ben.account, Some(id), portal.now())
            .await,
        Ok(0)
    );
    assert_eq!(kinds(portal, &anna.account).await.len(), 1);
    assert_eq!(
        portal
            .read_notice(&anna.account, Some(id), portal.now())
            .await,
        Ok(0)
    );
    let page = portal.notices_page(&anna.account, None).await.unwrap();
    assert_eq!((page.unread.len(), page.read.len()), (0, 1));
}

#[tokio::test]
async fn what_came_after_the_page_was_made_stays_unread() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, false).await);
    let (anna, ben) = site.rivals(&lot).await;
    let page = portal.notices_page(&anna.account, None).await.unwrap();
    anna.bid(&lot, 100_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    ben.bid(&lot, 105_000).await.unwrap();
    site.clock.advance_millis(MINUTE);
    work(portal).await;
    let read = |seen| portal.read_notice(&anna.account, None, seen);
    assert_eq!(read(page.server_now).await, Ok(1), "nobody has seen it");
    assert_eq!(kinds(portal, &anna.account).await, [NoticeKind::Outbid]);
    let page = portal.notices_page(&anna.account, None).await.unwrap();
    assert_eq!(read(page.server_now).await, Ok(0));
}

#[tokio::test]
async fn the_link_of_a_calendar_shows_lots_and_nothing_else() {
    let site = TestPortal::new().await;
    let (portal, lot) = (&site.portal, site.open_lot(CODE, true).await);
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let first = portal.renew_calendar_link(&anna.account).await.unwrap();
    let cards = portal.own_calendar(&first).await.unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].code, lot);
    let second = portal.renew_calendar_link(&anna.account).await.unwrap();
    assert_eq!(portal.own_calendar(&first).await, Err(Error::NotFound));
    assert!(portal.own_calendar(&second).await.is_ok());
    for wrong in ["", "x", &"0".repeat(64)] {
        assert_eq!(portal.own_calendar(wrong).await, Err(Error::NotFound));
    }
}
