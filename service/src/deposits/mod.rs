//! Deposits (保证金): bidders declare what they have paid, the centre confirms what the bank has
//! done. [`domain::deposits::DepositBook`] decides; every movement is written in the transaction
//! that holds the lot, so that bids and money never disagree.

mod facts;
mod lists;
mod settle;

pub use facts::{Bar, Finding};
pub use settle::settle_deposits;

use crate::bidding::seat::{Seat, demands, refused};
use crate::lots::require;
use crate::notices::tell_of_deposit;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::bidding::NotQualified;
use domain::deposits::{DepositBook, DepositKey, DepositRefusal, DepositState, LotEnd, Posting};
use domain::evidence::{FileHash, Reason, Reference};
use domain::files::{FileRefusal, check};
use domain::ids::{DepositId, LotCode};
use domain::money::{AMOUNT_MAX, Fen};
use domain::notices::DepositNews;
use domain::time::Timestamp;
use serde_json::json;
pub(crate) use settle::{end_of, settle_lot};
use sha2::{Digest, Sha256};
use store::{NewProof, Tx};

/// The largest proof that is kept, bytes.
pub const PROOF_MAX: usize = 5_000_000;

/// A file of the bank that proves a movement of money.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Name of the file as sent.
    pub file_name: String,
    /// The file itself, 1 to [`PROOF_MAX`] bytes.
    pub file: Vec<u8>,
}

