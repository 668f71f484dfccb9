//! Live updates: every event of a lot is serialised once and shared by all who watch it.

mod bell;
mod hub;
mod look;
mod moves;
pub(crate) mod relay;
mod seat;

pub use bell::Bell;
pub use hub::{BACKLOG, Hub, Subscription};
pub use look::Look;
pub use seat::Seat;

use bytes::Bytes;
use domain::ids::LotCode;
use domain::live::Beat;

/// A server-sent event, ready for the wire and shared by all watchers of its lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireFrame {
    /// The lot.
    pub lot: LotCode,
    /// Number of the event; `None` for a beat, which is never replayed.
    pub seq: Option<u64>,
    /// `event: …\ndata: …\n\n`, without the id line: streams of several lots write their own.
    pub body: Bytes,
    /// The same with the id line of a stream of this lot alone.
    pub with_id: Bytes,
    /// The latter as a chunk of HTTP/1.1: what goes out as it is to most watchers.
    pub chunk: Bytes,
}

impl WireFrame {
    /// The event numbered `seq` with its serialised [`domain::live::Frame`].
    pub fn event(lot: LotCode, seq: u64, json: &str) -> Self {
        let (chunk, with_id) =
            chunked(format!("id: {seq}\nevent: lot\ndata: {json}\n\n").as_bytes());
        let id_line = format!("id: {seq}\n").len();
        Self {
            lot,
            seq: Some(seq),
            body: with_id.slice(id_line..),
            with_id,
            chunk,
        }
    }

    /// A sign of life.
    pub fn beat(beat: &Beat) -> Self {
        let json = serde_json::to_string(beat).expect("a beat has only text and numbers");
        let (chunk, body) = chunked(format!("event: beat\ndata: {json}\n\n").as_bytes());
        Self {
            lot: beat.lot.clone(),
            seq: None,
            with_id: body.clone(),
            body,
            chunk,
        }
    }
}

/// A text as a chunk of HTTP/1.1, and the text itself inside it.
pub fn chunked(text: &[u8]) -> (Bytes, Bytes) {
    let mut chunk = format!("{:x}\r\n", text.len()).into_bytes();
    let start = chunk.len();
    chunk.extend_from_slice(text);
    chunk.extend_from_slice(b"\r\n");
    let chunk = Bytes::from(chunk);
    let inside = chunk.slice(start..start + text.len());
    (chunk, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_line_can_be_left_out_without_copying() {
        let frame = WireFrame::event(LotCode::parse("D-1").unwrap(), 42, "{}");
        assert_eq!(&frame.with_id[..], b"id: 42\nevent: lot\ndata: {}\n\n");
        assert_eq!(&frame.body[..], b"event: lot\ndata: {}\n\n");
        assert_eq!(
            &frame.chunk[..],
            b"1c\r\nid: 42\nevent: lot\ndata: {}\n\n\r\n"
        );
    }
}
