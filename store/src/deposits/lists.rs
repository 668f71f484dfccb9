//! Deposits as bidders and the centre see them.

use super::{id, paddle, state};
use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::deposits::DepositKey;
use domain::ids::{AccountId, DepositId, LotCode, LotId};
use domain::money::Fen;
use domain::time::Timestamp;
use domain::views::{DeclaredPayment, DepositFilter, DepositLine};

/// Counting stops here.
const COUNT_MAX: i64 = 10_000;

const SELECT: &str = "SELECT d.id, d.lot_id, l.code, l.title, d.account_id, b.display_name, \
     e.paddle, d.asked_fen, d.received_fen, d.state, d.at, d.release_at, p.amount_fen, \
     p.reference, p.at AS declared_at, p.decided_at, p.refused \
     FROM deposits d JOIN lots l ON l.id = d.lot_id JOIN accounts b ON b.id = d.account_id \
     LEFT JOIN enrolments e ON e.lot_id = d.lot_id AND e.account_id = d.account_id \
     LEFT JOIN deposit_payments p ON p.id = d.payment_id WHERE ";

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    id: i64,
    lot_id: i64,
    code: String,
    title: String,
    account_id: i64,
    display_name: String,
    paddle: Option<i64>,
    asked_fen: i64,
    received_fen: i64,
    state: String,
    at: i64,
    release_at: Option<i64>,
    amount_fen: Option<i64>,
    reference: Option<String>,
    declared_at: Option<i64>,
    decided_at: Option<i64>,
    refused: Option<String>,
}

impl Tx {
    /// The deposits of a kind, latest first, going on after (below) `after`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposits(
        &mut self,
        filter: DepositFilter,
        after: Option<DepositId>,
        limit: u32,
    ) -> Result<Vec<DepositLine>> {
        let mut sql = Sql::new(SELECT);
        sql.push(match filter {
            DepositFilter::Declared => "d.state = 'REQUESTED' AND p.decided_at IS NULL",
            DepositFilter::Awaited => "d.state = 'REQUESTED' AND p.decided_at IS NOT NULL",
            DepositFilter::Held => "d.state = 'HELD' AND d.release_at IS NULL",
            DepositFilter::ToPayOut => "d.state = 'HELD' AND d.release_at IS NOT NULL",
            DepositFilter::Released => "d.state = 'RELEASED'",
            DepositFilter::Applied => "d.state = 'APPLIED'",
            DepositFilter::Forfeited => "d.state = 'FORFEITED'",
        });
        if let Some(after) = after {
            sql.push(" AND d.id < ").push_arg(after);
        }
        sql.push(" ORDER BY d.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<LineRow> = self.all(sql).await?;
        rows.into_iter().map(LineRow::read).collect()
    }

    /// The deposits of a bidder, latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposits_of(&mut self, bidder: AccountId, limit: u32) -> Result<Vec<DepositLine>> {
        let mut sql = Sql::new(SELECT);
        sql.push("d.account_id = ").push_arg(bidder);
        sql.push(" ORDER BY d.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<LineRow> = self.all(sql).await?;
        rows.into_iter().map(LineRow::read).collect()
    }

    /// The deposit of a bidder on a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposit(&mut self, key: DepositKey) -> Result<Option<DepositLine>> {
        let mut sql = Sql::new(SELECT);
        sql.push("d.lot_id = ").push_arg(key.lot);
        sql.push(" AND d.account_id = ").push_arg(key.bidder);
        let row: Option<LineRow> = self.optional(sql).await?;
        row.map(LineRow::read).transpose()
    }

    /// The deposit with this id: whose, on which lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposit_key(&mut self, id: DepositId) -> Result<Option<(DepositKey, LotCode)>> {
        let sql = Sql::new(
            "SELECT d.lot_id, d.account_id, l.code FROM deposits d \
             JOIN lots l ON l.id = d.lot_id WHERE d.id = $1",
        );
        let row: Option<(i64, i64, String)> = self.optional(sql.bind(id)).await?;
        row.map(|(lot, bidder, code)| {
            let key = DepositKey {
                lot: LotId(lot),
                bidder: AccountId(bidder),
            };
            let code = At::new("lots", "code", &lot).some(LotCode::parse(&code))?;
            Ok((key, code))
        })
        .transpose()
    }

    /// How much waits for the centre: declared payments, and deposits to be paid out; at most
    /// 10,000 each.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn deposits_waiting(&mut self) -> Result<(u32, u32)> {
        let sql = Sql::new(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM deposit_payments \
             WHERE decided_at IS NULL LIMIT $1) AS declared), \
             (SELECT count(*) FROM (SELECT 1 FROM deposits \
             WHERE state = 'HELD' AND release_at IS NOT NULL LIMIT $2) AS due)",
        );
        let (declared, due): (i64, i64) = self.one(sql.bind(COUNT_MAX).bind(COUNT_MAX)).await?;
        let at = At::new("deposits", "count", &"all");
        Ok((at.int(declared)?, at.int(due)?))
    }
}

impl LineRow {
    fn read(self) -> Result<DepositLine> {
        let row = self.id.to_string();
        let payment = match (self.amount_fen, self.reference, self.declared_at) {
            (Some(amount), Some(reference), Some(at)) => Some(DeclaredPayment {
                amount: Fen(amount),
                reference,
                at: Timestamp(at),
                waits: self.decided_at.is_none(),
                refused: self.refused,
            }),
            _ => None,
        };
        Ok(DepositLine {
            id: id(self.id),
            lot: LotId(self.lot_id),
            code: At::new("lots", "code", &row).some(LotCode::parse(&self.code))?,
            title: self.title,
            bidder: AccountId(self.account_id),
            name: self.display_name,
            paddle: self.paddle.map(|number| paddle(number, &row)).transpose()?,
            asked: Fen(self.asked_fen),
            received: Fen(self.received_fen),
            state: state(&self.state, &row)?,
            since: Timestamp(self.at),
            payment,
            release_at: self.release_at.map(Timestamp),
        })
    }
}
