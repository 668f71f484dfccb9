//! What the centre says of a lot beside its form, and the lots that leave with their season.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, LotId, SeasonId};
use domain::lots::{Lot, LotState};

impl Tx {
    /// Writes why a lot was withdrawn; answers whether there is such a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_withdrawn_reason(&mut self, id: LotId, reason: &str) -> Result<bool> {
        self.edit_lot(id, |lot| lot.withdrawn_reason = Some(reason.to_owned()))
            .await
    }

    /// Writes the tags of a lot in the place of those it had; answers whether there is such a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_tags(&mut self, id: LotId, tags: &[String]) -> Result<bool> {
        self.edit_lot(id, |lot| lot.tags = tags.to_vec()).await
    }

    /// The lots of a season on display without a buyer (none at an offline auction either), of those with higher ids than `after` the first
    /// `limit`; without those for practice.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn unsold_lots(
        &mut self,
        season: SeasonId,
        after: LotId,
        limit: u32,
    ) -> Result<Vec<(LotId, LotCode, LotState)>> {
        let sql = Sql::new(
            "SELECT id, code, state FROM lots WHERE season_id = $1 AND id > $2 AND practice = FALSE \
             AND state IN ('PUBLISHED', 'PASSED') AND status <> 'sold' ORDER BY id LIMIT $3",
        );
        let rows: Vec<(i64, String, String)> =
            self.all(sql.bind(season).bind(after).bind(limit)).await?;
        let read = |(id, code, state): (i64, String, String)| {
            let code = At::new("lots", "code", &id).some(LotCode::parse(&code))?;
            let state = At::new("lots", "state", &id).some(LotState::from_code(&state))?;
            Ok((LotId(id), code, state))
        };
        rows.into_iter().map(read).collect()
    }

    /// Changes what search does not look at.
    async fn edit_lot(&mut self, id: LotId, edit: impl FnOnce(&mut Lot) + Send) -> Result<bool> {
        let sql = Sql::new("SELECT doc FROM lots WHERE id = $1").bind(id);
        let row: Option<(String,)> = self.optional(sql).await?;
        let Some((doc,)) = row else { return Ok(false) };
        let mut lot: Lot = At::new("lots", "doc", &id).json(&doc)?;
        edit(&mut lot);
        let sql = Sql::new("UPDATE lots SET doc = $1, row_version = row_version + 1 WHERE id = $2");
        Ok(self.execute(sql.bind(to_json(&lot)).bind(id)).await? == 1)
    }
}
