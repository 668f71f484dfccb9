//! What happens to a lot after its round (成交办理): the deal is confirmed, signed, paid and
//! registered, or the buyer defaults; an unsold lot is negotiated about, published, put up again.
//! [`Stage::on`] decides; the record, the deposits and whatever else follows are written in the
//! transaction that holds the lot.

mod case;
mod desk;
mod struck;
mod wish;

pub use wish::{Agreement, Relisting, Wish};

pub(crate) use case::stage_after;
pub(crate) use desk::{Closed, buyers_due, deal_desk, public_deal};
pub(crate) use struck::{StruckSale, may_be_struck};

use crate::deposits::{Proof, settle_lot};
use crate::listing::check_unsold;
use crate::listing::list;
use crate::lots::require;
use crate::{Error, Portal};
use case::Case;
use domain::accounts::{Account, Action, Actor};
use domain::audit::{Act, Object, Origin};
use domain::bidding::qualification::BidderFact;
use domain::bidding::stage::{
    BiddingProgress, Cause, GuardUnmet, Particulars, Stage, StageEvent, StageEventKind,
    StageRefusal,
};
use domain::evidence::{FileHash, Reason};
use domain::ids::{LotCode, LotId};
use domain::lots::LotState;
use domain::rounds::Round;
use domain::time::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use store::{LotChange, NewFact, NewMove, NewProof, Store, Tx};

/// Publicities ended in one go.
const PUBLICITIES_MAX: u32 = 50;

/// What a move rests on.
#[derive(Clone, Debug, Default)]
pub struct Grounds {
    /// Why, in words.
    pub reason: String,
    /// The paper; some moves cannot do without.
    pub paper: Option<Proof>,
}

/// What was written.
struct Moved {
    to: Stage,
    /// Number and frame of the event that has listed the lot again.
    listed: Option<(u64, String)>,
}

impl Portal {
    /// Moves a lot on after its round; answers where it stands then.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre, `NotFound` for lots in no round, `State` when
    /// bidding.md C.7 has no such arrow, the codes of [`GuardUnmet`], `REASON_LENGTH`,
    /// `FILE_MISSING`, `FILE_TOO_LARGE`, `FILE_KIND`, those of the scanner, `PRACTICE_NO_DEAL`,
    /// `AMOUNT_RANGE`, `PARTY_LENGTH`, `MODE_MISSING`, `SIGNED_TOO_EARLY`, `ROUND_CLOSED`, `RESERVE_OFF_GRID`, `RELIST_IMPOSSIBLE`.
    pub async fn move_lot(
        &self,
        account: &Account,
        code: &LotCode,
        wish: Wish,
        grounds: Grounds,
    ) -> Result<Stage, Error> {
        require(account, Action::KeepDeals)?;
        let reason = Reason::parse(&grounds.reason);
        let origin = self.by(account);
        let cause = Cause {
            at: origin.at,
            by: Actor::Person(account.id),
            reason: reason.ok_or(Error::invalid("REASON_LENGTH"))?,
        };
        let paper = match grounds.paper {
            Some(paper) => Some(self.take_proof(paper).await?),
            None => None,
        };
        self.take_move(code, wish, (cause, origin), paper).await
    }

    async fn take_move(
        &self,
        code: &LotCode,
        wish: Wish,
        on: (Cause, Origin),
        paper: Option<Proof>,
    ) -> Result<Stage, Error> {
        let moving = take(self.store().clone(), code.clone(), wish, on, paper);
        let moved = self.durable(moving).await?;
        self.writer().forget(code.clone()).await;
        if let Some((seq, frame)) = &moved.listed {
            let frame = crate::live::WireFrame::event(code.clone(), *seq, frame);
            self.hub().announce(frame);
        }
        Ok(moved.to)
    }
}

/// Ends the publicities whose days are over without an objection; answers how many. A lot that
/// cannot be moved does not hold up the others.
///
/// # Errors
/// Only faults of ours; the next call goes on.
pub async fn end_publicities(portal: &Portal) -> Result<u32, Error> {
    let now = portal.now();
    let due = portal
        .store()
        .read()
        .await?
        .publicities_over(now, PUBLICITIES_MAX)
        .await?;
    let mut ended = 0;
    for lot in due {
        match end_by_clock(portal, &lot, Wish::EndPublicity).await {
            Ok(()) => ended += 1,
            // Another process was faster, or somebody has just objected.
            Err(Error::State { .. } | Error::Invalid { .. }) => {}
            Err(error) => tracing::error!(%lot, %error, "a publicity could not be ended"),
        }
    }
    Ok(ended)
}

