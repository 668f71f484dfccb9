//! The buyer is struck out after the close (bidding.md C.8): by two persons, with the reason in public,
//! and nobody moves up.

use super::{CONFIRM, code, sold, state, sums};
use domain::accounts::Account;
use domain::bidding::stage::{DealBasis, Stage, StageEventKind, Struck};
use domain::bidding::two_person::Intervention;
use domain::bidding::{NotQualified, Outcome, Paddle, SuspendReason};
use domain::deposits::DepositState;
use domain::ids::{InterventionId, LotCode};
use domain::ledger::leaf::{Leaf, LeafKind};
use domain::ledger::published::PublishedLeaf;
use domain::ledger::replay::{Verified, verify};
use domain::lots::LotState;
use domain::money::Fen;
use domain::views::{BidderStanding, DepositFilter};
use service::stages::Wish;
use service::testing::{DAY_MS, TEST_DEPOSIT, TestCentre, TestPortal, agreement, relist};
use service::{Error, ledger};

/// The second person of the centre.
async fn second(site: &TestPortal, centre: &TestCentre<'_>) -> Account {
    let grants = centre.account.grants.clone();
    site.account("second", grants, None).await
}

async fn ask(
    site: &TestPortal,
    centre: &TestCentre<'_>,
    lot: &LotCode,
    paddle: Paddle,
    reason: SuspendReason,
) -> Result<InterventionId, Error> {
    let step = Intervention::Void { paddle, reason };
    let portal = &site.portal;
    portal
        .request_intervention(&centre.account, lot, step, "核查属实")
        .await
}

/// The lot's chain, as a stranger gets it, replayed.
pub async fn check(site: &TestPortal, lot: &LotCode) -> Verified {
    while ledger::sequence(&site.portal).await.unwrap() > 0 {}
    let told = site.portal.lot_ledger(lot).await.unwrap();
    verify(lot, &told.entries().unwrap(), None).unwrap()
}

