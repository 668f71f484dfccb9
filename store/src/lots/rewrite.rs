//! A lot that a later upload of its form says anew.

use super::bulk::NewLot;
use super::row;
use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{LotCode, LotId};
use domain::lots::{Lot, LotPrivate, LotState};
use domain::money::Fen;
use std::collections::HashMap;

/// Codes per statement.
const CHUNK: usize = 200;
/// Columns that no form says anything about, or that never change.
const KEPT: [&str; 16] = [
    "id",
    "code",
    "season_id",
    "session_id",
    "owner_id",
    "owner_name",
    "owner_city",
    "kind",
    "state",
    "status",
    "is_public",
    "practice",
    "rank",
    "published_at",
    "featured_rank",
    "identity_key",
];

/// A lot that may be written anew, with all that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeLot {
    /// The lot.
    pub lot: Lot,
    /// What only owner and centre may see of it.
    pub private: LotPrivate,
    /// Tells whether a row still says the same.
    pub import_digest: Option<String>,
    /// Rises with every change.
    pub version: i64,
}

#[derive(sqlx_macros::FromRow)]
struct WholeRow {
    id: i64,
    state: String,
    row_version: i64,
    import_digest: Option<String>,
    doc: String,
    private: String,
}

impl Tx {
    /// The lots with these codes that are drafts or submitted, by code: the only ones that a form may
    /// still change.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn rewritable_lots(
        &mut self,
        codes: &[LotCode],
    ) -> Result<HashMap<LotCode, WholeLot>> {
        let mut found = HashMap::new();
        for codes in codes.chunks(CHUNK) {
            let mut sql = Sql::new(
                "SELECT id, state, row_version, import_digest, doc, private FROM lots \
                 WHERE state IN ('DRAFT', 'SUBMITTED') AND code IN (",
            );
            sql.push_list(codes.iter().map(LotCode::as_str));
            sql.push(")");
            let rows: Vec<WholeRow> = self.all(sql).await?;
            for row in rows {
                let whole = row.read()?;
                found.insert(whole.lot.code.clone(), whole);
            }
        }
        Ok(found)
    }

    /// Writes a lot anew whose stored version is `version`. Answers false, and changes nothing, when
    /// it has another one or is neither draft nor submitted. Code, owner, state, session and patents
    /// stay what they are.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn rewrite_lot(&mut self, new: &NewLot<'_>, version: i64) -> Result<bool> {
        let lot = new.lot;
        let sql = Sql::new("SELECT out_of_province_min_fen FROM seasons WHERE id = $1");
        let (minimum,): (i64,) = self.one(sql.bind(lot.season)).await?;
        let million = lot.out_of_province_million(Fen(minimum));
        let mut sql = Sql::new("UPDATE lots SET row_version = row_version + 1");
        let columns = row::COLUMNS.split(", ").zip(row::values(new, lot, million));
        for (column, value) in columns.filter(|(column, _)| !KEPT.contains(column)) {
            sql.push(", ").push(column).push(" = ").push_arg(value);
        }
        sql.push(" WHERE id = ").push_arg(lot.id);
        sql.push(" AND row_version = ").push_arg(version);
        sql.push(" AND state IN ('DRAFT', 'SUBMITTED')");
        if self.execute(sql).await? != 1 {
            return Ok(false);
        }
        let sql = Sql::new("SELECT rank FROM lots WHERE id = $1").bind(lot.id);
        let (rank,): (i64,) = self.one(sql).await?;
        self.index_again(lot.id, rank).await?;
        Ok(true)
    }
}

impl WholeRow {
    fn read(self) -> Result<WholeLot> {
        let at = |column| At::new("lots", column, &self.id);
        let mut lot: Lot = at("doc").json(&self.doc)?;
        lot.id = LotId(self.id);
        lot.state = at("state").some(LotState::from_code(&self.state))?;
        Ok(WholeLot {
            lot,
            private: at("private").json(&self.private)?,
            import_digest: self.import_digest,
            version: self.row_version,
        })
    }
}
