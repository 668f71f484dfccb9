//! What a unit has submitted in a season.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{InstitutionId, SeasonId};
use domain::institutions::Institution;
use domain::seasons::Tally;

impl Tx {
    /// How many lots of the unit are submitted in the season: all that are neither drafts nor
    /// withdrawn (domain.md §6), without those as which a package is offered.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn tally(&mut self, season: SeasonId, owner: InstitutionId) -> Result<Tally> {
        let sql = Sql::new(
            "SELECT count(*), count(CASE WHEN project = TRUE THEN 1 END), \
             count(CASE WHEN roadshow = TRUE THEN 1 END) FROM lots \
             WHERE season_id = $1 AND owner_id = $2 AND practice = FALSE \
             AND state NOT IN ('DRAFT', 'WITHDRAWN') \
             AND NOT EXISTS (SELECT 1 FROM packages WHERE packages.lot_id = lots.id)",
        );
        let row: (i64, i64, i64) = self.one(sql.bind(season).bind(owner)).await?;
        let at = At::new("lots", "owner_id", &owner);
        Ok(Tally {
            lots: at.int(row.0)?,
            projects: at.int(row.1)?,
            roadshow: at.int(row.2)?,
        })
    }

    /// Every institution that takes part in the season, by name, with what it has submitted.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn tallies(&mut self, season: SeasonId) -> Result<Vec<(Institution, Tally)>> {
        let sql = Sql::new(
            "SELECT i.id, i.doc FROM participations p JOIN institutions i ON i.id = p.institution_id \
             WHERE p.season_id = $1 ORDER BY i.name, i.id",
        );
        let units: Vec<(i64, String)> = self.all(sql.bind(season)).await?;
        let mut found = Vec::new();
        for unit in units {
            let unit = crate::institutions::read(unit)?;
            let tally = self.tally(season, unit.id).await?;
            found.push((unit, tally));
        }
        Ok(found)
    }
}
