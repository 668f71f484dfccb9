//! Proposals to grant or to take a role, each with its decision.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::evidence::Reason;
use domain::ids::{AccountId, ProposalId};
use domain::permissions::{RoleChange, RoleProposal, RoleStep};
use domain::time::Timestamp;

/// A proposal with the names of those it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredProposal {
    /// Identity.
    pub id: ProposalId,
    /// The proposal.
    pub proposal: RoleProposal,
    /// Whose roles: the account, its name, its display name.
    pub about: (AccountId, String, String),
    /// Display name of whoever proposed.
    pub by_name: String,
    /// What was decided.
    pub decision: Option<StoredDecision>,
}

/// What was decided about a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDecision {
    /// It was approved.
    pub approved: bool,
    /// Display name of whoever decided.
    pub by_name: String,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    login: String,
    display_name: String,
    step: String,
    role_grant: String,
    reason: String,
    by_id: i64,
    proposer: String,
    at: i64,
    approved: Option<bool>,
    decider: Option<String>,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT p.id, p.account_id, a.login, a.display_name, p.step, p.role_grant, p.reason, \
         p.by_id, b.display_name AS proposer, p.at, p.approved, d.display_name AS decider \
         FROM role_proposals p JOIN accounts a ON a.id = p.account_id \
         JOIN accounts b ON b.id = p.by_id LEFT JOIN accounts d ON d.id = p.decided_by "
    };
}

impl Tx {
    /// Stores a proposal about `account`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_proposal(
        &mut self,
        account: AccountId,
        proposal: &RoleProposal,
    ) -> Result<ProposalId> {
        let sql = Sql::new(
            "INSERT INTO role_proposals (account_id, step, role_grant, reason, by_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        );
        let sql = sql
            .bind(account)
            .bind(proposal.change.step.code())
            .bind(to_json(&proposal.change.grant))
            .bind(proposal.reason.as_str())
            .bind(proposal.by)
            .bind(proposal.at);
        let (id,) = self.one(sql).await?;
        Ok(ProposalId(id))
    }

    /// The proposal with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn proposal(&mut self, id: ProposalId) -> Result<Option<StoredProposal>> {
        let text = concat!(selected!(), "WHERE p.id = $1");
        let row: Option<Row> = self.optional(Sql::new(text).bind(id)).await?;
        row.map(Row::read).transpose()
    }

    /// The latest proposals, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn proposals(&mut self, limit: u32) -> Result<Vec<StoredProposal>> {
        let text = concat!(selected!(), "ORDER BY p.id DESC LIMIT $1");
        let rows: Vec<Row> = self.all(Sql::new(text).bind(limit)).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Decides a proposal; false when it was decided before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), also when whoever proposed approves.
    pub async fn decide_proposal(
        &mut self,
        id: ProposalId,
        approved: bool,
        by: AccountId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE role_proposals SET decided_at = $1, decided_by = $2, approved = $3 \
             WHERE id = $4 AND decided_at IS NULL",
        );
        let sql = sql.bind(at).bind(by).bind(approved).bind(id);
        Ok(self.execute(sql).await? == 1)
    }
}

impl Row {
    fn read(self) -> Result<StoredProposal> {
        let at = |column| At::new("role_proposals", column, &self.id);
        let grant = at("role_grant").json(&self.role_grant)?;
        let step = at("step").some(RoleStep::from_code(&self.step))?;
        let reason = at("reason").some(Reason::parse(&self.reason))?;
        let decided = self.approved.zip(self.decider);
        Ok(StoredProposal {
            id: ProposalId(self.id),
            proposal: RoleProposal {
                change: RoleChange { step, grant },
                reason,
                by: AccountId(self.by_id),
                at: Timestamp(self.at),
            },
            about: (AccountId(self.account_id), self.login, self.display_name),
            by_name: self.proposer,
            decision: decided.map(|(approved, by_name)| StoredDecision { approved, by_name }),
        })
    }
}
