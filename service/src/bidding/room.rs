//! A lot as the writer holds it in memory: the auction and who has which number.

use super::Received;
use super::answer::Answer;
use super::seat::{Seat, demands};
use crate::{Error, RULES_VERSION};
use domain::bidding::qualification::LotDemands;
use domain::bidding::{Auction, Event, EventKind, Instruction, Paddle};
use domain::ids::{AccountId, LotCode, LotId, RoundId};
use domain::ledger::terms::digest;
use domain::live::Frame;
use domain::second_factor::FRESH_MS;
use domain::time::Timestamp;
use domain::views::Receipt;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::Tx;

/// A lot with its auction, loaded when the first instruction comes.
pub(super) struct Room {
    pub(super) lot: LotId,
    pub(super) code: LotCode,
    pub(super) practice: bool,
    /// What the lot asks of its bidders.
    pub(super) demands: LotDemands,
    pub(super) round: RoundId,
    listed_seq: u64,
    pub(super) auction: Auction,
    /// What is known of those enrolled; who is missing is looked up.
    seats: HashMap<AccountId, Seat>,
    /// Sign-ins that have given a proof of identity here, where the lot asks for a second factor.
    proven: HashSet<Arc<str>>,
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
            demands: demands(&stored.lot),
            round: head.round,
            listed_seq: head.listed_seq,
            auction: head.auction,
            seats: HashMap::new(),
            proven: HashSet::new(),
        }))
    }

    /// What is on file about a bidder.
    pub(super) async fn seat(&mut self, tx: &mut Tx, account: AccountId) -> Result<Seat, Error> {
        if let Some(seat) = self.seats.get(&account) {
            return Ok(*seat);
        }
        let seat = Seat::load(tx, self.lot, account).await?;
        self.keep_seat(account, seat);
        Ok(seat)
    }

    /// Whether it is known what is on file about a bidder.
    pub(super) fn knows(&self, account: AccountId) -> bool {
        self.seats.contains_key(&account)
    }

    /// Remembers what is on file about a bidder who is enrolled.
    pub(super) fn keep_seat(&mut self, account: AccountId, seat: Seat) {
        if seat.paddle.is_some() {
            self.seats.insert(account, seat);
        }
    }

    /// Drops what is known of the bidders: something about them has changed.
    pub(super) fn forget_seats(&mut self) {
        self.seats.clear();
    }

    /// Whether a bid was meant for the terms that hold here (reliability.md S-20).
    pub(super) fn is_meant(&self, received: &Received) -> bool {
        let ours = || digest(&self.auction.terms, self.listed_seq, RULES_VERSION);
        received.request.terms.is_none_or(|theirs| theirs == ours())
    }

    /// What is on file about whoever bids; nothing where his sign-in has to give a proof first.
    pub(super) async fn admitted(
        &mut self,
        tx: &mut Tx,
        received: &Received,
        now: Timestamp,
    ) -> Result<Option<Seat>, Error> {
        let seat = self.seat(tx, received.account.id).await?;
        let proven = self.is_proven(tx, received, &seat, now).await?;
        Ok(proven.then_some(seat))
    }

    /// Whether a bid may be judged as far as its sign-in goes: on a lot that asks for a second factor,
    /// the first one of a sign-in that would be accepted needs a fresh proof of identity (reliability.md
    /// S-09). What would be refused is told why instead.
    async fn is_proven(
        &mut self,
        tx: &mut Tx,
        received: &Received,
        seat: &Seat,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let asked = received
            .login
            .as_ref()
            .filter(|_| self.demands.second_factor);
        let Some(login) = asked.filter(|login| !self.proven.contains(*login)) else {
            return Ok(true);
        };
        let standing = seat.standing(&received.account, &self.demands, &self.auction);
        let judged = self
            .auction
            .decide(&instruction(received, seat), standing, now);
        if judged.is_err() {
            return Ok(true);
        }
        let (account, stale) = (received.account.id, now.plus_millis(-FRESH_MS));
        let proof = tx.login_proof(login.as_bytes(), account, now, stale);
        let proven = proof.await?.is_some();
        if proven {
            self.proven.insert(login.clone());
        }
        Ok(proven)
    }

    /// Judges a bid and, when it is accepted, moves the auction on.
    pub(super) fn decide(
        &mut self,
        received: &Received,
        seat: &Seat,
        now: Timestamp,
    ) -> (Answer, Option<Moved>) {
        let standing = seat.standing(&received.account, &self.demands, &self.auction);
        let instruction = instruction(received, seat);
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

/// What the rules judge of a bid.
fn instruction(received: &Received, seat: &Seat) -> Instruction {
    let request = &received.request;
    Instruction {
        // Without a number the standing refuses before the number is looked at.
        paddle: seat.paddle.unwrap_or(Paddle(0)),
        order: request.order,
        amount: request.amount,
        received_at: request.received_at,
        jump_confirmed: request.jump_confirmed,
    }
}

/// An event that has been applied, with its frame as it goes out.
pub(super) struct Moved {
    pub(super) event: Event,
    pub(super) frame: String,
}
