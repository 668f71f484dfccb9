//! What is on file about a bidder: his place on a lot, and what the centre has found out.

use super::{paddle, state};
use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::{Arg, Sql};
use domain::bidding::Paddle;
use domain::bidding::qualification::BidderFact;
use domain::deposits::{Deposit, DepositKey};
use domain::ids::{AccountId, LotCode, LotId};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::UnverifiedBidder;
use std::collections::BTreeSet;

/// Rows in one statement.
const CHUNK: usize = 500;

/// A finding of the centre to be stored; the latest of a kind counts.
#[derive(Clone, Copy, Debug)]
pub struct NewFact<'a> {
    /// About whom.
    pub account: AccountId,
    /// On which lot; on every lot when absent.
    pub lot: Option<LotId>,
    /// What.
    pub kind: BidderFact,
    /// Whether it is so.
    pub holds: bool,
    /// Why, in words.
    pub reason: &'a str,
    /// Who says so; the server when absent.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// What is on file about a bidder and a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSeat {
    /// His number and the version of the rules that he accepted, when he is enrolled.
    pub enrolled: Option<(Paddle, String)>,
    /// His deposit.
    pub deposit: Option<Deposit>,
    /// The money of that deposit is to go back.
    pub goes_back: bool,
    /// What holds about him, on this lot or on every lot.
    pub facts: Vec<BidderFact>,
    /// The account has a second factor, of whatever kind.
    pub second_factor: bool,
}

#[derive(sqlx_macros::FromRow)]
struct SeatRow {
    paddle: Option<i64>,
    rules_version: Option<String>,
    asked_fen: Option<i64>,
    received_fen: Option<i64>,
    state: Option<String>,
    release_at: Option<i64>,
    identity: Option<bool>,
    related: Option<bool>,
    barred: Option<bool>,
    defaulted: Option<bool>,
    second_factor: bool,
}

#[derive(sqlx_macros::FromRow)]
struct SeatOfLot {
    lot_id: i64,
    account_id: i64,
    #[sqlx(flatten)]
    row: SeatRow,
}

/// The latest word of a kind: on this lot or on every lot, whichever came last.
macro_rules! latest {
    ($kind:literal) => {
        concat!(
            "(SELECT f.holds FROM bidder_facts f WHERE f.account_id = b.id AND f.kind = '",
            $kind,
            "' AND (f.lot_id IS NULL OR f.lot_id = k.lot_id) ORDER BY f.id DESC LIMIT 1)"
        )
    };
}

/// A bar stands until a later word on the same lot or on every lot: what is said of one lot does not
/// lift a bar on all of them.
macro_rules! barred {
    () => {
        "(EXISTS (SELECT 1 FROM bidder_facts f WHERE f.account_id = b.id \
         AND f.kind = 'BARRED' AND f.holds = TRUE AND (f.lot_id IS NULL OR f.lot_id = k.lot_id) \
         AND NOT EXISTS (SELECT 1 FROM bidder_facts g WHERE g.account_id = f.account_id \
         AND g.kind = 'BARRED' AND g.id > f.id \
         AND (g.lot_id IS NULL OR g.lot_id = f.lot_id))))"
    };
}

/// As [`Tx::has_second_factor`] asks of one account.
macro_rules! second_factor {
    () => {
        "(EXISTS (SELECT 1 FROM second_factors t WHERE t.account_id = b.id \
         UNION ALL SELECT 1 FROM passkeys p WHERE p.account_id = b.id))"
    };
}

/// What is on file about the pairs of lot and account that stand before it.
macro_rules! seats_after {
    ($wanted:literal) => {
        concat!(
            $wanted,
            ") SELECT k.lot_id, k.account_id, e.paddle, e.rules_version, d.asked_fen, \
             d.received_fen, d.state, d.release_at, ",
            latest!("IDENTITY"),
            " AS identity, ",
            latest!("RELATED"),
            " AS related, ",
            latest!("DEFAULTED"),
            " AS defaulted, ",
            barred!(),
            " AS barred, ",
            second_factor!(),
            " AS second_factor FROM k CROSS JOIN accounts b \
             LEFT JOIN enrolments e ON e.lot_id = k.lot_id AND e.account_id = b.id \
             LEFT JOIN deposits d ON d.lot_id = k.lot_id AND d.account_id = b.id \
             WHERE b.id = k.account_id"
        )
    };
}

