//! Lots: what is stored of them, and how their state moves.

macro_rules! select_lots {
    ($rest:literal) => {
        concat!(
            "SELECT id, session_id, owner_name, state, published_at, row_version, doc \
             FROM lots WHERE ",
            $rest
        )
    };
}

mod bulk;
mod cards;
mod catalogue;
mod cursor;
mod featured;
mod filter;
mod identity;
mod leaving;
mod office;
mod order;
mod price;
mod public;
mod reindex;
mod related;
mod rewrite;
mod row;
pub(crate) mod search;
mod season;

pub use bulk::NewLot;
#[cfg(test)]
pub(crate) use catalogue::count_of;
pub use cursor::is_cursor_of;
pub use public::PublicLot;
pub use rewrite::WholeLot;
pub(crate) use row::is_sold_offline;

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, LotId, SessionId};
use domain::institutions::Institution;
use domain::lots::{Lot, LotPrivate, LotState};
use domain::time::Timestamp;
use row::{CATALOGUE, featured_key_of, is_live, rank_of, status_with};

/// A lot with what the portal keeps beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLot {
    /// The lot.
    pub lot: Lot,
    /// Name of its owner at the time it came in.
    pub owner_name: String,
    /// Rises with every change.
    pub version: i64,
}

#[derive(sqlx_macros::FromRow)]
struct StoredLotRow {
    id: i64,
    session_id: Option<i64>,
    owner_name: String,
    state: String,
    published_at: Option<i64>,
    row_version: i64,
    doc: String,
}

/// What a move between states needs to know of a lot.
#[derive(sqlx_macros::FromRow)]
struct StateRow {
    practice: bool,
    rank: i64,
    status: Option<String>,
    published_at: Option<i64>,
    featured_rank: Option<i64>,
}

impl Tx {
    /// Stores a new lot with its patents and its entry in the search index; id 0 lets the database
    /// choose one. `identity_key` is what makes a row of a form the same record again,
    /// `import_digest` tells whether it still says the same.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the code is taken or one of the
    /// patents belongs to another live lot of the season.
    pub async fn insert_lot(
        &mut self,
        lot: &Lot,
        private: &LotPrivate,
        owner: &Institution,
        identity_key: &str,
        import_digest: Option<&str>,
    ) -> Result<LotId> {
        let new = NewLot {
            lot,
            private,
            owner,
            identity_key,
            import_digest,
        };
        let ids = self.insert_lots_bulk(&[new]).await?;
        Ok(ids[0])
    }

