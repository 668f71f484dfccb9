//! Experts whom institutions nominate for a season.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use domain::ids::{AccountId, ExpertId, InstitutionId, SeasonId};
use domain::participations::people::ExpertCard;
use domain::time::Timestamp;

/// An expert who is nominated.
#[derive(Clone, Copy, Debug)]
pub struct NewExpert<'a> {
    /// For which season.
    pub season: SeasonId,
    /// By which institution.
    pub institution: InstitutionId,
    /// The person.
    pub card: &'a ExpertCard,
    /// Who nominates, and has the person's consent.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A nominated expert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredExpert {
    /// Identity.
    pub id: ExpertId,
    /// By which institution, and its name.
    pub institution: (InstitutionId, String),
    /// The person.
    pub card: ExpertCard,
    /// When the person agreed.
    pub consent_at: Timestamp,
    /// When the centre admitted the person.
    pub admitted_at: Option<Timestamp>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    institution_id: i64,
    institution: String,
    card: String,
    consent_at: i64,
    admitted_at: Option<i64>,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT e.id, e.institution_id, i.name AS institution, e.card, e.consent_at, \
         e.admitted_at FROM experts e JOIN institutions i ON i.id = e.institution_id "
    };
}

impl Tx {
    /// Stores a nominated expert.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the institution has nominated the person already.
    pub async fn insert_expert(&mut self, new: &NewExpert<'_>) -> Result<ExpertId> {
        let sql = Sql::new(
            "INSERT INTO experts (season_id, institution_id, card, name, phone, consent_at, \
             nominated_by) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql
            .bind(new.season)
            .bind(new.institution)
            .bind(to_json(new.card))
            .bind(new.card.contact.name.as_str())
            .bind(new.card.contact.phone.as_str())
            .bind(new.at)
            .bind(new.by);
        let (id,) = self.one(sql).await?;
        Ok(ExpertId(id))
    }

    /// Takes a nomination back; false when the expert was admitted, or is gone.
    ///
    /// # Errors
    /// [`StoreError`], as every call.
    pub async fn withdraw_expert(&mut self, id: ExpertId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM experts WHERE id = $1 AND admitted_at IS NULL");
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// Admits an expert, or takes that back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is no such expert.
    pub async fn decide_expert(
        &mut self,
        id: ExpertId,
        admitted_at: Option<Timestamp>,
        by: AccountId,
    ) -> Result<()> {
        let sql = Sql::new("UPDATE experts SET admitted_at = $1, decided_by = $2 WHERE id = $3");
        match self
            .execute(sql.bind(admitted_at).bind(by).bind(id))
            .await?
        {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// The expert with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn expert(&mut self, id: ExpertId) -> Result<Option<StoredExpert>> {
        let sql = Sql::new(concat!(selected!(), "WHERE e.id = $1")).bind(id);
        let row: Option<Row> = self.optional(sql).await?;
        row.map(Row::read).transpose()
    }

    /// The experts of an institution in a season in the order of their nomination, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn experts_of(
        &mut self,
        season: SeasonId,
        of: InstitutionId,
        limit: u32,
    ) -> Result<Vec<StoredExpert>> {
        let text = concat!(
            selected!(),
            "WHERE e.season_id = $1 AND e.institution_id = $2 ORDER BY e.id LIMIT $3"
        );
        let rows: Vec<Row> = self
            .all(Sql::new(text).bind(season).bind(of).bind(limit))
            .await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The experts of a season with a number above `after`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn experts(
        &mut self,
        season: SeasonId,
        after: Option<ExpertId>,
        limit: u32,
    ) -> Result<Vec<StoredExpert>> {
        let text = concat!(
            selected!(),
            "WHERE e.season_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3"
        );
        let after = after.unwrap_or(ExpertId(0));
        let rows: Vec<Row> = self
            .all(Sql::new(text).bind(season).bind(after).bind(limit))
            .await?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl Row {
    fn read(self) -> Result<StoredExpert> {
        let at = |column| At::new("experts", column, &self.id);
        Ok(StoredExpert {
            card: at("card").json(&self.card)?,
            id: ExpertId(self.id),
            institution: (InstitutionId(self.institution_id), self.institution),
            consent_at: Timestamp(self.consent_at),
            admitted_at: self.admitted_at.map(Timestamp),
        })
    }
}
