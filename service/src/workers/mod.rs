//! What runs by itself: opening and closing lots on time, signs of life, house bots.

mod bots;
mod heartbeat;

pub use heartbeat::beat;

use crate::deposits::settle_deposits;
use crate::ledger;
use crate::live::relay;
use crate::stages::end_publicities;
use crate::{Error, Portal};
use domain::bidding::DRAIN_DEFAULT_MS;
use domain::lots::LotState;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How often due lots are looked for.
const SWEEP: Duration = Duration::from_millis(250);
/// How often every stream gets a sign of life; far below the promised 15 s.
const BEAT: Duration = Duration::from_secs(5);
/// How often new events get their leaves; promised within 60 s, meant within 2 s (I-24).
const SEQUENCE: Duration = Duration::from_millis(500);
/// How often this process writes a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How often the clocks are compared when nobody bids.
const CLOCK_LOOK: Duration = Duration::from_millis(500);
/// How often what was measured of bids is written.
const FIGURES: Duration = Duration::from_secs(5);
/// How often deposits of lots that have ended are looked for; they are due within 24 hours.
const SETTLE: Duration = Duration::from_secs(1);
/// How often publicities that are over are looked for; they last for days.
const PUBLICITIES: Duration = Duration::from_secs(5);
/// Lots handled in one sweep.
const SWEEP_MAX: u32 = 200;

/// Starts every worker; they end when the set is dropped.
pub fn start(portal: &Portal) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(sweep_after_beat(portal.clone()));
    workers.spawn(every(SEQUENCE, portal.clone(), |portal| async move {
        ledger::sequence(&portal).await.map(drop)
    }));
    workers.spawn(every(SETTLE, portal.clone(), |portal| async move {
        settle_deposits(&portal).await.map(drop)
    }));
    workers.spawn(every(PUBLICITIES, portal.clone(), |portal| async move {
        end_publicities(&portal).await.map(drop)
    }));
    workers.spawn(relay::run(portal.clone()));
    workers.spawn(relay::listen(portal.clone()));
    workers.spawn(every(CLOCK_LOOK, portal.clone(), |portal| async move {
        portal.is_taking_bids();
        Ok(())
    }));
    workers.spawn(every(FIGURES, portal.clone(), |portal| async move {
        portal.write_latencies().await
    }));
    workers.spawn(every(BEAT, portal.clone(), |portal| async move {
        portal.hub().beat(portal.now());
        Ok(())
    }));
    if portal.settings().house_bots {
        workers.spawn(bots::run(portal.clone()));
    }
    workers
}

/// Opens and closes the lots whose time has come. Public for tests, which move the clock.
///
/// # Errors
/// Only faults of ours; the next sweep tries again.
pub async fn sweep(portal: &Portal) -> Result<(), Error> {
    if !portal.is_taking_bids() {
        // A clock that cannot be trusted closes nothing either.
        return Ok(());
    }
    let now = portal.now();
    let drained = now.plus_millis(-DRAIN_DEFAULT_MS);
    let (closing, opening, due) = {
        let mut tx = portal.store().read().await?;
        (
            tx.lots_to_close(drained, SWEEP_MAX).await?,
            tx.lots_to_open(now, SWEEP_MAX).await?,
            tx.interventions_due(now).await?,
        )
    };
    for (id, lot) in due {
        portal.writer().carry_out(id, lot).await;
    }
    if !opening.is_empty() {
        let store = portal.store().clone();
        portal
            .durable(async move {
                let mut tx = store.write().await?;
                for lot in opening {
                    tx.update_lot_state(lot, LotState::Listed, LotState::Bidding, None)
                        .await?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
    }
    for lot in closing {
        portal.writer().close(lot).await;
    }
    Ok(())
}

/// The first sign of life comes before the first sweep: it finds out whether there was an outage,
/// and only then may a lot be closed.
async fn sweep_after_beat(portal: Portal) {
    while let Err(error) = beat(&portal).await {
        tracing::error!(%error, "no sign of life could be written");
        sleep(SWEEP).await;
    }
    let beats = every(HEARTBEAT, portal.clone(), |portal| async move {
        beat(&portal).await
    });
    let sweeps = every(SWEEP, portal, |portal| async move { sweep(&portal).await });
    tokio::join!(beats, sweeps);
}

async fn every<F, W>(period: Duration, portal: Portal, work: F)
where
    F: Fn(Portal) -> W,
    W: Future<Output = Result<(), Error>>,
{
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = work(portal.clone()).await {
            tracing::error!(%error, "a worker's round failed");
        }
    }
}