    /// The lot with this code, whatever its state.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lot(&mut self, code: &LotCode) -> Result<Option<StoredLot>> {
        let sql = Sql::new(select_lots!("code = $1")).bind(code);
        self.optional(sql)
            .await?
            .map(StoredLotRow::read)
            .transpose()
    }

    /// The lot with this id, whatever its state.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lot_by_id(&mut self, id: LotId) -> Result<Option<StoredLot>> {
        let sql = Sql::new(select_lots!("id = $1")).bind(id);
        self.optional(sql)
            .await?
            .map(StoredLotRow::read)
            .transpose()
    }

    /// What only owner and centre may see of a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lot_private(&mut self, id: LotId) -> Result<Option<LotPrivate>> {
        let sql = Sql::new("SELECT private FROM lots WHERE id = $1").bind(id);
        let row: Option<(String,)> = self.optional(sql).await?;
        row.map(|(private,)| At::new("lots", "private", &id).json(&private))
            .transpose()
    }

    /// Moves a lot from one state to another; with `published_at` it is new in the catalogue from
    /// then on. Answers false, and changes nothing, when the lot was not in `from`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn update_lot_state(
        &mut self,
        id: LotId,
        from: LotState,
        to: LotState,
        published_at: Option<Timestamp>,
    ) -> Result<bool> {
        let sql = Sql::new(
            "SELECT practice, rank, status, published_at, featured_rank FROM lots \
             WHERE id = $1 AND state = $2",
        );
        let row: Option<StateRow> = self.optional(sql.bind(id).bind(from.code())).await?;
        let Some(row) = row else { return Ok(false) };
        let published_at = published_at.or(row.published_at.map(Timestamp));
        let rank = rank_of(id, to, row.practice, published_at);
        let featured = row
            .featured_rank
            .and_then(|place| u16::try_from(place).ok());
        let status = match to {
            LotState::Published | LotState::Passed => {
                let sale = self.sold_offline(id).await?;
                status_with(to, sale.is_some_and(|sale| sale.is_shown()))
            }
            _ => status_with(to, false),
        };
        let sql = Sql::new(
            "UPDATE lots SET state = $1, status = $2, is_public = $3, published_at = $4, \
             rank = $5, featured_key = $6, row_version = row_version + 1 \
             WHERE id = $7 AND state = $8",
        );
        let sql = sql
            .bind(to.code())
            .bind(status)
            .bind(to.is_public())
            .bind(published_at)
            .bind(rank)
            .bind(featured_key_of(id, featured, rank))
            .bind(id)
            .bind(from.code());
        if self.execute(sql).await? != 1 {
            return Ok(false);
        }
        if !is_live(to) {
            let sql = Sql::new("DELETE FROM lot_patents WHERE lot_id = $1").bind(id);
            self.execute(sql).await?;
        }
        // The index knows rank and status; the other facets of a lot never change.
        if rank != row.rank || (!row.practice && status != row.status.as_deref()) {
            self.index_again(id, row.rank).await?;
        }
        Ok(true)
    }

    /// Lets lists and filters say that a lot was sold offline, or that it was not after all.
    pub(crate) async fn show_sold_offline(&mut self, id: LotId, sold: bool) -> Result<()> {
        let sql = Sql::new("SELECT state, rank FROM lots WHERE id = $1").bind(id);
        let row: Option<(String, i64)> = self.optional(sql).await?;
        let Some((state, rank)) = row else {
            return Ok(());
        };
        let state = At::new("lots", "state", &id).some(LotState::from_code(&state))?;
        let sql =
            Sql::new("UPDATE lots SET status = $1, row_version = row_version + 1 WHERE id = $2");
        let sql = sql.bind(status_with(state, sold)).bind(id);
        self.execute(sql).await?;
        self.index_again(id, rank).await
    }

    /// Puts a lot into a session, with the reason of its host where that has another industry, or takes it
    /// out of one; answers whether there is such a lot.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn set_lot_session(
        &mut self,
        id: LotId,
        session: Option<(SessionId, Option<&str>)>,
    ) -> Result<bool> {
        let sql = Sql::new("SELECT doc FROM lots WHERE id = $1").bind(id);
        let row: Option<(String,)> = self.optional(sql).await?;
        let Some((doc,)) = row else { return Ok(false) };
        let mut lot: Lot = At::new("lots", "doc", &id).json(&doc)?;
        lot.session = session.map(|(session, _)| session);
        lot.session_reason = session.and_then(|(_, reason)| reason).map(str::to_owned);
        let sql = Sql::new(
            "UPDATE lots SET session_id = $1, doc = $2, row_version = row_version + 1 WHERE id = $3",
        );
        let sql = sql.bind(lot.session).bind(to_json(&lot)).bind(id);
        Ok(self.execute(sql).await? == 1)
    }

    /// The public lots of a session as they are stored, the latest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn lots_of_session(
        &mut self,
        session: SessionId,
        limit: u32,
    ) -> Result<Vec<StoredLot>> {
        let sql = Sql::new(select_lots!(
            "session_id = $1 AND rank > $2 ORDER BY rank DESC LIMIT $3"
        ));
        let sql = sql.bind(session).bind(CATALOGUE).bind(limit);
        let rows: Vec<StoredLotRow> = self.all(sql).await?;
        rows.into_iter().map(StoredLotRow::read).collect()
    }
}

impl StoredLotRow {
    fn read(self) -> Result<StoredLot> {
        let at = |column| At::new("lots", column, &self.id);
        let mut lot: Lot = at("doc").json(&self.doc)?;
        // The columns move on while the document stays as it came in.
        lot.id = LotId(self.id);
        lot.session = self.session_id.map(SessionId);
        lot.state = at("state").some(LotState::from_code(&self.state))?;
        lot.published_at = self.published_at.map(Timestamp);
        Ok(StoredLot {
            lot,
            owner_name: self.owner_name,
            version: self.row_version,
        })
    }
}
