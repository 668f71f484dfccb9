//! What the targets of a session are counted from, besides its logbooks.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, SessionId};
use domain::targets::TargetId;
use domain::time::Timestamp;
use domain::views::TargetWaiver;

impl Tx {
    /// How many lots of a session are submitted, and how many of them come of provincial or national
    /// projects: neither drafts nor withdrawn ones (domain.md §6, *valid lot*).
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn count_session_lots(&mut self, session: SessionId) -> Result<(u32, u32)> {
        let sql = Sql::new(
            "SELECT count(*), count(CASE WHEN project = TRUE THEN 1 END) FROM lots \
             WHERE session_id = $1 AND practice = FALSE AND state NOT IN ('DRAFT', 'WITHDRAWN') \
             AND NOT EXISTS (SELECT 1 FROM packages WHERE packages.lot_id = lots.id)",
        );
        let (lots, projects): (i64, i64) = self.one(sql.bind(session)).await?;
        let at = At::new("lots", "session_id", &session);
        Ok((at.int(lots)?, at.int(projects)?))
    }

    /// The targets that the centre has waived for a session.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn target_waivers(&mut self, session: SessionId) -> Result<Vec<TargetWaiver>> {
        let sql = Sql::new(
            "SELECT target, reason, at FROM target_waivers WHERE session_id = $1 \
             ORDER BY at, target",
        );
        let rows: Vec<(String, String, i64)> = self.all(sql.bind(session)).await?;
        let read = |(target, reason, at): (String, String, i64)| {
            let place = At::new("target_waivers", "target", &session);
            Ok(TargetWaiver {
                target: place.some(TargetId::from_code(&target))?,
                reason,
                at: Timestamp(at),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Waives a target for a session. Answers false, and changes nothing, when it is waived already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_target_waiver(
        &mut self,
        session: SessionId,
        waiver: &TargetWaiver,
        by: AccountId,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO target_waivers (session_id, target, reason, by_id, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        );
        let sql = sql
            .bind(session)
            .bind(waiver.target.code())
            .bind(waiver.reason.as_str())
            .bind(by)
            .bind(waiver.at);
        Ok(self.execute(sql).await? == 1)
    }
}
