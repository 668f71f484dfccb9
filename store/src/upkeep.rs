//! What runs by itself: lots whose time has come, rounds that are over, practice lots.

use crate::Tx;
use crate::bidding::HeadRow;
use crate::bidding::head_columns;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, LotId, RoundId};
use domain::live::Figures;
use domain::lots::LotState;
use domain::rounds::RoundState;
use domain::time::Timestamp;

/// A practice lot as the house bots see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeLot {
    /// Identity.
    pub id: LotId,
    /// Public code.
    pub code: LotCode,
    /// Its figures, if it has ever been listed.
    pub figures: Option<Figures>,
    /// When its last event was decided.
    pub last_event_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct PracticeRow {
    id: i64,
    code: String,
    #[sqlx(flatten)]
    head: HeadRow,
}

impl Tx {
    /// Codes of lots whose end, as it stands, is at `ended_before` or earlier, and that are not
    /// closed yet nor interrupted; at most `limit`, longest due first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_to_close(
        &mut self,
        ended_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<LotCode>> {
        let sql = Sql::new(
            "SELECT a.lot_id, l.code FROM auctions a JOIN lots l ON l.id = a.lot_id \
             WHERE a.outcome IS NULL AND a.ends_at <= $1 AND a.suspended_ms IS NULL ORDER BY a.ends_at, a.lot_id LIMIT $2",
        );
        let rows: Vec<(i64, String)> = self.all(sql.bind(ended_before).bind(limit)).await?;
        rows.into_iter()
            .map(|(id, code)| At::new("lots", "code", &id).some(LotCode::parse(&code)))
            .collect()
    }

    /// Lots that wait for bidding although it has opened; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_to_open(&mut self, now: Timestamp, limit: u32) -> Result<Vec<LotId>> {
        // Both values of `practice` are named and CROSS JOIN comes first, so that SQLite goes by
        // the index of running auctions and never over all lots.
        let sql = Sql::new(
            "SELECT l.id FROM auctions a CROSS JOIN lots l WHERE l.id = a.lot_id \
             AND l.state = $1 AND a.outcome IS NULL AND a.practice IN (FALSE, TRUE) \
             AND a.opens_at <= $2 LIMIT $3",
        );
        let sql = sql.bind(LotState::Listed.code()).bind(now).bind(limit);
        let rows: Vec<(i64,)> = self.all(sql).await?;
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    /// Marks a round as closed when its time is over and none of its lots is open any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn close_round_if_done(&mut self, round: RoundId, now: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE rounds SET state = $1 WHERE id = $2 AND state = $3 AND closes_at <= $4 \
             AND NOT EXISTS (SELECT 1 FROM auctions WHERE round_id = $2 AND outcome IS NULL)",
        );
        let sql = sql
            .bind(RoundState::Closed.code())
            .bind(round)
            .bind(RoundState::Scheduled.code())
            .bind(now);
        Ok(self.execute(sql).await? == 1)
    }

    /// The practice lots with their figures.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn practice_lots(&mut self) -> Result<Vec<PracticeLot>> {
        let sql = Sql::new(concat!(
            "SELECT l.id, l.code, ",
            head_columns!(),
            " FROM lots l LEFT JOIN auctions a ON a.lot_id = l.id \
             WHERE l.practice = TRUE AND l.is_public = TRUE ORDER BY l.id LIMIT 100"
        ));
        let rows: Vec<PracticeRow> = self.all(sql).await?;
        rows.into_iter().map(PracticeRow::read).collect()
    }
}

impl PracticeRow {
    fn read(self) -> Result<PracticeLot> {
        let code = At::new("lots", "code", &self.id).some(LotCode::parse(&self.code))?;
        let figures = self.head.figures(self.id)?;
        let last_event_at = self.head.read(self.id)?.map(|stored| stored.auction.at);
        Ok(PracticeLot {
            id: LotId(self.id),
            code,
            figures,
            last_event_at,
        })
    }
}
