//! Seasons: few, small, read whole.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::SeasonId;
use domain::seasons::{Season, SeasonState};

impl Tx {
    /// Stores the season under its own id, replacing what was there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when another season has its code.
    pub async fn upsert_season(&mut self, season: &Season) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO seasons (id, code, year, programme, state, out_of_province_min_fen, doc) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET \
             code = excluded.code, year = excluded.year, programme = excluded.programme, \
             state = excluded.state, doc = excluded.doc, \
             out_of_province_min_fen = excluded.out_of_province_min_fen",
        );
        let sql = sql
            .bind(season.id)
            .bind(season.code())
            .bind(season.year)
            .bind(season.programme.code())
            .bind(season.state.code())
            .bind(season.out_of_province_min_fen)
            .bind(to_json(season));
        self.execute(sql).await?;
        self.ids_given("seasons").await
    }

    /// Stores a new season under its own id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when there is one of its programme and year.
    pub async fn insert_season(&mut self, season: &Season) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO seasons (id, code, year, programme, state, out_of_province_min_fen, doc) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let sql = sql
            .bind(season.id)
            .bind(season.code())
            .bind(season.year)
            .bind(season.programme.code())
            .bind(season.state.code())
            .bind(season.out_of_province_min_fen)
            .bind(to_json(season));
        self.execute(sql).await?;
        self.ids_given("seasons").await
    }

    /// Moves a season on. Answers false, and changes nothing, when it does not stand at `from`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn move_season(
        &mut self,
        id: SeasonId,
        from: SeasonState,
        to: SeasonState,
    ) -> Result<bool> {
        let Some(mut season) = self.season(id).await? else {
            return Ok(false);
        };
        season.state = to;
        let sql = Sql::new("UPDATE seasons SET state = $1, doc = $2 WHERE id = $3 AND state = $4");
        let sql = sql.bind(to.code()).bind(to_json(&season)).bind(id);
        Ok(self.execute(sql.bind(from.code())).await? == 1)
    }

    /// The season with this id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn season(&mut self, id: SeasonId) -> Result<Option<Season>> {
        let sql = Sql::new("SELECT id, doc FROM seasons WHERE id = $1").bind(id);
        self.optional(sql).await?.map(read).transpose()
    }

    /// The season with this public code, `2023-AUCTION`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn season_by_code(&mut self, code: &str) -> Result<Option<Season>> {
        let sql = Sql::new("SELECT id, doc FROM seasons WHERE code = $1").bind(code);
        self.optional(sql).await?.map(read).transpose()
    }

    /// Every season, latest year first, the auction before the challenge.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn seasons(&mut self) -> Result<Vec<Season>> {
        let sql = Sql::new("SELECT id, doc FROM seasons ORDER BY year DESC, programme, id");
        self.all(sql).await?.into_iter().map(read).collect()
    }
}

fn read((id, doc): (i64, String)) -> Result<Season> {
    let mut season: Season = At::new("seasons", "doc", &id).json(&doc)?;
    season.id = SeasonId(id);
    Ok(season)
}
