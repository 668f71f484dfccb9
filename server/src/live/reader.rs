//! One stream: where it stands with each lot, and what it has to be sent.

use super::Place;
use axum::body::Body;
use bytes::Bytes;
use futures::StreamExt;
use futures::future::select_all;
use futures::stream;
use service::live::{BACKLOG, Seat, Subscription, WireFrame, chunked};
use service::planted::{Planted, planted};
use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Duration, Instant};

/// A stream lives at most this long, to the next sign of life; the reader resumes without loss.
const LIFE_MAX: Duration = Duration::from_secs(3_600);
/// By up to this much it ends earlier, each stream by a random share: those that came back at once
/// after a restart do not all come back at once again an hour later.
const LIFE_SPREAD: Duration = Duration::from_secs(1_200);
/// When readers are told to come back to a portal whose process stops: not before the first of
/// these, and within the second after that, ms.
const BACK_MS: (u32, u32) = (500, 4_000);
/// Spreads them evenly: no divisor of the span is one of it.
const BACK_STEP_MS: u32 = 1_471;
/// Frames that are gathered for one write.
pub(super) const GATHER_MAX: usize = 64;

/// A lot of a stream, with the channel of its frames.
pub(super) struct Watched {
    pub(super) place: Place,
    pub(super) feed: Subscription,
}

/// A stream from the side of its frames.
///
/// It has no timer and no second channel of its own: signs of life come the same way as frames,
/// and with them the look at its age; when the process stops, the hub closes the channels. That
/// keeps a watcher small and the way of a frame short.
pub(super) struct Reader {
    pub(super) watched: Vec<Watched>,
    /// What has to be sent before anything new, as it is without chunks, the next one last.
    pending: Vec<Bytes>,
    /// Whether frames are made as chunks of HTTP/1.1, for a socket, or as they are, for a body.
    in_chunks: bool,
    ended: bool,
    ends_at: Instant,
    /// Its place among the streams of the process.
    seat: Seat,
}

/// How far [`Reader::gather`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// There is nothing more now.
    All,
    /// There is more.
    More,
    /// The stream is over after what was gathered.
    Ended,
}

