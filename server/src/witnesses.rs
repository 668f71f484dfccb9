//! The portal's side of its witnesses: once a second the new head is sent to each.

use crate::http_client::{Limits, send};
use service::Portal;
use service::ledger::{WitnessAnswer, WitnessLink};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often a new head is shown to the witnesses.
const ROUND: Duration = Duration::from_secs(1);
/// A witness answers with a few lines, soon, or not at all.
const LIMITS: Limits = Limits {
    body_max: 64 * 1024,
    patience: Duration::from_secs(5),
};

struct OverHttp;

impl WitnessLink for OverHttp {
    async fn post(&self, url: &str, body: String) -> Result<WitnessAnswer, String> {
        let answer = send(hyper::Method::POST, url, body.into_bytes(), LIMITS).await;
        let answer = answer.map_err(|error| format!("{error:#}"))?;
        let body = String::from_utf8(answer.body).map_err(|error| error.to_string())?;
        let status = answer.status;
        Ok(WitnessAnswer { status, body })
    }
}

/// Asks the witnesses for ever.
pub async fn run(portal: Portal) {
    let mut ticks = interval(ROUND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = portal.seek_cosignatures(&OverHttp).await {
            tracing::error!(%error, "the witnesses could not be asked");
        }
    }
}
