//! One HTTP/1.1 connection that is kept, and a reader of event streams that only counts.

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// A kept connection.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    /// Sends and reads the whole answer.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }

    /// A page as a browser asks for it, uncompressed.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn get(&mut self, path: &str) -> anyhow::Result<(StatusCode, Bytes)> {
        let request = Request::get(path)
            .header(HOST, "127.0.0.1")
            .header("accept", "text/html");
        self.send(request.body(Full::default())?).await
    }
}

/// A POST with a JSON body.
///
/// # Errors
/// When a header is malformed.
pub fn post(
    path: &str,
    headers: &[(&str, &str)],
    body: String,
) -> anyhow::Result<Request<Full<Bytes>>> {
    let mut request = Request::post(path)
        .header(HOST, "127.0.0.1")
        .header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Ok(request.body(Full::from(body))?)
}

/// Counts frames over all watchers and says when a number of them has come.
#[derive(Default)]
pub struct Counter {
    seen: AtomicU64,
    target: AtomicU64,
    reached: Notify,
}

impl Counter {
    fn add(&self, frames: u64) {
        let seen = self.seen.fetch_add(frames, Ordering::SeqCst) + frames;
        if seen >= self.target.load(Ordering::SeqCst) {
            self.reached.notify_one();
        }
    }

    /// Asks for `more` frames than have come; to be called before they are caused.
    pub fn expect(&self, more: u64) {
        let target = self.seen.load(Ordering::SeqCst) + more;
        self.target.store(target, Ordering::SeqCst);
    }

    /// Waits for what was asked for.
    ///
    /// # Errors
    /// When it has not come after ten seconds.
    pub async fn wait(&self) -> anyhow::Result<()> {
        let all = async {
            while self.seen.load(Ordering::SeqCst) < self.target.load(Ordering::SeqCst) {
                self.reached.notified().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), all)
            .await
            .context("frames did not reach every watcher")
    }
}

/// Opens a stream of events and counts those of the lot until the connection ends.
///
/// # Errors
/// When nobody listens.
pub async fn watch(address: SocketAddr, path: &str, counter: Arc<Counter>) -> anyhow::Result<()> {
    const MARK: &[u8] = b"event: lot\n";
    let mut stream = TcpStream::connect(address).await?;
    let head =
        format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    // Greeted before the next one comes: what is weighed and timed is watchers, not their arrival.
    stream.readable().await?;
    tokio::spawn(async move {
        let mut buffer = [0u8; 4_096];
        let mut kept = 0;
        while let Ok(read) = stream.read(&mut buffer[kept..]).await {
            if read == 0 {
                break;
            }
            let filled = kept + read;
            let marks = buffer[..filled].windows(MARK.len());
            counter.add(marks.filter(|window| *window == MARK).count() as u64);
            // A mark may lie across two reads; what is kept is too short to hold a whole one.
            kept = filled.min(MARK.len() - 1);
            buffer.copy_within(filled - kept..filled, 0);
        }
    });
    Ok(())
}
