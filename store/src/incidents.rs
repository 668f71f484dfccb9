//! Incidents: bids that were in time and came too late by our fault. Append-only.

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::Paddle;
use domain::ids::{AccountId, LotId, RoundId};
use domain::incidents::LateByServer;
use domain::time::Timestamp;

/// A bid that is put on record as late by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLateByServer {
    /// The lot.
    pub lot: LotId,
    /// The round in which it closed.
    pub round: RoundId,
    /// Who sent the bid.
    pub account: AccountId,
    /// Its key.
    pub key: String,
    /// When it arrived, the end, and when it was refused.
    pub bid: LateByServer,
}

impl Tx {
    /// Puts incidents on record.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) for a key that is on record already.
    pub async fn insert_late_by_server(&mut self, incidents: &[NewLateByServer]) -> Result<()> {
        if incidents.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "INSERT INTO late_by_server \
             (lot_id, account_id, key, round_id, paddle, received_at, ended_at, at) VALUES ",
        );
        sql.push_rows(incidents.iter().map(|incident| {
            let bid = incident.bid;
            [
                incident.lot.into(),
                incident.account.into(),
                incident.key.as_str().into(),
                incident.round.into(),
                bid.paddle.map(|paddle| i64::from(paddle.0)).into(),
                bid.received_at.into(),
                bid.ended_at.into(),
                bid.at.into(),
            ]
        }));
        self.execute(sql).await?;
        Ok(())
    }

    /// The latest incidents of a lot, newest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn late_by_server(&mut self, lot: LotId, limit: u32) -> Result<Vec<LateByServer>> {
        let sql = Sql::new(
            "SELECT paddle, received_at, ended_at, at FROM late_by_server WHERE lot_id = $1 \
             ORDER BY at DESC, received_at DESC LIMIT $2",
        );
        let rows: Vec<(Option<i64>, i64, i64, i64)> =
            self.all(sql.bind(lot).bind(i64::from(limit))).await?;
        let incident = |(paddle, received_at, ended_at, at): (Option<i64>, i64, i64, i64)| {
            let paddle = paddle.and_then(|paddle| u16::try_from(paddle).ok());
            LateByServer {
                paddle: paddle.map(Paddle),
                received_at: Timestamp(received_at),
                ended_at: Timestamp(ended_at),
                at: Timestamp(at),
            }
        };
        Ok(rows.into_iter().map(incident).collect())
    }

    /// How many there were in a round.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn late_by_server_of_round(&mut self, round: RoundId) -> Result<u64> {
        let sql = Sql::new("SELECT count(*) FROM late_by_server WHERE round_id = $1");
        let (count,): (i64,) = self.one(sql.bind(round)).await?;
        Ok(count.unsigned_abs())
    }
}
