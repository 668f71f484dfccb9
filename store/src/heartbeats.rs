//! Signs of life of the processes, and the times when there was none (reliability.md §2.3).

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::bidding::Outage;
use domain::time::Timestamp;

impl Tx {
    /// Notes that the process `node` could write at `now`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn beat(&mut self, node: &str, now: Timestamp) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO heartbeats (node, at) VALUES ($1, $2) \
             ON CONFLICT (node) DO UPDATE SET at = excluded.at WHERE heartbeats.at < excluded.at",
        );
        self.execute(sql.bind(node).bind(now)).await?;
        Ok(())
    }

    /// When any process could last write; `None` before the first sign of life.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn last_beat(&mut self) -> Result<Option<Timestamp>> {
        let sql = Sql::new("SELECT max(at) FROM heartbeats");
        let (at,): (Option<i64>,) = self.one(sql).await?;
        Ok(at.map(Timestamp))
    }

    /// Notes an outage. One that was noted already is left alone.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_outage(&mut self, outage: Outage) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO outages (from_at, to_at) VALUES ($1, $2) ON CONFLICT (from_at) DO NOTHING",
        );
        self.execute(sql.bind(outage.from).bind(outage.to)).await?;
        Ok(())
    }

    /// The outages that touch the time from `from` to `to`, oldest first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn outages(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<Outage>> {
        let sql = Sql::new(
            "SELECT from_at, to_at FROM outages WHERE to_at > $1 AND from_at < $2 ORDER BY from_at",
        );
        let rows: Vec<(i64, i64)> = self.all(sql.bind(from).bind(to)).await?;
        let outage = |(from, to)| Outage {
            from: Timestamp(from),
            to: Timestamp(to),
        };
        Ok(rows.into_iter().map(outage).collect())
    }
}
