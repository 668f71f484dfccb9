//! Deposits over their whole way, and who may bid: declared, held, refused, ordered back once,
//! paid out; the standing at the time of the bid counts.

use domain::bidding::qualification::BidderFact;
use domain::bidding::two_person::Intervention;
use domain::bidding::{NotQualified as N, Refusal, SuspendReason};
use domain::deposits::DepositState;
use domain::lots::LotState;
use domain::views::{BidderStanding, DepositFilter};
use service::deposits::settle_deposits;
use service::testing::{TEST_DEPOSIT, TestPortal};
use service::{Error, workers};

const CODE: &str = "P2026-ENER-0001";
/// From the opening of a test lot to after its close and drain, ms.
const OVER: i64 = 61 * 60_000;

pub(crate) fn reason<T: std::fmt::Debug>(answer: Result<T, Error>) -> N {
    match answer {
        Err(Error::Bid {
            refusal: Refusal::NotQualified { reason },
            ..
        }) => reason,
        other => panic!("not refused for want of qualification: {other:?}"),
    }
}

pub(crate) fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Invalid { code, .. }) => code.into_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn from_the_notice_to_the_first_bid() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let anna = site.newcomer("anna").await;
    assert_eq!(reason(anna.bid(&lot, 100_000).await), N::NotEnrolled);
    assert_eq!(reason(anna.declare(&lot, 10_000).await), N::NotEnrolled);
    assert_eq!(anna.page(&lot).await.standing, BidderStanding::MayEnrol);

    let paddle = anna.enrol(&lot).await.unwrap();
    let missing = |missing| BidderStanding::Preparing { paddle, missing };
    assert_eq!(reason(anna.bid(&lot, 100_000).await), N::Identity);
    assert_eq!(reason(anna.declare(&lot, 10_000).await), N::Identity);
    let queue = site
        .portal
        .office_deposits(&centre.account, DepositFilter::Declared, None)
        .await
        .unwrap();
    assert_eq!(queue.unverified[0].account, anna.account.id);
    centre
        .note(anna.account.id, BidderFact::Identity, true, None)
        .await
        .unwrap();

    let page = anna.page(&lot).await;
    assert_eq!(page.standing, missing(N::Deposit));
    assert_eq!(page.deposit.unwrap().asked, TEST_DEPOSIT);
    assert_eq!(reason(anna.bid(&lot, 100_000).await), N::Deposit);
    anna.declare(&lot, 10_000).await.unwrap();
    assert_eq!(reason(anna.bid(&lot, 100_000).await), N::Deposit);
    let waiting = centre.list(DepositFilter::Declared).await;
    assert_eq!((waiting.len(), waiting[0].bidder), (1, anna.account.id));
    centre.confirm(&waiting[0], 10_000).await.unwrap();
    assert!(matches!(
        anna.page(&lot).await.standing,
        BidderStanding::Enrolled { .. }
    ));
    anna.bid(&lot, 100_000).await.unwrap();
    assert_eq!(anna.enrol(&lot).await, Ok(paddle), "the same number");
}

#[tokio::test]
async fn what_is_declared_must_be_right() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let free = site.open_lot("P2026-ENER-0002", false).await;
    let centre = site.centre().await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.enrol(&free).await.unwrap();
    assert_eq!(code(anna.declare(&lot, 9_999).await), "DEPOSIT_TOO_LITTLE");
    assert_eq!(code(anna.declare(&lot, 0).await), "AMOUNT_RANGE");
    assert_eq!(code(anna.declare(&free, 1).await), "DEPOSIT_NOT_NEEDED");
    let unsaid = site
        .portal
        .declare_deposit(&anna.account, &lot, TEST_DEPOSIT, " ")
        .await;
    assert_eq!(code(unsaid), "REFERENCE_LENGTH");

    anna.declare(&lot, 10_000).await.unwrap();
    assert_eq!(code(anna.declare(&lot, 10_000).await), "DEPOSIT_DECLARED");
    let line = site.deposit(&anna, &lot).await;
    let (portal, staff) = (&site.portal, &centre.account);
    let refused = portal.refuse_deposit(staff, line.id, "银行无此流水").await;
    assert_eq!(refused, Ok(()));
    let again = portal.refuse_deposit(staff, line.id, "银行无此流水").await;
    assert_eq!(code(again), "DEPOSIT_NOT_DECLARED");
    let payment = site.deposit(&anna, &lot).await.payment.unwrap();
    assert_eq!(payment.refused.as_deref(), Some("银行无此流水"));

    // He looks again, declares again, and pays a little more than asked: the whole is held.
    anna.declare(&lot, 10_000).await.unwrap();
    assert_eq!(
        code(centre.confirm(&line, 9_000).await),
        "DEPOSIT_TOO_LITTLE"
    );
    centre.confirm(&line, 10_500).await.unwrap();
    assert_eq!(code(centre.confirm(&line, 10_500).await), "DEPOSIT_STATE");
    assert_eq!(code(anna.declare(&lot, 10_000).await), "DEPOSIT_EXISTS");
    assert_eq!(code(centre.pay_out(line.id).await), "DEPOSIT_NOT_DUE");
    anna.bid(&lot, 100_000).await.unwrap();
}

