//! The book of deposits: double entry, append-only (bidding.md C.12 I15).

use super::{Deposit, DepositKey, DepositRefusal, DepositState, LotEnd, Settlement};
use crate::accounts::{Account, Action, Actor};
use crate::evidence::FileHash;
use crate::ids::{AccountId, LotId};
use crate::money::{AMOUNT_MAX, Fen};
use crate::time::Timestamp;
use std::collections::BTreeMap;

codes! {
    /// Where the money of the deposits is. All but the first say what it is for.
    BookAccount {
        Received = "RECEIVED" / "收到",
        Held = "HELD" / "代管",
        Applied = "APPLIED" / "抵价款",
        Released = "RELEASED" / "退还",
        Forfeited = "FORFEITED" / "不予退还",
    }
}

/// Money moves from one account of the book to another. Nothing is ever written otherwise, so the
/// balances always sum to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Its number in the book, from 1, without gaps.
    pub seq: u64,
    /// Whose deposit.
    pub deposit: DepositKey,
    /// From there.
    pub from: BookAccount,
    /// To there.
    pub to: BookAccount,
    /// How much, > 0.
    pub amount: Fen,
    /// When.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: Actor,
    /// The proof of the bank, where money has come in or gone back.
    pub proof: Option<FileHash>,
}

/// The sums of the book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// Everything that has come in.
    pub received: Fen,
    /// Held for bidders.
    pub held: Fen,
    /// Counted to the price.
    pub applied: Fen,
    /// Gone back.
    pub released: Fen,
    /// Kept after a default.
    pub forfeited: Fen,
}

/// Every deposit and every posting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepositBook {
    deposits: BTreeMap<DepositKey, Deposit>,
    postings: Vec<Posting>,
}

impl DepositBook {
    /// The book as it is on file: of one lot or of many, with the postings in order.
    pub fn on_file(deposits: impl IntoIterator<Item = Deposit>, postings: Vec<Posting>) -> Self {
        let deposits = deposits.into_iter().map(|held| (held.key, held)).collect();
        Self { deposits, postings }
    }

    /// The deposit of a bidder on a lot; one in state NONE when there never was any.
    pub fn deposit(&self, key: DepositKey) -> Deposit {
        let none = Deposit {
            key,
            asked: Fen(0),
            received: Fen(0),
            state: DepositState::None,
        };
        self.deposits.get(&key).copied().unwrap_or(none)
    }

    /// Every deposit that was ever asked for, by lot and bidder.
    pub fn deposits(&self) -> impl Iterator<Item = &Deposit> {
        self.deposits.values()
    }

    /// Every posting, in order.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// The sums, from the postings alone.
    pub fn balances(&self) -> Balances {
        let mut sums = Balances::default();
        for posting in &self.postings {
            sums.add(posting.from, Fen(-posting.amount.0));
            sums.add(posting.to, posting.amount);
        }
        // The source of all money runs negative; what came in is what left it.
        sums.received = Fen(-sums.received.0);
        sums
    }

    /// A bidder asks for a place; `asked` is what the terms of the lot want, in fen.
    ///
    /// # Errors
    /// The first [`DepositRefusal`] that applies.
    pub fn request(
        &mut self,
        key: DepositKey,
        asked: Fen,
        by: &Account,
    ) -> Result<Deposit, DepositRefusal> {
        if by.id != key.bidder || !by.may(Action::Bid) {
            return Err(DepositRefusal::DepositForbidden);
        }
        if asked <= Fen(0) {
            return Err(DepositRefusal::DepositNotNeeded);
        }
        match self.deposit(key).state {
            DepositState::Forfeited => return Err(DepositRefusal::DepositForfeited),
            state if state.is_live() => return Err(DepositRefusal::DepositExists { state }),
            _ => {}
        }
        let deposit = Deposit {
            key,
            asked,
            received: Fen(0),
            state: DepositState::Requested,
        };
        self.deposits.insert(key, deposit);
        Ok(deposit)
    }

    /// Staff record that the money has come in. More than asked is held, and goes back, as a whole;
    /// less is none.
    ///
    /// # Errors
    /// The first [`DepositRefusal`] that applies.
    pub fn confirm(
        &mut self,
        key: DepositKey,
        received: Fen,
        proof: FileHash,
        by: &Account,
        at: Timestamp,
    ) -> Result<Posting, DepositRefusal> {
        keeps(by, key.bidder)?;
        let deposit = self.deposit(key);
        let state = deposit.state;
        if state != DepositState::Requested {
            return Err(DepositRefusal::DepositState { state });
        }
        if received < deposit.asked {
            let asked = deposit.asked;
            return Err(DepositRefusal::DepositTooLittle { asked });
        }
        if received > AMOUNT_MAX {
            return Err(DepositRefusal::DepositTooMuch { max: AMOUNT_MAX });
        }
        let held = Deposit {
            received,
            state: DepositState::Held,
            ..deposit
        };
        let by = Actor::Person(by.id);
        Ok(self.post(held, BookAccount::Received, at, by, Some(proof)))
    }

