//! What is on file about a lot whose round is over: where it stands, and what the guards ask.

use crate::Error;
use domain::bidding::qualification::BidderFact;
use domain::bidding::stage::{
    Cause, DealFacts, RoundFacts, Stage, StageFacts, StageRules, Step, Trail, confirm_due,
};
use domain::bidding::{Auction, Outcome, Paddle};
use domain::ids::{AccountId, LotCode};
use domain::lots::{Lot, LotState};
use domain::time::{Date, Timestamp, Weekday};
use store::{StoredMove, StoredSeat, Tx};

/// A lot that was in a round, with everything that its next move may depend on.
pub(super) struct Case {
    pub(super) lot: Lot,
    pub(super) auction: Auction,
    /// Number of the event that listed it in its present round.
    pub(super) listed_seq: u64,
    /// Every move on record, in order, of all rounds.
    pub(super) moves: Vec<StoredMove>,
    /// Those since the close of the present round.
    pub(super) trail: Trail,
    /// Where it stands.
    pub(super) stage: Stage,
    /// Whom it was knocked down to, with what is on file about him; he may have been struck out
    /// since.
    pub(super) buyer: Option<Buyer>,
    /// The numbers of the season.
    pub(super) rules: StageRules,
    unsold_rounds: u32,
    season_ends_at: Option<Timestamp>,
}

/// Whom a lot was knocked down to.
pub(super) struct Buyer {
    pub(super) account: AccountId,
    pub(super) paddle: Paddle,
    pub(super) name: String,
    seat: StoredSeat,
}

impl Case {
    /// Looks it up.
    ///
    /// # Errors
    /// `NotFound` for lots that were in no round; `PRACTICE_NO_DEAL` for practice lots.
    pub(super) async fn load(tx: &mut Tx, code: &LotCode, now: Timestamp) -> Result<Self, Error> {
        let lot = tx.lot(code).await?.ok_or(Error::NotFound)?.lot;
        let stored = tx.auction(lot.id).await?.ok_or(Error::NotFound)?;
        if lot.practice {
            // Nothing is bought in practice, and its lots go round by themselves.
            return Err(Error::invalid("PRACTICE_NO_DEAL"));
        }
        let moves = tx.moves(lot.id).await?;
        let trail = trail(&moves, stored.listed_seq);
        let auction = stored.auction;
        let first = match auction.outcome {
            Some(outcome) => stage_after(lot.state, outcome),
            None => stage_of_bidding(&auction, now),
        };
        let season = tx.season(lot.season).await?;
        Ok(Self {
            stage: trail.stage().unwrap_or(first),
            buyer: Buyer::load(tx, code, &auction).await?,
            unsold_rounds: tx.unsold_rounds(lot.id).await?,
            rules: season
                .as_ref()
                .map_or_else(StageRules::default, |season| season.rules),
            season_ends_at: season.map(|season| season.end_on.plus_days(1).at(0, 0)),
            listed_seq: stored.listed_seq,
            lot,
            auction,
            moves,
            trail,
        })
    }

    /// What the guards may ask. `difference_noted` is what the person who moves the lot says.
    pub(super) fn facts(&self, cause: Cause, difference_noted: bool) -> StageFacts {
        let terms = &self.auction.terms;
        StageFacts {
            lot: self.lot.id,
            practice: self.lot.practice,
            rules: self.rules,
            cause,
            submitted_by: None,
            round: Some(RoundFacts {
                opens_at: terms.opens_at,
                ends_at: self.auction.ends_at,
                drain_ms: terms.drain_ms,
                start: terms.start,
                unsold_rounds: self.unsold_rounds,
                leader: self.auction.leader,
            }),
            suspension: None,
            deal: DealFacts {
                confirm_due: Some(self.confirm_due()),
                contract_due: self.trail.contract_due(&self.rules),
                ex_buyer_barred: self.buyer.as_ref().is_some_and(Buyer::is_barred),
                difference_noted,
            },
            publicity: self.trail.publicity(),
            season_ends_at: self.season_ends_at,
        }
    }

