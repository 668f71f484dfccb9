//! Bidding: enrolment, bids, receipts. The decision itself is `domain::bidding`; here stand who
//! may, what is written together, and when the answer may leave.

mod answer;
mod limiter;
mod room;
mod writer;

pub use limiter::BidRate;
pub(crate) use limiter::Limiter;
pub(crate) use writer::Writer;

use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::bidding::{Order, Paddle, Refusal};
use domain::ids::LotCode;
use domain::money::{AMOUNT_MAX, Fen};
use domain::time::Timestamp;
use domain::views::Receipt;

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
    /// When the last byte of the request had arrived.
    pub received_at: Timestamp,
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
        let key_fits = (8..=64).contains(&self.key.len())
            && self
                .key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !key_fits {
            return Err(Error::invalid("KEY_MALFORMED"));
        }
        if self.amount <= Fen(0) || self.amount > AMOUNT_MAX {
            return Err(Error::invalid("AMOUNT_RANGE"));
        }
        Ok(())
    }
}

impl Portal {
    /// Enrols the account on a lot and gives it a random number there; the bidder accepts the
    /// rules of bidding (竞买须知) by it. Enrolling again returns the same number.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden` for roles that never bid, `BID_OWN_LOT` for the owner's people.
    pub async fn enrol(&self, account: &Account, lot: &LotCode) -> Result<Paddle, Error> {
        if !account.may(Action::Bid) {
            return Err(Error::Forbidden);
        }
        self.writer().enrol(account.clone(), lot.clone()).await
    }

    /// Places a bid. The answer is given after the commit is durable, never before.
    ///
    /// # Errors
    /// `Bid` with the refusal of the rules; `Busy` when the queue is full (certainly not taken);
    /// `OutcomeUnknown` when the commit's own answer was lost; `KEY_REUSED` for a key that was
    /// used for another bid.
    pub async fn place_bid(
        &self,
        account: &Account,
        request: BidRequest,
    ) -> Result<Receipt, Error> {
        request.check()?;
        if !account.house_bot && !self.limiter().admit(account.id, &request.lot, self.now()) {
            return Err(Error::invalid("RATE_LIMITED"));
        }
        self.writer().bid(account.clone(), request).await
    }

    /// What became of the bid with this key: `None` when it was never decided.
    ///
    /// # Errors
    /// `NotFound` when there is no such lot.
    pub async fn receipt(
        &self,
        account: &Account,
        lot: &LotCode,
        key: &str,
    ) -> Result<Option<Result<Receipt, Refusal>>, Error> {
        let mut tx = self.store().read().await?;
        let stored = tx.lot(lot).await?.ok_or(Error::NotFound)?;
        let wanted = (stored.lot.id, account.id, key.to_owned());
        let answers = tx.bid_answers(std::slice::from_ref(&wanted)).await?;
        let Some(found) = answers.get(&wanted) else {
            return Ok(None);
        };
        match answer::Answer::read(&found.answer)?.replay() {
            Ok(receipt) => Ok(Some(Ok(receipt))),
            Err(Error::Bid { refusal, .. }) => Ok(Some(Err(refusal))),
            Err(other) => Err(other),
        }
    }
}
