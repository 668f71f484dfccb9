//! How the process and its database are, for those who run it: readiness, the system page, and what
//! the figures for Prometheus are made of. Figures of a process are its own; another one has others.

mod disk;
mod tally;

pub use tally::BidCounts;
pub(crate) use tally::{Tally, code};

use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::latency::RoundLatency;
use domain::time::Timestamp;
use domain::views::{
    BackupState, Check, Checked, ClockState, DatabaseState, DiskState, LedgerState, OutboxState,
    QueueState, StreamState, SystemPage, WorkerState,
};
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{Engine, Migrated};
use tokio::time::timeout;

/// A database that takes longer does not answer.
const DATABASE_WITHIN: Duration = Duration::from_secs(5);
/// Processes on the system page.
const NODES_MAX: u32 = 20;
/// The setting in which the commands that make backups note the last ones.
const LAST_BACKUP: &str = "last_backup";

impl Portal {
    /// Says that the process has been asked to stop: it is not ready any more, and still serves.
    pub fn stop(&self) {
        self.inner.stopping.store(true, Ordering::Relaxed);
    }

    /// When the process began.
    pub fn started_at(&self) -> Timestamp {
        self.inner.started_at
    }

    /// Every check of `/readyz`, in the order of [`Check`].
    pub async fn checks(&self) -> Vec<Checked> {
        let even = self.inner.clock.monotonic();
        let (migrated, files) = tokio::join!(self.migrated(), self.settings().files.answers(even));
        self.checks_with(migrated, files)
    }

    /// How far the tables are; nothing when the database does not answer in time.
    async fn migrated(&self) -> Option<Migrated> {
        match timeout(DATABASE_WITHIN, self.store().migrated()).await {
            Ok(Ok(migrated)) => Some(migrated),
            Ok(Err(error)) => {
                tracing::error!(%error, "the database does not answer");
                None
            }
            Err(_) => {
                tracing::error!("the database does not answer in time");
                None
            }
        }
    }

    fn checks_with(&self, migrated: Option<Migrated>, files: bool) -> Vec<Checked> {
        let now = self.inner.clock.monotonic();
        let has_space = |disk: DiskState| disk.free >= disk.floor;
        [
            (Check::Running, !self.inner.stopping.load(Ordering::Relaxed)),
            (Check::Database, migrated.is_some()),
            (Check::Migrations, migrated.is_some_and(Migrated::is_enough)),
            (Check::Data, !self.is_damaged()),
            (Check::Writer, self.writer().is_alive(now)),
            (Check::Disk, self.disk().is_none_or(has_space)),
            (Check::Files, files),
        ]
        .map(|(check, holds)| Checked { check, holds })
        .into()
    }

    /// The disk of the data folder; nothing without such a folder, or when the system does not say.
    pub fn disk(&self) -> Option<DiskState> {
        let folder = self.settings().data.as_deref()?;
        disk::state(folder, self.settings().disk_floor)
    }

    /// What became of the bids of this process.
    pub fn bid_counts(&self) -> BidCounts {
        self.tally().counts()
    }

    /// How long the bids of this process took since it began, in all rounds together.
    pub fn bid_latency(&self) -> RoundLatency {
        self.latencies().total()
    }

    /// What waits for the writer of bids.
    pub fn queue(&self) -> QueueState {
        self.writer().waiting()
    }

    /// The streams of this process.
    pub fn streams(&self) -> StreamState {
        self.hub().streams()
    }

    /// How the workers of this process do.
    pub fn workers(&self) -> Vec<WorkerState> {
        self.records().states()
    }

    /// The clock of this process.
    pub fn clock_state(&self) -> ClockState {
        ClockState {
            trusted: self.is_taking_bids(),
            error_ms: self.clock_error_ms(),
            drift_ms: self.inner.clock_watch.drift_ms(),
        }
    }

    /// The public ledger as this process knows it.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn ledger_state(&self) -> Result<LedgerState, Error> {
        let mut tx = self.store().read().await?;
        let signed = tx.ledger_signed().await?;
        let policy = self.settings().policy.as_ref();
        let witnesses = policy.map_or(&[][..], |policy| &policy.witnesses);
        let seen = |name: &str| (name.to_owned(), self.guard().seen_by(name));
        Ok(LedgerState {
            size: signed.map_or(0, |(size, _)| size),
            signed_at: signed.map(|(_, at)| at),
            waiting: tx.ledger_waiting().await?,
            signing: self.guard().is_signing(),
            witnesses: witnesses.iter().map(|w| seen(w.key.name())).collect(),
        })
    }

    /// What waits to be told to people and posted to their webhooks, in the whole database.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn outbox(&self) -> Result<OutboxState, Error> {
        Ok(self.store().read().await?.outbox().await?)
    }

    /// The system page.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the administrators of the centre.
    pub async fn system_page(&self, account: &Account) -> Result<SystemPage, Error> {
        require(account, Action::SeeSystem)?;
        let migrated = self.migrated().await;
        let even = self.inner.clock.monotonic();
        let files = self.settings().files.answers(even).await;
        let ledger = self.ledger_state().await?;
        let mut tx = self.store().read().await?;
        let (version, bytes) = tx.database_size().await?;
        let engine = match self.store().engine() {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        };
        let backup = tx.setting(LAST_BACKUP).await?;
        let read = |text: &str| serde_json::from_str::<BackupState>(text);
        let backup = backup.as_deref().map(read).transpose();
        Ok(SystemPage {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            node: self.node().to_owned(),
            started_at: self.started_at(),
            checks: self.checks_with(migrated, files),
            database: DatabaseState {
                engine: format!("{engine} {version}"),
                bytes,
                migrated: migrated.map_or(0, |migrated| migrated.to),
                known: migrated.map_or(0, |migrated| migrated.known),
            },
            disk: self.disk(),
            queue: self.queue(),
            streams: self.streams(),
            clock: self.clock_state(),
            ledger,
            outbox: tx.outbox().await?,
            backup: backup.map_err(|error| Error::Internal(format!("{LAST_BACKUP}: {error}")))?,
            workers: self.workers(),
            mails: tx.mail_counts().await?,
            nodes: tx.beats(NODES_MAX).await?,
            server_now: self.now(),
        })
    }
}