#[tokio::test]
async fn a_buyer_at_fault_loses_lot_and_deposit_and_nobody_moves_up() {
    let site = TestPortal::new().await;
    let (lot, centre, anna, ben) = sold(&site).await;
    let other = second(&site, &centre).await;
    let portal = &site.portal;
    let (a, b) = (anna.enrol(&lot).await, ben.enrol(&lot).await);
    let (a, b) = (a.unwrap(), b.unwrap());
    let fraud = SuspendReason::IdentityFraud;
    let before = check(&site, &lot).await;
    let price = Fen::yuan(105_000);
    assert_eq!(
        before.outcome,
        Some(Outcome::SoldPending { paddle: b, price })
    );

    let runner_up = ask(&site, &centre, &lot, a, fraud).await;
    assert_eq!(code(runner_up), "NOT_THE_BUYER");
    let id = ask(&site, &centre, &lot, b, fraud).await.unwrap();
    let alone = portal.approve_intervention(&centre.account, id).await;
    assert_eq!(code(alone), "SAME_PERSON");
    assert_eq!(
        state(&site, &lot).await,
        LotState::Sold,
        "nothing has happened"
    );
    site.pass(60_000).await;
    portal.approve_intervention(&other, id).await.unwrap();

    assert_eq!(state(&site, &lot).await, LotState::Defaulted);
    let figures = portal.lot_live(&lot).await.unwrap().figures;
    assert_eq!(figures.outcome, Some(Outcome::Voided { paddle: b }));
    assert_eq!((figures.leader, figures.price), (None, None));
    let deal = centre.deal(&lot).await;
    assert_eq!((deal.stage, deal.price), (Stage::Defaulted, None));
    assert_eq!(
        deal.buyer.map(|buyer| buyer.paddle),
        Some(b),
        "who has defaulted"
    );
    let step = &deal.history[0];
    assert_eq!(
        (step.event, step.to),
        (StageEventKind::Void, Stage::Defaulted)
    );
    assert_eq!(
        (step.by.as_deref(), step.reason.as_str()),
        (Some("centre（示例）"), "核查属实")
    );
    let desk = portal.lot_desk(&other, &lot).await.unwrap();
    assert_eq!(desk.done[0].decided_by.as_deref(), Some("second（示例）"));
    assert!(desk.done[0].carried_out_at.is_some());
    assert_eq!(desk.events[0].kind, "voided");

    // Everybody is told, by the number alone.
    let public = site.public_deal(&lot).await.unwrap();
    let struck = Struck {
        paddle: b,
        reason: fraud,
    };
    assert_eq!(
        (public.stage, public.struck),
        (Stage::Defaulted, Some(struck))
    );
    let page = serde_json::to_string(&portal.lot_page(&lot, None).await.unwrap()).unwrap();
    assert!(
        !page.contains("ben（示例）") && !page.contains("核查属实"),
        "{page}"
    );

    // The money follows in the same moment, and once.
    assert_eq!(
        site.deposit(&ben, &lot).await.state,
        DepositState::Forfeited
    );
    assert_eq!(
        site.deposit(&anna, &lot).await.place(),
        DepositFilter::ToPayOut
    );
    let money = sums(&site, &lot).await;
    assert_eq!((money.forfeited, money.held), (TEST_DEPOSIT, TEST_DEPOSIT));
    assert_eq!(service::deposits::settle_deposits(portal).await, Ok(0));

    // The ledger has the leaf of the event and that of the move, and a stranger comes to the same
    // result.
    let after = check(&site, &lot).await;
    assert_eq!(
        (after.outcome, after.stage, after.head.leaves),
        (
            figures.outcome,
            Some(Stage::Defaulted),
            before.head.leaves + 2
        )
    );
    let told = portal.lot_ledger(&lot).await.unwrap();
    let leaf = |leaf: &PublishedLeaf| Leaf::parse(&leaf.bytes().unwrap()).unwrap();
    let [.., event, moved] = told.leaves.as_slice() else {
        panic!("{told:?}");
    };
    let (event, moved) = (leaf(event), leaf(moved));
    assert_eq!((event.kind, event.seq), (LeafKind::Voided, figures.seq));
    assert_eq!((moved.kind, moved.seq), (LeafKind::Moved, 1));
    site.verify(&lot).await;
}

#[tokio::test]
async fn after_a_default_by_fraud_the_lot_goes_up_again_without_the_defaulter() {
    let site = TestPortal::new().await;
    let (lot, centre, anna, ben) = sold(&site).await;
    let other = second(&site, &centre).await;
    let b = ben.enrol(&lot).await.unwrap();
    let barred = SuspendReason::BarredPerson;
    let id = ask(&site, &centre, &lot, b, barred).await.unwrap();
    site.portal.approve_intervention(&other, id).await.unwrap();
    let next = site.round_in(8).await;
    let again = centre.moves(&lot, relist(next, 90_000)).await;
    assert_eq!(again, Ok(Stage::Scheduled));
    site.pass(8 * DAY_MS + 60_000).await;
    let reason = NotQualified::BarredDefault;
    assert_eq!(
        ben.page(&lot).await.standing,
        BidderStanding::Refused { reason }
    );
    let due = centre.list(DepositFilter::ToPayOut).await;
    centre.pay_out(due[0].id).await.unwrap();
    centre.hold(&anna, &lot).await;
    anna.bid(&lot, 90_000).await.unwrap();
    site.verify(&lot).await;
    check(&site, &lot).await;
}

