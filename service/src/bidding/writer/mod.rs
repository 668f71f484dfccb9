//! The one writer of bids of this process.
//!
//! Bids wait in a bounded queue; the writer takes what is there, decides it in memory, writes the
//! whole batch in one transaction and answers after its commit (group commit). A caller that goes
//! away changes nothing: no database write runs in a request's own future (reliability.md §0.1).

mod batch;
mod enrol;
mod incident;
mod intervene;
mod job;
mod measured;
mod pulse;
mod standby;
mod turn;
mod waiting;

use super::room::Room;
use super::{FailPoint, Fate, Received, Step};
use crate::latency::Latencies;
use crate::live::Hub;
use crate::{Clock, Error, Random};
use batch::Batch;
use domain::accounts::Account;
use domain::audit::Origin;
use domain::bidding::Paddle;
use domain::ids::{AccountId, InterventionId, LotCode};
use domain::views::Receipt;
pub(crate) use enrol::free_paddle;
use futures::FutureExt;
pub(super) use job::Job;
use job::answered;
use pulse::Pulse;
pub(crate) use standby::confirm;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use store::planted::{Planted, planted};
use store::{Store, StoreError, Tx};
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;
use waiting::refuse_waiting;

/// Instructions that may wait; one more is answered `Busy` at once.
const QUEUE_MAX: usize = 4_096;
/// Instructions in one transaction.
const BATCH_MAX: usize = 256;
/// Lots kept in memory. Beyond it all are dropped and loaded again as they are needed.
const ROOMS_MAX: usize = 10_000;

/// Time for answers that are planted too early to leave.
const PLANTED_PAUSE: Duration = Duration::from_millis(50);

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
    pulse: Pulse,
}

impl Writer {
    /// Starts the writer task. It ends when the last handle is gone.
    pub(crate) fn start(
        store: Store,
        clock: Clock,
        random: Random,
        hub: Hub,
        latencies: Latencies,
        fail_point: Option<FailPoint>,
    ) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let pulse = Pulse::default();
        let desk = Desk {
            store,
            clock,
            random,
            hub,
            latencies,
            rooms: HashMap::new(),
            standings: HashMap::new(),
            epoch: 0,
            waits: false,
            is_away: false,
            fail_point,
            pulse: pulse.clone(),
        };
        tokio::spawn(desk.work(jobs));
        Self { queue, pulse }
    }

    /// Decides a bid; see [`crate::Portal::place_bid`].
    pub(crate) async fn bid(&self, received: Received) -> Result<Receipt, Error> {
        let (reply, answer) = oneshot::channel();
        let received = Box::new(received);
        let job = Job::Bid { received, reply };
        self.queue.try_send(job).map_err(|_| Error::Busy)?;
        answered(answer).await
    }

    /// Enrols a bidder; see [`crate::Portal::enrol`].
    pub(crate) async fn enrol(
        &self,
        (account, origin): (Account, Origin),
        lot: LotCode,
    ) -> Result<Paddle, Error> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Enrol {
            account: Box::new(account),
            origin,
            lot,
            reply,
        };
        self.queue.try_send(job).map_err(|_| Error::Busy)?;
        answered(answer).await
    }

    /// Gives a key up; see [`crate::Portal::fence`].
    pub(crate) async fn fence(
        &self,
        account: AccountId,
        lot: LotCode,
        key: String,
    ) -> Result<Fate, Error> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Fence {
            account,
            lot,
            key,
            reply,
        };
        self.queue.try_send(job).map_err(|_| Error::Busy)?;
        answered(answer).await
    }

    /// Asks to close a lot; it stays open when a late-decided bid has moved its end.
    pub(crate) async fn close(&self, lot: LotCode) {
        // A closed queue means that the process ends; the next start sweeps again.
        let _ = self.queue.send(Job::Close { lot }).await;
    }

    /// Approves an intervention; see [`crate::Portal::approve_intervention`].
    pub(crate) async fn approve(
        &self,
        (account, origin): (Account, Origin),
        id: InterventionId,
        lot: LotCode,
    ) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        let account = Box::new(account);
        let job = Job::Approve {
            account,
            origin,
            id,
            lot,
            reply,
        };
        self.queue.try_send(job).map_err(|_| Error::Busy)?;
        answered(answer).await
    }

    /// Asks to carry out an approved intervention.
    pub(crate) async fn carry_out(&self, id: InterventionId, lot: LotCode) {
        let _ = self.queue.send(Job::CarryOut { id, lot }).await;
    }

    /// Waits until the writer has dropped what it knew of the lot.
    pub(crate) async fn forget(&self, lot: LotCode) {
        let (done, forgotten) = oneshot::channel();
        if self.queue.send(Job::Forget { lot, done }).await.is_ok() {
            let _ = forgotten.await;
        }
    }
}

