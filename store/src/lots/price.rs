//! What is set of a lot after it was stored: the start price of another round, what it asks of its
//! bidders.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::LotId;
use domain::lots::Lot;
use domain::money::Fen;
use domain::views::LotCard;

#[derive(sqlx_macros::FromRow)]
struct PricedRow {
    rank: i64,
    out_of_province_min_fen: i64,
    card: String,
    doc: String,
}

impl Tx {
    /// Gives a lot another start price wherever it is kept; answers whether there is such a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_start_price(&mut self, id: LotId, start: Fen) -> Result<bool> {
        let sql = Sql::new(
            "SELECT l.rank, s.out_of_province_min_fen, l.card, l.doc FROM lots l \
             JOIN seasons s ON s.id = l.season_id WHERE l.id = $1",
        );
        let row: Option<PricedRow> = self.optional(sql.bind(id)).await?;
        let Some(row) = row else { return Ok(false) };
        let mut lot: Lot = At::new("lots", "doc", &id).json(&row.doc)?;
        let mut card: LotCard = At::new("lots", "card", &id).json(&row.card)?;
        lot.start_price = Some(start);
        card.start_price = Some(start);
        let million = lot.out_of_province_million(Fen(row.out_of_province_min_fen));
        let sql = Sql::new(
            "UPDATE lots SET price_up = $1, price_down = $2, out_of_province_million = $3, \
             card = $4, doc = $5, row_version = row_version + 1 WHERE id = $6",
        );
        let sql = sql.bind(start).bind(start).bind(million);
        let sql = sql.bind(to_json(&card)).bind(to_json(&lot)).bind(id);
        self.execute(sql).await?;
        self.index_again(id, row.rank).await?;
        Ok(true)
    }

    /// Writes what a lot asks of its bidders: a deposit, unless that stays as it is, and whether a second
    /// factor; answers whether there is such a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_demands(
        &mut self,
        id: LotId,
        deposit: Option<Fen>,
        second_factor: bool,
    ) -> Result<bool> {
        let sql = Sql::new("SELECT doc FROM lots WHERE id = $1").bind(id);
        let row: Option<(String,)> = self.optional(sql).await?;
        let Some((doc,)) = row else { return Ok(false) };
        let mut lot: Lot = At::new("lots", "doc", &id).json(&doc)?;
        lot.deposit = deposit.or(lot.deposit);
        lot.second_factor = second_factor;
        let sql = Sql::new("UPDATE lots SET doc = $1, row_version = row_version + 1 WHERE id = $2");
        Ok(self.execute(sql.bind(to_json(&lot)).bind(id)).await? == 1)
    }

    /// Writes that the owner of a lot has ticked 内容可公开 (domain.md LG-7); answers whether there is such
    /// a lot. Its version stays: what the lot says is what it said.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn clear_content(&mut self, id: LotId) -> Result<bool> {
        let sql = Sql::new("SELECT doc FROM lots WHERE id = $1").bind(id);
        let row: Option<(String,)> = self.optional(sql).await?;
        let Some((doc,)) = row else { return Ok(false) };
        let mut lot: Lot = At::new("lots", "doc", &id).json(&doc)?;
        lot.content_cleared = true;
        let sql = Sql::new("UPDATE lots SET doc = $1 WHERE id = $2");
        Ok(self.execute(sql.bind(to_json(&lot)).bind(id)).await? == 1)
    }
}
