//! Signs of life: this process can write, and its clock agrees with the database server's.

use crate::{Error, Portal};
use domain::bidding::outage_since;

/// Notes that bids can be accepted now. When nobody could for too long, that time becomes an
/// outage, and lots that ended behind it are suspended instead of closed. Public for tests, which
/// move the clock.
///
/// # Errors
/// Only faults of ours; then there is no sign of life, which is what it is for.
pub async fn beat(portal: &Portal) -> Result<(), Error> {
    let portal = portal.clone();
    let of = portal.clone();
    of.durable(async move {
        // tidy-allow(audit): signs of life change the state of nothing
        let mut tx = portal.store().write().await?;
        let before = portal.now();
        if let Some(theirs) = tx.server_time().await? {
            portal.compare_clocks(before, theirs);
        }
        if !portal.is_taking_bids() {
            return Ok(());
        }
        let now = portal.now();
        let outage = tx
            .last_beat()
            .await?
            .and_then(|last| outage_since(last, now));
        if let Some(outage) = outage {
            tracing::warn!(?outage, "nobody could bid for a while");
            tx.insert_outage(outage).await?;
        }
        tx.beat(portal.node(), now).await?;
        Ok(tx.commit().await?)
    })
    .await
}
