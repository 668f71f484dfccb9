//! `GET /live?lots=CODE@SEQ,…`: server-sent events of lots, gap-free from any point.
//!
//! One lot: the id of an event is the lot's number, so `Last-Event-ID` resumes by itself. Several
//! lots: the id is the position of every lot (`CODE@SEQ,…`), written for this stream alone; the
//! data behind it is shared by all watchers. Order of work: subscribe first, read the table, then
//! drop what the table had already told.
//!
//! After its request is answered a stream leaves the HTTP machinery ([`Handoff`]) for one of a few
//! [`Writers`]; connections that cannot leave it (HTTP/1.0, tests without a socket) get the same
//! frames as an ordinary body.

mod handoff;
#[cfg(test)]
mod lives;
mod reader;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod topics;
mod writers;

pub use handoff::{Handoff, Io};
#[cfg(test)]
pub use topics::topics;
pub use writers::Writers;

use crate::api::problem::{refuse, refuse_as};
use crate::router::AppState;
use app::ssr::{Asker, SignedInUntil};
use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::ids::LotCode;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use reader::{Reader, Watched, life, wire};
use serde::Deserialize;
use service::Portal;
use service::live::{Hub, Look, WireFrame};
use tokio::net::TcpStream;

/// Lots in one stream: a board.
pub const LOTS_MAX: usize = 60;
/// Events that a stream catches up on, of all its lots together: they wait in memory until they are
/// read. A reader that lost more fetches a snapshot.
const CATCH_UP_MAX: u32 = 500;
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
pub struct Place {
    lot: LotCode,
    seq: Option<u64>,
}

/// Takes `/live?lots=…` for the stream and leaves `/live`, which is the page of the board, alone.
pub async fn divert(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET
        && request.uri().path() == "/live"
        && let Ok(Query(wanted)) = Query::<Wanted>::try_from_uri(request.uri())
    {
        let asker = request.extensions().get::<Asker>();
        let login = asker.and_then(|asker| asker.login);
        return match open(&state, &wanted, request.headers(), login).await {
            Ok(reader) => respond(reader, &request),
            Err(refused) => refused,
        };
    }
    next.run(request).await
}

/// Gives the socket of an answered connection to a writer, when a stream was left for it.
pub fn hand_over(handoff: &Handoff) -> Option<impl FnOnce(TcpStream, &Writers)> {
    let reader = handoff.ready()?;
    Some(move |socket, writers: &Writers| writers.take(socket, reader.in_chunks()))
}

fn respond(reader: Reader, request: &Request) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let handoff = request.extensions().get::<Handoff>();
    match handoff.filter(|_| request.version() == Version::HTTP_11) {
        Some(handoff) => {
            let mut response = (headers, handoff.leave(reader)).into_response();
            let last = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, last);
            response
        }
        None => (headers, reader.into_body()).into_response(),
    }
}

