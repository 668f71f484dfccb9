//! How long the bids of a round took: one row per round and process.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::RoundId;
use domain::latency::RoundLatency;
use domain::time::Timestamp;

impl Tx {
    /// Adds what the process `node` has measured since it last wrote. Names of processes are their
    /// own, so nobody else writes the row meanwhile.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn add_round_latency(
        &mut self,
        round: RoundId,
        node: &str,
        measured: &RoundLatency,
        now: Timestamp,
    ) -> Result<()> {
        let sql = Sql::new("SELECT figures FROM round_latency WHERE round_id = $1 AND node = $2");
        let row: Option<(String,)> = self.optional(sql.bind(round).bind(node)).await?;
        let mut figures = measured.clone();
        if let Some((before,)) = row {
            figures.merge(&read(round, &before)?);
        }
        let sql = Sql::new(
            "INSERT INTO round_latency (round_id, node, figures, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (round_id, node) DO UPDATE SET figures = excluded.figures, \
             at = excluded.at",
        );
        let sql = sql.bind(round).bind(node).bind(to_json(&figures));
        self.execute(sql.bind(now)).await?;
        Ok(())
    }

    /// What all processes have measured in a round, and when the last of them wrote; `None` before
    /// the first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn round_latency(
        &mut self,
        round: RoundId,
    ) -> Result<Option<(RoundLatency, Timestamp)>> {
        let sql = Sql::new("SELECT figures, at FROM round_latency WHERE round_id = $1");
        let rows: Vec<(String, i64)> = self.all(sql.bind(round)).await?;
        let mut sum = RoundLatency::default();
        for (figures, _) in &rows {
            sum.merge(&read(round, figures)?);
        }
        let latest = rows.iter().map(|(_, at)| Timestamp(*at)).max();
        Ok(latest.map(|at| (sum, at)))
    }
}

fn read(round: RoundId, text: &str) -> Result<RoundLatency> {
    At::new("round_latency", "figures", &round).json(text)
}
