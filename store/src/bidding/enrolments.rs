//! Enrolments: who may bid on a lot, under which number.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::Paddle;
use domain::ids::{AccountId, LotId};
use domain::time::Timestamp;

impl Tx {
    /// Enrols an account on a lot under a number, having accepted the rules of this version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the account is enrolled already
    /// or the number is taken.
    pub async fn insert_enrolment(
        &mut self,
        lot: LotId,
        account: AccountId,
        paddle: Paddle,
        rules_version: &str,
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO enrolments (lot_id, account_id, paddle, rules_version, at) \
             VALUES ($1, $2, $3, $4, $5)",
        );
        let sql = sql
            .bind(lot)
            .bind(account)
            .bind(paddle)
            .bind(rules_version)
            .bind(at);
        self.execute(sql).await?;
        Ok(())
    }

    /// The number of an account on a lot, when it is enrolled.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn enrolment(&mut self, lot: LotId, account: AccountId) -> Result<Option<Paddle>> {
        let sql = Sql::new("SELECT paddle FROM enrolments WHERE lot_id = $1 AND account_id = $2");
        let row: Option<(i64,)> = self.optional(sql.bind(lot).bind(account)).await?;
        let at = At::new("enrolments", "paddle", &lot);
        row.map(|(paddle,)| at.int(paddle).map(Paddle)).transpose()
    }

    /// Every number that is taken on a lot, or kept for somebody with a priority right.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn paddles(&mut self, lot: LotId) -> Result<Vec<Paddle>> {
        let sql = Sql::new(
            "SELECT paddle FROM enrolments WHERE lot_id = $1 \
             UNION SELECT paddle FROM lot_priorities WHERE lot_id = $1 ORDER BY paddle",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(lot)).await?;
        let at = At::new("enrolments", "paddle", &lot);
        rows.into_iter()
            .map(|(paddle,)| at.int(paddle).map(Paddle))
            .collect()
    }
}
