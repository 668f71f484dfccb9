//! `GET /live?lots=CODE@SEQ,…`: server-sent events of lots, gap-free from any point.
//!
//! One lot: the id of an event is the lot's number, so `Last-Event-ID` resumes by itself. Several
//! lots: the id is the position of every lot (`CODE@SEQ,…`), written for this stream alone; the
//! data behind it is shared by all watchers. Order of work: subscribe first, read the table, then
//! drop what the table had already told.

use crate::router::AppState;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::ids::LotCode;
use futures::Stream;
use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use serde::Deserialize;
use service::Portal;
use service::live::WireFrame;
use service::planted::{Planted, planted};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::time::{Duration, Instant};
use tokio_stream::wrappers::BroadcastStream;

/// Lots in one stream: a board.
const LOTS_MAX: usize = 60;
/// Events that a stream catches up on; a reader that lost more fetches a snapshot.
const CATCH_UP_MAX: u32 = 500;
/// A stream lives at most this long, to the next sign of life; the reader resumes without loss.
const LIFE_MAX: Duration = Duration::from_secs(3_600);
/// Readers wait this long before they come back, and a random part more.
const RETRY_MS: u32 = 1_500;

/// What is asked for.
#[derive(Deserialize)]
struct Wanted {
    /// `CODE@SEQ` of each lot, separated by commas; without `@SEQ` only what is new.
    lots: String,
}

/// A lot in a stream, with the number of the last event the reader knows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    lot: LotCode,
    seq: Option<u64>,
}

/// Takes `/live?lots=…` for the stream and leaves `/live`, which is the page of the board, alone.
pub async fn divert(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET
        && request.uri().path() == "/live"
        && let Ok(Query(wanted)) = Query::<Wanted>::try_from_uri(request.uri())
    {
        return stream(&state, &wanted, request.headers()).await;
    }
    next.run(request).await
}

/// Opens a stream.
async fn stream(state: &AppState, wanted: &Wanted, headers: &HeaderMap) -> Response {
    let Some(mut places) = parse(&wanted.lots) else {
        return (StatusCode::BAD_REQUEST, "lots=CODE@SEQ,… of 1 to 60 lots").into_response();
    };
    let last_id = HeaderName::from_static("last-event-id");
    if let Some(id) = headers.get(last_id).and_then(|value| value.to_str().ok()) {
        resume(&mut places, id);
    }
    match open(&state.portal, places).await {
        Ok(body) => respond(body),
        Err(status) => status.into_response(),
    }
}

fn respond(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, body).into_response()
}

fn parse(text: &str) -> Option<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    for part in text.split(',') {
        let (code, seq) = match part.split_once('@') {
            Some((code, seq)) => (code, Some(seq.parse().ok()?)),
            None => (part, None),
        };
        let lot = LotCode::parse(code)?;
        if !places.iter().any(|place| place.lot == lot) {
            places.push(Place { lot, seq });
        }
    }
    (1..=LOTS_MAX).contains(&places.len()).then_some(places)
}

/// Takes over the position that the browser remembered.
fn resume(places: &mut [Place], id: &str) {
    if let ([place], Ok(seq)) = (&mut *places, id.parse()) {
        place.seq = Some(seq);
    } else if let Some(known) = parse(id) {
        for place in places {
            let found = known.iter().find(|known| known.lot == place.lot);
            place.seq = found.and_then(|known| known.seq).or(place.seq);
        }
    }
}

/// One stream: where it stands with each lot.
///
/// It has no timer and no second channel of its own: signs of life come the same way as frames,
/// and with them the look at its age; when the process stops, the hub closes the channels. That
/// keeps a watcher small and the way of a frame short.
struct Reader {
    places: Vec<Place>,
    /// The channel of each place, in the same order.
    feeds: Vec<BroadcastStream<Arc<WireFrame>>>,
    /// What has to be sent before anything new, the next one last.
    pending: Vec<Bytes>,
    ends_at: Instant,
}

