//! What a unit has submitted in a season.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{InstitutionId, SeasonId};
use domain::seasons::Tally;

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
}
