//! `luochui witness`: a small witness of transparency logs that another party runs (C2SP
//! tlog-witness; reliability.md L-07).
//!
//! It knows nothing of auctions: a bidder's lawyer or the supervising office starts it, gives its
//! key to be printed with the rules, and from then on no second version of the ledger can be shown
//! to anybody without being noticed.

mod memory;
#[cfg(test)]
mod tests;

use anyhow::Context;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, http::StatusCode, http::header::CONTENT_TYPE};
use domain::ledger::key::{KeyKind, VerifierKey};
use domain::ledger::witness::WitnessRefusal;
use memory::{Memory, Unsigned};
use service::Clock;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

/// The most that a submission may hold, bytes: 63 hashes and a head with its signatures.
const BODY_MAX: usize = 64 * 1024;

/// Options of `witness`.
#[derive(clap::Args)]
pub struct Witness {
    /// What the witness is called: a name of yours without a scheme, such as `example.org/witness`.
    #[arg(long)]
    name: String,
    /// The folder with its key and with what it has signed. Never copy it to a second place.
    #[arg(long)]
    state: PathBuf,
    /// The key of a log to be witnessed, as it is printed; may be given several times.
    #[arg(long = "log", required = true, value_parser = parse_log)]
    logs: Vec<VerifierKey>,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:3300")]
    listen: SocketAddr,
}

fn parse_log(text: &str) -> Result<VerifierKey, String> {
    let key = VerifierKey::parse(text.trim()).map_err(|error| error.to_string())?;
    let of_log = key.kind() == KeyKind::Ed25519;
    of_log
        .then_some(key)
        .ok_or_else(|| "this is the key of a witness, not of a log".to_owned())
}

impl Witness {
    /// Answers until the process is asked to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let memory = Memory::open(&self.state, &self.name, self.logs, Clock::Real)?;
        let verifier = memory.verifier().to_string();
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        println!("{verifier}");
        eprintln!("The witness is ready: http://{address}/add-checkpoint");
        eprintln!("A line for the policy: witness NAME {verifier} http://{address}");
        axum::serve(listener, router(Arc::new(memory)))
            .with_graceful_shutdown(crate::serve::asked_to_stop())
            .await?;
        Ok(())
    }
}

/// What a witness answers to.
pub fn router(memory: Arc<Memory>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/vkey", get(vkey))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .with_state(memory)
}

async fn vkey(State(memory): State<Arc<Memory>>) -> String {
    format!("{}\n", memory.verifier())
}

async fn add_checkpoint(State(memory): State<Arc<Memory>>, body: Bytes) -> Response {
    // It waits for the disk.
    let answered = tokio::task::spawn_blocking(move || memory.add_checkpoint(&body)).await;
    match answered {
        Ok(Ok(signature)) => signature.to_string().into_response(),
        Ok(Err(Unsigned::Refused(refusal))) => refused(refusal),
        Ok(Err(Unsigned::Broken(error))) => {
            tracing::error!(%error, "a head could not be kept; it was not signed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a submission was not judged to its end");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn refused(refusal: WitnessRefusal) -> Response {
    if let WitnessRefusal::OtherRoot { size } = refusal {
        tracing::error!(size, "a log has shown two trees of this size");
    } else {
        tracing::info!(%refusal, "not signed");
    }
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match refusal {
        WitnessRefusal::Conflict { size } | WitnessRefusal::OtherRoot { size } => {
            let kind = [(CONTENT_TYPE, "text/x.tlog.size")];
            (status, kind, format!("{size}\n")).into_response()
        }
        other => (status, format!("{other}\n")).into_response(),
    }
}
