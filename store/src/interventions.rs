//! Interventions of the organiser: requests, decisions, and what is still to be carried out.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::two_person::Intervention;
use domain::ids::{AccountId, InterventionId, LotCode, LotId};
use domain::time::Timestamp;

/// A stored intervention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIntervention {
    /// Identity.
    pub id: InterventionId,
    /// On which lot.
    pub lot: LotId,
    /// What is to be done.
    pub intervention: Intervention,
    /// Why, in words.
    pub reason: String,
    /// Who asked, with his name.
    pub requested_by: (AccountId, String),
    /// When.
    pub requested_at: Timestamp,
    /// Name of who decided; absent while it waits and when it ran out.
    pub decided_by: Option<String>,
    /// When it was decided, or found to have run out.
    pub decided_at: Option<Timestamp>,
    /// Whether it was approved.
    pub approved: bool,
    /// When it is to be carried out.
    pub due_at: Option<Timestamp>,
    /// When it was carried out.
    pub carried_out_at: Option<Timestamp>,
}

/// What was decided about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is to be carried out at this instant.
    Approved {
        /// By whom.
        by: AccountId,
        /// When it is to be carried out.
        due_at: Timestamp,
    },
    /// Somebody said no, or took it back.
    Declined {
        /// Who.
        by: AccountId,
    },
    /// Nobody decided in time.
    Expired,
}

#[derive(sqlx_macros::FromRow)]
struct InterventionRow {
    id: i64,
    lot_id: i64,
    step: String,
    reason: String,
    requested_by: i64,
    requester: String,
    requested_at: i64,
    decider: Option<String>,
    decided_at: Option<i64>,
    approved: Option<bool>,
    due_at: Option<i64>,
    carried_out_at: Option<i64>,
}

/// Everything of an intervention, of `interventions i`.
const SELECT: &str = "SELECT i.id, i.lot_id, i.step, i.reason, i.requested_by, \
     r.display_name AS requester, i.requested_at, d.display_name AS decider, i.decided_at, \
     i.approved, i.due_at, i.carried_out_at FROM interventions i \
     JOIN accounts r ON r.id = i.requested_by LEFT JOIN accounts d ON d.id = i.decided_by ";

impl Tx {
    /// Stores a request.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when another one waits on the lot.
    pub async fn insert_intervention(
        &mut self,
        lot: LotId,
        intervention: &Intervention,
        reason: &str,
        by: AccountId,
        at: Timestamp,
    ) -> Result<InterventionId> {
        let sql = Sql::new(
            "INSERT INTO interventions (lot_id, step, reason, requested_by, requested_at) \
             VALUES ($1, $2, $3, $4, $5) RETURNING id",
        );
        let sql = sql.bind(lot).bind(to_json(intervention)).bind(reason);
        let (id,) = self.one(sql.bind(by).bind(at)).await?;
        Ok(InterventionId(id))
    }

    /// Decides about a request that waits; `false` when it does not wait any more.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn decide_intervention(
        &mut self,
        id: InterventionId,
        decision: Decision,
        at: Timestamp,
    ) -> Result<bool> {
        let (by, due_at) = match decision {
            Decision::Approved { by, due_at } => (Some(by), Some(due_at)),
            Decision::Declined { by } => (Some(by), None),
            Decision::Expired => (None, None),
        };
        let sql = Sql::new(
            "UPDATE interventions SET decided_by = $1, decided_at = $2, approved = $3, due_at = $4 \
             WHERE id = $5 AND decided_at IS NULL",
        );
        let sql = sql.bind(by).bind(at).bind(due_at.is_some()).bind(due_at);
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// Notes that an approved intervention has been carried out; `false` when it was already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn carry_out(&mut self, id: InterventionId, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE interventions SET carried_out_at = $1 \
             WHERE id = $2 AND approved = TRUE AND carried_out_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(id)).await? == 1)
    }

    /// An intervention.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn intervention(&mut self, id: InterventionId) -> Result<Option<StoredIntervention>> {
        let mut sql = Sql::new(SELECT);
        sql.push("WHERE i.id = ").push_arg(id);
        let row: Option<InterventionRow> = self.optional(sql).await?;
        row.map(InterventionRow::read).transpose()
    }

    /// The interventions on a lot, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interventions(
        &mut self,
        lot: LotId,
        limit: u32,
    ) -> Result<Vec<StoredIntervention>> {
        let mut sql = Sql::new(SELECT);
        sql.push("WHERE i.lot_id = ").push_arg(lot);
        sql.push(" ORDER BY i.id DESC LIMIT ").push_arg(limit);
        let rows: Vec<InterventionRow> = self.all(sql).await?;
        rows.into_iter().map(InterventionRow::read).collect()
    }

    /// Approved interventions whose hour has come, with the codes of their lots.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn interventions_due(
        &mut self,
        now: Timestamp,
    ) -> Result<Vec<(InterventionId, LotCode)>> {
        let sql = Sql::new(
            "SELECT i.id, l.code FROM interventions i JOIN lots l ON l.id = i.lot_id \
             WHERE i.carried_out_at IS NULL AND i.due_at <= $1 ORDER BY i.due_at, i.id LIMIT 100",
        );
        let rows: Vec<(i64, String)> = self.all(sql.bind(now)).await?;
        rows.into_iter()
            .map(|(id, code)| {
                let lot = At::new("lots", "code", &id).some(LotCode::parse(&code))?;
                Ok((InterventionId(id), lot))
            })
            .collect()
    }
}

impl InterventionRow {
    fn read(self) -> Result<StoredIntervention> {
        Ok(StoredIntervention {
            id: InterventionId(self.id),
            lot: LotId(self.lot_id),
            intervention: At::new("interventions", "step", &self.id).json(&self.step)?,
            reason: self.reason,
            requested_by: (AccountId(self.requested_by), self.requester),
            requested_at: Timestamp(self.requested_at),
            decided_by: self.decider,
            decided_at: self.decided_at.map(Timestamp),
            approved: self.approved.unwrap_or(false),
            due_at: self.due_at.map(Timestamp),
            carried_out_at: self.carried_out_at.map(Timestamp),
        })
    }
}