#[tokio::test]
async fn staff_consignors_and_the_barred_do_not_bid() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let anna = site.bidder("anna").await;
    assert_eq!(
        reason(site.portal.enrol(&centre.account, &lot).await),
        N::Staff
    );
    let liaison = site.liaison().await;
    assert_eq!(reason(site.portal.enrol(&liaison, &lot).await), N::Role);
    let mut insider = site.bidder("insider").await;
    insider.account.institution = Some(site.owner().id);
    assert_eq!(reason(insider.enrol(&lot).await), N::OwnLot);
    assert_eq!(reason(insider.bid(&lot, 100_000).await), N::OwnLot);

    // Everything is in order, and then it is not: what counts is the moment of the bid.
    anna.enrol(&lot).await.unwrap();
    centre.hold(&anna, &lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    for (fact, on, expected) in [
        (BidderFact::Barred, None, N::Barred),
        (BidderFact::Related, Some(&lot), N::Related),
        (BidderFact::Defaulted, Some(&lot), N::BarredDefault),
    ] {
        let about = anna.account.id;
        centre.note(about, fact, true, on).await.unwrap();
        // Above the amount, below the clock: the place of item 5 in the order of C.4.
        assert_eq!(reason(anna.bid(&lot, 100_001).await), expected);
        centre.note(about, fact, false, on).await.unwrap();
    }
    let ben = site.bidder("ben").await;
    ben.enrol(&lot).await.unwrap();
    centre.hold(&ben, &lot).await;
    ben.bid(&lot, 105_000).await.unwrap();
    centre
        .note(anna.account.id, BidderFact::Identity, false, None)
        .await
        .unwrap();
    assert_eq!(reason(anna.bid(&lot, 110_000).await), N::Identity);
    site.verify(&lot).await;
}

#[tokio::test]
async fn only_the_centre_keeps_deposits() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    anna.declare(&lot, 10_000).await.unwrap();
    let line = site.deposit(&anna, &lot).await;
    let portal = &site.portal;
    let refused = portal.refuse_deposit(&anna.account, line.id, "不是").await;
    assert_eq!(refused, Err(Error::Forbidden));
    let list = portal
        .office_deposits(&anna.account, DepositFilter::Declared, None)
        .await;
    assert_eq!(list, Err(Error::Forbidden));
    let own = portal.own_deposits(&anna.account).await.unwrap();
    assert_eq!((own.len(), own[0].id), (1, line.id));
    let liaison = site.liaison().await;
    assert_eq!(portal.own_deposits(&liaison).await, Ok(Vec::new()));
    let proof = service::deposits::Proof {
        file_name: "空.pdf".into(),
        file: Vec::new(),
    };
    let centre = site.centre().await;
    let empty = portal
        .pay_out_deposit(&centre.account, line.id, proof)
        .await;
    assert_eq!(code(empty), "FILE_MISSING");
    for (file_name, file) in [
        ("回单.pdf", b"<html>".as_slice()),
        ("回单.html", b"%PDF-1.4 bank"),
        ("回单.txt", b"paid"),
    ] {
        let (file_name, file) = (file_name.into(), file.to_vec());
        let proof = service::deposits::Proof { file_name, file };
        let refused = portal.confirm_deposit(&centre.account, line.id, TEST_DEPOSIT, proof);
        assert_eq!(code(refused.await), "FILE_KIND", "its bytes decide (S-23)");
    }
}