impl Portal {
    /// A bidder says that he has paid the deposit of a lot. The centre looks for the money and
    /// confirms it; until then he cannot bid.
    ///
    /// # Errors
    /// `REFERENCE_LENGTH`, `AMOUNT_RANGE`, `DEPOSIT_LOT_OVER`, `DEPOSIT_DECLARED` while another
    /// payment waits, the codes of [`DepositRefusal`]; `Bid` with the first reason against the
    /// bidder that comes before the deposit, so that nobody pays to learn that he is barred.
    pub async fn declare_deposit(
        &self,
        account: &Account,
        lot: &LotCode,
        amount: Fen,
        reference: &str,
    ) -> Result<(), Error> {
        let reference =
            Reference::parse(reference).ok_or_else(|| Error::invalid("REFERENCE_LENGTH"))?;
        if amount <= Fen(0) || amount > AMOUNT_MAX {
            return Err(Error::invalid("AMOUNT_RANGE"));
        }
        let (store, origin) = (self.store().clone(), self.by(account));
        let (account, lot) = (account.clone(), lot.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.take_turn(std::slice::from_ref(&lot)).await?;
            declare(&mut tx, &account, &lot, (amount, &reference), origin.at).await?;
            let entry = origin.entry(Act::DepositDeclare, Object::lot(&lot));
            tx.audit(entry.after(&json!({ "bidder": account.id, "amount": amount })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The centre records that the money of a deposit has come in.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `FILE_MISSING`, `FILE_TOO_LARGE`, `FILE_KIND`, those of the scanner, the
    /// codes of [`DepositRefusal`].
    pub async fn confirm_deposit(
        &self,
        account: &Account,
        id: DepositId,
        received: Fen,
        proof: Proof,
    ) -> Result<(), Error> {
        let act = Act::DepositConfirm;
        self.record(account, (id, act), proof, move |move_| {
            let Move {
                book,
                key,
                hash,
                by,
                at,
                ..
            } = move_;
            book.confirm(*key, received, *hash, by, *at)
        })
        .await
    }

    /// The centre records that the money of a deposit has gone back.
    ///
    /// # Errors
    /// As [`Portal::confirm_deposit`].
    pub async fn pay_out_deposit(
        &self,
        account: &Account,
        id: DepositId,
        proof: Proof,
    ) -> Result<(), Error> {
        require(account, Action::KeepDeposits)?;
        self.step_up(account).await?;
        let act = Act::DepositPayOut;
        self.record(account, (id, act), proof, |move_| {
            let end = move_
                .end
                .ok_or(DepositRefusal::DepositNotDue { due: None })?;
            let (key, hash, at) = (move_.key, move_.hash, move_.at);
            move_.book.release(key, end, hash, &move_.by, at)
        })
        .await
    }

    /// The centre has not found the money that a bidder has declared; he may declare again.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `REASON_LENGTH`, `DEPOSIT_NOT_DECLARED` when nothing waits.
    pub async fn refuse_deposit(
        &self,
        account: &Account,
        id: DepositId,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepDeposits)?;
        let reason = Reason::parse(reason).ok_or_else(|| Error::invalid("REASON_LENGTH"))?;
        let (store, account, origin) = (self.store().clone(), account.clone(), self.by(account));
        let now = origin.at;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let (key, lot) = tx.deposit_key(id).await?.ok_or(Error::NotFound)?;
            require(&account, Action::HandleBidder(key.bidder))?;
            tx.take_turn(std::slice::from_ref(&lot)).await?;
            let refused = tx
                .decide_payment(key, Some(reason.as_str()), account.id, now)
                .await?;
            if !refused {
                return Err(Error::invalid("DEPOSIT_NOT_DECLARED"));
            }
            tell_of_deposit(&mut tx, key, DepositNews::Refused, now).await?;
            let entry = origin.entry(Act::DepositRefuse, Object::lot(&lot));
            let entry = entry.after(&json!({ "deposit": id, "bidder": key.bidder }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Writes one movement of the book with its proof, and tells the writers of bids.
    async fn record<F>(
        &self,
        account: &Account,
        (id, act): (DepositId, Act),
        proof: Proof,
        movement: F,
    ) -> Result<(), Error>
    where
        F: FnOnce(&mut Move) -> Result<Posting, DepositRefusal> + Send + 'static,
    {
        require(account, Action::KeepDeposits)?;
        let proof = self.take_proof(proof).await?;
        let (store, by, origin) = (self.store().clone(), account.clone(), self.by(account));
        let at = origin.at;
        let lot = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let (key, lot) = tx.deposit_key(id).await?.ok_or(Error::NotFound)?;
                tx.take_turn(std::slice::from_ref(&lot)).await?;
                // What was ordered back stays due when the lot has gone into another round.
                let ordered = tx.seat(key.lot, key.bidder).await?.goes_back;
                let end = tx.lot_end(&lot).await?.and_then(|end| end_of(&end));
                let mut move_ = Move {
                    book: tx.deposit_book(key.lot).await?,
                    end: end.or(ordered.then_some(LotEnd::Unsold)),
                    key,
                    hash: FileHash(Sha256::digest(&proof.file).into()),
                    by,
                    at,
                };
                let before = move_.book.deposit(key).state;
                let posting = movement(&mut move_)?;
                move_.write(&mut tx, &proof, &posting).await?;
                let news = match act {
                    Act::DepositPayOut => DepositNews::Returned,
                    _ => DepositNews::Confirmed,
                };
                tell_of_deposit(&mut tx, key, news, at).await?;
                let entry = origin.entry(act, Object::lot(&lot));
                let entry = entry.before(&json!({ "deposit": id, "state": before.code() }));
                tx.audit(entry.after(&json!({
                    "deposit": id,
                    "state": move_.book.deposit(key).state.code(),
                    "bidder": key.bidder,
                    "amount": posting.amount,
                    "proof": move_.hash.to_string(),
                })));
                tx.commit().await?;
                Ok(lot)
            })
            .await?;
        self.writer().forget(lot).await;
        Ok(())
    }

    /// A paper that may be kept, under the name that it is kept with.
    ///
    /// # Errors
    /// `FILE_MISSING`, `FILE_TOO_LARGE`, `FILE_KIND`; those of the scanner.
    pub(crate) async fn take_proof(&self, proof: Proof) -> Result<Proof, Error> {
        if proof.file.len() > PROOF_MAX {
            return Err(FileRefusal::TooLarge.into());
        }
        let file_name = check(&proof.file_name, &proof.file)?.name;
        let file = self.scanned(proof.file).await?;
        Ok(Proof { file_name, file })
    }
}

/// A movement of money that somebody of the centre records.
struct Move {
    book: DepositBook,
    /// How the lot has ended; absent while it has not.
    end: Option<LotEnd>,
    key: DepositKey,
    hash: FileHash,
    by: Account,
    at: Timestamp,
}

impl Move {
    async fn write(&self, tx: &mut Tx, proof: &Proof, posting: &Posting) -> Result<(), Error> {
        let Self { key, by, at, .. } = self;
        tx.insert_proof(&NewProof {
            hash: self.hash,
            file_name: &proof.file_name,
            file: &proof.file,
            by: by.id,
            at: *at,
        })
        .await?;
        write_posting(tx, &self.book, posting).await?;
        tx.decide_payment(*key, None, by.id, *at).await?;
        tx.raise_standing(key.lot).await?;
        Ok(())
    }
}

/// Writes a posting and where it took its deposit.
async fn write_posting(tx: &mut Tx, book: &DepositBook, posting: &Posting) -> Result<(), Error> {
    tx.insert_posting(posting).await?;
    tx.put_deposit(&book.deposit(posting.deposit), posting.at)
        .await?;
    Ok(())
}

async fn declare(
    tx: &mut Tx,
    account: &Account,
    code: &LotCode,
    (amount, reference): (Fen, &Reference),
    now: Timestamp,
) -> Result<(), Error> {
    let lot = tx.lot(code).await?.ok_or(Error::NotFound)?.lot;
    let auction = tx.auction(lot.id).await?.ok_or(Error::NotFound)?.auction;
    if auction.outcome.is_some() {
        return Err(Error::invalid("DEPOSIT_LOT_OVER"));
    }
    let demands = demands(&lot);
    let seat = Seat::load(tx, lot.id, account.id).await?;
    match seat.standing(account, &demands, &auction) {
        Ok(()) | Err(NotQualified::Deposit | NotQualified::DepositShort) => {}
        Err(reason) => return Err(refused(reason, &auction)),
    }
    let key = DepositKey {
        lot: lot.id,
        bidder: account.id,
    };
    let mut book = tx.deposit_book(lot.id).await?;
    // A refused payment leaves the deposit asked for; only a new one is asked for anew.
    if book.deposit(key).state != DepositState::Requested {
        let deposit = book.request(key, demands.deposit, account)?;
        tx.put_deposit(&deposit, now).await?;
    }
    if amount < demands.deposit {
        let asked = demands.deposit;
        return Err(DepositRefusal::DepositTooLittle { asked }.into());
    }
    let declared = tx
        .insert_payment(key, amount, reference.as_str(), now)
        .await;
    declared.map_err(|error| match Error::from(error) {
        Error::Conflict => Error::invalid("DEPOSIT_DECLARED"),
        other => other,
    })
}

impl From<DepositRefusal> for Error {
    fn from(refusal: DepositRefusal) -> Self {
        let args = match refusal {
            DepositRefusal::DepositTooLittle { asked: amount }
            | DepositRefusal::DepositTooMuch { max: amount } => {
                vec![("amount".to_owned(), amount.digits())]
            }
            _ => Vec::new(),
        };
        Self::Invalid {
            code: refusal.code().into(),
            args,
        }
    }
}