#[tokio::test]
async fn where_the_fault_is_ours_the_parties_may_talk_and_all_money_goes_back() {
    let site = TestPortal::new().await;
    let (lot, centre, anna, ben) = sold(&site).await;
    let other = second(&site, &centre).await;
    let b = ben.enrol(&lot).await.unwrap();
    let fault = SuspendReason::SystemFault;
    let id = ask(&site, &centre, &lot, b, fault).await.unwrap();
    site.portal.approve_intervention(&other, id).await.unwrap();
    assert_eq!(state(&site, &lot).await, LotState::Published);
    let deal = centre.deal(&lot).await;
    assert_eq!((deal.stage, deal.buyer), (Stage::Negotiating, None));
    for bidder in [&anna, &ben] {
        let line = site.deposit(bidder, &lot).await;
        assert_eq!(line.place(), DepositFilter::ToPayOut);
    }
    // Sold by agreement afterwards, the deposit of the one who was struck out is not counted to it.
    let agreed = agreement(site.portal.now());
    centre.moves(&lot, Wish::AgreePrice(agreed)).await.unwrap();
    site.pass(16 * DAY_MS).await;
    service::stages::end_publicities(&site.portal)
        .await
        .unwrap();
    let deal = centre.deal(&lot).await;
    assert_eq!(
        (deal.stage, deal.basis),
        (Stage::Confirmed, DealBasis::Negotiated)
    );
    assert_eq!(
        service::deposits::settle_deposits(&site.portal).await,
        Ok(0)
    );
    let money = sums(&site, &lot).await;
    assert_eq!((money.applied, money.forfeited), (Fen(0), Fen(0)));
    let home = site.portal.home().await.unwrap().progress;
    assert_eq!((home.sold, home.negotiated, home.by_bidding()), (1, 1, 0));
    assert_eq!(check(&site, &lot).await.stage, Some(Stage::Confirmed));
    site.verify(&lot).await;
}

#[tokio::test]
async fn a_confirmed_sale_and_an_unsold_lot_are_not_struck_out() {
    let site = TestPortal::new().await;
    let (lot, centre, _, ben) = sold(&site).await;
    let other = second(&site, &centre).await;
    let b = ben.enrol(&lot).await.unwrap();
    let fraud = SuspendReason::IdentityFraud;
    // Asked for in time, confirmed by somebody else meanwhile.
    let id = ask(&site, &centre, &lot, b, fraud).await.unwrap();
    centre.moves(&lot, CONFIRM).await.unwrap();
    let late = site.portal.approve_intervention(&other, id).await;
    let refused = Error::State {
        from: Stage::Confirmed,
        event: StageEventKind::Void,
    };
    assert_eq!(late, Err(refused.clone()));
    assert_eq!(
        state(&site, &lot).await,
        LotState::Contracting,
        "nothing was written"
    );
    assert_eq!(site.deposit(&ben, &lot).await.state, DepositState::Applied);
    site.portal.decline_intervention(&other, id).await.unwrap();
    assert_eq!(ask(&site, &centre, &lot, b, fraud).await, Err(refused));

    let unsold = site.open_lot("P2026-ENER-0002", false).await;
    site.pass(super::OVER).await;
    let nobody = ask(&site, &centre, &unsold, b, fraud).await;
    assert_eq!(code(nobody), "INTERVENTION_IMPOSSIBLE");
    site.verify(&lot).await;
}

/// Two processes: the one that has the lot in memory goes on from what the other one has written.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_is_struck_out_once_by_either_process() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let (lot, centre, anna, ben) = sold(&site).await;
    let other = second(&site, &centre).await;
    let beside = site.beside("beside").await;
    let b = ben.enrol(&lot).await.unwrap();
    let fraud = SuspendReason::IdentityFraud;
    let id = ask(&site, &centre, &lot, b, fraud).await.unwrap();
    let (one, two) = tokio::join!(
        site.portal.approve_intervention(&other, id),
        beside.approve_intervention(&other, id)
    );
    let answers = [one, two];
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    assert!(answers.contains(&Err(Error::NotFound)), "{answers:?}");
    assert_eq!(sums(&site, &lot).await.forfeited, TEST_DEPOSIT);
    assert_eq!(centre.deal(&lot).await.history.len(), 1);
    assert!(anna.bid(&lot, 200_000).await.is_err());
    site.verify(&lot).await;
}