pub fn parse(text: &str) -> Option<Vec<Place>> {
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

/// Opens a stream.
async fn open(
    state: &AppState,
    wanted: &Wanted,
    headers: &HeaderMap,
    login: Option<SignedInUntil>,
) -> Result<Reader, Response> {
    let Some(mut places) = parse(&wanted.lots) else {
        let malformed = service::Error::invalid("REQUEST_MALFORMED");
        return Err(refuse_as(malformed, "REQUEST_MALFORMED_LIVE"));
    };
    let last_id = HeaderName::from_static("last-event-id");
    if let Some(id) = headers.get(last_id).and_then(|value| value.to_str().ok()) {
        resume(&mut places, id);
    }
    let reader = catch_up(&state.portal, places, login).await;
    reader.map_err(refused)
}

/// Subscribes, and reads what the table has that the reader has not.
async fn catch_up(
    portal: &Portal,
    places: Vec<Place>,
    login: Option<SignedInUntil>,
) -> Result<Reader, service::Error> {
    // Before anything is read: a sign-in that ends meanwhile ends this stream too.
    let lots: Vec<LotCode> = places.iter().map(|place| place.lot.clone()).collect();
    let seat = match login {
        Some(login) => portal.hub().enter_as(login.id, login.ends_at, &lots),
        None => portal.hub().enter(),
    };
    let look = Look {
        at: portal.now(),
        changes: portal.store().changes(),
    };
    // Subscribe to everything before the table is read: nothing falls between.
    let subscribe = |place: Place| Watched {
        feed: portal.hub().subscribe(&place.lot),
        place,
    };
    let mut watched: Vec<Watched> = places.into_iter().map(subscribe).collect();
    let hello = format!(
        "retry: {RETRY_MS}\nevent: hello\ndata: {{\"server_time\":{}}}\n\n",
        portal.now().0
    );
    let (mut pending, mut room) = (vec![Bytes::from(hello)], CATCH_UP_MAX);
    for at in 0..watched.len() {
        let lot = watched[at].place.lot.clone();
        if let Some(passed) = has_all(portal.hub(), &watched[at].place, look) {
            watched[at].place.seq = Some(passed);
            continue;
        }
        let Some(seq) = watched[at].place.seq else {
            let now_at = portal.last_seq(&lot).await?;
            watched[at].place.seq = Some(now_at);
            portal.hub().knows(&lot, now_at);
            portal.hub().found_public(&lot, look);
            continue;
        };
        let missed = missed(portal, &lot, seq, room).await?;
        portal.hub().found_public(&lot, look);
        match missed {
            Missed::Frames(frames) => {
                room -= frames.len() as u32;
                for (seq, json) in frames {
                    let frame = WireFrame::event(lot.clone(), seq, &json);
                    watched[at].place.seq = Some(seq);
                    pending.push(wire(&frame, &watched));
                }
                let known = watched[at].place.seq.unwrap_or(seq);
                portal.hub().knows(&lot, known);
            }
            Missed::TooMany { passed } => {
                pending.push(reset(&lot));
                portal.hub().knows(&lot, passed);
            }
            Missed::NeverReached { last } => {
                pending.push(reset(&lot));
                watched[at].place.seq = Some(last);
                portal.hub().knows(&lot, last);
            }
        }
    }
    let life = life(u32::from_le_bytes(portal.random().bytes()));
    Ok(Reader::new(watched, pending, seat, life))
}

/// The last event that passed through the lot's channel, when the reader has that one or wants only
/// what is new: the table need not be asked. So thousands who come at once (reliability.md F-18) do
/// not stand in line for it before those who bid.
fn has_all(hub: &Hub, place: &Place, now: Look) -> Option<u64> {
    let passed = hub.current(&place.lot, now);
    passed.filter(|passed| place.seq.is_none_or(|seq| seq == *passed))
}

/// What a reader has missed of a lot.
enum Missed {
    /// It is told again.
    Frames(Vec<(u64, String)>),
    /// More than is told again; the lot has an event of this number.
    TooMany { passed: u64 },
    /// The lot has no event of the number that the reader names, but this last one. It is made up, or
    /// of data that an older copy has replaced: taken at its word it would swallow what comes, and a
    /// relay would pass nothing on to anybody.
    NeverReached { last: u64 },
}

/// What happened on a lot after `seq`, when it is not more than `room` events.
async fn missed(
    portal: &Portal,
    lot: &LotCode,
    seq: u64,
    room: u32,
) -> Result<Missed, service::Error> {
    let frames = portal.frames_after(lot, seq, room + 1).await?;
    if frames.len() > room as usize {
        let passed = frames.last().map_or(seq, |(last, _)| *last);
        return Ok(Missed::TooMany { passed });
    }
    if frames.is_empty() && seq > portal.hub().passed(lot) {
        let last = portal.last_seq(lot).await?;
        if seq > last {
            return Ok(Missed::NeverReached { last });
        }
    }
    Ok(Missed::Frames(frames))
}

/// Tells a reader to fetch the lot anew: what it knows of it cannot be continued.
fn reset(lot: &LotCode) -> Bytes {
    Bytes::from(format!("event: reset\ndata: {{\"lot\":\"{lot}\"}}\n\n"))
}

/// The answer in the place of a stream that cannot be opened.
fn refused(error: service::Error) -> Response {
    let is_missing = matches!(error, service::Error::NotFound);
    let mut response = refuse(error);
    if !is_missing {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}
