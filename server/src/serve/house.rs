//! The open house: connections are taken until the process is asked to stop, and each is answered.
//!
//! The end has three steps. For a while the process only *says* that it is not ready, and serves as
//! before: a proxy before several nodes sends nobody here any more. Then nobody is let in, streams
//! are told to go on elsewhere, and every request that has been read is answered. What is not
//! answered within the time that remains is cut off: its outcome is unknown to its sender, who may
//! ask by key (reliability.md §2.4), and nothing that was answered is lost.

use crate::connection;
use crate::live::Writers;
use anyhow::Context;
use axum::Router;
use axum::serve::Listener;
use service::Portal;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Unacknowledged bytes on a stream end its connection after this time: a reader that is gone
/// without a word must not hold its place.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);

/// How a process ends.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// How long it still serves while it calls itself not ready.
    pub drain: Duration,
    /// How long open requests have after that.
    pub within: Duration,
}

/// Everybody who is in.
struct House {
    listener: TcpListener,
    app: Router,
    writers: Arc<Writers>,
    connections: JoinSet<()>,
    stopped: watch::Receiver<bool>,
}

/// Serves until `asked` is done, and then ends. Whoever asks again while the process drains does
/// not want to wait.
///
/// # Errors
/// When the system gives no thread for the streams.
pub(super) async fn serve<A, F>(
    portal: &Portal,
    app: Router,
    listener: TcpListener,
    end: End,
    asked: A,
) -> anyhow::Result<()>
where
    A: Fn() -> F,
    F: Future<Output = ()>,
{
    let writers = Writers::start(portal.hub()).context("the writers of streams")?;
    let (stop, stopped) = watch::channel(false);
    let mut house = House {
        listener,
        app,
        writers: Arc::new(writers),
        connections: JoinSet::new(),
        stopped,
    };
    house.serve_until(asked()).await;
    portal.stop();
    if !end.drain.is_zero() {
        tracing::info!(
            seconds = end.drain.as_secs(),
            "stopping: not ready, still serving"
        );
        let again = asked();
        house
            .serve_until(async {
                tokio::select! { () = sleep(end.drain) => {}, () = again => {} }
            })
            .await;
    }
    tracing::info!("stopping: streams end, open requests are answered");
    let House {
        listener,
        mut connections,
        writers,
        app,
        ..
    } = house;
    drop((listener, app));
    portal.hub().close();
    let _ = stop.send(true);
    let answered = timeout(end.within, async {
        while connections.join_next().await.is_some() {}
        if let Some(writers) = Arc::into_inner(writers) {
            writers.end().await;
        }
    });
    if answered.await.is_err() {
        tracing::warn!("some requests took too long to be answered; they were cut off");
    }
    Ok(())
}

impl House {
    /// Takes connections until `asked` is done.
    async fn serve_until(&mut self, asked: impl Future<Output = ()>) {
        let mut asked = std::pin::pin!(asked);
        loop {
            tokio::select! {
                (socket, _) = Listener::accept(&mut self.listener) => {
                    prepare(&socket);
                    let (app, writers) = (self.app.clone(), self.writers.clone());
                    let stopped = self.stopped.clone();
                    self.connections.spawn(connection::serve(socket, app, writers, stopped));
                }
                Some(_) = self.connections.join_next() => {}
                () = &mut asked => return,
            }
        }
    }
}

/// Sets what the system is to do with a connection.
fn prepare(socket: &TcpStream) {
    // Small frames must leave at once; 44 ms become 1 ms.
    let _ = socket.set_nodelay(true);
    let socket = socket2::SockRef::from(socket);
    let _ = socket.set_tcp_user_timeout(Some(TCP_USER_TIMEOUT));
}