impl Tx {
    /// What is on file about a bidder and a lot, in one statement.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn seat(&mut self, lot: LotId, account: AccountId) -> Result<StoredSeat> {
        let sql = Sql::new(seats_after!(
            "WITH k (lot_id, account_id) AS (VALUES ($1, $2)"
        ));
        let row: Option<SeatOfLot> = self.optional(sql.bind(lot).bind(account)).await?;
        match row {
            Some(SeatOfLot { row, .. }) => row.read(lot, account),
            None => Ok(StoredSeat {
                enrolled: None,
                deposit: None,
                goes_back: false,
                facts: Vec::new(),
                second_factor: false,
            }),
        }
    }

    /// What is on file about many bidders and lots, in one statement; accounts that do not exist are
    /// left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn seats(
        &mut self,
        wanted: &BTreeSet<(LotId, AccountId)>,
    ) -> Result<Vec<(LotId, AccountId, StoredSeat)>> {
        let mut seats = Vec::with_capacity(wanted.len());
        for chunk in wanted.iter().collect::<Vec<_>>().chunks(CHUNK) {
            let mut sql = Sql::new("WITH k (lot_id, account_id) AS (VALUES ");
            sql.push_rows(
                chunk
                    .iter()
                    .map(|(lot, account)| [(*lot).into(), (*account).into()]),
            );
            sql.push(seats_after!(""));
            let rows: Vec<SeatOfLot> = self.all(sql).await?;
            for of in rows {
                let (lot, account) = (LotId(of.lot_id), AccountId(of.account_id));
                seats.push((lot, account, of.row.read(lot, account)?));
            }
        }
        Ok(seats)
    }

    /// Writes the version of the rules that an enrolled bidder has accepted; `false` when it was the
    /// same.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn accept_rules(
        &mut self,
        lot: LotId,
        account: AccountId,
        rules_version: &str,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE enrolments SET rules_version = $1 WHERE lot_id = $2 AND account_id = $3 \
             AND rules_version <> $1",
        );
        let changed = self.execute(sql.bind(rules_version).bind(lot).bind(account));
        Ok(changed.await? > 0)
    }

    /// Stores what the centre has found out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_facts(&mut self, facts: &[NewFact<'_>]) -> Result<()> {
        for chunk in facts.chunks(CHUNK) {
            let mut sql = Sql::new(
                "INSERT INTO bidder_facts (account_id, lot_id, kind, holds, reason, by_id, at) \
                 VALUES ",
            );
            sql.push_rows(chunk.iter().map(|fact| -> [Arg; 7] {
                [
                    fact.account.into(),
                    Arg::Int(fact.lot.map(LotId::get)),
                    fact.kind.code().into(),
                    fact.holds.into(),
                    fact.reason.into(),
                    fact.by.into(),
                    fact.at.into(),
                ]
            }));
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// Puts a bidder into the queue of those whose identity is to be verified; once.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn queue_for_identity(&mut self, account: AccountId, at: Timestamp) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO identity_queue (account_id, at) VALUES ($1, $2) \
             ON CONFLICT (account_id) DO NOTHING",
        );
        self.execute(sql.bind(account).bind(at)).await?;
        Ok(())
    }

    /// Takes a bidder out of that queue; `false` when he is not in it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn leave_identity_queue(&mut self, account: AccountId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM identity_queue WHERE account_id = $1");
        Ok(self.execute(sql.bind(account)).await? == 1)
    }

    /// The bidders in that queue, oldest account first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn identity_queue(&mut self, limit: u32) -> Result<Vec<UnverifiedBidder>> {
        let sql = Sql::new(
            "SELECT identity_queue.account_id, b.login, b.display_name, i.name, identity_queue.at \
             FROM identity_queue JOIN accounts b ON b.id = identity_queue.account_id \
             LEFT JOIN institutions i ON i.id = b.institution_id \
             ORDER BY identity_queue.account_id LIMIT $1",
        );
        let rows: Vec<(i64, String, String, Option<String>, i64)> =
            self.all(sql.bind(limit)).await?;
        let read = |(account, login, name, institution, since)| UnverifiedBidder {
            account: AccountId(account),
            login,
            name,
            institution,
            since: Timestamp(since),
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Tells every process that somebody's standing on the lot may have changed.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn raise_standing(&mut self, lot: LotId) -> Result<()> {
        let sql = Sql::new("UPDATE auctions SET standing = standing + 1 WHERE lot_id = $1");
        self.execute(sql.bind(lot)).await?;
        Ok(())
    }

    /// The lots still to be decided that somebody is enrolled on.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn running_lots_of(&mut self, account: AccountId) -> Result<Vec<(LotId, LotCode)>> {
        let sql = Sql::new(
            "SELECT a.lot_id, l.code FROM auctions a JOIN lots l ON l.id = a.lot_id \
             JOIN enrolments e ON e.lot_id = a.lot_id AND e.account_id = $1 \
             WHERE a.outcome IS NULL ORDER BY a.lot_id",
        );
        let rows: Vec<(i64, String)> = self.all(sql.bind(account)).await?;
        rows.into_iter()
            .map(|(id, code)| {
                let code = At::new("lots", "code", &id).some(LotCode::parse(&code))?;
                Ok((LotId(id), code))
            })
            .collect()
    }
}

impl SeatRow {
    fn read(self, lot: LotId, bidder: AccountId) -> Result<StoredSeat> {
        let row = format!("{lot}/{bidder}");
        let enrolled = match (self.paddle, self.rules_version) {
            (Some(number), Some(version)) => Some((paddle(number, &row)?, version)),
            _ => None,
        };
        let deposit = match (self.asked_fen, self.received_fen, self.state) {
            (Some(asked), Some(received), Some(code)) => Some(Deposit {
                key: DepositKey { lot, bidder },
                asked: Fen(asked),
                received: Fen(received),
                state: state(&code, &row)?,
            }),
            _ => None,
        };
        let found = [
            (self.identity, BidderFact::Identity),
            (self.related, BidderFact::Related),
            (self.barred, BidderFact::Barred),
            (self.defaulted, BidderFact::Defaulted),
        ];
        Ok(StoredSeat {
            enrolled,
            deposit,
            goes_back: self.release_at.is_some(),
            facts: found
                .into_iter()
                .filter(|(holds, _)| *holds == Some(true))
                .map(|(_, fact)| fact)
                .collect(),
            second_factor: self.second_factor,
        })
    }
}
