//! Whoever waits in the queue while no batch can begin.

use super::Job;
use super::batch::Batch;
use crate::Error;
use tokio::sync::mpsc;

/// Tells everybody who queued up while the database was away that nothing was queued: behind another
/// attempt their outcome would be unknown before it ends (reliability.md F-07).
pub(super) fn refuse_waiting(jobs: &mut mpsc::Receiver<Job>) {
    let mut waiting = Batch::default();
    waiting.take_unstarted(std::iter::from_fn(|| jobs.try_recv().ok()));
    waiting.fail(Error::Busy);
}
