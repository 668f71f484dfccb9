//! Priority rights (优先购买权): who may buy a lot at an equal price, and under which number; and
//! the corrections of reserves, which stand beside them among the terms of a lot.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::Paddle;
use domain::ids::{AccountId, LotId};
use domain::lots::LotPrivate;
use domain::money::Fen;
use domain::time::Timestamp;

/// A line on the priority right of an account on a lot; the latest one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPriority<'a> {
    /// On which lot.
    pub lot: LotId,
    /// Whose.
    pub account: AccountId,
    /// 1 first; absent when the right is taken back.
    pub rank: Option<u8>,
    /// The number under which he bids on the lot.
    pub paddle: Paddle,
    /// Why, in words.
    pub reason: &'a str,
    /// Who says so.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A priority right that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPriority {
    /// Whose.
    pub account: AccountId,
    /// His login.
    pub login: String,
    /// His name; for staff alone.
    pub name: String,
    /// 1 first.
    pub rank: u8,
    /// The number under which he bids: of his enrolment, or kept for it.
    pub paddle: Paddle,
    /// Why, in words.
    pub reason: String,
    /// Name of who has said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct PriorityRow {
    account_id: i64,
    login: String,
    display_name: String,
    rank: i64,
    paddle: i64,
    reason: String,
    by_name: String,
    at: i64,
}

impl Tx {
    /// Puts a line on record.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_priority(&mut self, line: &NewPriority<'_>) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO lot_priorities (lot_id, account_id, rank, paddle, reason, by_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let sql = sql
            .bind(line.lot)
            .bind(line.account)
            .bind(line.rank.map(i64::from))
            .bind(line.paddle)
            .bind(line.reason)
            .bind(line.by)
            .bind(line.at);
        self.execute(sql).await?;
        Ok(())
    }

    /// The priority rights that stand on a lot, best rank first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn priorities(&mut self, lot: LotId) -> Result<Vec<StoredPriority>> {
        let sql = Sql::new(
            "SELECT p.account_id, a.login, a.display_name, p.rank, \
             COALESCE(e.paddle, p.paddle) AS paddle, p.reason, b.display_name AS by_name, p.at \
             FROM lot_priorities p JOIN accounts a ON a.id = p.account_id \
             JOIN accounts b ON b.id = p.by_id \
             LEFT JOIN enrolments e ON e.lot_id = p.lot_id AND e.account_id = p.account_id \
             WHERE p.lot_id = $1 AND p.rank IS NOT NULL AND p.id = \
             (SELECT max(l.id) FROM lot_priorities l \
             WHERE l.lot_id = p.lot_id AND l.account_id = p.account_id) \
             ORDER BY p.rank, p.id",
        );
        let rows: Vec<PriorityRow> = self.all(sql.bind(lot)).await?;
        rows.into_iter().map(|row| row.read(lot)).collect()
    }

    /// The number that is kept for an account on a lot, because it has, or had, a priority right.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn kept_paddle(&mut self, lot: LotId, account: AccountId) -> Result<Option<Paddle>> {
        let sql = Sql::new(
            "SELECT paddle FROM lot_priorities WHERE lot_id = $1 AND account_id = $2 \
             ORDER BY id LIMIT 1",
        );
        let row: Option<(i64,)> = self.optional(sql.bind(lot).bind(account)).await?;
        let at = At::new("lot_priorities", "paddle", &lot);
        row.map(|(paddle,)| at.int(paddle).map(Paddle)).transpose()
    }

    /// Corrects the reserve of a lot that has one, with the reason on record; answers whether there
    /// was one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn correct_reserve(
        &mut self,
        lot: LotId,
        reserve: Fen,
        (reason, by, at): (&str, AccountId, Timestamp),
    ) -> Result<bool> {
        let found = self.lot_private(lot).await?;
        let Some(private) = found.filter(|private| private.reserve_price.is_some()) else {
            return Ok(false);
        };
        let private = LotPrivate {
            reserve_price: Some(reserve),
            ..private
        };
        let sql = Sql::new("UPDATE lots SET private = $1 WHERE id = $2");
        self.execute(sql.bind(to_json(&private)).bind(lot)).await?;
        let sql = Sql::new(
            "INSERT INTO reserve_changes (lot_id, reserve_fen, reason, by_id, at) \
             VALUES ($1, $2, $3, $4, $5)",
        );
        let sql = sql.bind(lot).bind(reserve).bind(reason).bind(by).bind(at);
        self.execute(sql).await?;
        Ok(true)
    }
}

impl PriorityRow {
    fn read(self, lot: LotId) -> Result<StoredPriority> {
        let at = |column| At::new("lot_priorities", column, &lot);
        Ok(StoredPriority {
            account: AccountId(self.account_id),
            login: self.login,
            name: self.display_name,
            rank: at("rank").int(self.rank)?,
            paddle: Paddle(at("paddle").int(self.paddle)?),
            reason: self.reason,
            by: self.by_name,
            at: Timestamp(self.at),
        })
    }
}