/// Moves a lot because its time has come.
///
/// # Errors
/// `State` and the codes of the guards when it has not, or somebody was faster.
pub(crate) async fn end_by_clock(portal: &Portal, lot: &LotCode, wish: Wish) -> Result<(), Error> {
    let origin = portal.by_clock();
    let cause = Cause {
        at: origin.at,
        by: Actor::Clock,
        reason: Reason::on_time(),
    };
    portal
        .take_move(lot, wish, (cause, origin), None)
        .await
        .map(drop)
}

/// Whether a lot is talked about, or its agreed price is public: no round may take it then.
pub(crate) async fn is_in_talks(tx: &mut Tx, lot: LotId) -> Result<bool, Error> {
    let stage = tx.moves(lot).await?.last().map(|last| last.step.to);
    Ok(matches!(
        stage,
        Some(Stage::Negotiating | Stage::Publicity | Stage::Objected)
    ))
}

async fn take(
    store: Store,
    code: LotCode,
    wish: Wish,
    (cause, origin): (Cause, Origin),
    paper: Option<Proof>,
) -> Result<Moved, Error> {
    let mut tx = store.audited().await?;
    tx.take_turn(std::slice::from_ref(&code)).await?;
    let case = Case::load(&mut tx, &code, cause.at).await?;
    let round = match wish.round() {
        Some(round) => tx.round(round).await?,
        None => None,
    };
    let hash = paper
        .as_ref()
        .map(|paper| FileHash(Sha256::digest(&paper.file).into()));
    let meant = wish.meant(&case, round.as_ref(), hash, &cause)?;
    let noted = meant.particulars.difference_noted.unwrap_or_default();
    let to = case
        .stage
        .on(&meant.event, &case.facts(cause.clone(), noted))?;
    check(&case, &meant.event)?;
    // What the hammer fell for in a hall is reported as that, and not agreed upon with somebody else.
    if meant.event.kind() == StageEventKind::Negotiate {
        check_unsold(&mut tx, &case.lot).await?;
    }
    let step = Taken {
        case: &case,
        event: &meant.event,
        particulars: &meant.particulars,
        to,
        cause: &cause,
        origin: &origin,
        paper: hash.zip(paper.as_ref()),
    };
    step.record(&mut tx).await?;
    let listed = step.carry_out(&mut tx, round.as_ref()).await?;
    settle_lot(&mut tx, &code, cause.by, &origin).await?;
    tx.raise_standing(case.lot.id).await?;
    tx.commit().await?;
    Ok(Moved { to, listed })
}

/// What the engine cannot know.
fn check(case: &Case, event: &StageEvent) -> Result<(), Error> {
    match event {
        // A contract from before the deal would make the last day for it meaningless.
        StageEvent::ContractSigned { signed_at, .. } => {
            let confirmed = case.trail.confirmed_at().map(Timestamp::date);
            let early = confirmed.is_some_and(|day| signed_at.date() < day);
            (!early)
                .then_some(())
                .ok_or(Error::invalid("SIGNED_TOO_EARLY"))
        }
        _ => Ok(()),
    }
}

/// A move that the engine has allowed.
struct Taken<'a> {
    case: &'a Case,
    event: &'a StageEvent,
    particulars: &'a Particulars,
    to: Stage,
    cause: &'a Cause,
    origin: &'a Origin,
    paper: Option<(FileHash, &'a Proof)>,
}

