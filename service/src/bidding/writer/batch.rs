//! One batch of the writer: what is to be written together, and who waits for it.

use super::Job;
use super::incident::incident;
use super::measured::Measured;
use crate::Error;
use crate::bidding::answer::Answer;
use crate::bidding::room::{Moved, Room};
use crate::bidding::{Fate, Received};
use crate::live::{Hub, WireFrame};
use domain::bidding::{
    Event, EventKind, OUTAGE_LOOKBACK_MS, Outcome, Paddle, SuspendReason, outage_since, shut_out,
};
use domain::ids::LotCode;
use domain::lots::LotState;
use domain::time::Timestamp;
use domain::views::Receipt;
use std::collections::HashMap;
use store::{BatchEntry, BatchEvent, BidKey, NewLateByServer, StoredAnswer, Tx};
use tokio::sync::oneshot;
use tracing::Span;

type BidReply = oneshot::Sender<Result<Receipt, Error>>;
type FateReply = oneshot::Sender<Result<Fate, Error>>;
type StepReply = oneshot::Sender<Result<(), Error>>;
pub(super) type PaddleReply = oneshot::Sender<Result<Paddle, Error>>;

/// What a key that was given up stands for: no bid has this fingerprint.
const FENCE: &str = "fence";

/// A caller who waits for the commit, with the answer that the commit will release.
enum Waiting {
    Bid(BidReply, Result<Receipt, Error>),
    Paddle(PaddleReply, Result<Paddle, Error>),
    Fate(FateReply, Result<Fate, Error>),
    Step(StepReply, Result<(), Error>),
    Done(oneshot::Sender<()>),
}

/// What one transaction writes and whom it answers.
#[derive(Default)]
pub(super) struct Batch {
    entries: Vec<BatchEntry>,
    moved: Vec<(LotCode, u64, String)>,
    waiting: Vec<Waiting>,
    /// Answers to keys of this batch, from the table and from earlier jobs of the batch.
    answers: HashMap<BidKey, StoredAnswer>,
    measured: Measured,
    /// Bids that were in time and are late by our fault.
    incidents: Vec<NewLateByServer>,
    /// The bids that wait for the commit, where they are traced.
    commits: Vec<Span>,
}

impl Batch {
    /// Reads the answers that keys of this batch may already have, in one statement.
    pub(super) async fn load_answers(
        &mut self,
        tx: &mut Tx,
        wanted: &[BidKey],
    ) -> Result<(), Error> {
        self.answers = tx.bid_answers(wanted).await?;
        Ok(())
    }

    /// Decides one bid, or repeats the answer that its key already has.
    pub(super) async fn bid(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        mut received: Received,
        now: Timestamp,
        reply: BidReply,
    ) -> Result<(), Error> {
        let _deciding = received.trail.decide();
        let account = received.account.id;
        let key = (room.lot, account, received.request.key.clone());
        if let Some(known) = self.answers.get(&key) {
            self.reply(reply, Answer::again(known, &received.request));
            return Ok(());
        }
        if !room.is_meant(&received) {
            // Nothing was judged and the key stays free: the bidder is to look again first.
            self.reply(reply, Err(Error::invalid("TERMS_CHANGED")));
            return Ok(());
        }
        let seat = match room.admitted(tx, &received, now).await {
            Ok(Some(seat)) => seat,
            Ok(None) => {
                self.reply(reply, Err(Error::invalid("STEP_UP_REQUIRED")));
                return Ok(());
            }
            Err(error) => {
                self.reply(reply, Err(error.clone()));
                return Err(error);
            }
        };
        let received_at = received.request.received_at;
        self.measured
            .bid(room.round, &room.auction, received_at, now);
        let (answer, moved) = room.decide(&received, &seat, now);
        let stored = StoredAnswer {
            fingerprint: received.request.fingerprint(),
            answer: answer.json(),
            at: now,
        };
        self.answers.insert(key, stored.clone());
        self.incidents
            .extend(incident(room, &received, &seat, &answer, now));
        self.entries.push(BatchEntry {
            lot: room.lot,
            account,
            key: received.request.key,
            fingerprint: stored.fingerprint,
            answer: stored.answer,
            at: now,
            event: moved.as_ref().map(|moved| {
                BatchEvent::new(moved.event.clone(), &room.auction, moved.frame.clone())
            }),
        });
        if let Some(Moved { event, frame }) = moved {
            self.moved.push((room.code.clone(), event.seq, frame));
        }
        let commit = received.trail.commit();
        if !commit.is_disabled() {
            self.commits.push(commit);
        }
        self.reply(reply, answer.first());
        Ok(())
    }

