//! Publications that are to happen by themselves, and rules that are waived for a session.

use crate::Tx;
use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::SessionId;
use domain::sessions::SessionRule;
use domain::time::Timestamp;
use domain::views::{Schedule, SessionWaiver};

impl Tx {
    /// Says when a revision is to be published by itself; a session has one such hour.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn schedule_session(
        &mut self,
        id: SessionId,
        (number, due_at): (u32, Timestamp),
        author: &str,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO session_schedules (session_id, number, due_at, author, problem) \
             VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (session_id) DO UPDATE SET \
             number = excluded.number, due_at = excluded.due_at, author = excluded.author, \
             problem = NULL",
        );
        let sql = sql.bind(id).bind(number).bind(due_at).bind(author);
        self.execute(sql).await?;
        Ok(())
    }

    /// The publication that is to happen by itself.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn session_schedule(&mut self, id: SessionId) -> Result<Option<Schedule>> {
        let sql = Sql::new(
            "SELECT number, due_at, author, problem FROM session_schedules WHERE session_id = $1",
        );
        let row: Option<(i64, i64, String, Option<String>)> = self.optional(sql.bind(id)).await?;
        let read = |(number, due_at, author, problem)| {
            Ok(Schedule {
                number: At::new("session_schedules", "number", &id).int(number)?,
                due_at: Timestamp(due_at),
                author,
                problem,
            })
        };
        row.map(read).transpose()
    }

    /// The sessions whose hour has come by `now`, the longest due first.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn session_schedules_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<SessionId>> {
        let sql = Sql::new(
            "SELECT session_id FROM session_schedules WHERE problem IS NULL AND due_at <= $1 \
             ORDER BY due_at, session_id LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(now).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| SessionId(id)).collect())
    }

    /// Ends the waiting of a session; false when nothing waited.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn end_session_schedule(&mut self, id: SessionId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM session_schedules WHERE session_id = $1");
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// Notes what kept a session from being published.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn fail_session_schedule(&mut self, id: SessionId, problem: &str) -> Result<()> {
        let sql = Sql::new("UPDATE session_schedules SET problem = $1 WHERE session_id = $2");
        self.execute(sql.bind(problem).bind(id)).await?;
        Ok(())
    }

    /// Waives a rule for a session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is waived already.
    pub async fn waive_session_rule(
        &mut self,
        id: SessionId,
        waiver: &SessionWaiver,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO session_waivers (session_id, rule, reason, author, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (session_id, rule) DO NOTHING",
        );
        let sql = sql
            .bind(id)
            .bind(waiver.rule.code())
            .bind(waiver.reason.as_str())
            .bind(waiver.author.as_str())
            .bind(waiver.at);
        match self.execute(sql).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// The waiver of a rule for a session.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn session_waiver(
        &mut self,
        id: SessionId,
        rule: SessionRule,
    ) -> Result<Option<SessionWaiver>> {
        let sql = Sql::new(
            "SELECT reason, author, at FROM session_waivers WHERE session_id = $1 AND rule = $2",
        );
        let sql = sql.bind(id).bind(rule.code());
        let row: Option<(String, String, i64)> = self.optional(sql).await?;
        Ok(row.map(|(reason, author, at)| SessionWaiver {
            rule,
            reason,
            author,
            at: Timestamp(at),
        }))
    }
}
