//! Entries of the search index written anew: that of one lot whenever its facets move, all of them
//! once when a database was filled by a program that knew fewer facets.

use super::StoredLot;
use super::row::is_sold_offline;
use super::search::{Beside, Entry};
use crate::error::Result;
use crate::sql::Sql;
use crate::{Store, Tx};
use domain::ids::LotId;
use domain::institutions::City;
use domain::lots::LotState;

/// The setting that tells which entries the index has.
const SETTING: &str = "search_entries";
/// What entries of today are called. It rises when [`Entry`] holds more than before.
const TODAY: &str = "3";
/// Lots that are written anew per statement.
const CHUNK: u32 = 200;

#[derive(sqlx_macros::FromRow)]
struct BesideRow {
    id: i64,
    rank: i64,
    owner_city: Option<String>,
    out_of_province_million: bool,
    big_institute: bool,
    status: Option<String>,
}

impl BesideRow {
    fn read(&self, state: LotState) -> Beside {
        Beside {
            city: self.owner_city.as_deref().and_then(City::from_code),
            million: self.out_of_province_million,
            big_institute: self.big_institute,
            sold_offline: is_sold_offline(state, self.status.as_deref()),
        }
    }
}

impl Tx {
    /// Writes the entry of a lot anew that stood at `old_rank`.
    pub(super) async fn index_again(&mut self, id: LotId, old_rank: i64) -> Result<()> {
        self.unindex_lot(old_rank).await?;
        let sql = Sql::new(
            "SELECT id, rank, owner_city, out_of_province_million, big_institute, status \
             FROM lots \
             WHERE id = $1",
        );
        let row: Option<BesideRow> = self.optional(sql.bind(id)).await?;
        let Some(row) = row else { return Ok(()) };
        let entry = self.entry_of(&row).await?;
        self.index_lots(&entry.into_iter().collect::<Vec<_>>())
            .await
    }

    async fn entry_of(&mut self, row: &BesideRow) -> Result<Option<Entry>> {
        let stored = self.lot_by_id(LotId(row.id)).await?;
        Ok(stored.map(
            |StoredLot {
                 lot, owner_name, ..
             }| Entry::of(&lot, &owner_name, &row.read(lot.state)),
        ))
    }

    /// Writes the entries of the lots after `after` anew; answers the last of them.
    async fn index_some(&mut self, after: LotId) -> Result<Option<LotId>> {
        let sql = Sql::new(
            "SELECT id, rank, owner_city, out_of_province_million, big_institute, status \
             FROM lots \
             WHERE id > $1 ORDER BY id LIMIT $2",
        );
        let rows: Vec<BesideRow> = self.all(sql.bind(after).bind(CHUNK)).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            self.unindex_lot(row.rank).await?;
            entries.extend(self.entry_of(row).await?);
        }
        self.index_lots(&entries).await?;
        Ok(rows.last().map(|row| LotId(row.id)))
    }
}

impl Store {
    /// Writes the whole search index anew when its entries are older than this program, in one
    /// transaction: whoever searches finds the old index or the new one.
    pub(crate) async fn index_all_if_old(&self) -> Result<()> {
        if self.read().await?.setting(SETTING).await?.as_deref() == Some(TODAY) {
            return Ok(());
        }
        let mut tx = self.write().await?;
        // Another process may have been first.
        if tx.setting(SETTING).await?.as_deref() == Some(TODAY) {
            return Ok(());
        }
        tx.set_setting(SETTING, TODAY).await?;
        let mut after = LotId(0);
        while let Some(last) = tx.index_some(after).await? {
            after = last;
        }
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;
    use crate::plans::make::{self, NOON};
    use domain::views::LotFilter;

    #[tokio::test]
    async fn entries_of_an_older_program_are_written_anew_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}/old.db", folder.path().display());
        let open = || Store::open(&url, StoreOptions::default());
        let store = open().await.expect("SQLite opens");
        let mut tx = make::setting(&store).await.expect("the setting");
        for number in 1..=i64::from(CHUNK) + 3 {
            make::put(&mut tx, &make::lot(number)).await.expect("a lot");
        }
        // An index that knows nothing, as if another program had written it.
        let gone = "INSERT INTO lot_search (lot_search) VALUES ('delete-all')";
        tx.execute(Sql::new(gone)).await.expect("an empty index");
        tx.set_setting(SETTING, "1").await.expect("an older index");
        tx.commit().await.expect("a commit");
        store.close().await;
        let asked = LotFilter {
            trl_min: domain::lots::Trl::new(5),
            q: "示例".into(),
            ..LotFilter::default()
        };
        for _ in 0..2 {
            let store = open().await.expect("SQLite opens");
            let mut tx = store.read().await.expect("a transaction");
            let (_, _, count) = tx.catalogue(&asked, NOON).await.expect("a page");
            assert_eq!(count.count, CHUNK + 3);
            drop(tx);
            store.close().await;
        }
    }
}
