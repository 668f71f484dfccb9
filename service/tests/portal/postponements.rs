//! A round that is postponed before it opens (改期): all of its lots move with it, whoever is enrolled stays so
//! and is told, and the ledger verifies to the end.

use crate::listing::code;
use domain::accounts::Account;
use domain::bidding::two_person::Intervention;
use domain::bidding::{Outcome, ReserveStatus, SuspendReason};
use domain::ids::{LotCode, RoundId};
use domain::ledger::replay::verify;
use domain::money::Fen;
use domain::notices::NoticeBody;
use domain::rounds::Round;
use domain::time::{Date, Timestamp};
use service::ledger::sequence_all;
use service::notices::tell;
use service::testing::{DAY_MS, TestCentre, TestPortal};
use service::{Error, Portal};

const WITH_RESERVE: &str = "P2026-ENER-0001";
const WITHOUT: &str = "P2026-ENER-0002";
const WHY: &str = "机房停电检修（示例）";
const HOUR: i64 = 3_600_000;
/// A Friday of the season, more than a week after the clock of the tests begins.
const FRIDAY: Date = Date::of(2026, 11, 27);

/// A round in eight days with two lots, one of them with a reserve that bids can reach.
async fn stage<'s>(site: &'s TestPortal) -> (TestCentre<'s>, RoundId, [LotCode; 2]) {
    let centre = site.centre().await;
    let round = site.round_in(8).await;
    let mut codes = Vec::new();
    for (name, reserve) in [(WITH_RESERVE, true), (WITHOUT, false)] {
        let id = site.lot(name, reserve).await;
        centre.publish(&[id]).await.unwrap();
        let code = LotCode::parse(name).unwrap();
        if reserve {
            let portal = &site.portal;
            let set = portal.correct_reserve(&centre.account, &code, Fen::yuan(110_000), WHY);
            set.await.unwrap();
        }
        let listed = site.portal.list_lots(&centre.account, round, &[id]).await;
        assert_eq!(listed, Ok(1));
        codes.push(code);
    }
    (centre, round, codes.try_into().unwrap())
}

async fn round_of(portal: &Portal, lot: &LotCode) -> Round {
    portal.lot_page(lot, None).await.unwrap().round.unwrap()
}

async fn opens(portal: &Portal, lot: &LotCode) -> Timestamp {
    let page = portal.lot_page(lot, None).await.unwrap();
    page.live.unwrap().figures.opens_at
}

async fn unread(portal: &Portal, who: &Account) -> Vec<NoticeBody> {
    let page = portal.notices_page(who, None).await.unwrap();
    page.unread.iter().rev().map(|one| one.body).collect()
}

#[tokio::test]
async fn all_lots_of_a_postponed_round_open_later_and_verify_to_the_end() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (centre, round, [kept, other]) = stage(&site).await;
    let (anna, fan) = (site.bidder("anna").await, site.bidder("fan").await);
    anna.enrol(&kept).await.unwrap();
    portal.set_follow(&fan.account, &kept, true).await.unwrap();
    // The first listing has its leaf already, with the commitment to the reserve.
    sequence_all(portal).await.unwrap();
    tell(portal).await.unwrap();
    let planned = round_of(portal, &kept).await;
    for (to, why) in [(10, "场地冲突（示例）"), (14, WHY)] {
        let to = FRIDAY.at(to, 0);
        let moved = portal.postpone_round(&centre.account, round, to, why).await;
        assert_eq!(moved, Ok(2));
        assert_eq!(
            (opens(portal, &kept).await, opens(portal, &other).await),
            (to, to)
        );
        sequence_all(portal).await.unwrap();
        site.clock.advance_millis(1);
        tell(portal).await.unwrap();
    }
    let round = round_of(portal, &kept).await;
    assert_eq!(round.closes_at, FRIDAY.at(19, 0), "five hours as before");
    let moved = round.moved.unwrap();
    assert_eq!((moved.from, moved.times), (planned.opens_at, 2));
    assert_eq!(moved.reason, WHY);
    let news = [10, 14].map(|hour| NoticeBody::Moved(FRIDAY.at(hour, 0)));
    assert_eq!(unread(portal, &anna.account).await, news);
    assert!(unread(portal, &fan.account).await.ends_with(&news));

    // Bidding is closed at the first hour, and open at the last.
    site.pass(planned.opens_at.millis_since(portal.now()) + HOUR)
        .await;
    assert!(anna.bid(&kept, 110_000).await.is_err(), "not open yet");
    site.pass(round.opens_at.millis_since(portal.now()) + HOUR)
        .await;
    anna.bid(&kept, 110_000).await.unwrap();
    site.pass(6 * HOUR).await;
    sequence_all(portal).await.unwrap();
    let page = portal.lot_page(&kept, None).await.unwrap();
    let figures = page.live.unwrap().figures;
    assert!(matches!(figures.outcome, Some(Outcome::SoldPending { .. })));
    assert_eq!(figures.reserve, ReserveStatus::Met);
    for lot in [&kept, &other] {
        let told = portal.lot_ledger(lot).await.unwrap();
        let verified = verify(lot, &told.entries().unwrap(), None).unwrap();
        let page = portal.lot_page(lot, None).await.unwrap();
        assert_eq!(verified.outcome, page.live.unwrap().figures.outcome);
    }
}

#[tokio::test]
async fn what_cannot_be_postponed_stays_as_it_was() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (centre, round, [kept, _]) = stage(&site).await;
    let planned = round_of(portal, &kept).await;
    let friday = FRIDAY.at(10, 0);
    let move_to = |to, why| portal.postpone_round(&centre.account, round, to, why);
    assert_eq!(code(move_to(friday, "  ").await), "REASON_LENGTH");
    assert_eq!(
        code(move_to(planned.opens_at, WHY).await),
        "ROUND_MOVE_NOT_LATER"
    );
    let saturday = Date::of(2026, 11, 28).at(10, 0);
    assert_eq!(code(move_to(saturday, WHY).await), "ROUND_NOT_WED_FRI");
    let none = portal.postpone_round(&centre.account, RoundId(404), friday, WHY);
    assert_eq!(none.await, Err(Error::NotFound));
    let anna = site.bidder("anna").await;
    let stranger = portal.postpone_round(&anna.account, round, friday, WHY);
    assert_eq!(stranger.await, Err(Error::Forbidden));
    // A lot of it stands still.
    let second = site
        .account("second", centre.account.grants.clone(), None)
        .await;
    let suspend = Intervention::Suspend {
        reason: SuspendReason::SystemFault,
    };
    let asked = portal.request_intervention(&centre.account, &kept, suspend, WHY);
    portal
        .approve_intervention(&second, asked.await.unwrap())
        .await
        .unwrap();
    assert_eq!(code(move_to(friday, WHY).await), "ROUND_LOT_INTERRUPTED");
    // The day has a round.
    let plan = domain::rounds::RoundPlan::of_day(FRIDAY);
    portal.create_round(&centre.account, plan).await.unwrap();
    assert_eq!(move_to(friday, WHY).await, Err(Error::Conflict));
    assert_eq!(round_of(portal, &kept).await, planned);
    // Bidding has opened.
    site.pass(8 * DAY_MS).await;
    assert_eq!(code(move_to(friday, WHY).await), "ROUND_HAS_OPENED");
    assert_eq!(round_of(portal, &kept).await, planned);
    assert_eq!(opens(portal, &kept).await, planned.opens_at);
}
