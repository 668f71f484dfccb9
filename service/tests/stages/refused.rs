//! Who may not, what does not happen, and what happens once.

use crate::{CODE, CONFIRM, OVER, number, sold, state, sums};
use domain::bidding::stage::{Stage, StageEventKind};
use domain::deposits::DepositState;
use domain::ids::LotCode;
use service::stages::{Grounds, Wish, end_publicities};
use service::testing::{DAY_MS, TEST_DEPOSIT, TestPortal, agreement, talks};
use service::{Error, workers};

/// Wherever a lot stands, whatever the table does not have is refused, and nothing is written.
#[tokio::test]
async fn every_illegal_event_is_refused_and_leaves_no_trace() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let ben = site.bidder("ben").await;
    ben.enrol(&lot).await.unwrap();
    centre.hold(&ben, &lot).await;
    ben.bid(&lot, 100_000).await.unwrap();
    let round = site.round_in(8).await;
    for wish in site.wishes(round) {
        let answer = centre.moves(&lot, wish.clone()).await;
        assert!(
            matches!(answer, Err(Error::State { .. })),
            "{wish:?}: {answer:?}"
        );
    }
    site.pass(OVER).await;
    let today = site.portal.now().date();
    let way = [
        CONFIRM,
        Wish::Sign(today),
        Wish::Pay,
        Wish::RegisterTech(number()),
        Wish::RecordLicence(number()),
    ];
    for step in way.map(Some).into_iter().chain([None]) {
        let deal = centre.deal(&lot).await;
        let before = (
            deal.history.len(),
            state(&site, &lot).await,
            sums(&site, &lot).await,
        );
        let mut refused = 0;
        for wish in site.wishes(round) {
            let answer = match is_offered(&deal.offers, &wish) {
                true => continue,
                false => centre.moves(&lot, wish.clone()).await,
            };
            assert!(
                matches!(answer, Err(Error::State { .. })),
                "{wish:?}: {answer:?}"
            );
            refused += 1;
        }
        assert!(refused >= 15, "{refused} from {}", deal.stage);
        let history = centre.deal(&lot).await.history.len();
        let after = (history, state(&site, &lot).await, sums(&site, &lot).await);
        assert_eq!(before, after);
        if let Some(step) = step {
            centre.moves(&lot, step).await.unwrap();
        }
    }
    assert_eq!(centre.deal(&lot).await.stage, Stage::Completed);
}

/// Whether the event of a wish is among those offered.
fn is_offered(offers: &[StageEventKind], wish: &Wish) -> bool {
    use StageEventKind as K;
    let kind = match wish {
        Wish::Confirm { .. } => K::Confirm,
        Wish::Default(_) => K::BuyerDefaulted,
        Wish::Prolong(_) => K::ContractProlonged,
        Wish::Sign(_) => K::ContractSigned,
        Wish::Pay => K::Paid,
        Wish::RegisterTech(_) => K::TechRegistered,
        Wish::RegisterTransfer(_) => K::TransferRegistered,
        Wish::RecordLicence(_) => K::LicenceRecorded,
        Wish::Relist(_) => K::Relist,
        Wish::Negotiate { .. } => K::Negotiate,
        Wish::AgreePrice(_) => K::PriceAgreed,
        Wish::Object(_) => K::Objection,
        Wish::Uphold => K::ObjectionUpheld,
        Wish::Reject => K::ObjectionRejected,
        Wish::EndPublicity => K::PublicityOver,
        Wish::EndSeason => K::SeasonEnded,
        Wish::ReportDeal { .. } => K::OfflineDeal,
    };
    offers.contains(&kind)
}

#[tokio::test]
async fn only_the_centre_moves_lots() {
    let site = TestPortal::new().await;
    let (lot, centre, _, ben) = sold(&site).await;
    let liaison = site.liaison().await;
    for who in [&ben.account, &liaison] {
        let grounds = Grounds {
            reason: "确认".into(),
            paper: None,
        };
        let refused = site.portal.move_lot(who, &lot, CONFIRM, grounds).await;
        assert_eq!(refused, Err(Error::Forbidden));
    }
    let nowhere = LotCode::parse("P2026-ENER-9999").unwrap();
    assert_eq!(centre.moves(&nowhere, CONFIRM).await, Err(Error::NotFound));
    assert!(centre.deal(&lot).await.history.is_empty());
}

/// Two processes beside each other, both with their workers: a deal is confirmed once, and a
/// publicity ends once.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_move_a_lot_once() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let other = site.beside("second").await;
    let (lot, centre, _, ben) = sold(&site).await;
    let grounds = || Grounds {
        reason: "材料已核对".into(),
        paper: None,
    };
    let (one, two) = tokio::join!(
        site.portal
            .move_lot(&centre.account, &lot, CONFIRM, grounds()),
        other.move_lot(&centre.account, &lot, CONFIRM, grounds()),
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(site.deposit(&ben, &lot).await.state, DepositState::Applied);
    assert_eq!(sums(&site, &lot).await.applied, TEST_DEPOSIT);
    assert_eq!(centre.deal(&lot).await.history.len(), 1);

    let second = site.open_lot("P2026-ENER-0002", false).await;
    site.pass(OVER).await;
    centre.moves(&second, talks()).await.unwrap();
    let agreed = agreement(site.portal.now());
    centre
        .moves(&second, Wish::AgreePrice(agreed))
        .await
        .unwrap();
    site.pass(17 * DAY_MS).await;
    let (one, two) = tokio::join!(end_publicities(&site.portal), end_publicities(&other));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    let third = site.beside("third").await;
    let _workers = workers::start(&third);
    assert_eq!(centre.deal(&second).await.history.len(), 3);
}
