//! What runs by itself: opening and closing lots on time, signs of life, house bots.

mod bots;
mod heartbeat;
mod records;

pub use crate::accounts::keep_logins;
pub use crate::leaving::archive_unsold;
pub use heartbeat::beat;
pub(crate) use records::Records;

use crate::deposits::settle_deposits;
use crate::drafts::purge_drafts;
use crate::files::collect_files;
use crate::ledger;
use crate::live::relay;
use crate::mail::{WayOut, send_mails, send_registration_mails};
use crate::notices::tell;
use crate::push::send_pushes;
use crate::registrations::forget_contacts;
use crate::reviews::publish_releases;
use crate::saved_filters::send_digests;
use crate::sessions::publish_due_sessions;
use crate::stages::end_publicities;
use crate::webhooks::{Https, deliver};
use crate::{Error, Portal};
use domain::audit::{Act, Object, Origin};
use domain::bidding::DRAIN_DEFAULT_MS;
use domain::ids::LotId;
use domain::lots::LotState;
use domain::views::Worker;
use futures::FutureExt;
use serde_json::json;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::Store;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How often due lots are looked for.
const SWEEP: Duration = Duration::from_millis(250);
/// How often every stream gets a sign of life; far below the promised 15 s.
const BEAT: Duration = Duration::from_secs(5);
const _: () = assert!(BEAT.as_secs() <= 15, "the longest silence that is promised");
/// In so many shares, evenly spread: not all streams at once.
const BEAT_SHARES: u32 = 10;
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
/// How often it is looked which sign-ins are over; their streams end within a second (S-08).
const LOGINS: Duration = Duration::from_millis(250);
/// How often the stored data is looked through, beside every start (F-27).
const SCRUB: Duration = Duration::from_secs(24 * 60 * 60);
/// How often publicities that are over are looked for; they last for days.
const PUBLICITIES: Duration = Duration::from_secs(5);
/// How often lots are looked for whose season is over; it ends at midnight, nobody waits for it.
const ARCHIVE: Duration = Duration::from_secs(10 * 60);
/// How often batches that are to be published are looked for.
const RELEASES: Duration = Duration::from_secs(1);
/// How often people are told what has happened; being outbid is told within a second or two.
const NOTICES: Duration = Duration::from_millis(500);
/// How often deliveries to webhooks that are due are looked for.
const WEBHOOKS: Duration = Duration::from_secs(1);
/// How often messages to browsers that are due are looked for.
const PUSHES: Duration = Duration::from_secs(1);
/// How often the bytes of files that nothing refers to are collected.
const FILES: Duration = Duration::from_secs(10 * 60);
/// How often mails that are due are looked for.
const MAILS: Duration = Duration::from_secs(1);
/// How often daily digests that are due are looked for.
const DIGESTS: Duration = Duration::from_secs(30);
/// Lots handled in one sweep.
const SWEEP_MAX: u32 = 200;

/// Starts every worker; they end when the set is dropped.
pub fn start(portal: &Portal) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(sweep_after_beat(portal.clone()));
    workers.spawn(every(
        (SEQUENCE, Worker::Ledger),
        portal.clone(),
        |portal| async move { ledger::sequence_all(&portal).await },
    ));
    workers.spawn(every(
        (SETTLE, Worker::Deposits),
        portal.clone(),
        |portal| async move { settle_deposits(&portal).await.map(drop) },
    ));
    workers.spawn(every(
        (PUBLICITIES, Worker::Publicities),
        portal.clone(),
        |portal| async move { end_publicities(&portal).await.map(drop) },
    ));
    publish(&mut workers, portal);
    workers.spawn(every(
        (NOTICES, Worker::Notices),
        portal.clone(),
        |portal| async move { tell(&portal).await },
    ));
    workers.spawn(every(
        (FILES, Worker::Files),
        portal.clone(),
        |portal| async move { clear_files(&portal).await },
    ));
    workers.spawn(post_notices(portal.clone()));
    workers.spawn(post_mails(portal.clone()));
    workers.spawn(relay::run(portal.clone()));
    workers.spawn(relay::listen(portal.clone()));
    workers.spawn(every(
        (CLOCK_LOOK, Worker::Clock),
        portal.clone(),
        |portal| async move {
            portal.is_taking_bids();
            Ok(())
        },
    ));
    workers.spawn(every(
        (FIGURES, Worker::Figures),
        portal.clone(),
        |portal| async move { portal.write_latencies().await },
    ));
    workers.spawn(beat_streams(portal.clone()));
    workers.spawn(every(
        (LOGINS, Worker::Logins),
        portal.clone(),
        |portal| async move { keep_logins(&portal).await },
    ));
    let scrubbed = portal.clone();
    workers.spawn(async move {
        // The server looks itself before it serves anybody.
        sleep(SCRUB).await;
        every((SCRUB, Worker::Scrub), scrubbed, |portal| async move {
            portal.scrub().await.map(drop)
        })
        .await;
    });
    if portal.settings().house_bots {
        workers.spawn(bots::run(portal.clone()));
    }
    workers
}

