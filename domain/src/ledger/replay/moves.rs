//! The moves of a lot after its round, by the table of bidding.md C.7: none before the result, each
//! from where the one before it led, none that the table does not have.
//!
//! What this cannot see: the guards that ask for papers, days of grace and people. What was put on
//! record for them stands behind the leaf's secret commitment, for an auditor.

use super::chain::Read;
use super::{Break, BreakKind, json};
use crate::bidding::stage::{Stage, StageEventKind, Struck};
use crate::bidding::{Auction, Terms};
use crate::ledger::moved::PublicMove;
use crate::money::Fen;
use crate::time::Timestamp;
use serde::Serialize;

/// How far a lot has come since the result of its round.
#[derive(Clone, Copy, Default)]
pub(super) struct Deal {
    /// Where its last move led; nothing before the first. Older lots moved without leaves.
    pub stage: Option<Stage>,
    /// The end of the publicity that is under way.
    publicity: Option<Timestamp>,
    /// The start price of the round it goes into.
    start: Option<Fen>,
    /// The buyer whom an event has struck out, until the move that follows from it.
    struck: Option<Struck>,
}

impl Deal {
    /// One move: the lot stands where it starts from, and the table leads on.
    pub(super) fn follow(
        &mut self,
        read: &Read,
        moved: &PublicMove,
        auction: &Auction,
    ) -> Result<(), Break> {
        let Some(outcome) = auction.outcome else {
            return Err(found(read, BreakKind::Order, &"CLOSED", &moved.event));
        };
        let stands = self.stage.unwrap_or(Stage::after_round(&outcome));
        if stands != moved.from || !moved.is_legal() {
            return Err(found(read, BreakKind::Transition, &stands, moved));
        }
        // A buyer who was struck out, by the event before, is gone: by this move and no other.
        if self.struck.take() != moved.struck {
            return Err(found(read, BreakKind::Transition, &outcome, moved));
        }
        match moved.event {
            StageEventKind::PublicityOver
                if self.publicity.is_none_or(|end| read.received_at < end) =>
            {
                let now = read.received_at;
                return Err(found(read, BreakKind::Time, &self.publicity, &now));
            }
            StageEventKind::PriceAgreed
            | StageEventKind::OfflineDeal
            | StageEventKind::ObjectionRejected => self.publicity = moved.until,
            StageEventKind::Relist => self.start = moved.price,
            _ => {}
        }
        self.stage = Some(moved.to);
        Ok(())
    }

    /// The buyer was struck out after the close.
    pub(super) const fn strike(&mut self, struck: Struck) {
        self.struck = Some(struck);
    }

    /// Whether a buyer may still be struck out: the table has that arrow before every other move.
    pub(super) const fn is_untouched(&self) -> bool {
        self.stage.is_none()
    }

    /// Whether the next round may begin with this listing.
    pub(super) fn listed_again(&self, listing: &Read, terms: &Terms) -> Result<(), Break> {
        match self.stage {
            None => Ok(()),
            Some(Stage::Scheduled) if self.start == Some(terms.start) => Ok(()),
            Some(Stage::Scheduled) => {
                Err(found(listing, BreakKind::Price, &self.start, &terms.start))
            }
            Some(stage) => Err(found(
                listing,
                BreakKind::Transition,
                &stage,
                &Stage::Scheduled,
            )),
        }
    }
}

fn found(read: &Read, kind: BreakKind, expected: &impl Serialize, found: &impl Serialize) -> Break {
    Break {
        expected: json(expected),
        found: json(found),
        ..Break::bare(read.place, read.seq, kind)
    }
}
