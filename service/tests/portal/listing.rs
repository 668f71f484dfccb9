//! What a lot is listed with, and what must be true before it is announced (bidding.md C.1, C.7).

use domain::bidding::{EventKind, Outcome, Terms};
use domain::ids::{LotCode, LotId, RoundId};
use domain::lots::LotPrivate;
use domain::money::Fen;
use domain::rounds::RoundPlan;
use domain::time::Date;
use service::Error;
use service::testing::{TestCentre, TestPortal, lot};

pub const CODE: &str = "P2026-ENER-0001";

pub fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Invalid { code, .. }) => code.into_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

/// A published lot that is to be listed.
pub async fn published(site: &TestPortal, centre: &TestCentre<'_>) -> LotId {
    let id = site.lot(CODE, false).await;
    assert_eq!(centre.publish(&[id]).await, Ok(1));
    id
}

/// The terms as the event of the listing froze them.
pub async fn listed_terms(site: &TestPortal, id: LotId) -> Terms {
    let mut tx = site.portal.store().read().await.unwrap();
    let mut events = tx.raw_events(id).await.unwrap();
    match events.pop().unwrap().kind {
        EventKind::Listed { terms } => terms,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_real_lot_is_announced_a_week_before_it_opens() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let id = published(&site, &centre).await;
    let list = |round: RoundId| {
        site.portal
            .list_lots(&centre.account, round, std::slice::from_ref(&id))
    };
    let soon = site.round(60).await;
    assert_eq!(code(list(soon).await), "NOTICE_TOO_SHORT");
    let near = site.round_in(7).await;
    site.clock.advance_millis(1);
    let refused = list(near).await;
    let Err(Error::Invalid { code, args }) = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "NOTICE_TOO_SHORT");
    assert_eq!(args[0], ("at".to_owned(), "2026-11-25 09:00".to_owned()));
    let page = site
        .portal
        .lot_page(&LotCode::parse(CODE).unwrap(), None)
        .await;
    assert!(page.unwrap().live.is_none(), "nothing was written");
    site.clock.advance_millis(-1);
    assert_eq!(list(near).await, Ok(1));
}

/// The rules of the season count, not those of the code.
#[tokio::test]
async fn the_season_says_how_long_the_notice_and_the_display_are() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let mut season = site.season.clone();
    season.rules.notice_days = 1;
    season.rules.display_days = 4;
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let id = published(&site, &centre).await;
    let early = site.round_in(3).await;
    let listed = site.portal.list_lots(&centre.account, early, &[id]).await;
    assert_eq!(code(listed), "DISPLAY_TOO_SHORT");
    let later = site.round_in(4).await;
    let listed = site.portal.list_lots(&centre.account, later, &[id]).await;
    assert_eq!(listed, Ok(1));
}

#[tokio::test]
async fn a_practice_lot_needs_no_notice() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let mut training = lot("D-0001", site.season.id, site.owner().id, false);
    training.practice = true;
    let mut tx = site.portal.store().write().await.unwrap();
    let id = tx
        .insert_lot(
            &training,
            &LotPrivate::default(),
            site.owner(),
            "D-0001",
            None,
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    centre.publish(&[id]).await.unwrap();
    let plan = RoundPlan {
        opens_at: site.portal.now(),
        closes_at: site.portal.now().plus_millis(120_000),
        practice: true,
        ..RoundPlan::of_day(site.portal.now().date())
    };
    let round = site
        .portal
        .create_round(&centre.account, plan)
        .await
        .unwrap();
    let listed = site.portal.list_lots(&centre.account, round, &[id]).await;
    assert_eq!(listed, Ok(1));
}