/// What comes out at its hour and goes with its season, and who is told of it in the morning.
fn publish(workers: &mut JoinSet<()>, portal: &Portal) {
    workers.spawn(every(
        (RELEASES, Worker::Releases),
        portal.clone(),
        |portal| async move { publish_waiting(&portal).await },
    ));
    workers.spawn(every(
        (ARCHIVE, Worker::Archive),
        portal.clone(),
        |portal| async move { archive_unsold(&portal).await.map(drop) },
    ));
    workers.spawn(every(
        (DIGESTS, Worker::Digests),
        portal.clone(),
        |portal| async move { send_digests(&portal).await.map(drop) },
    ));
}

/// Publishes the batches of lots and the pages of sessions whose hour has come.
async fn publish_waiting(portal: &Portal) -> Result<(), Error> {
    publish_releases(portal).await?;
    publish_due_sessions(portal).await.map(drop)
}

/// Opens and closes the lots whose time has come. Public for tests, which move the clock.
///
/// # Errors
/// Only faults of ours; the next sweep tries again.
pub async fn sweep(portal: &Portal) -> Result<(), Error> {
    if portal.is_damaged() || !portal.is_taking_bids() {
        // Data or a clock that cannot be trusted close nothing either.
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
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        portal.durable(open(store, opening, origin)).await?;
    }
    for lot in closing {
        portal.writer().close(lot).await;
    }
    Ok(())
}

/// Opens lots whose hour has come, unless another process was faster.
async fn open(store: Store, lots: Vec<LotId>, origin: Origin) -> Result<(), Error> {
    let (listed, bidding) = (LotState::Listed, LotState::Bidding);
    let mut tx = store.audited().await?;
    let mut opened = false;
    for id in lots {
        let stored = tx.lot_by_id(id).await?;
        if let Some(stored) = stored
            && tx.update_lot_state(id, listed, bidding, None).await?
        {
            let entry = origin.entry(Act::LotOpen, Object::lot(&stored.lot.code));
            let entry = entry.before(&json!({ "state": listed }));
            tx.audit(entry.after(&json!({ "state": bidding })));
            opened = true;
        }
    }
    if opened {
        tx.commit().await?;
    }
    Ok(())
}

/// Signs of life to the streams, one share of the lots after the other.
async fn beat_streams(portal: Portal) {
    let (turns, shares) = (AtomicU64::new(0), u64::from(BEAT_SHARES));
    every((BEAT / BEAT_SHARES, Worker::Beat), portal, |portal| {
        let share = turns.fetch_add(1, Ordering::Relaxed) % shares;
        async move {
            portal.hub().beat_share(portal.now(), (share, shares));
            Ok(())
        }
    })
    .await;
}

/// The certificates are read once, when the process begins.
async fn post_notices(portal: Portal) {
    let https = Https::new();
    let hooks = every((WEBHOOKS, Worker::Webhooks), portal.clone(), |portal| {
        let https = https.clone();
        async move { deliver(&portal, &https).await.map(drop) }
    });
    let browsers = every((PUSHES, Worker::Push), portal, |portal| {
        let https = https.clone();
        async move { send_pushes(&portal, &https).await.map(drop) }
    });
    tokio::join!(hooks, browsers);
}

/// Without a mail server and without a data folder, mails wait for a process that has one.
async fn post_mails(portal: Portal) {
    let way_out = match WayOut::of(portal.settings()) {
        Ok(Some(way_out)) => way_out,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(%error, "no mail is sent by this process");
            return;
        }
    };
    every((MAILS, Worker::Mail), portal, |portal| {
        let way_out = way_out.clone();
        async move {
            send_mails(&portal, &way_out).await?;
            send_registration_mails(&portal, &way_out).await.map(drop)
        }
    })
    .await;
}

/// The first sign of life comes before the first sweep: it finds out whether there was an outage,
/// and only then may a lot be closed.
async fn sweep_after_beat(portal: Portal) {
    while let Err(error) = beat(&portal).await {
        tracing::error!(%error, "no sign of life could be written");
        sleep(SWEEP).await;
    }
    let beats = every(
        (HEARTBEAT, Worker::Heartbeat),
        portal.clone(),
        |portal| async move { beat(&portal).await },
    );
    let sweeps = every((SWEEP, Worker::Sweep), portal, |portal| async move {
        sweep(&portal).await
    });
    tokio::join!(beats, sweeps);
}

async fn every<F, W>((period, worker): (Duration, Worker), portal: Portal, work: F)
where
    F: Fn(Portal) -> W,
    W: Future<Output = Result<(), Error>>,
{
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match AssertUnwindSafe(work(portal.clone())).catch_unwind().await {
            Ok(Ok(())) => {
                portal.records().done(worker, portal.now());
                continue;
            }
            Ok(Err(error)) => tracing::error!(?worker, %error, "a worker's round failed"),
            // The next round may fare better; a lot that nobody closes certainly does not.
            Err(_) => tracing::error!(?worker, "a worker's round ended in a panic"),
        }
        portal.records().failed(worker);
    }
}

/// Clears away what nobody can take back, and the bytes that nothing refers to.
async fn clear_files(portal: &Portal) -> Result<(), Error> {
    purge_drafts(portal).await?;
    forget_contacts(portal).await?;
    collect_files(portal).await.map(drop)
}
