//! The deals of the demo season that were negotiated: their price was agreed on and published, and the
//! days of publicity are over. The others were knocked down in their rounds.

use super::DemoSeason;
use crate::Error;
use domain::accounts::{Account, Action};
use domain::bidding::stage::{Particulars, Stage, StageEventKind};
use domain::lots::{Lot, LotState};
use domain::time::Timestamp;
use store::{NewMove, Tx};

/// How long ago a price was agreed on, and how long it was published, ms.
const AGREED_AGO_MS: i64 = 20 * 86_400_000;
const PUBLISHED_FOR_MS: i64 = 15 * 86_400_000;

/// Writes how the sold lots that were in no round were sold.
pub(super) async fn write(tx: &mut Tx, demo: &DemoSeason, now: Timestamp) -> Result<(), Error> {
    let mut staff = demo.accounts.iter().map(|(one, _)| one);
    let staff = staff.find(|one| one.may(Action::KeepDeals));
    let staff = staff.expect("somebody of the centre");
    let negotiated = |lot: &&super::DemoLot| {
        lot.lot.state == LotState::Sold && lot.auction.is_none() && !lot.lot.practice
    };
    for lot in demo.lots.iter().filter(negotiated) {
        agree(tx, &lot.lot, staff, now.plus_millis(-AGREED_AGO_MS)).await?;
    }
    Ok(())
}

async fn agree(tx: &mut Tx, lot: &Lot, staff: &Account, at: Timestamp) -> Result<(), Error> {
    let until = at.plus_millis(PUBLISHED_FOR_MS);
    let agreed = Particulars {
        until: Some(until),
        price: lot.asking_price,
        mode: lot.modes.first().copied(),
        related_party: Some(false),
        ..Particulars::default()
    };
    let none = Particulars::default();
    let agreement = NewMove {
        lot: lot.id,
        seq: 1,
        // It was in no round.
        listed_seq: 0,
        event: StageEventKind::PriceAgreed,
        from: Stage::Negotiating,
        to: Stage::Publicity,
        at,
        by: Some(staff.id),
        reason: "双方协商一致（示例）",
        particulars: &agreed,
        paper: None,
    };
    tx.insert_move(&agreement).await?;
    let over = NewMove {
        seq: 2,
        event: StageEventKind::PublicityOver,
        from: Stage::Publicity,
        to: Stage::Confirmed,
        at: until,
        by: None,
        reason: "ON_TIME",
        particulars: &none,
        ..agreement
    };
    Ok(tx.insert_move(&over).await?)
}
