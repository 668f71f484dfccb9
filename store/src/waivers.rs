//! Waivers (豁免): rules that the centre does not hold an institution to in a season.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, InstitutionId, SeasonId, WaiverId};
use domain::time::Timestamp;
use domain::views::WaiverLine;
use domain::waivers::WaiverRule;

/// A waiver that is to be granted.
#[derive(Clone, Copy, Debug)]
pub struct NewWaiver<'a> {
    /// In which season.
    pub season: SeasonId,
    /// For which institution.
    pub institution: InstitutionId,
    /// Which rule.
    pub rule: WaiverRule,
    /// Why.
    pub reason: &'a str,
    /// Who says so.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A waiver that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWaiver {
    /// In which season.
    pub season: SeasonId,
    /// For which institution.
    pub institution: InstitutionId,
    /// Which rule.
    pub rule: WaiverRule,
    /// Why.
    pub reason: String,
}

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    id: i64,
    unit: String,
    rule: String,
    reason: String,
    by_name: String,
    at: i64,
}

/// The columns of [`LineRow`].
macro_rules! lines {
    () => {
        "SELECT w.id, i.name AS unit, w.rule, w.reason, a.display_name AS by_name, w.at \
         FROM waivers w JOIN institutions i ON i.id = w.institution_id \
         JOIN accounts a ON a.id = w.by_id "
    };
}

impl Tx {
    /// Grants a waiver; nothing, and nothing changes, when it is granted already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_waiver(&mut self, new: &NewWaiver<'_>) -> Result<Option<WaiverId>> {
        let sql = Sql::new(
            "INSERT INTO waivers (season_id, institution_id, rule, reason, by_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (season_id, institution_id, rule) DO NOTHING RETURNING id",
        );
        let sql = sql
            .bind(new.season)
            .bind(new.institution)
            .bind(new.rule.code())
            .bind(new.reason)
            .bind(new.by)
            .bind(new.at);
        let row: Option<(i64,)> = self.optional(sql).await?;
        Ok(row.map(|(id,)| WaiverId(id)))
    }

    /// The waiver with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn waiver(&mut self, id: WaiverId) -> Result<Option<StoredWaiver>> {
        let sql =
            Sql::new("SELECT season_id, institution_id, rule, reason FROM waivers WHERE id = $1");
        let row: Option<(i64, i64, String, String)> = self.optional(sql.bind(id)).await?;
        let read = |(season, institution, rule, reason): (i64, i64, String, String)| {
            Ok(StoredWaiver {
                season: SeasonId(season),
                institution: InstitutionId(institution),
                rule: At::new("waivers", "rule", &id).some(WaiverRule::from_code(&rule))?,
                reason,
            })
        };
        row.map(read).transpose()
    }

    /// Ends a waiver; false when there is none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn delete_waiver(&mut self, id: WaiverId) -> Result<bool> {
        let sql = Sql::new("DELETE FROM waivers WHERE id = $1");
        Ok(self.execute(sql.bind(id)).await? == 1)
    }

    /// Whether a rule is waived for an institution in a season.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn is_waived(
        &mut self,
        season: SeasonId,
        of: InstitutionId,
        rule: WaiverRule,
    ) -> Result<bool> {
        let sql = Sql::new(
            "SELECT id FROM waivers WHERE season_id = $1 AND institution_id = $2 AND rule = $3",
        );
        let sql = sql.bind(season).bind(of).bind(rule.code());
        let row: Option<(i64,)> = self.optional(sql).await?;
        Ok(row.is_some())
    }

    /// What is waived for an institution in a season, in the order in which it was.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn waivers_of(
        &mut self,
        season: SeasonId,
        of: InstitutionId,
    ) -> Result<Vec<WaiverLine>> {
        let text = concat!(
            lines!(),
            "WHERE w.season_id = $1 AND w.institution_id = $2 ORDER BY w.id"
        );
        let rows: Vec<LineRow> = self.all(Sql::new(text).bind(season).bind(of)).await?;
        rows.into_iter().map(LineRow::read).collect()
    }

    /// The waivers of a season with a number below `before`, the latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn waivers(
        &mut self,
        season: SeasonId,
        before: Option<WaiverId>,
        limit: u32,
    ) -> Result<Vec<WaiverLine>> {
        let text = concat!(
            lines!(),
            "WHERE w.season_id = $1 AND w.id < $2 ORDER BY w.id DESC LIMIT $3"
        );
        let before = before.map_or(i64::MAX, WaiverId::get);
        let sql = Sql::new(text).bind(season).bind(before).bind(limit);
        let rows: Vec<LineRow> = self.all(sql).await?;
        rows.into_iter().map(LineRow::read).collect()
    }
}

impl LineRow {
    fn read(self) -> Result<WaiverLine> {
        let rule = At::new("waivers", "rule", &self.id).some(WaiverRule::from_code(&self.rule))?;
        Ok(WaiverLine {
            id: WaiverId(self.id),
            unit: self.unit,
            rule,
            reason: self.reason,
            by: self.by_name,
            at: Timestamp(self.at),
        })
    }
}