/// The writer's desk: the lots it holds in memory and where it writes.
struct Desk {
    store: Store,
    clock: Clock,
    random: Random,
    hub: Hub,
    /// Where what was measured goes.
    latencies: Latencies,
    rooms: HashMap<LotCode, Room>,
    /// How often the standing of the bidders on these lots may have changed, as last seen.
    standings: HashMap<LotCode, u64>,
    /// The highest history of the database server that was seen; a lower one is fenced off.
    epoch: u32,
    /// Whether commits wait for a standby of the database server.
    waits: bool,
    /// Whether the last batch could not begin: the database is locked or away.
    is_away: bool,
    /// Where the fault bench ends this process.
    fail_point: Option<FailPoint>,
    /// Whether it still moves.
    pulse: Pulse,
}

impl Desk {
    async fn work(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut taken = Vec::with_capacity(BATCH_MAX);
        while jobs.recv_many(&mut taken, BATCH_MAX).await > 0 {
            if self.rooms.len() > ROOMS_MAX {
                self.rooms.clear();
                self.standings.clear();
            }
            self.pulse.begin(self.clock.monotonic());
            let batch = AssertUnwindSafe(self.run(std::mem::take(&mut taken)));
            if batch.catch_unwind().await.is_err() {
                // Nobody of the batch is answered, so to them its outcome is unknown; what was
                // decided in memory may never have been written.
                tracing::error!("a batch of bids ended in a panic; the lots are loaded again");
                self.rooms.clear();
                self.standings.clear();
            }
            self.pulse.end();
            if std::mem::take(&mut self.is_away) {
                refuse_waiting(&mut jobs);
            }
        }
    }

    /// Runs one batch: all of it is committed, or none.
    async fn run(&mut self, jobs: Vec<Job>) {
        let mut batch = Batch::default();
        match self.prepare_and_commit(jobs, &mut batch).await {
            Ok(()) => {
                let durable_at = self.clock.now();
                self.pass(Step::AfterCommit);
                batch.publish(&self.hub);
                self.pass(Step::AfterPublish);
                let measured = batch.measured();
                batch.answer();
                measured.hand_over(durable_at, &self.latencies);
            }
            Err(error) => {
                // What was decided in memory never happened: load everything again.
                tracing::error!(%error, "a batch of bids was not written");
                self.rooms.clear();
                batch.fail(error);
            }
        }
    }