async fn open(portal: &Portal, mut places: Vec<Place>) -> Result<Body, StatusCode> {
    // Subscribe to everything before the table is read: nothing falls between.
    let subscribe = |place: &Place| BroadcastStream::new(portal.hub().subscribe(&place.lot));
    let feeds = places.iter().map(subscribe).collect();
    let hello = format!(
        "retry: {RETRY_MS}\nevent: hello\ndata: {{\"server_time\":{}}}\n\n",
        portal.now().0
    );
    let mut pending = vec![Bytes::from(hello)];
    let single = places.len() == 1;
    for at in 0..places.len() {
        let lot = places[at].lot.clone();
        let Some(seq) = places[at].seq else {
            let now_at = portal.last_seq(&lot).await.map_err(status)?;
            places[at].seq = Some(now_at);
            portal.hub().knows(&lot, now_at);
            continue;
        };
        let missed = portal.frames_after(&lot, seq, CATCH_UP_MAX + 1).await;
        let missed = missed.map_err(status)?;
        if missed.len() > CATCH_UP_MAX as usize {
            pending.push(Bytes::from(format!(
                "event: reset\ndata: {{\"lot\":\"{lot}\"}}\n\n"
            )));
            portal
                .hub()
                .knows(&lot, missed.last().map_or(seq, |(last, _)| *last));
            continue;
        }
        for (seq, json) in missed {
            let frame = WireFrame::event(lot.clone(), seq, &json);
            places[at].seq = Some(seq);
            pending.push(wire(&frame, single, &places));
        }
        portal.hub().knows(&lot, places[at].seq.unwrap_or(seq));
    }
    pending.reverse();
    let reader = Reader {
        places,
        feeds,
        pending,
        // tidy-allow(clock): the life of a connection, not of a lot.
        ends_at: Instant::now() + LIFE_MAX,
    };
    Ok(Body::from_stream(reader))
}

/// The status of a stream that cannot be opened.
fn status(error: service::Error) -> StatusCode {
    match error {
        service::Error::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl Stream for Reader {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.pending.pop() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        for at in 0..self.feeds.len() {
            while let Poll::Ready(received) = Pin::new(&mut self.feeds[at]).poll_next(context) {
                // A reader that cannot keep up is cut off, and so is everybody when the process
                // stops; both resume from the table without a gap.
                if planted() == Some(Planted::LaggedSwallowed) && matches!(received, Some(Err(_))) {
                    continue;
                }
                let Some(Ok(frame)) = received else {
                    return Poll::Ready(None);
                };
                if self.is_too_old(&frame) {
                    return Poll::Ready(None);
                }
                if let Some(bytes) = self.take(at, &frame) {
                    return Poll::Ready(Some(Ok(bytes)));
                }
            }
        }
        Poll::Pending
    }
}

impl Reader {
    /// Whether the stream has lived long enough; looked at with every sign of life.
    fn is_too_old(&self, frame: &WireFrame) -> bool {
        // tidy-allow(clock): the life of a connection, not of a lot.
        frame.seq.is_none() && Instant::now() >= self.ends_at
    }

    /// The bytes to send for a frame; nothing when the table had told it already.
    fn take(&mut self, at: usize, frame: &WireFrame) -> Option<Bytes> {
        let Some(seq) = frame.seq else {
            return Some(frame.body.clone());
        };
        if self.places[at].seq.is_some_and(|known| seq <= known) {
            return None;
        }
        self.places[at].seq = Some(seq);
        Some(wire(frame, self.places.len() == 1, &self.places))
    }
}

/// The bytes of an event for this stream.
fn wire(frame: &WireFrame, single: bool, places: &[Place]) -> Bytes {
    if single {
        return frame.with_id.clone();
    }
    let positions: Vec<String> = places
        .iter()
        .filter_map(|place| Some(format!("{}@{}", place.lot, place.seq?)))
        .collect();
    let mut bytes = format!("id: {}\n", positions.join(",")).into_bytes();
    bytes.extend_from_slice(&frame.body);
    Bytes::from(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, seq: Option<u64>) -> Place {
        Place {
            lot: LotCode::parse(code).unwrap(),
            seq,
        }
    }

    #[test]
    fn lots_and_positions() {
        assert_eq!(
            parse("D-1@5,D-2"),
            Some(vec![place("D-1", Some(5)), place("D-2", None)])
        );
        assert_eq!(parse("D-1@5,D-1@7"), Some(vec![place("D-1", Some(5))]));
        for bad in ["", "D-1@x", "a/b", "D-1@-1"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_browser_remembers_where_it_was() {
        let mut one = vec![place("D-1", Some(5))];
        resume(&mut one, "9");
        assert_eq!(one, [place("D-1", Some(9))]);
        let mut two = vec![place("D-1", Some(5)), place("D-2", Some(1))];
        resume(&mut two, "D-1@6,D-2@4");
        assert_eq!(two, [place("D-1", Some(6)), place("D-2", Some(4))]);
        resume(&mut two, "nonsense here");
        assert_eq!(two, [place("D-1", Some(6)), place("D-2", Some(4))]);
    }

    #[test]
    fn a_stream_of_several_lots_writes_its_own_id() {
        let frame = WireFrame::event(LotCode::parse("D-1").unwrap(), 6, "{}");
        let places = [place("D-1", Some(6)), place("D-2", None)];
        assert_eq!(
            &wire(&frame, false, &places)[..],
            b"id: D-1@6\nevent: lot\ndata: {}\n\n"
        );
        assert_eq!(
            &wire(&frame, true, &places[..1])[..],
            b"id: 6\nevent: lot\ndata: {}\n\n"
        );
    }
}
