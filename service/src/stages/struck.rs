//! Striking the buyer out after the close (bidding.md C.8): nobody moves up to his place. Where he is
//! at fault he has defaulted; where we are, the parties may talk.

use super::case::Case;
use super::{Taken, settle_lot};
use crate::Error;
use domain::accounts::Actor;
use domain::audit::Origin;
use domain::bidding::Paddle;
use domain::bidding::stage::{Cause, GuardUnmet, Particulars, Stage, StageEvent, StageEventKind};
use domain::bidding::two_person::ApprovedIntervention;
use domain::ids::LotCode;
use domain::time::Timestamp;
use store::Tx;

/// A sale whose buyer two persons want to strike out, and which the table of C.7 lets go.
pub(crate) struct StruckSale {
    case: Case,
    event: StageEvent,
    to: Stage,
    cause: Cause,
    origin: Origin,
}

impl StruckSale {
    /// Judges what was approved; writes nothing.
    ///
    /// # Errors
    /// `State` when the sale is confirmed already or there is none, `NOT_THE_BUYER`,
    /// `PRACTICE_NO_DEAL`.
    pub(crate) async fn judge(
        tx: &mut Tx,
        code: &LotCode,
        approved: ApprovedIntervention,
        origin: Origin,
    ) -> Result<Self, Error> {
        let now = origin.at;
        let case = Case::load(tx, code, now).await?;
        let cause = Cause {
            at: now,
            by: Actor::Person(approved.approved_by()),
            reason: approved.reason().clone(),
        };
        let event = StageEvent::Void(approved);
        let facts = case.facts(cause.clone(), false);
        Ok(Self {
            to: case.stage.on(&event, &facts)?,
            case,
            event,
            cause,
            origin,
        })
    }

    /// When it was decided.
    pub(crate) const fn decided_at(&self) -> Timestamp {
        self.origin.at
    }

    /// Writes what follows from it once the event stands among those of the lot: the move, the state,
    /// the bar on a buyer at fault, and what becomes of the deposits.
    ///
    /// # Errors
    /// Only faults of ours: whatever could refuse has been asked before.
    pub(crate) async fn carry_out(self, tx: &mut Tx) -> Result<(), Error> {
        let particulars = Particulars::of(&self.event);
        let taken = Taken {
            case: &self.case,
            event: &self.event,
            particulars: &particulars,
            to: self.to,
            cause: &self.cause,
            origin: &self.origin,
            paper: None,
        };
        taken.record(tx).await?;
        taken.carry_out(tx, None).await?;
        let lot = &self.case.lot;
        settle_lot(tx, &lot.code, self.cause.by, &self.origin).await?;
        Ok(tx.raise_standing(lot.id).await?)
    }
}

/// Whether striking this number out after the close can be asked for at all.
///
/// # Errors
/// As [`StruckSale::judge`].
pub(crate) async fn may_be_struck(
    tx: &mut Tx,
    code: &LotCode,
    paddle: Paddle,
    now: Timestamp,
) -> Result<(), Error> {
    let case = Case::load(tx, code, now).await?;
    if case.stage != Stage::SoldPending {
        return Err(Error::State {
            from: case.stage,
            event: StageEventKind::Void,
        });
    }
    let bought = case.auction.has_bought(paddle);
    bought
        .then_some(())
        .ok_or(Error::invalid(GuardUnmet::NotTheBuyer.code()))
}
