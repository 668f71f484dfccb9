//! Entrusted-service agreements: one that was accepted counts for every season.

use super::day;
use crate::Tx;
use crate::doc::At;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::{AccountId, AgreementId, InstitutionId};
use domain::participations::AgreementState;
use domain::time::{Date, Timestamp};

/// An agreement that is handed in.
#[derive(Clone, Copy, Debug)]
pub struct NewAgreement {
    /// Whose.
    pub institution: InstitutionId,
    /// When it was signed.
    pub signed_on: Date,
    /// Who hands it in; nobody when it is carried over.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// A stored agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAgreement {
    /// Identity.
    pub id: AgreementId,
    /// Whose.
    pub institution: InstitutionId,
    /// When it was signed.
    pub signed_on: Date,
    /// Where it stands.
    pub state: AgreementState,
    /// When it was handed in.
    pub handed_in_at: Timestamp,
    /// When it was decided on.
    pub decided_at: Option<Timestamp>,
    /// Why it was returned.
    pub reason: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    institution_id: i64,
    signed_on: i64,
    state: String,
    handed_in_at: i64,
    decided_at: Option<i64>,
    reason: Option<String>,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT id, institution_id, signed_on, state, handed_in_at, decided_at, reason \
         FROM service_agreements "
    };
}

impl Tx {
    /// Stores an agreement that is handed in.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_agreement(&mut self, new: &NewAgreement) -> Result<AgreementId> {
        let sql = Sql::new(
            "INSERT INTO service_agreements (institution_id, signed_on, state, handed_in_by, \
             handed_in_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        );
        let sql = sql
            .bind(new.institution)
            .bind(new.signed_on.0)
            .bind(AgreementState::Submitted.code())
            .bind(new.by)
            .bind(new.at);
        let (id,) = self.one(sql).await?;
        Ok(AgreementId(id))
    }

    /// Decides on an agreement that waits.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it waits no more.
    pub async fn decide_agreement(
        &mut self,
        id: AgreementId,
        state: AgreementState,
        reason: Option<&str>,
        by: Option<AccountId>,
        at: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new(
            "UPDATE service_agreements SET state = $1, reason = $2, decided_by = $3, \
             decided_at = $4 WHERE id = $5 AND state = $6",
        );
        let sql = sql
            .bind(state.code())
            .bind(reason)
            .bind(by)
            .bind(at)
            .bind(id)
            .bind(AgreementState::Submitted.code());
        match self.execute(sql).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// The agreement with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn agreement(&mut self, id: AgreementId) -> Result<Option<StoredAgreement>> {
        let sql = Sql::new(concat!(selected!(), "WHERE id = $1")).bind(id);
        let row: Option<Row> = self.optional(sql).await?;
        row.map(Row::read).transpose()
    }

    /// The agreements of an institution, the latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn agreements(
        &mut self,
        of: InstitutionId,
        limit: u32,
    ) -> Result<Vec<StoredAgreement>> {
        let text = concat!(
            selected!(),
            "WHERE institution_id = $1 ORDER BY id DESC LIMIT $2"
        );
        let rows: Vec<Row> = self.all(Sql::new(text).bind(of).bind(limit)).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Whether an agreement of the institution was accepted, in whatever season.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn has_accepted_agreement(&mut self, of: InstitutionId) -> Result<bool> {
        let sql = Sql::new(
            "SELECT id FROM service_agreements WHERE institution_id = $1 AND state = 'ACCEPTED' \
             LIMIT 1",
        );
        let row: Option<(i64,)> = self.optional(sql.bind(of)).await?;
        Ok(row.is_some())
    }
}

impl Row {
    fn read(self) -> Result<StoredAgreement> {
        let at = |column| At::new("service_agreements", column, &self.id);
        let signed = day(at("signed_on"), Some(self.signed_on))?;
        Ok(StoredAgreement {
            id: AgreementId(self.id),
            institution: InstitutionId(self.institution_id),
            signed_on: at("signed_on").some(signed)?,
            state: at("state").some(AgreementState::from_code(&self.state))?,
            handed_in_at: Timestamp(self.handed_in_at),
            decided_at: self.decided_at.map(Timestamp),
            reason: self.reason,
        })
    }
}
