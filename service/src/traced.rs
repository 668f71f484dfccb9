//! What a trace shows of the way of a bid: that it waited, that it was decided, that it was written.
//!
//! The spans cost one look at a flag while nobody asks for them. Nothing in them is secret: the code
//! of the lot and of the answer, no account, no amount, no key.

use crate::Error;
use crate::system::code;
use domain::ids::LotCode;
use domain::views::Receipt;
use tracing::{Span, debug_span, field};

/// The target of every span that is meant for a collector; the log has spans of its own.
pub const TRACED: &str = "luochui::traced";

/// The whole of a bid, until it is answered.
pub(crate) fn bid(lot: &LotCode) -> Span {
    debug_span!(target: TRACED, "bid", lot = %lot, outcome = field::Empty)
}

/// Notes how the bid came out: `ACCEPTED`, `REPLAYED`, or the code of the refusal.
pub(crate) fn note(bid: &Span, answer: &Result<Receipt, Error>) {
    if bid.is_disabled() {
        return;
    }
    match answer {
        Ok(receipt) if receipt.replayed => bid.record("outcome", "REPLAYED"),
        Ok(_) => bid.record("outcome", "ACCEPTED"),
        Err(error) => bid.record("outcome", code(error).as_str()),
    };
}

/// What a bid carries to the writer, whose work runs outside of the request.
pub(crate) struct Trail {
    bid: Span,
    queue: Span,
}

impl Trail {
    /// The bid begins to wait for the writer.
    pub(crate) fn queued(bid: &Span) -> Self {
        let queue = debug_span!(target: TRACED, parent: bid, "bid.queue");
        let bid = bid.clone();
        Self { bid, queue }
    }

    /// The writer takes the bid; the span ends when it is dropped.
    pub(crate) fn decide(&mut self) -> Span {
        self.queue = Span::none();
        debug_span!(target: TRACED, parent: &self.bid, "bid.decide")
    }

    /// The bid is decided and waits for the commit of its batch; the span ends when it is dropped.
    pub(crate) fn commit(&self) -> Span {
        debug_span!(target: TRACED, parent: &self.bid, "bid.commit")
    }
}
