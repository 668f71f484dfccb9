//! The limit of the bid path through HTTP: a bare axum loop that takes a bid, commits it with the
//! others that wait, and answers; no sign-in, no rules, no keys that come again.

use crate::sqlite::{BATCH, Bare};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::serve::ListenerExt;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Bids that wait at most.
const QUEUE: usize = 10_000;

type Reply = oneshot::Sender<u64>;

/// Serves on the address of `BENCH_LISTEN` over the copy in `BENCH_DATABASE` until the process is
/// ended.
///
/// # Errors
/// When it cannot listen.
pub async fn serve() -> anyhow::Result<()> {
    let path = PathBuf::from(std::env::var("BENCH_DATABASE")?);
    let (queue, waiting) = sync_channel(QUEUE);
    std::thread::spawn(move || write(&path, &waiting));
    let app = Router::new()
        .route("/api/v1/lots/{code}/bids", post(bid))
        .with_state(queue);
    let listener = TcpListener::bind(std::env::var("BENCH_LISTEN")?).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

async fn bid(
    State(queue): State<SyncSender<Reply>>,
    Json(bid): Json<Value>,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    let (reply, answer) = oneshot::channel();
    let full = |_| StatusCode::SERVICE_UNAVAILABLE;
    queue.try_send(reply).map_err(full)?;
    let number = answer
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let answer =
        json!({ "outcome": "ACCEPTED", "lot_seq": number, "price_fen": bid["amount_fen"] });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Commits what waits, in batches, and answers after the commit.
fn write(path: &std::path::Path, waiting: &Receiver<Reply>) -> anyhow::Result<()> {
    let mut bare = Bare::open(path, true)?;
    let mut number = 0;
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        bare.commit(batch.len())?;
        for reply in batch {
            number += 1;
            // A client that has gone away wants no answer.
            let _ = reply.send(number);
        }
    }
    Ok(())
}