#[tokio::test]
async fn a_reserve_between_two_steps_is_refused_until_it_is_corrected() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let private = LotPrivate {
        reserve_price: Some(Fen::yuan(154_321)),
        ..LotPrivate::default()
    };
    let offered = lot(CODE, site.season.id, site.owner().id, true);
    let mut tx = site.portal.store().write().await.unwrap();
    let id = tx
        .insert_lot(&offered, &private, site.owner(), CODE, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    centre.publish(&[id]).await.unwrap();
    let round = site.round_in(8).await;
    let list = || {
        site.portal
            .list_lots(&centre.account, round, std::slice::from_ref(&id))
    };
    assert_eq!(code(list().await), "RESERVE_OFF_GRID");
    let (portal, lot) = (&site.portal, LotCode::parse(CODE).unwrap());
    let correct = async |yuan: i64| {
        let amount = Fen::yuan(yuan);
        portal
            .correct_reserve(&centre.account, &lot, amount, "权利人来函更正")
            .await
    };
    let near = correct(154_000).await;
    let Err(Error::Invalid { code, args }) = &near else {
        panic!("{near:?}")
    };
    assert_eq!(code, "RESERVE_OFF_GRID_NEAR");
    let told: Vec<&str> = args.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(told, ["155,000", "150,000"]);
    assert_eq!(
        correct(95_000).await,
        Err(Error::invalid("RESERVE_BELOW_START"))
    );
    let bidder = site.bidder("anna").await.account;
    let stranger = portal
        .correct_reserve(&bidder, &lot, Fen::yuan(155_000), "无")
        .await;
    assert_eq!(stranger, Err(Error::Forbidden));
    correct(155_000).await.unwrap();
    assert_eq!(list().await, Ok(1));
    let mut tx = portal.store().read().await.unwrap();
    let reserve = tx.auction(id).await.unwrap().unwrap().auction.reserve;
    assert_eq!(reserve, Some(Fen::yuan(155_000)));
    drop(tx);
    assert_eq!(
        correct(160_000).await,
        Err(Error::invalid("PRIORITY_FROZEN"))
    );
}

#[tokio::test]
async fn terms_come_from_the_season_and_the_round() {
    let site = TestPortal::new().await;
    let centre = site.centre().await;
    let mut season = site.season.clone();
    season.max_jump = 20;
    season.ladder = domain::bidding::Ladder::flat(Fen::yuan(2_000)).unwrap();
    let mut tx = site.portal.store().write().await.unwrap();
    tx.upsert_season(&season).await.unwrap();
    tx.commit().await.unwrap();
    let id = published(&site, &centre).await;
    let day = RoundPlan::of_day(Date::of(2026, 11, 27));
    let early = RoundPlan {
        hard_end: Some(day.closes_at),
        ..day.clone()
    };
    let refused = site.portal.create_round(&centre.account, early).await;
    assert_eq!(code(refused), "ROUND_HARD_END_TOO_EARLY");
    let none = RoundPlan {
        min_bidders: 0,
        ..day.clone()
    };
    let refused = site.portal.create_round(&centre.account, none).await;
    assert_eq!(code(refused), "ROUND_MIN_BIDDERS");
    let hard_end = Some(day.closes_at.plus_millis(600_000));
    let plan = RoundPlan {
        hard_end,
        min_bidders: 2,
        ..day
    };
    let round = site
        .portal
        .create_round(&centre.account, plan.clone())
        .await
        .unwrap();
    let listed = site.portal.list_lots(&centre.account, round, &[id]).await;
    assert_eq!(listed, Ok(1));
    let terms = listed_terms(&site, id).await;
    assert_eq!(
        (terms.hard_end, terms.min_bidders, terms.max_jump),
        (hard_end, 2, 20)
    );
    assert_eq!(terms.ladder.step(Fen::yuan(100_000)), Fen::yuan(2_000));

    // One bidder is not enough, and no bid moves the end beyond the latest one.
    let lot = LotCode::parse(CODE).unwrap();
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    let until_end = plan.closes_at.millis_since(site.portal.now());
    site.pass(until_end - 1_000).await;
    anna.bid(&lot, 100_000).await.unwrap();
    site.pass(290_000).await;
    let ben = site.bidder("ben").await;
    ben.enrol(&lot).await.unwrap();
    let jump = ben.bid(&lot, 144_000).await;
    let Err(Error::Bid { refusal, .. }) = jump else {
        panic!("{jump:?}")
    };
    assert_eq!(refusal.code(), "JUMP_TOO_BIG");
    site.pass(20_000).await;
    let figures = site.portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(figures.outcome, Some(Outcome::UnsoldTooFew));
    site.verify(&lot).await;
}
