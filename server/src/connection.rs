//! One connection: hyper speaks HTTP on it until it ends or a stream takes the socket over.

use crate::client::Peer;
use crate::live::{Handoff, Io, Writers, hand_over};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;

/// A request says everything but its body within this time, and a connection that is kept open asks
/// again; otherwise it ends (reliability.md F-20). Streams have left by then.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// The largest head of a request, and so what a connection may keep of one that never ends; 400 KB
/// otherwise.
const HEAD_MAX: usize = 64 * 1024;

/// Serves a connection until it ends. When `stop` says so, the request that is being answered is
/// the last.
pub async fn serve(
    socket: TcpStream,
    app: Router,
    writers: Arc<Writers>,
    mut stop: watch::Receiver<bool>,
) {
    let peer = socket.peer_addr().ok().map(Peer);
    let handoff = Handoff::default();
    let left = handoff.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(left.clone());
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        Box::pin(app.clone().oneshot(request))
    });
    let io = Io::new(socket, handoff.clone());
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_MAX)
        .serve_connection(io, service);
    let mut stopping = false;
    loop {
        let served = poll_fn(|context| {
            if Pin::new(&mut connection).poll(context).is_ready() {
                // How a connection ended does not matter: the next request comes on another.
                return Poll::Ready(None);
            }
            hand_over(&handoff).map_or(Poll::Pending, |over| Poll::Ready(Some(over)))
        });
        tokio::select! {
            over = served => {
                if let Some(over) = over {
                    over(connection.into_parts().io.into_socket(), &writers);
                }
                return;
            }
            _ = stop.wait_for(|stop| *stop), if !stopping => {
                stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
    }
}
