//! What a unit has submitted in a season, and which rules the centre has waived for it.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, InstitutionId, SeasonId};
use domain::seasons::{QuotaRule, Tally};
use domain::time::Timestamp;

/// A rule that the centre has waived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWaiver {
    /// Which.
    pub rule: QuotaRule,
    /// Why.
    pub reason: String,
    /// Who did it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// How many lots of the unit are submitted in the season: all that are neither drafts nor
    /// withdrawn (domain.md §6).
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn tally(&mut self, season: SeasonId, owner: InstitutionId) -> Result<Tally> {
        let sql = Sql::new(
            "SELECT count(*), count(CASE WHEN project = TRUE THEN 1 END), \
             count(CASE WHEN roadshow = TRUE THEN 1 END) FROM lots \
             WHERE season_id = $1 AND owner_id = $2 AND practice = FALSE \
             AND state NOT IN ('DRAFT', 'WITHDRAWN')",
        );
        let row: (i64, i64, i64) = self.one(sql.bind(season).bind(owner)).await?;
        let at = At::new("lots", "owner_id", &owner);
        Ok(Tally {
            lots: at.int(row.0)?,
            projects: at.int(row.1)?,
            roadshow: at.int(row.2)?,
        })
    }

    /// The rules that are waived for the unit in the season.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn quota_waivers(
        &mut self,
        season: SeasonId,
        owner: InstitutionId,
    ) -> Result<Vec<StoredWaiver>> {
        let sql = Sql::new(
            "SELECT rule, reason, by_id, at FROM quota_waivers \
             WHERE season_id = $1 AND institution_id = $2 ORDER BY rule",
        );
        let rows: Vec<(String, String, i64, i64)> = self.all(sql.bind(season).bind(owner)).await?;
        let read = |(rule, reason, by, at): (String, String, i64, i64)| {
            Ok(StoredWaiver {
                rule: At::new("quota_waivers", "rule", &owner).some(QuotaRule::from_code(&rule))?,
                reason,
                by: AccountId(by),
                at: Timestamp(at),
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Waives a rule for a unit in a season. Answers false, and changes nothing, when it is waived
    /// already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_waiver(
        &mut self,
        season: SeasonId,
        owner: InstitutionId,
        waiver: &StoredWaiver,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO quota_waivers (season_id, institution_id, rule, reason, by_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        );
        let sql = sql
            .bind(season)
            .bind(owner)
            .bind(waiver.rule.code())
            .bind(waiver.reason.as_str())
            .bind(waiver.by)
            .bind(waiver.at);
        Ok(self.execute(sql).await? == 1)
    }
}