    /// Answers what became of a key; one that was not decided is decided now, for ever.
    pub(super) fn fence(&mut self, key: BidKey, now: Timestamp, reply: FateReply) {
        if let Some(known) = self.answers.get(&key) {
            let fate = Answer::read(&known.answer).map(Answer::fate);
            return self.reply_fate(reply, fate);
        }
        let stored = StoredAnswer {
            fingerprint: FENCE.to_owned(),
            answer: Answer::Fenced.json(),
            at: now,
        };
        let (lot, account, text) = key.clone();
        self.answers.insert(key, stored.clone());
        self.entries.push(BatchEntry {
            lot,
            account,
            key: text,
            fingerprint: stored.fingerprint,
            answer: stored.answer,
            at: now,
            event: None,
        });
        self.reply_fate(reply, Ok(Fate::Fenced));
    }

    /// Closes the lot when it is due, and moves its state on.
    pub(super) async fn close(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Some(event) = room.auction.close(now) else {
            return Ok(());
        };
        if !room.practice && was_shut_out(tx, room.auction.ends_at, now).await? {
            // Nobody is declared the buyer of a lot that others could not bid for (F-16).
            let suspended = room.auction.suspend(SuspendReason::Outage, now);
            return match suspended {
                Some(event) => self.append(tx, room, event).await,
                None => Ok(()),
            };
        }
        let EventKind::Closed { outcome } = event.kind else {
            return Ok(());
        };
        self.measured.close(room.round, room.auction.ends_at, now);
        self.append(tx, room, event).await?;
        let to = state_after(outcome, room.practice);
        for from in [LotState::Bidding, LotState::Extended, LotState::Listed] {
            if tx.update_lot_state(room.lot, from, to, None).await? {
                break;
            }
        }
        tx.close_round_if_done(room.round, now).await?;
        Ok(())
    }

    /// Writes an event that is no bid, after the bids of this batch: events of a lot are written
    /// in order.
    pub(super) async fn append(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        event: Event,
    ) -> Result<(), Error> {
        let moved = room.advance(event);
        self.write(tx).await?;
        tx.append_event(room.lot, &moved.event, &room.auction, &moved.frame)
            .await?;
        self.moved
            .push((room.code.clone(), moved.event.seq, moved.frame));
        Ok(())
    }

    /// Writes what has been decided so far: events, answers, heads, counters, one statement per
    /// table.
    pub(super) async fn write(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let entries = std::mem::take(&mut self.entries);
        if entries.is_empty() {
            return Ok(());
        }
        tx.append_batch(&entries).await?;
        let incidents = std::mem::take(&mut self.incidents);
        Ok(tx.insert_late_by_server(&incidents).await?)
    }

    /// Tells the watchers: the commit is durable.
    pub(super) fn publish(&mut self, hub: &Hub) {
        self.commits.clear();
        for (lot, seq, frame) in self.moved.drain(..) {
            hub.announce(WireFrame::event(lot, seq, &frame));
        }
    }

    /// What was measured on the way.
    pub(super) fn measured(&mut self) -> Measured {
        std::mem::take(&mut self.measured)
    }

