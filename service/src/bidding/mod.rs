//! Bidding: enrolment, bids, receipts. The decision itself is `domain::bidding`; here stand who
//! may, what is written together, and when the answer may leave.

mod answer;
mod fail_point;
mod in_flight;
mod repeat;
mod room;
pub(crate) mod seat;
mod standing;
mod writer;

pub use answer::Fate;
pub use domain::allowances::Rate as BidRate;
pub use fail_point::{FailPoint, Step};
pub(crate) use in_flight::InFlight;
pub(crate) use repeat::REPEATS;
pub(crate) use standing::{change_standings, standing};
pub(crate) use writer::{Writer, confirm, free_paddle};

use crate::traced::{self, Trail};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::bidding::{Order, Paddle, Refusal};
use domain::ids::LotCode;
use domain::ledger::hash::Hash32;
use domain::money::{AMOUNT_MAX, Fen};
use domain::time::Timestamp;
use domain::views::Receipt;
use std::sync::Arc;
use tracing::Span;

/// A bid as it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BidRequest {
    /// The lot.
    pub lot: LotCode,
    /// A bid by hand or a ceiling.
    pub order: Order,
    /// The bid, or how far the ceiling goes.
    pub amount: Fen,
    /// Made by the client before it sends: the same key never makes a second bid. 8–64 characters
    /// of letters, digits and hyphens.
    pub key: String,
    /// The bidder has confirmed an unusually high amount.
    pub jump_confirmed: bool,
    /// The digest of the terms that the bidder had before him; a program may leave it out.
    pub terms: Option<Hash32>,
    /// When the last byte of the request had arrived.
    pub received_at: Timestamp,
}

/// A bid on its way to the writer.
pub(crate) struct Received {
    account: Account,
    /// Hash of the token of the sign-in, where it is one that has to give a proof of identity.
    login: Option<Arc<str>>,
    request: BidRequest,
    /// How far the clock may have been off when it arrived, ms; the receipt says it.
    clock_error_ms: u32,
    /// Where its trace goes on.
    trail: Trail,
}

impl BidRequest {
    /// What must be equal when the same key comes again.
    fn fingerprint(&self) -> String {
        let order = match self.order {
            Order::Flat => "flat",
            Order::Cap => "cap",
        };
        format!("{order}:{}", self.amount.get())
    }

    fn check(&self) -> Result<(), Error> {
        check(&self.key, self.amount)
    }
}

/// Whether key and amount of a bid have the form of one, whoever sends it for whichever lot.
///
/// # Errors
/// `KEY_MALFORMED`, `AMOUNT_RANGE`.
pub fn check(key: &str, amount: Fen) -> Result<(), Error> {
    check_key(key)?;
    if amount <= Fen(0) || amount > AMOUNT_MAX {
        return Err(Error::invalid("AMOUNT_RANGE"));
    }
    Ok(())
}

impl Portal {
    /// Enrols the account on a lot and gives it a random number there; the bidder accepts the
    /// rules of bidding (竞买须知) by it. Enrolling again returns the same number. Identity and
    /// deposit follow after it.
    ///
    /// # Errors
    /// `NotFound`; `Bid` with the first of the reasons that nothing the bidder does can heal.
    pub async fn enrol(&self, account: &Account, lot: &LotCode) -> Result<Paddle, Error> {
        let who = (account.clone(), self.by(account));
        self.writer().enrol(who, lot.clone()).await
    }

    /// Places a bid. The answer is given after the commit is durable, never before. A key that has
    /// been answered gets its first answer, whatever is in the way of a new one (C.4 item 1); only a
    /// full queue is not looked past: it is told as such, and nothing was queued.
    ///
    /// # Errors
    /// `Bid` with the refusal of the rules; `KEY_REUSED` for a key that was used for another bid,
    /// `KEY_FENCED` for one that was given up. `TERMS_CHANGED` when it was meant for other terms than
    /// the lot has now; nothing was judged. `STEP_UP_REQUIRED` for the first bid of a sign-in on a lot
    /// that asks for a second factor, without a fresh proof of identity (reliability.md S-09); its key
    /// stays free. For a key without an answer: `Busy` when the queue
    /// is full or the stored data is damaged, `CLOCK_UNSAFE` while this node's clock cannot be
    /// trusted, `RATE_LIMITED` (not queued, all of them); `OutcomeUnknown` when the commit's own
    /// answer was lost. `REPEATED_TOO_OFTEN` when it was not even looked up.
    pub async fn place_bid(
        &self,
        account: &Account,
        request: BidRequest,
    ) -> Result<Receipt, Error> {
        let span = traced::bid(&request.lot);
        let answer = self.answer_bid(account, request, &span).await;
        traced::note(&span, &answer);
        self.tally().count(&answer);
        answer
    }

