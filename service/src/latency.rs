//! How long bids take, per round: gathered by the writer in memory, written every few seconds, and
//! public.

use crate::{Error, Portal};
use domain::ids::RoundId;
use domain::latency::RoundLatency;
use domain::views::{ROUND_LOTS_MAX, RoundFigures};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was measured and not written yet. At most what a few seconds bring; a process that is
/// killed loses that, because figures are worth no commit of their own.
#[derive(Clone, Default)]
pub(crate) struct Latencies {
    rounds: Arc<Mutex<BTreeMap<RoundId, RoundLatency>>>,
    /// Everything since the process began, for its operator.
    total: Arc<Mutex<RoundLatency>>,
}

impl Latencies {
    /// Adds what was measured just now.
    pub(crate) fn add(&self, measured: BTreeMap<RoundId, RoundLatency>) {
        let mut total = self.total.lock().unwrap_or_else(PoisonError::into_inner);
        measured.values().for_each(|latency| total.merge(latency));
        drop(total);
        self.keep(measured);
    }

    /// Everything since the process began.
    pub(crate) fn total(&self) -> RoundLatency {
        let total = self.total.lock().unwrap_or_else(PoisonError::into_inner);
        total.clone()
    }

    /// Keeps what has still to be written.
    fn keep(&self, measured: BTreeMap<RoundId, RoundLatency>) {
        let mut rounds = self.lock();
        for (round, latency) in measured {
            rounds.entry(round).or_default().merge(&latency);
        }
    }

    fn take(&self) -> BTreeMap<RoundId, RoundLatency> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<RoundId, RoundLatency>> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Portal {
    /// A round, its lots, and how long its bids took. Public.
    ///
    /// # Errors
    /// `NotFound` when there is no such round.
    pub async fn round_figures(&self, id: RoundId) -> Result<RoundFigures, Error> {
        let mut tx = self.store().read().await?;
        let round = tx.round(id).await?.ok_or(Error::NotFound)?;
        let (latency, measured_at) = match tx.round_latency(id).await? {
            Some((latency, at)) => (latency, Some(at)),
            None => (RoundLatency::default(), None),
        };
        Ok(RoundFigures {
            round,
            lots: tx.round_lots(id, ROUND_LOTS_MAX).await?,
            latency,
            late_by_server: tx.late_by_server_of_round(id).await?,
            measured_at,
            server_now: self.now(),
        })
    }

    /// Writes what was measured since the last time; nothing without bids. What could not be
    /// written waits for the next time. Public for tests, which do not wait.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn write_latencies(&self) -> Result<(), Error> {
        let measured = self.latencies().take();
        if measured.is_empty() {
            return Ok(());
        }
        let (portal, rounds) = (self.clone(), measured.clone());
        let written = self
            .durable(async move {
                // tidy-allow(audit): measured times change the state of nothing
                let mut tx = portal.store().write().await?;
                for (round, latency) in &rounds {
                    tx.add_round_latency(*round, portal.node(), latency, portal.now())
                        .await?;
                }
                Ok(tx.commit().await?)
            })
            .await;
        if written.is_err() {
            self.latencies().keep(measured);
        }
        written
    }
}