    /// Lets the answers go: the commit is durable.
    pub(super) fn answer(self) {
        for waiting in self.waiting {
            // A caller that has gone away asks again with the same key.
            match waiting {
                Waiting::Bid(reply, answer) => drop(reply.send(answer)),
                Waiting::Paddle(reply, answer) => drop(reply.send(answer)),
                Waiting::Fate(reply, answer) => drop(reply.send(answer)),
                Waiting::Step(reply, answer) => drop(reply.send(answer)),
                Waiting::Done(done) => drop(done.send(())),
            }
        }
    }

    /// Tells everybody that the batch failed.
    pub(super) fn fail(self, error: Error) {
        // Before the commit a failure is definite: nothing was written. Only the commit itself
        // may leave the outcome open.
        let said = if error == Error::OutcomeUnknown {
            error
        } else {
            Error::Busy
        };
        for waiting in self.waiting {
            match waiting {
                Waiting::Bid(reply, _) => drop(reply.send(Err(said.clone()))),
                Waiting::Paddle(reply, _) => drop(reply.send(Err(said.clone()))),
                Waiting::Fate(reply, _) => drop(reply.send(Err(said.clone()))),
                Waiting::Step(reply, _) => drop(reply.send(Err(said.clone()))),
                Waiting::Done(done) => drop(done.send(())),
            }
        }
    }

    /// Takes over the callers of jobs that were not begun, so that they are answered too.
    pub(super) fn take_unstarted(&mut self, jobs: impl Iterator<Item = Job>) {
        for job in jobs {
            match job {
                Job::Bid { reply, .. } => self.reply(reply, Err(Error::Busy)),
                Job::Enrol { reply, .. } => self.reply_paddle(reply, Err(Error::Busy)),
                Job::Fence { reply, .. } => self.reply_fate(reply, Err(Error::Busy)),
                Job::Approve { reply, .. } => self.reply_step(reply, Err(Error::Busy)),
                Job::Close { .. } | Job::CarryOut { .. } => {}
                Job::Forget { done, .. } => self.done(done),
            }
        }
    }

    /// Keeps a caller until the commit.
    pub(super) fn reply_step(&mut self, reply: StepReply, answer: Result<(), Error>) {
        self.waiting.push(Waiting::Step(reply, answer));
    }

    /// Keeps somebody who only waits for the commit.
    pub(super) fn done(&mut self, done: oneshot::Sender<()>) {
        self.waiting.push(Waiting::Done(done));
    }

    /// Keeps a caller until the commit.
    pub(super) fn reply(&mut self, reply: BidReply, answer: Result<Receipt, Error>) {
        self.waiting.push(Waiting::Bid(reply, answer));
    }

    /// Keeps a caller until the commit.
    pub(super) fn reply_fate(&mut self, reply: FateReply, answer: Result<Fate, Error>) {
        self.waiting.push(Waiting::Fate(reply, answer));
    }

    /// Keeps a caller until the commit.
    pub(super) fn reply_paddle(&mut self, reply: PaddleReply, answer: Result<Paddle, Error>) {
        self.waiting.push(Waiting::Paddle(reply, answer));
    }
}

/// Whether an outage kept bidders out just before this end. One that is only ending has not been noted
/// yet: the next sign of life does so, and the close may come before it.
async fn was_shut_out(tx: &mut Tx, ends_at: Timestamp, now: Timestamp) -> Result<bool, Error> {
    let begins = ends_at.plus_millis(-OUTAGE_LOOKBACK_MS);
    let mut outages = tx.outages(begins, ends_at).await?;
    let last_beat = tx.last_beat().await?;
    outages.extend(last_beat.and_then(|beat| outage_since(beat, now)));
    Ok(shut_out(ends_at, &outages))
}

/// Where a lot stands after its close. Practice lots never sell: they go back on display.
fn state_after(outcome: Outcome, practice: bool) -> LotState {
    match outcome {
        _ if practice => LotState::Published,
        Outcome::SoldPending { .. } => LotState::Sold,
        _ => LotState::Passed,
    }
}
