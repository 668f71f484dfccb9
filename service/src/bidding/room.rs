//! A lot as the writer holds it in memory: the auction and who has which number.

use super::Received;
use super::answer::Answer;
use crate::Error;
use domain::accounts::{Account, Action};
use domain::bidding::{Auction, Event, EventKind, Instruction, NotQualified, Paddle};
use domain::ids::{AccountId, InstitutionId, LotCode, LotId, RoundId};
use domain::live::Frame;
use domain::time::Timestamp;
use domain::views::Receipt;
use std::collections::HashMap;
use store::Tx;

/// A lot with its auction, loaded when the first instruction comes.
pub(super) struct Room {
    pub(super) lot: LotId,
    pub(super) code: LotCode,
    pub(super) practice: bool,
    pub(super) owner: InstitutionId,
    pub(super) round: RoundId,
    pub(super) auction: Auction,
    /// Numbers that are known; a missing one is looked up.
    paddles: HashMap<AccountId, Paddle>,
}

impl Room {
    /// Loads the lot's head; `None` when there is no such lot or it is in no round.
    pub(super) async fn load(tx: &mut Tx, code: &LotCode) -> Result<Option<Self>, Error> {
        let Some(stored) = tx.lot(code).await? else {
            return Ok(None);
        };
        let Some(head) = tx.auction(stored.lot.id).await? else {
            return Ok(None);
        };
        Ok(Some(Self {
            lot: stored.lot.id,
            code: code.clone(),
            practice: stored.lot.practice,
            owner: stored.lot.owner,
            round: head.round,
            auction: head.auction,
            paddles: HashMap::new(),
        }))
    }

    /// The bidder's number on this lot.
    pub(super) async fn paddle(
        &mut self,
        tx: &mut Tx,
        account: AccountId,
    ) -> Result<Option<Paddle>, Error> {
        if let Some(paddle) = self.paddles.get(&account) {
            return Ok(Some(*paddle));
        }
        let found = tx.enrolment(self.lot, account).await?;
        if let Some(paddle) = found {
            self.paddles.insert(account, paddle);
        }
        Ok(found)
    }

    /// Judges a bid and, when it is accepted, moves the auction on.
    pub(super) fn decide(
        &mut self,
        received: &Received,
        paddle: Option<Paddle>,
        now: Timestamp,
    ) -> (Answer, Option<Moved>) {
        let standing = self.standing(&received.account, paddle);
        let request = &received.request;
        let instruction = Instruction {
            // Without a number the standing refuses before the number is looked at.
            paddle: paddle.unwrap_or(Paddle(0)),
            order: request.order,
            amount: request.amount,
            received_at: request.received_at,
            jump_confirmed: request.jump_confirmed,
        };
        match self.auction.decide(&instruction, standing, now) {
            Ok(event) => {
                let moved = self.advance(event);
                (
                    Answer::Accepted {
                        receipt: self.receipt(&moved.event, received),
                    },
                    Some(moved),
                )
            }
            Err(refusal) => (
                Answer::Refused {
                    refusal,
                    as_of_seq: self.auction.seq,
                    min_next: self.auction.min_next_of(instruction.paddle),
                },
                None,
            ),
        }
    }

    /// Applies an event and makes its frame.
    pub(super) fn advance(&mut self, event: Event) -> Moved {
        let ended_at = self.auction.ends_at;
        self.auction.apply(&event);
        let frame = Frame::of(&self.code, ended_at, &event, &self.auction);
        let json = serde_json::to_string(&frame).expect("a frame has only text and numbers");
        Moved { event, frame: json }
    }

    /// Whether the account may bid here (C.4 item 5). Full qualification with deposits is a later
    /// chapter of the rule book; the order of the checks stays.
    fn standing(&self, account: &Account, paddle: Option<Paddle>) -> Result<(), NotQualified> {
        if !account.may(Action::Bid) {
            return Err(NotQualified::Role);
        }
        if account.institution == Some(self.owner) {
            return Err(NotQualified::OwnLot);
        }
        if account.house_bot && !self.practice {
            return Err(NotQualified::PracticeOnly);
        }
        match paddle {
            None => Err(NotQualified::NotEnrolled),
            Some(paddle) if self.auction.struck.contains(&paddle) => Err(NotQualified::Barred),
            Some(_) => Ok(()),
        }
    }

    fn receipt(&self, event: &Event, of: &Received) -> Receipt {
        let EventKind::Bid {
            paddle,
            order,
            amount,
            received_at,
            ends_at,
            ..
        } = event.kind
        else {
            unreachable!("a bid is accepted by a bid event");
        };
        Receipt {
            lot: of.request.lot.clone(),
            lot_seq: event.seq,
            paddle,
            order,
            amount,
            price: self.auction.price.unwrap_or(amount),
            leader: self.auction.leader.unwrap_or(paddle),
            ends_at,
            received_at,
            accepted_at: event.at,
            clock_error_ms: of.clock_error_ms,
            replayed: false,
        }
    }
}

/// An event that has been applied, with its frame as it goes out.
pub(super) struct Moved {
    pub(super) event: Event,
    pub(super) frame: String,
}
