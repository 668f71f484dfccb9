//! The featured lots (重点展示) and their order.

use super::row::{featured_key_of, is_sold_offline};
use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, LotId, SeasonId};
use domain::lots::{Lot, LotState};
use domain::views::FeaturedLot;

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    id: i64,
    code: String,
    title: String,
    owner_name: String,
    state: String,
    status: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct RankRow {
    rank: i64,
    doc: String,
}

impl Tx {
    /// The featured lots of a season in their order, whatever their state; at most 200.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn featured_line(&mut self, season: SeasonId) -> Result<Vec<(LotId, FeaturedLot)>> {
        let sql = Sql::new(
            "SELECT id, code, title, owner_name, state, status FROM lots \
             WHERE season_id = $1 AND featured_rank IS NOT NULL \
             ORDER BY featured_rank, id LIMIT 200",
        );
        let rows: Vec<LineRow> = self.all(sql.bind(season)).await?;
        rows.into_iter().map(LineRow::read).collect()
    }

    /// Gives a lot a place among the featured ones, or takes it out; answers whether there is such a
    /// lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_featured_rank(&mut self, id: LotId, place: Option<u16>) -> Result<bool> {
        let sql = Sql::new("SELECT rank, doc FROM lots WHERE id = $1").bind(id);
        let row: Option<RankRow> = self.optional(sql).await?;
        let Some(row) = row else { return Ok(false) };
        let mut lot: Lot = At::new("lots", "doc", &id).json(&row.doc)?;
        lot.featured_rank = place;
        let sql = Sql::new(
            "UPDATE lots SET featured_rank = $1, featured_key = $2, doc = $3, \
             row_version = row_version + 1 WHERE id = $4",
        );
        let key = featured_key_of(id, place, row.rank);
        let sql = sql.bind(place).bind(key).bind(to_json(&lot)).bind(id);
        self.execute(sql).await?;
        // Being featured is a facet of the index.
        self.index_again(id, row.rank).await?;
        Ok(true)
    }
}

impl LineRow {
    fn read(self) -> Result<(LotId, FeaturedLot)> {
        let at = |column| At::new("lots", column, &self.id);
        let state = at("state").some(LotState::from_code(&self.state))?;
        let line = FeaturedLot {
            code: at("code").some(LotCode::parse(&self.code))?,
            state,
            sold_offline: is_sold_offline(state, self.status.as_deref()),
            title: self.title,
            owner: self.owner_name,
        };
        Ok((LotId(self.id), line))
    }
}