impl Taken<'_> {
    async fn record(&self, tx: &mut Tx) -> Result<(), Error> {
        // Of an intervention, who asked for it; who approved it stands with the request.
        let by = match self.event.approval() {
            Some(approved) => Some(approved.requested_by()),
            None => self.cause.by.person(),
        };
        if let (Some((hash, paper)), Some(by)) = (self.paper, by) {
            tx.insert_proof(&NewProof {
                hash,
                file_name: &paper.file_name,
                file: &paper.file,
                by,
                at: self.cause.at,
            })
            .await?;
        }
        let last = self.case.moves.last().map_or(0, |last| last.seq);
        tx.insert_move(&NewMove {
            lot: self.case.lot.id,
            seq: last + 1,
            listed_seq: self.case.listed_seq,
            event: self.event.kind(),
            from: self.case.stage,
            to: self.to,
            at: self.cause.at,
            by,
            reason: self.cause.reason.as_str(),
            particulars: self.particulars,
            paper: self.paper.map(|(hash, _)| hash),
        })
        .await?;
        let entry = self
            .origin
            .entry(Act::LotMove, Object::lot(&self.case.lot.code));
        let entry = entry.before(&json!({ "stage": self.case.stage.code() }));
        // Names of people stand with the move itself, which is for staff alone.
        let entry = entry.after(&json!({
            "stage": self.to.code(),
            "event": self.event.kind().code(),
            "move": last + 1,
            "paper": self.paper.map(|(hash, _)| hash.to_string()),
        }));
        tx.audit(entry.because(self.cause.reason.as_str()));
        // It gets its leaf in the public ledger (reliability.md L-11).
        Ok(tx
            .queue_for_ledger(&BTreeSet::from([self.case.lot.id]))
            .await?)
    }

    /// Whatever follows from it, but for the deposits.
    async fn carry_out(
        &self,
        tx: &mut Tx,
        round: Option<&Round>,
    ) -> Result<Option<(u64, String)>, Error> {
        let lot = &self.case.lot;
        match self.event {
            StageEvent::BuyerDefaulted(_) => self.bar_buyer(tx).await?,
            StageEvent::Void(_) if self.to == Stage::Defaulted => self.bar_buyer(tx).await?,
            StageEvent::Relist { .. } => return self.relist(tx, round).await.map(Some),
            _ => {}
        }
        let publicity = (self.to == Stage::Publicity).then_some(self.particulars.until);
        tx.put_publicity(lot.id, publicity.flatten()).await?;
        let state = self.to.lot_state(BiddingProgress::Opened);
        self.bring_to(tx, state).await
    }

    async fn bring_to(&self, tx: &mut Tx, state: LotState) -> Result<Option<(u64, String)>, Error> {
        let lot = &self.case.lot;
        if lot.state != state && !tx.update_lot_state(lot.id, lot.state, state, None).await? {
            return Err(Error::Conflict);
        }
        Ok(None)
    }

    /// Who has defaulted does not bid on this lot again.
    async fn bar_buyer(&self, tx: &mut Tx) -> Result<(), Error> {
        let buyer = self.case.buyer.as_ref();
        let fact = buyer.map(|buyer| NewFact {
            account: buyer.account,
            lot: Some(self.case.lot.id),
            kind: BidderFact::Defaulted,
            holds: true,
            reason: self.cause.reason.as_str(),
            by: self.cause.by.person(),
            at: self.cause.at,
        });
        Ok(tx.insert_facts(fact.as_slice()).await?)
    }

    /// The deposits of the round before are settled first: what goes back is ordered by its end.
    async fn relist(&self, tx: &mut Tx, round: Option<&Round>) -> Result<(u64, String), Error> {
        let impossible = || Error::invalid("RELIST_IMPOSSIBLE");
        let lot = &self.case.lot;
        let (round, start) = round.zip(self.particulars.price).ok_or_else(impossible)?;
        settle_lot(tx, &lot.code, self.cause.by, self.origin).await?;
        self.bring_to(tx, LotState::Published).await?;
        tx.set_start_price(lot.id, start).await?;
        if lot.start_price != Some(start) {
            tx.put_change(LotChange {
                lot: lot.id,
                at: self.cause.at,
                start: Some(start),
            })
            .await?;
        }
        let season = tx.season(round.season).await?.ok_or_else(impossible)?;
        let listed = list(tx, round, &season, lot.id, self.origin).await?;
        let (_, seq, frame) = listed.ok_or_else(impossible)?;
        Ok((seq, frame))
    }
}

impl From<StageRefusal> for Error {
    fn from(refusal: StageRefusal) -> Self {
        let unmet = match refusal {
            StageRefusal::IllegalTransition { from, event } => {
                return Self::State { from, event };
            }
            StageRefusal::GuardUnmet(unmet) => unmet,
        };
        Self::Invalid {
            code: unmet.code().into(),
            args: values(&unmet),
        }
    }
}

/// The values of the sentence of an unmet guard.
fn values(unmet: &GuardUnmet) -> Vec<(String, String)> {
    use GuardUnmet as G;
    let value = match unmet {
        G::NotYet { until: at }
        | G::NoticeTooShort { opens_from: at }
        | G::DisplayTooShort { opens_from: at }
        | G::EndTooEarly { least: at }
        | G::ContractTooLate { due: at }
        | G::ProlongationNotLater { due: at }
        | G::SuspendedTooLong { since: at }
        | G::ObjectionTooLate { ended_at: at } => ("at", minute(*at)),
        G::RoundsUsedUp { max } => ("max", max.to_string()),
        G::StartTooLow { least } => ("amount", least.digits()),
        _ => return Vec::new(),
    };
    vec![(value.0.to_owned(), value.1)]
}

/// `2026-11-28 00:00`, Beijing time: the same in both languages.
pub(crate) fn minute(at: Timestamp) -> String {
    format!("{} {}", at.date(), at.clock().hm())
}
