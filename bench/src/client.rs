//! One HTTP/1.1 connection that is kept, and a reader of event streams that only counts.

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
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

/// Frames have come to every watcher after this time at the latest.
const PATIENCE: Duration = Duration::from_secs(30);
/// Ages are counted in steps of 0.1 ms, up to [`PATIENCE`].
const AGE_STEPS: usize = PATIENCE.as_millis() as usize * 10;

/// Counts frames over all watchers and says when a number of them has come.
#[derive(Default)]
pub struct Counter {
    seen: AtomicU64,
    target: AtomicU64,
    reached: Notify,
    /// When each frame was sent, since the watchers came.
    sent: RwLock<Vec<Instant>>,
    /// How many frames had which age when they came; nothing while nobody asks.
    ages: Mutex<Vec<u64>>,
    is_timing: AtomicBool,
}

impl Counter {
    /// A watcher that had `before` frames has got so many more.
    fn add(&self, before: u64, frames: u64) {
        if self.is_timing.load(Ordering::Relaxed) {
            self.note_ages(before, frames);
        }
        let seen = self.seen.fetch_add(frames, Ordering::SeqCst) + frames;
        if seen >= self.target.load(Ordering::SeqCst) {
            self.reached.notify_one();
        }
    }

    fn note_ages(&self, before: u64, frames: u64) {
        let now = Instant::now();
        let sent = self.sent.read().unwrap_or_else(PoisonError::into_inner);
        let mut ages = self.ages.lock().unwrap_or_else(PoisonError::into_inner);
        for number in before..before + frames {
            if let Some(at) = sent.get(number as usize) {
                let step = now.duration_since(*at).as_micros() as usize / 100;
                if let Some(count) = ages.get_mut(step.min(AGE_STEPS - 1)) {
                    *count += 1;
                }
            }
        }
    }

    /// A frame is sent now; every watcher will get it.
    pub fn sends(&self) {
        let mut sent = self.sent.write().unwrap_or_else(PoisonError::into_inner);
        sent.push(Instant::now());
    }

    /// From now on the ages of frames are noted as they come.
    pub fn begin_ages(&self) {
        let mut ages = self.ages.lock().unwrap_or_else(PoisonError::into_inner);
        *ages = vec![0; AGE_STEPS];
        self.is_timing.store(true, Ordering::SeqCst);
    }

    /// The age that this share of the frames had at most, ms; no more are noted.
    pub fn end_ages(&self, share: f64) -> f64 {
        self.is_timing.store(false, Ordering::SeqCst);
        let ages = self.ages.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = ages.iter().sum::<u64>() as f64 * share;
        let mut so_far = 0;
        let steps = ages.iter().take_while(|count| {
            so_far += **count;
            (so_far as f64) < wanted
        });
        steps.count() as f64 / 10.0
    }

    /// Asks for `more` frames than have come; to be called before they are caused.
    pub fn expect(&self, more: u64) {
        let target = self.seen.load(Ordering::SeqCst) + more;
        self.target.store(target, Ordering::SeqCst);
    }

    /// Waits for what was asked for.
    ///
    /// # Errors
    /// When it has not come after half a minute.
    pub async fn wait(&self) -> anyhow::Result<()> {
        let all = async {
            while self.seen.load(Ordering::SeqCst) < self.target.load(Ordering::SeqCst) {
                self.reached.notified().await;
            }
        };
        tokio::time::timeout(PATIENCE, all)
            .await
            .context("frames did not reach every watcher")
    }
}

/// What a stream of events is asked for with.
const STREAM: &str = "accept: text/event-stream\r\n";
/// And a web socket; the key is the same for all, as nobody here is a browser (RFC 6455 §4.1).
const WEB_SOCKET: &str = "upgrade: websocket\r\nconnection: Upgrade\r\n\
    sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

/// Opens a stream of events and counts those of the lot until the connection ends.
///
/// # Errors
/// When nobody listens.
pub async fn watch(address: SocketAddr, path: &str, counter: Arc<Counter>) -> anyhow::Result<()> {
    listen(address, path, STREAM, counter).await
}

/// The same by a web socket: what a server sends on one stands in it as it is.
///
/// # Errors
/// When nobody listens.
pub async fn watch_socket(
    address: SocketAddr,
    path: &str,
    counter: Arc<Counter>,
) -> anyhow::Result<()> {
    listen(address, path, WEB_SOCKET, counter).await
}

async fn listen(
    address: SocketAddr,
    path: &str,
    headers: &str,
    counter: Arc<Counter>,
) -> anyhow::Result<()> {
    const MARK: &[u8] = b"event: lot\n";
    let mut stream = TcpStream::connect(address).await?;
    let head = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await?;
    // Greeted before the next one comes: what is weighed and timed is watchers, not their arrival.
    stream.readable().await?;
    tokio::spawn(async move {
        let mut buffer = [0u8; 4_096];
        let (mut kept, mut got) = (0, 0);
        while let Ok(read) = stream.read(&mut buffer[kept..]).await {
            if read == 0 {
                break;
            }
            let filled = kept + read;
            let marks = buffer[..filled].windows(MARK.len());
            let frames = marks.filter(|window| *window == MARK).count() as u64;
            counter.add(got, frames);
            got += frames;
            // A mark may lie across two reads; what is kept is too short to hold a whole one.
            kept = filled.min(MARK.len() - 1);
            buffer.copy_within(filled - kept..filled, 0);
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_the_frames_that_came() {
        let counter = Counter::default();
        counter.sends();
        std::thread::sleep(Duration::from_millis(30));
        counter.sends();
        counter.begin_ages();
        // Ninety-nine watchers get the younger frame alone, one gets both at once.
        (0..99).for_each(|_| counter.add(1, 1));
        counter.add(0, 2);
        let (most, all) = (counter.end_ages(0.9), counter.end_ages(1.0));
        assert!(most < 30.0 && all >= 30.0, "{most} {all}");
    }
}
