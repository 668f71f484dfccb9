//! Writing lots, one or a hundred thousand: many rows per statement.

use super::row::{self, is_live};
use super::search::{Beside, Entry};
use crate::error::{Result, StoreError};
use crate::sql::{Arg, Sql};
use crate::{Engine, Tx};
use domain::ids::{LotId, SeasonId};
use domain::institutions::Institution;
use domain::lots::{Lot, LotPrivate};
use domain::money::Fen;
use std::collections::{BTreeSet, HashMap};

/// A lot to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewLot<'a> {
    /// The lot; id 0 lets the database choose one.
    pub lot: &'a Lot,
    /// What only owner and centre may see.
    pub private: &'a LotPrivate,
    /// Its owner.
    pub owner: &'a Institution,
    /// What makes a row of a form the same record again.
    pub identity_key: &'a str,
    /// Whether a row still says the same.
    pub import_digest: Option<&'a str>,
}

/// Rows per statement: 36 values each, far below the 32,766 that SQLite binds.
const CHUNK: usize = 100;

impl Tx {
    /// Stores many new lots; answers their ids in order. Feed it a thousand or so at a time, so
    /// that memory stays bounded.
    ///
    /// # Errors
    /// As [`Tx::insert_lot`].
    pub async fn insert_lots_bulk(&mut self, new: &[NewLot<'_>]) -> Result<Vec<LotId>> {
        let minimums = self.out_of_province_minimums(new).await?;
        let missing = new.iter().filter(|new| new.lot.id.get() == 0).count();
        let mut free = self.free_lot_ids(missing).await?.into_iter();
        let mut ids = Vec::with_capacity(new.len());
        for chunk in new.chunks(CHUNK) {
            let mut lots = Vec::with_capacity(chunk.len());
            for new in chunk {
                let mut lot = new.lot.clone();
                if lot.id.get() == 0 {
                    lot.id = free.next().expect("as many free ids as lots without one");
                }
                ids.push(lot.id);
                lots.push(lot);
            }
            self.insert_chunk(chunk, &lots, &minimums).await?;
        }
        if missing < new.len() {
            self.ids_given("lots").await?;
        }
        Ok(ids)
    }

    async fn insert_chunk(
        &mut self,
        chunk: &[NewLot<'_>],
        lots: &[Lot],
        minimums: &HashMap<SeasonId, Fen>,
    ) -> Result<()> {
        let million = |lot: &Lot| lot.out_of_province_million(minimums[&lot.season]);
        let pairs = || chunk.iter().zip(lots);
        let mut sql = Sql::new("INSERT INTO lots (");
        sql.push(row::COLUMNS).push(") VALUES ");
        sql.push_rows(pairs().map(|(new, lot)| row::values(new, lot, million(lot))));
        self.execute(sql).await?;
        self.insert_patents(lots).await?;
        let entries: Vec<Entry> = pairs()
            .map(|(new, lot)| {
                let beside = Beside {
                    city: new.owner.city,
                    million: million(lot),
                    big_institute: new.owner.big_institute,
                    sold_offline: false,
                };
                Entry::of(lot, &new.owner.name, &beside)
            })
            .collect();
        self.index_lots(&entries).await
    }

    async fn insert_patents(&mut self, lots: &[Lot]) -> Result<()> {
        // Practice lots offer nothing and take no patent away from anybody.
        let live = lots
            .iter()
            .filter(|lot| is_live(lot.state) && !lot.practice);
        let rows: Vec<[Arg; 3]> = live
            .flat_map(|lot| {
                let row = |patent: &domain::lots::LotPatent| {
                    [
                        lot.season.into(),
                        patent.number.canonical().into(),
                        lot.id.into(),
                    ]
                };
                lot.patents.iter().map(row)
            })
            .collect();
        for chunk in rows.chunks(1_000) {
            let mut sql = Sql::new("INSERT INTO lot_patents (season_id, number, lot_id) VALUES ");
            sql.push_rows(chunk.iter().cloned());
            self.execute(sql).await?;
        }
        Ok(())
    }

    /// Ids that are free for new lots. They are taken before the insert, because rank, document
    /// and search index all contain them. The engines count differently: SQLite has one writer, so
    /// the highest id is certain; PostgreSQL has a sequence for that.
    async fn free_lot_ids(&mut self, count: usize) -> Result<Vec<LotId>> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let count = count as i64;
        let rows: Vec<(i64,)> = match self.engine() {
            Engine::Sqlite => {
                let sql = Sql::new("SELECT COALESCE(max(id), 0) + 1 FROM lots");
                let (first,): (i64,) = self.one(sql).await?;
                (first..first + count).map(|id| (id,)).collect()
            }
            Engine::Postgres => {
                let sql = Sql::new("SELECT nextval('lots_id_seq') FROM generate_series(1, $1)");
                self.all(sql.bind(count)).await?
            }
        };
        Ok(rows.into_iter().map(|(id,)| LotId(id)).collect())
    }

    async fn out_of_province_minimums(
        &mut self,
        new: &[NewLot<'_>],
    ) -> Result<HashMap<SeasonId, Fen>> {
        let seasons: BTreeSet<SeasonId> = new.iter().map(|new| new.lot.season).collect();
        let mut minimums = HashMap::new();
        for season in seasons {
            let sql = Sql::new("SELECT out_of_province_min_fen FROM seasons WHERE id = $1");
            let row: Option<(i64,)> = self.optional(sql.bind(season)).await?;
            let (minimum,) =
                row.ok_or_else(|| StoreError::inconsistent("lots", "season_id", season))?;
            minimums.insert(season, Fen(minimum));
        }
        Ok(minimums)
    }
}
