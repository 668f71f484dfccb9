//! The way of events to the watchers when several processes write them: from the table, in its
//! order, by one task. Wakeups only say when to look; once a second it looks anyway.

use super::WireFrame;
use crate::{Error, Portal};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How often the table is looked at without any wakeup.
const LOOK: Duration = Duration::from_secs(1);
/// Events of one lot that are fetched at once.
const FETCH_MAX: u32 = 500;

/// Relays for as long as the portal runs.
pub(crate) async fn run(portal: Portal) {
    loop {
        if let Err(error) = relay(&portal).await {
            tracing::error!(%error, "the relay of events could not read; it looks again");
        }
        // No wakeup in time is no error: then it is time to look.
        let _ = timeout(LOOK, portal.hub().woken()).await;
    }
}

/// Hears the other processes, for as long as the portal runs. In a task of its own, because a
/// listener that is dropped while it waits may lose what was on its way.
pub(crate) async fn listen(portal: Portal) {
    loop {
        match portal.store().wakeups().await {
            Ok(Some(mut wakeups)) => {
                while wakeups.next().await.is_ok() {
                    portal.hub().wake();
                }
            }
            // One process writes: nobody has to be heard.
            Ok(None) => return,
            Err(error) => tracing::error!(%error, "the other processes are not heard"),
        }
        sleep(LOOK).await;
    }
}

/// Sends the watchers what the table has and they have not.
async fn relay(portal: &Portal) -> Result<(), Error> {
    let watched = portal.hub().watched();
    if watched.is_empty() {
        return Ok(());
    }
    let mut tx = portal.store().read().await?;
    for (lot, seq) in tx.lots_moved(&watched).await? {
        let Some(stored) = tx.lot(&lot).await? else {
            continue;
        };
        for (seq, json) in tx.events_after(stored.lot.id, &lot, seq, FETCH_MAX).await? {
            portal
                .hub()
                .publish(WireFrame::event(lot.clone(), seq, &json));
        }
    }
    Ok(())
}
