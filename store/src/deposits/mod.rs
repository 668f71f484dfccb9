//! Deposits: where each stands, declared payments, and the append-only book of a lot.

mod bars;
mod facts;
mod lists;
mod proofs;

pub use facts::{NewFact, StoredSeat};

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::Actor;
use domain::bidding::{Outcome, Paddle};
use domain::deposits::{BookAccount, Deposit, DepositBook, DepositKey, DepositState, Posting};
use domain::evidence::FileHash;
use domain::ids::{AccountId, DepositId, LotCode, LotId};
use domain::lots::LotState;
use domain::money::Fen;
use domain::time::Timestamp;

/// A file that a bank's word is kept in.
#[derive(Clone, Debug)]
pub struct NewProof<'a> {
    /// Fingerprint of the file.
    pub hash: FileHash,
    /// Name of the file as sent.
    pub file_name: &'a str,
    /// The file itself.
    pub file: &'a [u8],
    /// Who put it on record.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// How the present round of a lot has ended, as far as its deposits are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEnd {
    /// The lot.
    pub lot: LotId,
    /// Its state.
    pub state: LotState,
    /// The result of the round; absent while it runs.
    pub outcome: Option<Outcome>,
    /// The account behind the number that leads, has bought, or had bought when it was struck out.
    pub leader: Option<AccountId>,
}

#[derive(sqlx_macros::FromRow)]
struct DepositRow {
    lot_id: i64,
    account_id: i64,
    asked_fen: i64,
    received_fen: i64,
    state: String,
}

#[derive(sqlx_macros::FromRow)]
struct PostingRow {
    seq: i64,
    account_id: i64,
    from_account: String,
    to_account: String,
    amount_fen: i64,
    at: i64,
    by_id: Option<i64>,
    proof: Option<String>,
}

