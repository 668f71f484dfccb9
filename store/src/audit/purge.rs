//! Taking out the words of rows that need not be kept any more; their links stay. The database itself
//! refuses it for every other row.

use crate::error::Result;
use crate::sql::Sql;
use crate::{Engine, Tx};
use domain::audit::{Class, Cutoffs};
use domain::time::Timestamp;

impl Tx {
    /// Puts on record that rows from before `cutoffs` may go, as decided `at`; answers with the
    /// number of the decision.
    ///
    /// # Errors
    /// [`StoreError::Driver`](crate::StoreError::Driver) for one that the law does not allow.
    pub async fn insert_purge(&mut self, at: Timestamp, cutoffs: Cutoffs) -> Result<i64> {
        let sql = Sql::new(
            "INSERT INTO audit_purges (at, general_before, auction_before) VALUES ($1, $2, $3) \
             RETURNING id",
        );
        let sql = sql.bind(at).bind(cutoffs.general).bind(cutoffs.auction);
        let (id,): (i64,) = self.one(sql).await?;
        Ok(id)
    }

    /// What may have gone by the decisions up to `now`; nothing when there was none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn purged_before(&mut self, now: Timestamp) -> Result<Option<Cutoffs>> {
        let sql = Sql::new(
            "SELECT max(general_before), max(auction_before) FROM audit_purges WHERE at <= $1",
        );
        let (general, auction): (Option<i64>, Option<i64>) = self.one(sql.bind(now)).await?;
        let cutoffs = general.zip(auction).map(|(general, auction)| Cutoffs {
            general: Timestamp(general),
            auction: Timestamp(auction),
        });
        Ok(cutoffs)
    }

    /// Takes out the words of rows of one class from before `before`, at most `limit`; answers how
    /// many.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when one of them must still be kept.
    pub async fn purge_entries(
        &mut self,
        class: Class,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64> {
        let due = Sql::new(
            "SELECT seq FROM audit_entries WHERE class = $1 AND at < $2 ORDER BY at LIMIT $3",
        );
        let due = due.bind(class.code()).bind(before).bind(limit);
        let seqs: Vec<(i64,)> = self.all(due).await?;
        if seqs.is_empty() {
            return Ok(0);
        }
        let seqs = seqs.iter().map(|(seq,)| *seq);
        let mut words = Sql::new(match self.engine() {
            Engine::Sqlite => "DELETE FROM audit_search WHERE rowid IN (",
            Engine::Postgres => "DELETE FROM audit_search WHERE seq IN (",
        });
        words.push_list(seqs.clone());
        words.push(")");
        self.execute(words).await?;
        let mut rows = Sql::new("DELETE FROM audit_entries WHERE seq IN (");
        rows.push_list(seqs);
        rows.push(")");
        self.execute(rows).await
    }
}
