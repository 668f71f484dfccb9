//! The writers of streams: each a thread that owns many sockets and writes a frame to all of them
//! in one go. A watcher is here a socket, its place in each lot's channel, and what a full socket
//! did not take.
//!
//! A thread of its own, because a broadcast to thousands of sockets takes many milliseconds that
//! bids must not wait for.

use super::reader::{GATHER_MAX, Progress, Reader};
use bytes::{Buf, Bytes};
use domain::ids::LotCode;
use service::live::{Bell, Hub};
use std::collections::HashMap;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{MissedTickBehavior, interval};

/// How often sockets are asked whether their reader has gone.
const LOOK: Duration = Duration::from_secs(1);
/// The end of a body in chunks.
const LAST_CHUNK: Bytes = Bytes::from_static(b"0\r\n\r\n");

/// A socket whose answer's head is sent, and what is to follow.
type Arrival = (std::net::TcpStream, Reader);

/// All writers of the process: one for every two processors, as the other half makes the frames;
/// but two where there are two processors, because a single one leaves the second idle while it
/// writes to thousands.
pub struct Writers {
    senders: Vec<UnboundedSender<Arrival>>,
    threads: Vec<JoinHandle<()>>,
    next: AtomicUsize,
}

impl Writers {
    /// Starts them.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(hub: &Hub) -> io::Result<Self> {
        let processors = std::thread::available_parallelism().map_or(1, |n| n.get());
        let mut writers = Self {
            senders: Vec::new(),
            threads: Vec::new(),
            next: AtomicUsize::new(0),
        };
        for number in 0..processors.div_ceil(2).max(processors.min(2)) {
            let (sender, arrivals) = unbounded_channel();
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let writer = Writer::new(hub.bell());
            let thread = std::thread::Builder::new().name(format!("streams-{number}"));
            writers.senders.push(sender);
            writers
                .threads
                .push(thread.spawn(move || runtime.block_on(writer.run(arrivals)))?);
        }
        Ok(writers)
    }

    /// Gives a socket to one of them.
    pub(super) fn take(&self, socket: TcpStream, reader: Reader) {
        let at = self.next.fetch_add(1, Ordering::Relaxed) % self.senders.len();
        match socket.into_std() {
            // A writer that is gone closes the socket: its reader resumes elsewhere.
            Ok(socket) => drop(self.senders[at].send((socket, reader))),
            Err(error) => tracing::warn!(%error, "a stream was lost on its way to its writer"),
        }
    }

    /// Waits until every stream has ended, after the hub was closed.
    pub async fn end(self) {
        drop(self.senders);
        let join = || self.threads.into_iter().for_each(|t| drop(t.join()));
        let _ = tokio::task::spawn_blocking(join).await;
    }
}

/// One reader of a stream, as its writer knows it.
struct Watcher {
    socket: TcpStream,
    reader: Reader,
    /// What the socket did not take yet.
    rest: Vec<Bytes>,
    /// Whether it stands in the list of those that wait for their socket.
    waits: bool,
}

/// How a watcher stands after it was written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It has everything.
    Current,
    /// Its socket is full.
    Blocked,
    /// Its stream is over.
    Gone,
}

/// The sockets of one thread.
struct Writer {
    bell: Arc<Bell>,
    watchers: Vec<Option<Watcher>>,
    /// Places in `watchers` that are free.
    free: Vec<usize>,
    by_lot: HashMap<LotCode, Vec<usize>>,
    blocked: Vec<usize>,
    /// Frames on their way to one socket, kept to save its memory.
    out: Vec<Bytes>,
}

impl Writer {
    fn new(bell: Arc<Bell>) -> Self {
        Self {
            bell,
            watchers: Vec::new(),
            free: Vec::new(),
            by_lot: HashMap::new(),
            blocked: Vec::new(),
            out: Vec::with_capacity(GATHER_MAX + 1),
        }
    }

