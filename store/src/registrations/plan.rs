//! When sessions take registrations, how full they are, and whether their people were reminded.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::SessionId;
use domain::registrations::{Disclaimer, Occupancy, RegistrationPlan};
use domain::time::Timestamp;
use std::collections::HashMap;

/// The plan of a session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlan {
    /// The plan.
    pub plan: RegistrationPlan,
    /// How full the session is.
    pub full: Occupancy,
    /// The latest version of the disclaimer; 0 before there ever was one.
    pub disclaimer_version: u32,
}

#[derive(sqlx_macros::FromRow)]
struct PlanRow {
    opens_at: i64,
    closes_at: i64,
    seats: i64,
    stopped: bool,
    disclaimer_version: i64,
    disclaimer: Option<String>,
    taken: i64,
    waiting: i64,
}

#[derive(sqlx_macros::FromRow)]
struct PlanOfRow {
    session_id: i64,
    #[sqlx(flatten)]
    plan: PlanRow,
}

impl Tx {
    /// The plan of a session; nothing before there is one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn registration_plan(&mut self, of: SessionId) -> Result<Option<StoredPlan>> {
        let sql = Sql::new(
            "SELECT opens_at, closes_at, seats, stopped, disclaimer_version, disclaimer, taken, \
             waiting FROM registration_plans WHERE session_id = $1",
        );
        let row: Option<PlanRow> = self.optional(sql.bind(of)).await?;
        row.map(|row| row.read(of)).transpose()
    }

    /// The plans of these sessions; those without one are left out. At most 1,000 ids.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn registration_plans(
        &mut self,
        of: &[SessionId],
    ) -> Result<HashMap<SessionId, StoredPlan>> {
        if of.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Sql::new(
            "SELECT session_id, opens_at, closes_at, seats, stopped, disclaimer_version, \
             disclaimer, taken, waiting FROM registration_plans WHERE session_id IN (",
        );
        sql.push_list(of.iter().copied());
        sql.push(")");
        let rows: Vec<PlanOfRow> = self.all(sql).await?;
        let rows = rows.into_iter().map(|row| {
            let of = SessionId(row.session_id);
            Ok((of, row.plan.read(of)?))
        });
        rows.collect()
    }

    /// The plan of a session, and nobody else changes a registration of it until this transaction ends.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn hold_registration_plan(&mut self, of: SessionId) -> Result<Option<StoredPlan>> {
        let sql = Sql::new(
            "UPDATE registration_plans SET waiting = waiting WHERE session_id = $1 \
             RETURNING opens_at, closes_at, seats, stopped, disclaimer_version, disclaimer, taken, \
             waiting",
        );
        let row: Option<PlanRow> = self.optional(sql.bind(of)).await?;
        row.map(|row| row.read(of)).transpose()
    }

    /// Stores the plan of a session; how full it is stays.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn put_registration_plan(
        &mut self,
        of: SessionId,
        plan: &RegistrationPlan,
        disclaimer_version: u32,
    ) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO registration_plans (session_id, opens_at, closes_at, seats, stopped, \
             disclaimer_version, disclaimer, taken, waiting) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0) \
             ON CONFLICT (session_id) DO UPDATE SET opens_at = excluded.opens_at, \
             closes_at = excluded.closes_at, seats = excluded.seats, stopped = excluded.stopped, \
             disclaimer_version = excluded.disclaimer_version, disclaimer = excluded.disclaimer",
        );
        let text = plan.disclaimer.as_ref().map(|one| one.text.as_str());
        let sql = sql.bind(of).bind(plan.opens_at).bind(plan.closes_at);
        let sql = sql.bind(plan.seats).bind(plan.stopped);
        self.execute(sql.bind(disclaimer_version).bind(text))
            .await?;
        Ok(())
    }

    /// Stores how full a session is. The plan is held.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call; the table takes no more people than seats.
    pub async fn put_occupancy(&mut self, of: SessionId, full: Occupancy) -> Result<()> {
        let sql = Sql::new(
            "UPDATE registration_plans SET taken = $1, waiting = $2 WHERE session_id = $3",
        );
        self.execute(sql.bind(full.taken).bind(full.waiting).bind(of))
            .await?;
        Ok(())
    }

    /// Sessions that begin after `now` and until `until`, whose people were not reminded of that hour
    /// yet.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn sessions_to_remind(
        &mut self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<SessionId>> {
        let sql = Sql::new(
            "SELECT p.session_id FROM registration_plans p JOIN sessions s ON s.id = p.session_id \
             WHERE s.starts_at > $1 AND s.starts_at <= $2 AND s.state <> 'CANCELLED' \
             AND (p.reminded_for IS NULL OR p.reminded_for <> s.starts_at) \
             ORDER BY s.starts_at, s.id LIMIT 100",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(now).bind(until)).await?;
        Ok(rows.into_iter().map(|(id,)| SessionId(id)).collect())
    }

    /// Notes that the people of a session were reminded of this hour; false when they were already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn note_reminded(&mut self, of: SessionId, hour: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE registration_plans SET reminded_for = $1 WHERE session_id = $2 \
             AND (reminded_for IS NULL OR reminded_for <> $1)",
        );
        Ok(self.execute(sql.bind(hour).bind(of)).await? == 1)
    }
}

impl PlanRow {
    fn read(self, of: SessionId) -> Result<StoredPlan> {
        let at = |column| At::new("registration_plans", column, &of);
        let version: u32 = at("disclaimer_version").int(self.disclaimer_version)?;
        Ok(StoredPlan {
            plan: RegistrationPlan {
                opens_at: Timestamp(self.opens_at),
                closes_at: Timestamp(self.closes_at),
                seats: at("seats").int(self.seats)?,
                stopped: self.stopped,
                disclaimer: self.disclaimer.map(|text| Disclaimer { version, text }),
            },
            full: Occupancy {
                taken: at("taken").int(self.taken)?,
                waiting: at("waiting").int(self.waiting)?,
            },
            disclaimer_version: version,
        })
    }
}
