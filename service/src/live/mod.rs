//! Live updates: every event of a lot is serialised once and shared by all who watch it.

mod hub;
pub(crate) mod relay;

pub use hub::{Hub, Subscription};

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
}

impl WireFrame {
    /// The event numbered `seq` with its serialised [`domain::live::Frame`].
    pub fn event(lot: LotCode, seq: u64, json: &str) -> Self {
        let with_id = Bytes::from(format!("id: {seq}\nevent: lot\ndata: {json}\n\n"));
        let id_line = format!("id: {seq}\n").len();
        Self {
            lot,
            seq: Some(seq),
            body: with_id.slice(id_line..),
            with_id,
        }
    }

    /// A sign of life.
    pub fn beat(beat: &Beat) -> Self {
        let json = serde_json::to_string(beat).expect("a beat has only text and numbers");
        let body = Bytes::from(format!("event: beat\ndata: {json}\n\n"));
        Self {
            lot: beat.lot.clone(),
            seq: None,
            with_id: body.clone(),
            body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_line_can_be_left_out_without_copying() {
        let frame = WireFrame::event(LotCode::parse("D-1").unwrap(), 42, "{}");
        assert_eq!(&frame.with_id[..], b"id: 42\nevent: lot\ndata: {}\n\n");
        assert_eq!(&frame.body[..], b"event: lot\ndata: {}\n\n");
    }
}
