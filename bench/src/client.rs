//! One HTTP/1.1 connection that is kept, and a reader of event streams that only counts.

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// A kept connection. One that its server has closed between two questions is opened again, as every
/// HTTP client does (RFC 9112 §9.3.1, RFC 9110 §9.2.2), and counted.
pub struct Client {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
    /// Answers that came on it.
    answered: u64,
}

/// How many connections were opened again, of all clients.
static REOPENED: AtomicU64 = AtomicU64::new(0);

/// How many kept connections their servers had closed.
pub fn reopened() -> u64 {
    REOPENED.load(Ordering::Relaxed)
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self {
            address,
            sender: open(address).await?,
            answered: 0,
        })
    }

    /// Sends and reads the whole answer. On a connection that was answered on before, what was not sent
    /// is sent again on a new one, and so is a GET that got no answer; never twice.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let what = (request.method().clone(), request.uri().clone());
        let told = |address| {
            let (method, uri) = &what;
            format!("{method} {uri} at {address}")
        };
        if self.answered > 0 && self.sender.ready().await.is_err() {
            self.open_again().await?;
        }
        let may_repeat = self.answered > 0 && what.0 == Method::GET;
        let again = may_repeat.then(|| request.clone());
        let answer = match (self.exchange(request).await, again) {
            (Err(error), Some(again)) if was_closed(&error) => {
                self.open_again().await?;
                self.exchange(again).await
            }
            (answer, _) => answer,
        };
        answer.with_context(|| told(self.address))
    }

    async fn exchange(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> hyper::Result<(StatusCode, Bytes)> {
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        self.answered += 1;
        Ok((status, body))
    }

    async fn open_again(&mut self) -> anyhow::Result<()> {
        REOPENED.fetch_add(1, Ordering::Relaxed);
        self.sender = open(self.address).await?;
        self.answered = 0;
        Ok(())
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

async fn open(address: SocketAddr) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Whether the connection ended before the answer.
fn was_closed(error: &hyper::Error) -> bool {
    let broken = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
    let cause = error.source().and_then(|e| e.downcast_ref::<io::Error>());
    error.is_incomplete_message()
        || error.is_canceled()
        || error.is_closed()
        || cause.is_some_and(|cause| broken.contains(&cause.kind()))
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

    /// Answers so many requests on each connection and closes it without a word.
    async fn closes_after(answers: usize) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = [0; 1_024];
                for _ in 0..answers {
                    if stream.read(&mut head).await.unwrap_or(0) == 0 {
                        break;
                    }
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
                    stream.write_all(answer).await.unwrap();
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn a_connection_that_was_closed_is_opened_again_and_counted() {
        let before = reopened();
        let mut client = Client::connect(closes_after(2).await).await.unwrap();
        for _ in 0..5 {
            let (status, body) = client.get("/").await.unwrap();
            assert_eq!((status.as_u16(), &body[..]), (200, &b"ok"[..]));
        }
        assert_eq!(reopened() - before, 2);
        // Nothing that was answered is asked twice, and nobody is asked for ever.
        let mut client = Client::connect(closes_after(0).await).await.unwrap();
        let error = client.get("/page").await.unwrap_err();
        assert!(format!("{error:#}").contains("GET /page"), "{error:#}");
    }
}