    /// The buyer must have confirmed by then. The last event of a closed round is its close.
    pub(super) fn confirm_due(&self) -> Timestamp {
        confirm_due(self.auction.at, &self.rules, is_working_day)
    }

    /// The buyer, unless he was struck out for a fault of ours: then nobody has bought.
    pub(super) fn known_buyer(&self) -> Option<&Buyer> {
        let struck = matches!(self.auction.outcome, Some(Outcome::Voided { .. }));
        let at_fault = self.stage == Stage::Defaulted;
        self.buyer.as_ref().filter(|_| !struck || at_fault)
    }

    /// Whether the centre has verified the identity of the buyer.
    pub(super) fn is_verified(&self) -> bool {
        self.buyer.as_ref().is_some_and(Buyer::is_verified)
    }

    /// When the season is over.
    pub(super) const fn season_ends_at(&self) -> Option<Timestamp> {
        self.season_ends_at
    }

    /// Whether there may be one more round after those that found no buyer.
    pub(super) fn may_be_relisted(&self) -> bool {
        let left = self.unsold_rounds < self.rules.unsold_rounds_max;
        left || self.stage == Stage::Defaulted
    }
}

impl Buyer {
    async fn load(tx: &mut Tx, code: &LotCode, auction: &Auction) -> Result<Option<Self>, Error> {
        let Some(Outcome::SoldPending { paddle, .. } | Outcome::Voided { paddle }) =
            auction.outcome
        else {
            return Ok(None);
        };
        let end = tx.lot_end(code).await?;
        let Some((lot, account)) = end.and_then(|end| Some((end.lot, end.leader?))) else {
            return Ok(None);
        };
        let name = tx.account(account).await?.map(|found| found.display_name);
        Ok(Some(Self {
            account,
            paddle,
            name: name.unwrap_or_default(),
            seat: tx.seat(lot, account).await?,
        }))
    }

    pub(super) fn is_verified(&self) -> bool {
        self.seat.facts.contains(&BidderFact::Identity)
    }

    fn is_barred(&self) -> bool {
        self.seat.facts.contains(&BidderFact::Defaulted)
    }
}

/// The moves since the listing with this number.
pub(super) fn trail(moves: &[StoredMove], listed_seq: u64) -> Trail {
    let of_round = moves.iter().filter(|one| one.listed_seq == listed_seq);
    Trail(of_round.map(|one| one.step.clone()).collect::<Vec<Step>>())
}

/// Where a lot stands that has closed with `outcome`, as its stored state tells it: coarser than
/// the record of its moves, and all there is before the first of them.
pub(crate) const fn stage_after(state: LotState, outcome: Outcome) -> Stage {
    match (state, outcome) {
        (LotState::Contracting, _) => Stage::Confirmed,
        (LotState::Signed, _) => Stage::ContractSigned,
        (LotState::Registered, _) => Stage::TechRegistered,
        (LotState::Delivered, _) => Stage::Completed,
        (LotState::Defaulted, _) => Stage::Defaulted,
        (LotState::Withdrawn, _) => Stage::Withdrawn,
        (LotState::Archived, _) => Stage::Showcase,
        (_, Outcome::SoldPending { .. }) => Stage::SoldPending,
        (_, Outcome::UnsoldNoBid) => Stage::UnsoldNoBid,
        (_, Outcome::UnsoldReserve) => Stage::UnsoldReserve,
        (_, Outcome::UnsoldTooFew) => Stage::UnsoldTooFew,
        (_, Outcome::Cancelled) => Stage::Cancelled,
        (_, Outcome::Voided { .. }) => Stage::Negotiating,
    }
}

/// Where a lot stands whose round is not over.
fn stage_of_bidding(auction: &Auction, now: Timestamp) -> Stage {
    match auction.suspended {
        Some(_) => Stage::Suspended,
        None if now < auction.terms.opens_at => Stage::Scheduled,
        None if now < auction.ends_at => Stage::Open,
        None => Stage::Closing,
    }
}

/// Monday to Friday. The holidays of the year are announced late and are not on file, as with the
/// bidding days (domain.md §5): the centre looks at them before it finds a buyer in default.
fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
