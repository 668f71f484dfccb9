//! The figures of this process for Prometheus, on a listener of their own: who may reach the portal
//! must not reach these (reliability.md S-42).
//!
//! Everything is counted where it happens, by the service; here it is only written down when
//! somebody asks. Nothing in it says who bid what.

mod process;
mod sheet;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::mail::MailCounts;
use domain::time::Timestamp;
use domain::views::{Checked, LedgerState, OutboxState};
use http::{StatusCode, header};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::registry::Registry;
use service::Portal;
use service::upkeep::LastBackup;
use sheet::Sheet;
use tokio::net::TcpListener;

/// The form of OpenMetrics, which Prometheus asks for first.
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Microseconds in a second.
const MICROS: f64 = 1_000_000.0;

/// Answers `/metrics` for as long as the process runs.
pub async fn serve(listener: TcpListener, portal: Portal) {
    if let Err(error) = axum::serve(listener, router(portal)).await {
        tracing::error!(%error, "the figures are not told any more");
    }
}

fn router(portal: Portal) -> Router {
    Router::new()
        .route("/metrics", get(answer))
        .with_state(portal)
}

async fn answer(State(portal): State<Portal>) -> Response {
    match text(&portal).await {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the figures could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// All figures as they are now.
async fn text(portal: &Portal) -> Result<String, std::fmt::Error> {
    let ledger = portal.ledger_state().await;
    let mails = portal.mail_counts().await;
    let figures = Figures {
        mails: mails
            .inspect_err(|error| tracing::warn!(%error, "no figures of the mails"))
            .ok(),
        checks: portal.checks().await,
        backup: (portal.last_backup().await)
            .inspect_err(|error| tracing::warn!(%error, "no figures of the backups"))
            .ok()
            .flatten(),
        outbox: (portal.outbox().await)
            .inspect_err(|error| tracing::warn!(%error, "no figures of the outbox"))
            .ok(),
        ledger: ledger
            .inspect_err(|error| tracing::warn!(%error, "no figures of the ledger"))
            .ok(),
        portal: portal.clone(),
    };
    let mut registry = Registry::with_prefix("luochui");
    registry.register_collector(Box::new(figures));
    let mut registry_of_process = Registry::default();
    registry_of_process.register_collector(Box::new(process::Process));
    let mut text = String::new();
    prometheus_client::encoding::text::encode_registry(&mut text, &registry)?;
    prometheus_client::encoding::text::encode_registry(&mut text, &registry_of_process)?;
    prometheus_client::encoding::text::encode_eof(&mut text)?;
    Ok(text)
}

/// What is written down.
struct Figures {
    portal: Portal,
    checks: Vec<Checked>,
    ledger: Option<LedgerState>,
    outbox: Option<OutboxState>,
    backup: Option<LastBackup>,
    mails: Option<MailCounts>,
}

impl std::fmt::Debug for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Figures").finish_non_exhaustive()
    }
}

impl Collector for Figures {
    fn encode(&self, encoder: DescriptorEncoder) -> Result<(), std::fmt::Error> {
        let mut sheet = Sheet::new(encoder);
        self.process(&mut sheet)?;
        self.bids(&mut sheet)?;
        self.reads(&mut sheet)?;
        self.streams(&mut sheet)?;
        self.outbox(&mut sheet)?;
        self.backups(&mut sheet)?;
        self.data(&mut sheet)
    }
}

impl Figures {
    /// Whether it runs, and its clock.
    fn process(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        sheet.gauges(
            "build",
            "Always 1; the version of the program",
            "version",
            [(env!("CARGO_PKG_VERSION"), 1.0)],
        )?;
        let ready = self.checks.iter().map(|c| (c.check.code(), flag(c.holds)));
        sheet.gauges("ready", "Whether a check of /readyz holds", "check", ready)?;
        let clock = self.portal.clock_state();
        sheet.gauge(
            "clock_trusted",
            "Whether bids are taken by this clock",
            flag(clock.trusted),
        )?;
        sheet.gauge(
            "clock_error_seconds",
            "How far the clock may be off: promised by the time service, and seen",
            f64::from(clock.error_ms) / 1_000.0,
        )?;
        sheet.gauge(
            "clock_drift_seconds",
            "How far the clock went from the monotonic one within the last second",
            f64::from(clock.drift_ms) / 1_000.0,
        )?;
        let workers = self.portal.workers();
        let done = workers
            .iter()
            .filter_map(|w| Some((w.worker.code(), seconds(w.done_at?))));
        sheet.gauges(
            "worker_done_timestamp_seconds",
            "The end of the last good round of what runs by itself",
            "worker",
            done,
        )?;
        let failed = workers.iter().map(|w| (w.worker.code(), w.failed));
        sheet.counters("worker_failures", "Rounds that failed", "worker", failed)
    }

