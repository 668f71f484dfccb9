//! The limit of the streams: a bare axum server that sends to every watcher what it is posted.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use bytes::Bytes;
use futures::StreamExt;
use std::convert::Infallible;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

/// Frames a watcher may lag behind.
const CAPACITY: usize = 256;

/// Serves on the address of `BENCH_LISTEN` until the process is ended.
///
/// # Errors
/// When it cannot listen.
pub async fn serve_bare() -> anyhow::Result<()> {
    let (sender, _) = broadcast::channel::<Bytes>(CAPACITY);
    let app = Router::new()
        .route("/live", get(live))
        .route("/send", post(send))
        .with_state(sender);
    let listener = TcpListener::bind(std::env::var("BENCH_LISTEN")?).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

async fn live(State(sender): State<broadcast::Sender<Bytes>>) -> Response {
    let frames = BroadcastStream::new(sender.subscribe())
        .filter_map(|frame| async move { frame.ok().map(Ok::<_, Infallible>) });
    let hello =
        futures::stream::once(async { Ok(Bytes::from_static(b"event: hello\ndata: {}\n\n")) });
    let headers = [("content-type", "text/event-stream")];
    (headers, Body::from_stream(hello.chain(frames))).into_response()
}

async fn send(State(sender): State<broadcast::Sender<Bytes>>, frame: Bytes) -> &'static str {
    let _ = sender.send(frame);
    "sent"
}