#[tokio::test]
async fn after_the_close_everybody_but_the_buyer_gets_it_back() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    for bidder in [&anna, &ben] {
        bidder.enrol(&lot).await.unwrap();
        centre.hold(bidder, &lot).await;
    }
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    assert_eq!(settle_deposits(&site.portal).await, Ok(0), "it still runs");
    site.pass(OVER).await;
    assert_eq!(settle_deposits(&site.portal).await, Ok(1));
    assert_eq!(settle_deposits(&site.portal).await, Ok(0), "once");
    let due = centre.list(DepositFilter::ToPayOut).await;
    assert_eq!((due.len(), due[0].bidder), (1, anna.account.id));
    let alone = centre.pay_out_alone(due[0].id).await;
    assert_eq!(code(alone), "SAME_PERSON", "it takes two (S-36)");
    centre.pay_out(due[0].id).await.unwrap();
    assert_eq!(code(centre.pay_out(due[0].id).await), "DEPOSIT_STATE");
    let bought = site.deposit(&ben, &lot).await;
    assert_eq!(bought.state, DepositState::Held, "until he confirms");
    assert_eq!(code(centre.pay_out(bought.id).await), "DEPOSIT_NOT_DUE");
    assert_eq!(code(anna.declare(&lot, 10_000).await), "DEPOSIT_LOT_OVER");

    // The sale is confirmed: his deposit counts to the price.
    let mut tx = site.portal.store().write().await.unwrap();
    let moved = tx
        .update_lot_state(bought.lot, LotState::Sold, LotState::Contracting, None)
        .await;
    assert!(moved.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(settle_deposits(&site.portal).await, Ok(1));
    let sums = site.portal.store().read().await.unwrap();
    let mut tx = sums;
    let sums = tx.deposit_book(bought.lot).await.unwrap().balances();
    assert_eq!((sums.applied, sums.released), (TEST_DEPOSIT, TEST_DEPOSIT));
    assert_eq!(
        sums.received,
        sums.held + sums.applied + sums.released + sums.forfeited
    );
}

#[tokio::test]
async fn an_unsold_lot_keeps_no_money_and_late_money_goes_back() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let (anna, ben) = site.rivals(&lot).await;
    centre.hold(&anna, &lot).await;
    ben.declare(&lot, 10_000).await.unwrap();
    site.pass(OVER).await;
    assert_eq!(settle_deposits(&site.portal).await, Ok(1));
    // The bank was slow: held first, and back by the same rule.
    let late = site.deposit(&ben, &lot).await;
    centre.confirm(&late, 10_000).await.unwrap();
    assert_eq!(settle_deposits(&site.portal).await, Ok(1));
    assert_eq!(centre.list(DepositFilter::ToPayOut).await.len(), 2);
}

#[tokio::test]
async fn a_cancelled_lot_gives_everything_back() {
    let site = TestPortal::new().await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let grants = centre.account.grants.clone();
    let second = site.account("second", grants, None).await;
    let anna = site.bidder("anna").await;
    anna.enrol(&lot).await.unwrap();
    centre.hold(&anna, &lot).await;
    anna.bid(&lot, 100_000).await.unwrap();
    let reason = SuspendReason::SystemFault;
    for step in [
        Intervention::Suspend { reason },
        Intervention::Cancel { reason },
    ] {
        assert_eq!(settle_deposits(&site.portal).await, Ok(0));
        let portal = &site.portal;
        let asked = portal.request_intervention(&centre.account, &lot, step, "机房断电");
        let id = asked.await.unwrap();
        portal.approve_intervention(&second, id).await.unwrap();
    }
    assert_eq!(settle_deposits(&site.portal).await, Ok(1));
    let line = site.deposit(&anna, &lot).await;
    assert_eq!(line.place(), DepositFilter::ToPayOut);
    centre.pay_out(line.id).await.unwrap();
}

/// Two processes beside each other, both with their workers: every deposit is ordered back once,
/// and what one process learns of a bidder counts for the bids of the other.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_release_once() {
    let Some(site) = TestPortal::on_postgres().await else {
        return;
    };
    let other = site.beside("second").await;
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let mut bidders = Vec::new();
    for number in 0..6 {
        let bidder = site.bidder(&format!("bidder-{number}")).await;
        bidder.enrol(&lot).await.unwrap();
        centre.hold(&bidder, &lot).await;
        bidders.push(bidder);
    }
    let bid = |who: usize, yuan| {
        let key = site.portal.new_key();
        bidders[who].request(&lot, domain::bidding::Order::Flat, yuan, &key)
    };
    // The second process has both in memory; the first one bars one of them.
    other
        .place_bid(&bidders[0].account, bid(0, 100_000))
        .await
        .unwrap();
    other
        .place_bid(&bidders[1].account, bid(1, 105_000))
        .await
        .unwrap();
    let about = bidders[0].account.id;
    centre
        .note(about, BidderFact::Barred, true, None)
        .await
        .unwrap();
    let refused = other.place_bid(&bidders[0].account, bid(0, 110_000)).await;
    assert_eq!(reason(refused), N::Barred);

    site.pass(OVER).await;
    let (one, two) = tokio::join!(settle_deposits(&site.portal), settle_deposits(&other));
    assert_eq!(
        one.unwrap() + two.unwrap(),
        5,
        "everybody but the buyer, once"
    );
    // Again after a restart, with all workers running.
    let third = site.beside("third").await;
    let _workers = workers::start(&third);
    assert_eq!(settle_deposits(&third).await, Ok(0));
    assert_eq!(centre.list(DepositFilter::ToPayOut).await.len(), 5);
}