    /// Writes until nobody can bring a socket any more and all streams are over.
    async fn run(mut self, mut arrivals: UnboundedReceiver<Arrival>) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let bell = self.bell.clone();
        loop {
            tokio::select! {
                moved = bell.rung() => {
                    for lot in moved {
                        self.broadcast(&lot);
                    }
                }
                () = writable(&self.watchers, &self.blocked) => {
                    let blocked = std::mem::take(&mut self.blocked);
                    for at in &blocked {
                        self.watchers[*at].iter_mut().for_each(|w| w.waits = false);
                    }
                    self.write_to(&blocked);
                }
                arrival = arrivals.recv() => match arrival {
                    Some((socket, reader)) => self.arrive(socket, reader),
                    // The process stops, and the channels are closed: everybody is told.
                    None => return self.write_to(&(0..self.watchers.len()).collect::<Vec<_>>()),
                },
                _ = look.tick() => self.look(),
            }
            // The sockets are heard only while this waits.
            tokio::task::yield_now().await;
        }
    }

    fn arrive(&mut self, socket: std::net::TcpStream, reader: Reader) {
        let Ok(socket) = TcpStream::from_std(socket) else {
            return;
        };
        let watcher = Some(Watcher {
            socket,
            reader,
            rest: Vec::new(),
            waits: false,
        });
        let at = self.free.pop().unwrap_or_else(|| {
            self.watchers.push(None);
            self.watchers.len() - 1
        });
        self.watchers[at] = watcher;
        for lot in lots(&self.watchers[at]) {
            self.by_lot.entry(lot).or_default().push(at);
        }
        self.write_to(&[at]);
    }

    fn broadcast(&mut self, lot: &LotCode) {
        if let Some(watchers) = self.by_lot.get(lot) {
            let watchers = watchers.clone();
            self.write_to(&watchers);
        }
    }

    /// Writes what these watchers have not got yet.
    fn write_to(&mut self, watchers: &[usize]) {
        for at in watchers {
            let Some(watcher) = &mut self.watchers[*at] else {
                continue;
            };
            match watcher.write(&mut self.out) {
                Standing::Blocked if !watcher.waits => {
                    watcher.waits = true;
                    self.blocked.push(*at);
                }
                Standing::Current | Standing::Blocked => {}
                Standing::Gone => self.remove(*at),
            }
        }
    }

    /// Removes the watchers whose reader has closed the connection.
    fn look(&mut self) {
        for at in 0..self.watchers.len() {
            if self.watchers[at].as_ref().is_some_and(Watcher::has_left) {
                self.remove(at);
            }
        }
    }

    fn remove(&mut self, at: usize) {
        for lot in lots(&self.watchers[at]) {
            if let Some(watchers) = self.by_lot.get_mut(&lot) {
                if let Some(place) = watchers.iter().position(|other| *other == at) {
                    watchers.swap_remove(place);
                }
                if watchers.is_empty() {
                    self.by_lot.remove(&lot);
                }
            }
        }
        if self.watchers[at]
            .take()
            .is_some_and(|watcher| watcher.waits)
        {
            self.blocked.retain(|other| *other != at);
        }
        self.free.push(at);
    }
}

fn lots(watcher: &Option<Watcher>) -> Vec<LotCode> {
    let watched = watcher.iter().flat_map(|w| &w.reader.watched);
    watched.map(|lot| lot.place.lot.clone()).collect()
}

/// Waits until one of the blocked sockets takes something again.
async fn writable(watchers: &[Option<Watcher>], blocked: &[usize]) {
    poll_fn(|context| {
        let mut sockets = blocked.iter().filter_map(|at| watchers[*at].as_ref());
        if sockets.any(|w| w.socket.poll_write_ready(context).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

impl Watcher {
    /// Writes everything there is, several frames in one go, until the socket is full.
    fn write(&mut self, out: &mut Vec<Bytes>) -> Standing {
        loop {
            match write(&self.socket, &mut self.rest) {
                Standing::Current => self.rest = Vec::new(),
                // Its channel holds the frames for it; one that would have to skip is cut off.
                Standing::Blocked if self.reader.is_too_slow() => {
                    self.reader.cut_off();
                    return Standing::Gone;
                }
                other => return other,
            }
            let progress = self.reader.gather(out);
            if progress == Progress::Ended {
                out.push(LAST_CHUNK);
            }
            let standing = write(&self.socket, out);
            match (standing, progress) {
                (Standing::Current, Progress::More) => {}
                (Standing::Current, Progress::All) => return Standing::Current,
                (Standing::Blocked, Progress::All | Progress::More) => {
                    self.rest = std::mem::take(out);
                    return Standing::Blocked;
                }
                (Standing::Gone, _) | (_, Progress::Ended) => {
                    out.clear();
                    return Standing::Gone;
                }
            }
        }
    }

    /// Whether the reader has closed the connection. What it says is thrown away: it has been told
    /// that this connection answers nothing more.
    fn has_left(&self) -> bool {
        let mut thrown_away = [0; 512];
        match self.socket.try_read(&mut thrown_away) {
            Ok(read) => read == 0,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        }
    }
}

/// Writes all of `out`, and takes out of it what was written.
fn write(socket: &TcpStream, out: &mut Vec<Bytes>) -> Standing {
    while let Some(first) = out.first() {
        let written = if out.len() == 1 {
            socket.try_write(first)
        } else {
            let mut slices = [IoSlice::new(&[]); GATHER_MAX];
            for (slice, bytes) in slices.iter_mut().zip(out.iter()) {
                *slice = IoSlice::new(bytes);
            }
            socket.try_write_vectored(&slices[..out.len().min(GATHER_MAX)])
        };
        match written {
            Ok(written) => advance(out, written),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Standing::Blocked,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Standing::Gone,
        }
    }
    Standing::Current
}

/// Takes the first `written` bytes out.
fn advance(out: &mut Vec<Bytes>, mut written: usize) {
    let mut whole = 0;
    for bytes in out.iter_mut() {
        if written < bytes.len() {
            bytes.advance(written);
            break;
        }
        written -= bytes.len();
        whole += 1;
    }
    out.drain(..whole);
}
