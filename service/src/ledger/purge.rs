//! What opens the leaves of lots that are long over is taken away when its time is over (reliability.md L-10,
//! S-44): then nobody can say any more who bid what, and the log is as whole as before.

use crate::{Error, Portal};
use domain::audit::{Act, Object, ObjectKind, Retention};
use serde_json::json;

/// Openings that are taken away in one transaction.
const PURGE_MAX: u32 = 5_000;

impl Portal {
    /// Takes away what opens the leaves of lots whose last leaf is older than `retention` keeps what belongs
    /// to auctions; answers how many. The leaves, the tree, the heads and every receipt hold as before;
    /// the lots are no longer replayed from the log.
    ///
    /// # Errors
    /// `RETENTION_TOO_SHORT` for times below those of the law.
    pub async fn purge_openings(&self, retention: Retention) -> Result<u64, Error> {
        if !retention.is_lawful() {
            return Err(Error::invalid("RETENTION_TOO_SHORT"));
        }
        let (store, origin) = (self.store().clone(), self.by_whoever_runs());
        let before = retention.cutoffs(origin.at).auction;
        let log = self.log_key().await?.origin().to_owned();
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.take_ledger().await?;
            let mut gone = tx.purge_openings(before, PURGE_MAX).await?;
            let entry = origin.entry(Act::LedgerPurge, Object::new(ObjectKind::Ledger, log));
            tx.audit(entry.after(&json!({ "before": before.rfc3339() })));
            tx.commit().await?;
            loop {
                // tidy-allow(audit): the decision to take them away has its row
                let mut tx = store.write().await?;
                let more = tx.purge_openings(before, PURGE_MAX).await?;
                tx.commit().await?;
                if more == 0 {
                    return Ok(gone);
                }
                gone += more;
            }
        })
        .await
    }
}
