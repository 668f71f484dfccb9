//! A lot that was knocked down: confirmed and carried through, or defaulted and put up again.

use super::{CONFIRM, code, number, sold, state, sums};
use domain::bidding::NotQualified;
use domain::bidding::qualification::BidderFact;
use domain::bidding::stage::{BuyerDefault, DealBasis, Stage, StageEventKind};
use domain::deposits::DepositState;
use domain::ids::RoundId;
use domain::lots::LotState;
use domain::money::Fen;
use domain::time::Date;
use domain::views::{BidderStanding, DealDue, DepositFilter};
use service::deposits::settle_deposits;
use service::stages::{Grounds, Relisting, Wish};
use service::testing::{DAY_MS, TEST_DEPOSIT, TestPortal, relist};

#[tokio::test]
async fn a_whole_sale_and_its_money() {
    let site = TestPortal::new().await;
    let (lot, centre, anna, ben) = sold(&site).await;
    let deal = centre.deal(&lot).await;
    assert_eq!(deal.stage, Stage::SoldPending);
    assert_eq!(deal.price, Some(Fen::yuan(105_000)));
    let due = Date::of(2026, 11, 26).at(0, 0);
    assert_eq!(deal.due, Some(DealDue::Confirm(due)), "five working days");
    assert_eq!(deal.buyer.map(|buyer| buyer.verified), Some(true));

    // Nobody is confirmed on half of the papers, nor when the centre has doubts on record.
    let half = Wish::Confirm {
        identity_checked: true,
        documents_checked: false,
    };
    assert_eq!(code(centre.moves(&lot, half).await), "BUYER_NOT_CHECKED");
    let about = ben.account.id;
    let identity = BidderFact::Identity;
    centre.note(about, identity, false, None).await.unwrap();
    assert_eq!(code(centre.moves(&lot, CONFIRM).await), "BUYER_NOT_CHECKED");
    centre.note(about, identity, true, None).await.unwrap();

    assert_eq!(centre.moves(&lot, CONFIRM).await, Ok(Stage::Confirmed));
    let bought = site.deposit(&ben, &lot).await;
    assert_eq!(bought.state, DepositState::Applied, "in the same moment");
    let lost = site.deposit(&anna, &lot).await;
    assert_eq!(lost.place(), DepositFilter::ToPayOut);
    assert_eq!(
        settle_deposits(&site.portal).await,
        Ok(0),
        "nothing is left"
    );
    centre.pay_out(lost.id).await.unwrap();
    let money = sums(&site, &lot).await;
    assert_eq!(
        (money.applied, money.released),
        (TEST_DEPOSIT, TEST_DEPOSIT)
    );
    assert_eq!(money.held, Fen(0));

    site.pass(DAY_MS).await;
    let today = site.portal.now().date();
    let way = [
        (
            Wish::Prolong(today.plus_days(40)),
            Stage::Confirmed,
            LotState::Contracting,
        ),
        (Wish::Sign(today), Stage::ContractSigned, LotState::Signed),
        (Wish::Pay, Stage::Paid, LotState::Signed),
        (
            Wish::RegisterTech(number()),
            Stage::TechRegistered,
            LotState::Registered,
        ),
        (
            Wish::RegisterTransfer(number()),
            Stage::Completed,
            LotState::Delivered,
        ),
    ];
    for (wish, to, stored) in way {
        assert_eq!(centre.moves(&lot, wish.clone()).await, Ok(to), "{wish:?}");
        assert_eq!(state(&site, &lot).await, stored, "{wish:?}");
        assert_eq!(site.public_deal(&lot).await.unwrap().stage, to);
    }
    let deal = centre.deal(&lot).await;
    assert_eq!((deal.offers.len(), deal.basis), (0, DealBasis::Bidding));
    assert_eq!(deal.history.len(), 6);
    let signed = &deal.history[3];
    assert_eq!(signed.event, StageEventKind::ContractSigned);
    assert_eq!(signed.by.as_deref(), Some("centre（示例）"));
    assert_eq!(signed.paper.as_ref().unwrap().hash.len(), 64);
    assert_eq!(sums(&site, &lot).await, money, "no money moves after that");
    site.verify(&lot).await;
}

#[tokio::test]
async fn the_contract_has_its_time() {
    let site = TestPortal::new().await;
    let (lot, centre, ..) = sold(&site).await;
    let confirmed = site.portal.now();
    centre.moves(&lot, CONFIRM).await.unwrap();
    let early = Wish::Sign(confirmed.date().plus_days(-1));
    assert_eq!(code(centre.moves(&lot, early).await), "SIGNED_TOO_EARLY");
    let tomorrow = Wish::Sign(confirmed.date().plus_days(1));
    assert_eq!(code(centre.moves(&lot, tomorrow).await), "NOT_YET");
    let shorter = Wish::Prolong(confirmed.date().plus_days(3));
    assert_eq!(
        code(centre.moves(&lot, shorter).await),
        "PROLONGATION_NOT_LATER"
    );
    let unproved = Grounds {
        reason: "双方申请延期".into(),
        paper: None,
    };
    let later = confirmed.date().plus_days(40);
    let portal = &site.portal;
    let without = portal.move_lot(&centre.account, &lot, Wish::Prolong(later), unproved);
    assert_eq!(code(without.await), "FILE_MISSING");
    let unsaid = portal.move_lot(&centre.account, &lot, CONFIRM, Grounds::default());
    assert_eq!(code(unsaid.await), "REASON_LENGTH");

    site.pass(22 * DAY_MS).await;
    let today = site.portal.now().date();
    let late = centre.moves(&lot, Wish::Sign(today)).await;
    assert_eq!(code(late), "CONTRACT_TOO_LATE");
    centre.moves(&lot, Wish::Prolong(later)).await.unwrap();
    let signed = centre.moves(&lot, Wish::Sign(today)).await;
    assert_eq!(signed, Ok(Stage::ContractSigned));
}

