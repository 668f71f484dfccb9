//! A lot after its round, over every way it may go: sold to the transfer of the right, defaulted,
//! negotiated, published, put up again, reported from elsewhere; and the money of each.

#![allow(clippy::too_many_lines, reason = "the way of a lot is one story")]

mod leaves;
mod refused;
mod sale;
mod struck;
mod unsold;

use domain::deposits::Balances;
use domain::evidence::Reference;
use domain::ids::LotCode;
use domain::lots::LotState;
use service::Error;
use service::stages::Wish;
use service::testing::{TestBidder, TestCentre, TestPortal};

const CODE: &str = "P2026-ENER-0001";
/// From the opening of a test lot to after its close and drain, ms.
const OVER: i64 = 61 * 60_000;

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Invalid { code, .. }) => code.into_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

fn number() -> Reference {
    Reference::parse("2026320100000001").unwrap()
}

const CONFIRM: Wish = Wish::Confirm {
    identity_checked: true,
    documents_checked: true,
};

/// A lot with deposits, knocked down to ben; anna has lost.
async fn sold(site: &TestPortal) -> (LotCode, TestCentre<'_>, TestBidder<'_>, TestBidder<'_>) {
    let lot = site.open_lot_with_deposit(CODE).await;
    let centre = site.centre().await;
    let (anna, ben) = (site.bidder("anna").await, site.bidder("ben").await);
    for bidder in [&anna, &ben] {
        bidder.enrol(&lot).await.unwrap();
        centre.hold(bidder, &lot).await;
    }
    anna.bid(&lot, 100_000).await.unwrap();
    ben.bid(&lot, 105_000).await.unwrap();
    site.pass(OVER).await;
    (lot, centre, anna, ben)
}

/// A lot that nobody wanted.
async fn unsold(site: &TestPortal) -> (LotCode, TestCentre<'_>) {
    let lot = site.open_lot(CODE, false).await;
    let centre = site.centre().await;
    site.pass(OVER).await;
    (lot, centre)
}

async fn state(site: &TestPortal, lot: &LotCode) -> LotState {
    let mut tx = site.portal.store().read().await.unwrap();
    tx.lot(lot).await.unwrap().unwrap().lot.state
}

/// The sums of the book of a lot; what came in is where it went.
async fn sums(site: &TestPortal, lot: &LotCode) -> Balances {
    let mut tx = site.portal.store().read().await.unwrap();
    let id = tx.lot(lot).await.unwrap().unwrap().lot.id;
    let sums = tx.deposit_book(id).await.unwrap().balances();
    let everywhere = sums.held + sums.applied + sums.released + sums.forfeited;
    assert_eq!(sums.received, everywhere, "double entry");
    sums
}