impl Tx {
    /// The book of a lot: every deposit on it, every movement.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposit_book(&mut self, lot: LotId) -> Result<DepositBook> {
        let sql = Sql::new(
            "SELECT lot_id, account_id, asked_fen, received_fen, state FROM deposits \
             WHERE lot_id = $1",
        );
        let rows: Vec<DepositRow> = self.all(sql.bind(lot)).await?;
        let deposits: Vec<Deposit> = rows
            .into_iter()
            .map(DepositRow::read)
            .collect::<Result<_>>()?;
        let sql = Sql::new(
            "SELECT seq, account_id, from_account, to_account, amount_fen, at, by_id, proof \
             FROM deposit_postings WHERE lot_id = $1 ORDER BY seq",
        );
        let rows: Vec<PostingRow> = self.all(sql.bind(lot)).await?;
        let postings = rows.into_iter().map(|row| row.read(lot));
        Ok(DepositBook::on_file(
            deposits,
            postings.collect::<Result<_>>()?,
        ))
    }

    /// Writes where a deposit stands since `at`; what was declared or ordered before stays.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_deposit(&mut self, deposit: &Deposit, at: Timestamp) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO deposits (lot_id, account_id, asked_fen, received_fen, state, at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (lot_id, account_id) DO UPDATE SET \
             asked_fen = excluded.asked_fen, received_fen = excluded.received_fen, \
             state = excluded.state, at = excluded.at, \
             release_at = CASE excluded.state WHEN 'REQUESTED' THEN NULL \
             ELSE deposits.release_at END",
        );
        let sql = sql.bind(deposit.key.lot).bind(deposit.key.bidder);
        let sql = sql.bind(deposit.asked).bind(deposit.received);
        self.execute(sql.bind(deposit.state.code()).bind(at))
            .await?;
        Ok(())
    }

    /// Writes a movement into the book of its lot.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when its number is taken or leaves a
    /// gap.
    pub async fn insert_posting(&mut self, posting: &Posting) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO deposit_postings (lot_id, seq, account_id, from_account, to_account, \
             amount_fen, at, by_id, proof) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        let sql = sql.bind(posting.deposit.lot).bind(posting.seq);
        let sql = sql.bind(posting.deposit.bidder).bind(posting.from.code());
        let sql = sql.bind(posting.to.code()).bind(posting.amount);
        let sql = sql.bind(posting.at).bind(posting.by.person());
        let proof = posting.proof.map(|proof| proof.to_string());
        self.execute(sql.bind(proof)).await?;
        Ok(())
    }

    /// Keeps the file of a proof; the same file a second time changes nothing.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_proof(&mut self, proof: &NewProof<'_>) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO deposit_proofs (hash, file_name, file, by_id, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING",
        );
        let sql = sql.bind(proof.hash.to_string()).bind(proof.file_name);
        self.execute(sql.bind(proof.file).bind(proof.by).bind(proof.at))
            .await?;
        Ok(())
    }

    /// Stores a payment that a bidder says he has made for his deposit.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) while another one waits.
    pub async fn insert_payment(
        &mut self,
        key: DepositKey,
        amount: Fen,
        reference: &str,
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO deposit_payments (deposit_id, amount_fen, reference, at) \
             SELECT id, $1, $2, $3 FROM deposits WHERE lot_id = $4 AND account_id = $5 \
             RETURNING id",
        );
        let sql = sql.bind(amount).bind(reference).bind(at);
        let (id,): (i64,) = self.one(sql.bind(key.lot).bind(key.bidder)).await?;
        let sql =
            Sql::new("UPDATE deposits SET payment_id = $1 WHERE lot_id = $2 AND account_id = $3");
        self.execute(sql.bind(id).bind(key.lot).bind(key.bidder))
            .await?;
        Ok(())
    }

    /// Decides about the declared payment that waits: confirmed, or refused for a reason; `false`
    /// when none waits.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn decide_payment(
        &mut self,
        key: DepositKey,
        refused: Option<&str>,
        by: AccountId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE deposit_payments SET decided_at = $1, decided_by = $2, refused = $3 \
             WHERE decided_at IS NULL AND deposit_id = \
             (SELECT id FROM deposits WHERE lot_id = $4 AND account_id = $5)",
        );
        let sql = sql.bind(at).bind(by).bind(refused);
        Ok(self.execute(sql.bind(key.lot).bind(key.bidder)).await? == 1)
    }

    /// Notes that a held deposit is to go back; `false` when that is noted already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn order_release(&mut self, key: DepositKey, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE deposits SET release_at = $1 WHERE lot_id = $2 AND account_id = $3 \
             AND state = 'HELD' AND release_at IS NULL",
        );
        let sql = sql.bind(at).bind(key.lot).bind(key.bidder);
        Ok(self.execute(sql).await? == 1)
    }

    /// Lots that have ended and hold deposits about which something is to be done, at most `limit`.
    /// That of a buyer who has still to confirm waits with him.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_to_settle(&mut self, limit: u32) -> Result<Vec<LotCode>> {
        let sql = Sql::new(
            "SELECT DISTINCT l.code FROM deposits d JOIN lots l ON l.id = d.lot_id \
             JOIN auctions a ON a.lot_id = d.lot_id LEFT JOIN enrolments e \
             ON e.lot_id = d.lot_id AND e.account_id = d.account_id \
             WHERE d.state = 'HELD' AND d.release_at IS NULL AND a.outcome IS NOT NULL \
             AND (l.state <> 'SOLD' OR e.paddle IS NULL OR a.leader_paddle IS NULL \
             OR e.paddle <> a.leader_paddle) LIMIT $1",
        );
        let rows: Vec<(String,)> = self.all(sql.bind(limit)).await?;
        rows.into_iter()
            .map(|(code,)| At::new("lots", "code", &code).some(LotCode::parse(&code)))
            .collect()
    }

    /// How a lot stands as far as its deposits are concerned; `None` when it was in no round.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lot_end(&mut self, code: &LotCode) -> Result<Option<StoredEnd>> {
        let sql = Sql::new(
            "SELECT l.id, l.state, a.outcome, a.leader_paddle FROM lots l \
             JOIN auctions a ON a.lot_id = l.id WHERE l.code = $1",
        );
        type Row = (i64, String, Option<String>, Option<i64>);
        let row: Option<Row> = self.optional(sql.bind(code)).await?;
        let Some((lot, state, outcome, leads)) = row else {
            return Ok(None);
        };
        let outcome: Option<Outcome> = outcome
            .map(|text| At::new("auctions", "outcome", code).json(&text))
            .transpose()?;
        let number = match outcome {
            Some(Outcome::Voided { paddle }) => Some(i64::from(paddle.0)),
            _ => leads,
        };
        let sql = Sql::new("SELECT account_id FROM enrolments WHERE lot_id = $1 AND paddle = $2");
        let leader: Option<(i64,)> = match number {
            Some(number) => self.optional(sql.bind(lot).bind(number)).await?,
            None => None,
        };
        Ok(Some(StoredEnd {
            lot: LotId(lot),
            state: At::new("lots", "state", code).some(LotState::from_code(&state))?,
            outcome,
            leader: leader.map(|(id,)| AccountId(id)),
        }))
    }
}

impl DepositRow {
    fn read(self) -> Result<Deposit> {
        let row = format!("{}/{}", self.lot_id, self.account_id);
        Ok(Deposit {
            key: DepositKey {
                lot: LotId(self.lot_id),
                bidder: AccountId(self.account_id),
            },
            asked: Fen(self.asked_fen),
            received: Fen(self.received_fen),
            state: state(&self.state, &row)?,
        })
    }
}

impl PostingRow {
    fn read(self, lot: LotId) -> Result<Posting> {
        let row = format!("{lot}/{}", self.seq);
        let at = |column| At::new("deposit_postings", column, &row);
        Ok(Posting {
            seq: at("seq").int(self.seq)?,
            deposit: DepositKey {
                lot,
                bidder: AccountId(self.account_id),
            },
            from: at("from_account").some(BookAccount::from_code(&self.from_account))?,
            to: at("to_account").some(BookAccount::from_code(&self.to_account))?,
            amount: Fen(self.amount_fen),
            at: Timestamp(self.at),
            by: self
                .by_id
                .map_or(Actor::Clock, |id| Actor::Person(AccountId(id))),
            proof: match self.proof {
                Some(text) => Some(at("proof").some(FileHash::parse(&text))?),
                None => None,
            },
        })
    }
}

fn state(code: &str, row: &str) -> Result<DepositState> {
    At::new("deposits", "state", &row).some(DepositState::from_code(code))
}

/// A number as stored.
fn paddle(number: i64, row: &str) -> Result<Paddle> {
    At::new("enrolments", "paddle", &row)
        .int(number)
        .map(Paddle)
}

/// An id as stored.
const fn id(number: i64) -> DepositId {
    DepositId(number)
}
