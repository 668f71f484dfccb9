//! Summary reports of sessions.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::SessionId;
use domain::reports::Report;

impl Tx {
    /// The report of a session; nothing when none was written.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn report(&mut self, session: SessionId) -> Result<Option<Report>> {
        let sql = Sql::new("SELECT doc FROM session_reports WHERE session_id = $1");
        let row: Option<(String,)> = self.optional(sql.bind(session)).await?;
        row.map(|(doc,)| At::new("session_reports", "doc", &session).json(&doc))
            .transpose()
    }

    /// Keeps a report in the place of the version before it; the first has none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else has changed it meanwhile.
    pub async fn put_report(&mut self, report: &Report) -> Result<()> {
        let sql = match report.version {
            1 => Sql::new(
                "INSERT INTO session_reports (state, version, doc, session_id) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (session_id) DO NOTHING",
            ),
            _ => Sql::new(
                "UPDATE session_reports SET state = $1, version = $2, doc = $3 \
                 WHERE session_id = $4 AND version = $5",
            ),
        };
        let sql = sql
            .bind(report.state.code())
            .bind(report.version)
            .bind(to_json(report))
            .bind(report.session);
        let sql = match report.version {
            0 | 1 => sql,
            version => sql.bind(version - 1),
        };
        match self.execute(sql).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }
}