    /// Bids, and how long they took.
    fn bids(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        let bids = self.portal.bid_counts();
        let refused = bids.refused.values().sum::<u64>();
        let outcomes = [
            ("accepted", bids.accepted),
            ("replayed", bids.replayed),
            ("refused", refused),
        ];
        sheet.counters("bids", "Answers to bids", "outcome", outcomes)?;
        let codes = bids
            .refused
            .iter()
            .map(|(code, count)| (code.as_str(), *count));
        sheet.counters("bid_refusals", "Bids that were not accepted", "code", codes)?;
        let latency = self.portal.bid_latency();
        sheet.histogram(
            "bid_decision_seconds",
            "From the last byte of a bid to its decision",
            &latency.decision,
        )?;
        sheet.histogram(
            "bid_commit_seconds",
            "From the decision of a bid to the durable commit",
            &latency.durable,
        )?;
        sheet.histogram(
            "close_lag_seconds",
            "From the end of a lot to its close",
            &latency.drain,
        )?;
        let queue = self.portal.queue();
        sheet.gauge(
            "bid_queue",
            "Instructions that wait for the writer",
            queue.waiting as f64,
        )?;
        sheet.gauge("bid_queue_limit", "How many may wait", queue.limit as f64)
    }

    /// What was refused because somebody asked too often, and what browsers report.
    fn reads(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        let refused = self.portal.reads_refused();
        sheet.counters(
            "reads_refused",
            "Requests beyond what one account or address may ask for",
            "allowance",
            refused.map(|(what, count)| (what.code(), count)),
        )?;
        sheet.counter(
            "policy_reports",
            "Reports of browsers about pages that broke their content policy",
            self.portal.policy_reports(),
        )
    }

    /// Streams of live figures.
    fn streams(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        let streams = self.portal.streams();
        sheet.gauge("streams", "Open streams", streams.open as f64)?;
        sheet.gauge(
            "streams_lots",
            "Lots that somebody watches",
            streams.lots as f64,
        )?;
        sheet.counter(
            "streams_cut_off",
            "Streams that were ended because their reader did not keep up",
            streams.cut_off,
        )
    }

    /// What waits to be told.
    fn outbox(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        let Some(outbox) = self.outbox else {
            return Ok(());
        };
        sheet.gauges(
            "outbox_waiting",
            "Events that nobody was told of, messages to webhooks and to browsers, counted to 10,000",
            "kind",
            [
                ("notices", outbox.untold as f64),
                ("webhooks", outbox.deliveries as f64),
                ("push", outbox.pushes as f64),
            ],
        )?;
        sheet.gauge(
            "push_browsers",
            "Browsers that are told of notices, counted to 10,000",
            outbox.browsers as f64,
        )?;
        match outbox.oldest {
            Some(at) => sheet.gauge(
                "outbox_oldest_timestamp_seconds",
                "When the oldest message to webhooks that waits was written",
                seconds(at),
            ),
            None => Ok(()),
        }
    }

    /// The last backups, as the commands that make them have noted.
    fn backups(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        let Some(backup) = &self.backup else {
            return Ok(());
        };
        if let Some(at) = backup.time {
            sheet.gauge(
                "backup_timestamp_seconds",
                "When the last good backup was begun",
                seconds(at),
            )?;
        }
        sheet.gauge(
            "backup_failed",
            "Whether one failed after that",
            flag(backup.failed_at.is_some()),
        )
    }

    /// The ledger and the disk.
    fn data(&self, sheet: &mut Sheet) -> Result<(), std::fmt::Error> {
        if let Some(ledger) = &self.ledger {
            sheet.gauge(
                "ledger_leaves",
                "Leaves under the signed head",
                ledger.size as f64,
            )?;
            sheet.gauge(
                "ledger_waiting_lots",
                "Lots with events that have no leaf yet, counted to 10,000",
                ledger.waiting as f64,
            )?;
            sheet.gauge(
                "ledger_signing",
                "Whether this process signs",
                flag(ledger.signing),
            )?;
            if let Some(at) = ledger.signed_at {
                sheet.gauge(
                    "ledger_signed_timestamp_seconds",
                    "When the last head was signed",
                    seconds(at),
                )?;
            }
        }
        if let Some(mails) = self.mails {
            let states = [
                ("waiting", mails.waiting as f64),
                ("sent", mails.sent as f64),
                ("failed", mails.failed as f64),
            ];
            let help = "Mails of the last month in all processes, each counted to 10,000";
            sheet.gauges("mails", help, "state", states)?;
        }
        if let Some(disk) = self.portal.disk() {
            sheet.gauge(
                "disk_free_bytes",
                "Free space for the data",
                disk.free as f64,
            )?;
            sheet.gauge("disk_size_bytes", "The disk of the data", disk.size as f64)?;
        }
        Ok(())
    }
}

const fn flag(on: bool) -> f64 {
    if on { 1.0 } else { 0.0 }
}

fn seconds(at: Timestamp) -> f64 {
    at.0 as f64 / MICROS
}
