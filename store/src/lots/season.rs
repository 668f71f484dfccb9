//! The lots of a season and whose they are, page by page, for whoever writes them out.

use super::{StoredLot, StoredLotRow};
use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotId, SeasonId};
use domain::institutions::Institution;

impl Tx {
    /// The lots of a season after this one, in whatever state, without those for practice; in the
    /// order in which they came in, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn season_lots(
        &mut self,
        season: SeasonId,
        after: LotId,
        limit: u32,
    ) -> Result<Vec<StoredLot>> {
        let sql = Sql::new(select_lots!(
            "season_id = $1 AND id > $2 AND practice = FALSE ORDER BY id LIMIT $3"
        ));
        let rows: Vec<StoredLotRow> = self.all(sql.bind(season).bind(after).bind(limit)).await?;
        rows.into_iter().map(StoredLotRow::read).collect()
    }

    /// The institutions that offer lots in a season, by id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn season_institutions(&mut self, season: SeasonId) -> Result<Vec<Institution>> {
        let sql = Sql::new(
            "SELECT id, doc FROM institutions WHERE id IN \
             (SELECT owner_id FROM lots WHERE season_id = $1 AND practice = FALSE) ORDER BY id",
        );
        let rows: Vec<(i64, String)> = self.all(sql.bind(season)).await?;
        rows.into_iter().map(crate::institutions::read).collect()
    }
}
