//! Releases of selected lots in batches (批次发布).

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, LotId, ReleaseId, SeasonId};
use domain::reviews::ReleaseState;
use domain::time::Timestamp;
use domain::views::ReleaseLine;

/// A release as it is made.
#[derive(Clone, Copy, Debug)]
pub struct NewRelease<'a> {
    /// Of which season.
    pub season: SeasonId,
    /// Its title.
    pub title: &'a str,
    /// When it becomes public.
    pub publish_at: Timestamp,
    /// Its lots, each once.
    pub lots: &'a [LotId],
    /// Who made it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A release as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRelease {
    /// What lists show of it.
    pub line: ReleaseLine,
    /// Its lots, by id.
    pub lots: Vec<LotId>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    title: String,
    publish_at: i64,
    state: String,
    lots: i64,
    ended_at: Option<i64>,
}

/// The columns of [`Row`].
macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.title, b.publish_at, b.state, b.ended_at, (SELECT count(*) FROM \
             release_lots r WHERE r.release_id = b.id) AS lots FROM releases b WHERE ",
            $rest
        )
    };
}

impl Tx {
    /// Stores a release that waits for its time.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_release(&mut self, new: &NewRelease<'_>) -> Result<ReleaseId> {
        let sql = Sql::new(
            "INSERT INTO releases (season_id, title, publish_at, state, by_id, at) \
             VALUES ($1, $2, $3, 'SCHEDULED', $4, $5) RETURNING id",
        );
        let sql = sql
            .bind(new.season)
            .bind(new.title)
            .bind(new.publish_at)
            .bind(new.by)
            .bind(new.at);
        let (id,) = self.one(sql).await?;
        for lot in new.lots {
            let sql = Sql::new("INSERT INTO release_lots (release_id, lot_id) VALUES ($1, $2)");
            self.execute(sql.bind(ReleaseId(id)).bind(*lot)).await?;
        }
        Ok(ReleaseId(id))
    }

    /// The release with this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn release(&mut self, id: ReleaseId) -> Result<Option<StoredRelease>> {
        let sql = Sql::new(selected!("b.id = $1")).bind(id);
        let row: Option<Row> = self.optional(sql).await?;
        let Some(row) = row else { return Ok(None) };
        let sql = Sql::new("SELECT lot_id FROM release_lots WHERE release_id = $1 ORDER BY lot_id");
        let lots: Vec<(i64,)> = self.all(sql.bind(id)).await?;
        Ok(Some(StoredRelease {
            line: row.read()?,
            lots: lots.into_iter().map(|(lot,)| LotId(lot)).collect(),
        }))
    }

    /// The releases of a season, the latest first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn releases(&mut self, season: SeasonId, limit: u32) -> Result<Vec<ReleaseLine>> {
        let sql = Sql::new(selected!("b.season_id = $1 ORDER BY b.id DESC LIMIT $2"));
        let rows: Vec<Row> = self.all(sql.bind(season).bind(limit)).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The releases whose time has come at `now`, the earliest first; at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn releases_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<ReleaseId>> {
        let sql = Sql::new(
            "SELECT id FROM releases WHERE state = 'SCHEDULED' AND publish_at <= $1 \
             ORDER BY publish_at, id LIMIT $2",
        );
        let rows: Vec<(i64,)> = self.all(sql.bind(now).bind(limit)).await?;
        Ok(rows.into_iter().map(|(id,)| ReleaseId(id)).collect())
    }

    /// Whether a lot waits in a release.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn waits_for_release(&mut self, lot: LotId) -> Result<bool> {
        let sql = Sql::new(
            "SELECT count(*) FROM release_lots r JOIN releases b ON b.id = r.release_id \
             WHERE r.lot_id = $1 AND b.state = 'SCHEDULED'",
        );
        let (count,): (i64,) = self.one(sql.bind(lot)).await?;
        Ok(count > 0)
    }

    /// Ends a release that waits: it is published or cancelled. False when it has ended before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_release(
        &mut self,
        id: ReleaseId,
        state: ReleaseState,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE releases SET state = $1, ended_at = $2 WHERE id = $3 AND state = 'SCHEDULED'",
        );
        let sql = sql.bind(state.code()).bind(at).bind(id);
        Ok(self.execute(sql).await? == 1)
    }
}

impl Row {
    fn read(self) -> Result<ReleaseLine> {
        let at = |column| At::new("releases", column, &self.id);
        Ok(ReleaseLine {
            id: ReleaseId(self.id),
            title: self.title,
            publish_at: Timestamp(self.publish_at),
            state: at("state").some(ReleaseState::from_code(&self.state))?,
            lots: at("lots").int(self.lots)?,
            ended_at: self.ended_at.map(Timestamp),
        })
    }
}