    /// Staff record that the money of a lot that has ended has gone back. Two persons stand between
    /// money that came in and money that went out (reliability.md S-36, refund): whoever recorded the
    /// one does not record the other.
    ///
    /// # Errors
    /// The first [`DepositRefusal`] that applies; above all when the end of the lot wants something
    /// else done with this deposit.
    pub fn release(
        &mut self,
        key: DepositKey,
        end: LotEnd,
        proof: FileHash,
        by: &Account,
        at: Timestamp,
    ) -> Result<Posting, DepositRefusal> {
        keeps(by, key.bidder)?;
        let released = self.settled(key, end, Settlement::Release)?;
        let by = Actor::Person(by.id);
        if self.received_by(key) == Some(by) {
            return Err(DepositRefusal::SamePerson);
        }
        Ok(self.post(released, BookAccount::Held, at, by, Some(proof)))
    }

    /// The deposit of the buyer counts to the price, or is lost, as the end of the lot says. No
    /// money moves, so the clock may do it, and no proof is asked for.
    ///
    /// # Errors
    /// The first [`DepositRefusal`] that applies.
    pub fn settle_buyer(
        &mut self,
        key: DepositKey,
        end: LotEnd,
        by: Actor,
        at: Timestamp,
    ) -> Result<Posting, DepositRefusal> {
        let wanted = match end {
            LotEnd::Defaulted { .. } => Settlement::Forfeit,
            _ => Settlement::Apply,
        };
        let settled = self.settled(key, end, wanted)?;
        Ok(self.post(settled, BookAccount::Held, at, by, None))
    }

    /// What is to be done with the deposits of a lot that has ended; nothing once it is done.
    pub fn settlements(&self, lot: LotId, end: LotEnd) -> Vec<(Deposit, Settlement)> {
        let of_lot = self.deposits.values().filter(|held| held.key.lot == lot);
        of_lot
            .filter_map(|held| end.settlement(held).map(|due| (*held, due)))
            .collect()
    }

    /// Who recorded that the money of a deposit that is held had come in.
    fn received_by(&self, key: DepositKey) -> Option<Actor> {
        let came_in =
            |posting: &&Posting| posting.deposit == key && posting.from == BookAccount::Received;
        self.postings
            .iter()
            .rev()
            .find(came_in)
            .map(|posting| posting.by)
    }

    fn settled(
        &self,
        key: DepositKey,
        end: LotEnd,
        wanted: Settlement,
    ) -> Result<Deposit, DepositRefusal> {
        let deposit = self.deposit(key);
        let state = deposit.state;
        if state != DepositState::Held {
            return Err(DepositRefusal::DepositState { state });
        }
        let due = end.settlement(&deposit);
        if due != Some(wanted) {
            return Err(DepositRefusal::DepositNotDue { due });
        }
        let state = wanted.state();
        Ok(Deposit { state, ..deposit })
    }

    /// Writes the deposit as it is now, and the posting that took it there.
    fn post(
        &mut self,
        deposit: Deposit,
        from: BookAccount,
        at: Timestamp,
        by: Actor,
        proof: Option<FileHash>,
    ) -> Posting {
        let posting = Posting {
            seq: self.postings.last().map_or(0, |last| last.seq) + 1,
            deposit: deposit.key,
            from,
            to: account_of(deposit.state),
            amount: deposit.received,
            at,
            by,
            proof,
        };
        self.deposits.insert(deposit.key, deposit);
        self.postings.push(posting);
        posting
    }
}

impl Balances {
    fn add(&mut self, account: BookAccount, amount: Fen) {
        let balance = match account {
            BookAccount::Received => &mut self.received,
            BookAccount::Held => &mut self.held,
            BookAccount::Applied => &mut self.applied,
            BookAccount::Released => &mut self.released,
            BookAccount::Forfeited => &mut self.forfeited,
        };
        *balance = *balance + amount;
    }
}

/// Staff, and nobody for himself.
fn keeps(by: &Account, bidder: AccountId) -> Result<(), DepositRefusal> {
    if by.may(Action::HandleBidder(bidder)) {
        Ok(())
    } else {
        Err(DepositRefusal::DepositForbidden)
    }
}

/// Where the money of a deposit in this state is.
const fn account_of(state: DepositState) -> BookAccount {
    match state {
        DepositState::None | DepositState::Requested => BookAccount::Received,
        DepositState::Held => BookAccount::Held,
        DepositState::Applied => BookAccount::Applied,
        DepositState::Released => BookAccount::Released,
        DepositState::Forfeited => BookAccount::Forfeited,
    }
}