#[tokio::test]
async fn a_default_costs_the_deposit_and_the_lot_goes_up_again() {
    let site = TestPortal::new().await;
    let (lot, centre, anna, ben) = sold(&site).await;
    let silent = Wish::Default(BuyerDefault::DeadlinePassed);
    assert_eq!(code(centre.moves(&lot, silent.clone()).await), "NOT_YET");
    site.pass(9 * DAY_MS).await;
    assert_eq!(centre.moves(&lot, silent).await, Ok(Stage::Defaulted));
    let lost = site.deposit(&ben, &lot).await;
    assert_eq!(lost.state, DepositState::Forfeited);
    assert_eq!(
        site.deposit(&anna, &lot).await.place(),
        DepositFilter::ToPayOut
    );
    assert_eq!(sums(&site, &lot).await.forfeited, TEST_DEPOSIT);
    let public = site.public_deal(&lot).await.unwrap();
    assert_eq!((public.stage, public.notice), (Stage::Defaulted, None));

    let soon = site.round_in(3).await;
    let next = site.round_in(8).await;
    let offered = centre.deal(&lot).await.choices;
    let rounds: Vec<RoundId> = offered.rounds.iter().map(|round| round.id).collect();
    assert_eq!(
        (rounds, offered.lowest_start),
        (vec![next], Fen::yuan(80_000))
    );
    assert!(offered.after_default);
    assert_eq!(
        code(centre.moves(&lot, relist(soon, 90_000)).await),
        "NOTICE_TOO_SHORT"
    );
    assert_eq!(
        code(centre.moves(&lot, relist(next, 79_999)).await),
        "START_TOO_LOW"
    );
    let unnoted = Wish::Relist(Relisting {
        round: next,
        start: Fen::yuan(90_000),
        reserve_committed: false,
        priority_notified: true,
        difference_noted: false,
    });
    assert_eq!(
        code(centre.moves(&lot, unnoted).await),
        "DIFFERENCE_NOT_NOTED"
    );
    let shown = async || site.portal.lot_page(&lot, None).await.unwrap().terms;
    let before = shown().await;
    assert_eq!(
        centre.moves(&lot, relist(next, 90_000)).await,
        Ok(Stage::Scheduled)
    );
    assert_ne!(
        shown().await,
        before,
        "a bid for the old terms is none (S-20)"
    );
    assert_eq!(state(&site, &lot).await, LotState::Listed);
    assert_eq!(site.public_deal(&lot).await, None, "a new round begins");

    // The loser's money of the round before is still due, and the defaulter stays away.
    let due = centre.list(DepositFilter::ToPayOut).await;
    assert_eq!(due.len(), 1);
    centre.pay_out(due[0].id).await.unwrap();
    assert_eq!(sums(&site, &lot).await.held, Fen(0));
    site.pass(8 * DAY_MS + 60_000).await;
    let reason = NotQualified::BarredDefault;
    assert_eq!(
        ben.page(&lot).await.standing,
        BidderStanding::Refused { reason }
    );
    centre.hold(&anna, &lot).await;
    let page = anna.page(&lot).await;
    assert_eq!(page.lot.start_price, Some(Fen::yuan(90_000)));
    anna.bid(&lot, 90_000).await.unwrap();
    site.pass(6 * 3_600_000).await;
    assert_eq!(centre.moves(&lot, CONFIRM).await, Ok(Stage::Confirmed));
    let money = sums(&site, &lot).await;
    assert_eq!(money.received, Fen(3 * TEST_DEPOSIT.0));
    assert_eq!(
        (money.applied, money.forfeited),
        (TEST_DEPOSIT, TEST_DEPOSIT)
    );
    site.verify(&lot).await;
}

#[tokio::test]
async fn a_buyer_may_refuse_at_once() {
    let site = TestPortal::new().await;
    let (lot, centre, _, ben) = sold(&site).await;
    let refused = centre
        .moves(&lot, Wish::Default(BuyerDefault::Refused))
        .await;
    assert_eq!(refused, Ok(Stage::Defaulted));
    assert_eq!(
        site.deposit(&ben, &lot).await.state,
        DepositState::Forfeited
    );
    let kept = centre.deal(&lot).await.history[0].particulars.refused;
    assert_eq!(kept, Some(true));
}