/// How long a stream lives, by a random number of the whole range.
pub(super) fn life(random: u32) -> Duration {
    LIFE_MAX - LIFE_SPREAD.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

impl Reader {
    /// A reader of what is `pending`, the next one first, and then of what comes. It ends at the
    /// first sign of life after its `life`.
    pub(super) fn new(
        watched: Vec<Watched>,
        mut pending: Vec<Bytes>,
        seat: Seat,
        life: Duration,
    ) -> Self {
        pending.reverse();
        Self {
            watched,
            pending,
            in_chunks: false,
            ended: false,
            // tidy-allow(clock): the life of a connection, not of a lot.
            ends_at: Instant::now() + life,
            seat,
        }
    }

    /// The same for a socket that is written to without anything between.
    pub(super) fn in_chunks(self) -> Self {
        Self {
            in_chunks: true,
            ..self
        }
    }

    /// Adds what can be sent now, at most [`GATHER_MAX`] frames. When the sign-in that opened the
    /// stream is over, that is nothing (reliability.md S-08).
    pub(super) fn gather(&mut self, out: &mut Vec<Bytes>) -> Progress {
        if self.seat.is_over() {
            self.ended = true;
            return Progress::Ended;
        }
        while let Some(text) = self.pending.pop() {
            out.push(self.framed(text));
            if out.len() >= GATHER_MAX {
                return Progress::More;
            }
        }
        self.pending = Vec::new();
        for at in 0..self.watched.len() {
            while !self.ended {
                match self.watched[at].feed.try_recv() {
                    Ok(frame) => out.extend(self.take(at, &frame)),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Lagged(_)) => self.lost(),
                    Err(TryRecvError::Closed) => out.push(self.farewell()),
                }
                if out.len() >= GATHER_MAX {
                    return Progress::More;
                }
            }
        }
        if self.ended {
            Progress::Ended
        } else {
            Progress::All
        }
    }

    /// Whether so much waits that the stream must end: it would have to skip.
    pub(super) fn is_too_slow(&self) -> bool {
        planted() != Some(Planted::LaggedSwallowed)
            && self.watched.iter().any(|lot| lot.feed.len() > BACKLOG)
    }

    /// A reader that cannot keep up is cut off; it resumes from the table without a gap.
    fn lost(&mut self) {
        if planted() != Some(Planted::LaggedSwallowed) {
            self.cut_off();
        }
    }

    /// Ends it because its reader does not keep up.
    pub(super) fn cut_off(&mut self) {
        self.ended = true;
        self.seat.cut_off();
    }

    /// The end, when the process stops: the last words say when to come back. Ten thousand readers
    /// must not do so in one burst, so each is told another time.
    fn farewell(&mut self) -> Bytes {
        static TOLD: AtomicU32 = AtomicU32::new(0);
        self.ended = true;
        let turn = TOLD.fetch_add(1, Ordering::Relaxed);
        let wait = BACK_MS.0 + turn.wrapping_mul(BACK_STEP_MS) % BACK_MS.1;
        self.framed(Bytes::from(format!(
            ": this server stops\nretry: {wait}\n\n"
        )))
    }

    /// The bytes to send for a frame; nothing when the table had told it already.
    fn take(&mut self, at: usize, frame: &WireFrame) -> Option<Bytes> {
        let Some(seq) = frame.seq else {
            // tidy-allow(clock): the life of a connection, not of a lot.
            self.ended |= Instant::now() >= self.ends_at;
            return (!self.ended).then(|| self.either(&frame.chunk, &frame.body));
        };
        let place = &mut self.watched[at].place;
        if place.seq.is_some_and(|known| seq <= known) {
            return None;
        }
        place.seq = Some(seq);
        if self.watched.len() == 1 {
            return Some(self.either(&frame.chunk, &frame.with_id));
        }
        Some(self.framed(with_positions(frame, &self.watched)))
    }

    fn either(&self, chunk: &Bytes, text: &Bytes) -> Bytes {
        if self.in_chunks { chunk } else { text }.clone()
    }

    fn framed(&self, text: Bytes) -> Bytes {
        if self.in_chunks {
            chunked(&text).0
        } else {
            text
        }
    }

    /// As the body of an answer, for connections that keep their socket.
    pub(super) fn into_body(self) -> Body {
        let frames = stream::unfold(self, |mut reader| async move {
            let mut out = Vec::new();
            loop {
                let progress = reader.gather(&mut out);
                if !out.is_empty() {
                    let frames = out.into_iter().map(Ok::<_, Infallible>);
                    return Some((stream::iter(frames), reader));
                }
                if progress == Progress::Ended {
                    return None;
                }
                out.extend(reader.next().await);
            }
        });
        Body::from_stream(frames.flatten())
    }

    /// Waits for what comes next; it may be nothing for this stream.
    async fn next(&mut self) -> Option<Bytes> {
        let feeds = self.watched.iter_mut().map(|lot| Box::pin(lot.feed.recv()));
        let (received, at, _) = tokio::select! {
            received = select_all(feeds) => received,
            // What is gathered next says that it has ended.
            () = self.seat.over() => return None,
        };
        match received {
            Ok(frame) => self.take(at, &frame),
            Err(RecvError::Lagged(_)) => {
                self.lost();
                None
            }
            Err(RecvError::Closed) => Some(self.farewell()),
        }
    }
}

/// The text of an event for a stream of these lots.
pub(super) fn wire(frame: &WireFrame, lots: &[Watched]) -> Bytes {
    if lots.len() == 1 {
        return frame.with_id.clone();
    }
    with_positions(frame, lots)
}

/// An event whose id is the position of every lot.
fn with_positions(frame: &WireFrame, lots: &[Watched]) -> Bytes {
    let positions: Vec<String> = lots
        .iter()
        .filter_map(|lot| Some(format!("{}@{}", lot.place.lot, lot.place.seq?)))
        .collect();
    let mut bytes = format!("id: {}\n", positions.join(",")).into_bytes();
    bytes.extend_from_slice(&frame.body);
    Bytes::from(bytes)
}