    async fn prepare_and_commit(&mut self, jobs: Vec<Job>, batch: &mut Batch) -> Result<(), Error> {
        let store = self.store.clone();
        let mut jobs = jobs.into_iter();
        self.pass(Step::BeforeBegin);
        // tidy-allow(audit): bids are events with leaves in the public ledger
        let mut tx = match store.write().await {
            Ok(tx) => tx,
            Err(error) => {
                self.is_away = true;
                batch.take_unstarted(jobs);
                return Err(error.into());
            }
        };
        if let Err(error) = self.begin(&mut tx, jobs.as_slice(), batch).await {
            batch.take_unstarted(jobs);
            return Err(error);
        }
        self.pass(Step::AfterBegin);
        while let Some(job) = jobs.next() {
            if let Err(error) = self.step(&mut tx, job, batch).await {
                batch.take_unstarted(jobs);
                return Err(error);
            }
        }
        batch.write(&mut tx).await?;
        // Before the commit, where a failure is definite: nothing was written.
        tx.write_audit().await?;
        if planted() == Some(Planted::AckBeforeCommit) {
            std::mem::take(batch).answer();
            sleep(PLANTED_PAUSE).await;
        }
        self.pass(Step::BeforeCommit);
        tx.commit().await.map_err(not_committed)?;
        if self.waits {
            confirm(&store).await?;
        }
        Ok(())
    }

    fn pass(&mut self, step: Step) {
        FailPoint::pass(&mut self.fail_point, step);
    }

    async fn step(&mut self, tx: &mut Tx, job: Job, batch: &mut Batch) -> Result<(), Error> {
        match job {
            Job::Bid { received, reply } => {
                if planted() == Some(Planted::Panics)
                    && received.request.key.starts_with("panic-writer")
                {
                    panic!("planted: in the writer");
                }
                let now = self.clock.now();
                let room = self.room(tx, &received.request.lot).await;
                match room {
                    Ok(Some(room)) => batch.bid(tx, room, *received, now, reply).await,
                    Ok(None) => {
                        batch.reply(reply, Err(Error::NotFound));
                        Ok(())
                    }
                    Err(error) => {
                        batch.reply(reply, Err(error.clone()));
                        Err(error)
                    }
                }
            }
            Job::Enrol {
                account,
                origin,
                lot,
                reply,
            } => {
                let by = (&*account, origin);
                self.enrol(tx, batch, (by, &lot), reply).await
            }
            Job::Fence {
                account,
                lot,
                key,
                reply,
            } => {
                let now = self.clock.now();
                match self.room(tx, &lot).await? {
                    Some(room) => batch.fence((room.lot, account, key), now, reply),
                    None => batch.reply_fate(reply, Err(Error::NotFound)),
                }
                Ok(())
            }
            Job::Approve {
                account,
                origin,
                id,
                lot,
                reply,
            } => {
                let by = (&*account, origin);
                self.approve(tx, batch, (by, id, &lot), reply).await
            }
            Job::Close { .. } | Job::CarryOut { .. } => self.step_of_clock(tx, job, batch).await,
            Job::Forget { lot, done } => {
                // What this batch did to the lot must stand in the table before it is read again.
                batch.write(tx).await?;
                self.rooms.remove(&lot);
                batch.done(done);
                Ok(())
            }
        }
    }

    /// What is done because its time has come, and nobody waits for it.
    async fn step_of_clock(
        &mut self,
        tx: &mut Tx,
        job: Job,
        batch: &mut Batch,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let Some(room) = self.room(tx, job.lot()).await? else {
            return Ok(());
        };
        match job {
            Job::CarryOut { id, .. } => batch.carry_out_due(tx, room, id, now).await,
            _ => batch.close(tx, room, now).await,
        }
    }

    async fn room(&mut self, tx: &mut Tx, lot: &LotCode) -> Result<Option<&mut Room>, Error> {
        if !self.rooms.contains_key(lot)
            && let Some(room) = Room::load(tx, lot).await?
        {
            self.rooms.insert(lot.clone(), room);
        }
        Ok(self.rooms.get_mut(lot))
    }
}

/// What is said of a batch whose commit gave no success. A transaction that was refused before is certainly
/// not written; otherwise nobody knows what happened.
fn not_committed(error: StoreError) -> Error {
    tracing::error!(%error, "a batch is not committed, or nobody knows");
    match error {
        StoreError::Spent => Error::Busy,
        _ => Error::OutcomeUnknown,
    }
}