    async fn answer_bid(
        &self,
        account: &Account,
        request: BidRequest,
        span: &Span,
    ) -> Result<Receipt, Error> {
        request.check()?;
        if let Some(obstacle) = self.obstacle(account, &request) {
            let key = (account.id, request.lot.clone());
            if self.repeats().take(key, self.now()).is_err() {
                return Err(Error::invalid("REPEATED_TOO_OFTEN"));
            }
            return self.first_answer_or(account, &request, obstacle).await;
        }
        let instruction = Received {
            account: account.clone(),
            login: self
                .caller
                .login
                .clone()
                .filter(|_| self.settings().step_up),
            request: request.clone(),
            clock_error_ms: self.clock_error_ms(),
            trail: Trail::queued(span),
        };
        match self.writer().bid(instruction).await {
            // The answer was lost on its way; the table may have it (reliability.md §2.4).
            Err(unknown @ Error::OutcomeUnknown) => {
                self.first_answer_or(account, &request, unknown).await
            }
            answer => answer,
        }
    }

    /// Places a bid for a program: as [`Portal::place_bid`], but a repetition that overtakes its
    /// first request is refused instead of waiting behind it.
    ///
    /// # Errors
    /// As `place_bid`, and `KEY_RUNNING`.
    pub async fn place_bid_once(
        &self,
        account: &Account,
        request: BidRequest,
    ) -> Result<Receipt, Error> {
        let running = self
            .in_flight()
            .begin(account.id, &request.lot, &request.key);
        let _running = running.ok_or_else(|| Error::invalid("KEY_RUNNING"))?;
        self.place_bid(account, request).await
    }

    /// The receipt or refusal of the bid with this key; `None` when it was never decided.
    ///
    /// # Errors
    /// As [`Portal::fate`].
    pub async fn receipt(
        &self,
        account: &Account,
        lot: &LotCode,
        key: &str,
    ) -> Result<Option<Result<Receipt, Refusal>>, Error> {
        Ok(match self.fate(account, lot, key).await? {
            Fate::Accepted(receipt) => Some(Ok(Receipt {
                replayed: true,
                ..receipt
            })),
            Fate::Refused { refusal, .. } => Some(Err(refusal)),
            Fate::Fenced | Fate::NotSeen => None,
        })
    }

    /// What became of the bid with this key.
    ///
    /// # Errors
    /// `NotFound` when there is no such lot, `KEY_MALFORMED`; `OutcomeUnknown` while the standby that
    /// commits wait for has not confirmed.
    pub async fn fate(&self, account: &Account, lot: &LotCode, key: &str) -> Result<Fate, Error> {
        check_key(key)?;
        match self.stored_answer(account.id, lot, key).await? {
            Some(found) => Ok(answer::Answer::read(&found.answer)?.fate()),
            None => Ok(Fate::NotSeen),
        }
    }

    /// Gives a key up: unless its bid has been decided already, it never will be, not even when a
    /// delayed original arrives later (I-09). Doing it again changes nothing.
    ///
    /// # Errors
    /// `NotFound` when the lot is in no round, `KEY_MALFORMED`, `Busy`, `OutcomeUnknown`;
    /// `REPEATED_TOO_OFTEN` when nobody has looked: every key that is given up is a row for ever, and
    /// waits in the queue of the bids of others.
    pub async fn fence(&self, account: &Account, lot: &LotCode, key: &str) -> Result<Fate, Error> {
        check_key(key)?;
        let asked = self.repeats().take((account.id, lot.clone()), self.now());
        if asked.is_err() {
            return Err(Error::invalid("REPEATED_TOO_OFTEN"));
        }
        self.writer()
            .fence(account.id, lot.clone(), key.to_owned())
            .await
    }
}

/// 8–64 letters, digits and hyphens.
fn check_key(key: &str) -> Result<(), Error> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if (8..=64).contains(&key.len()) && key.bytes().all(fits) {
        Ok(())
    } else {
        Err(Error::invalid("KEY_MALFORMED"))
    }
}
