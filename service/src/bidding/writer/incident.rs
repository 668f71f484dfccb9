//! What the writer puts on record against itself.

use crate::bidding::Received;
use crate::bidding::answer::Answer;
use crate::bidding::room::Room;
use crate::bidding::seat::Seat;
use domain::bidding::Refusal;
use domain::incidents::LateByServer;
use domain::time::Timestamp;
use store::NewLateByServer;

/// The incident behind an answer: a bid that was in time and came to its decision too late
/// (reliability.md §2.3). It is written with the answer, or neither is.
pub(super) fn incident(
    room: &Room,
    received: &Received,
    seat: &Seat,
    answer: &Answer,
    now: Timestamp,
) -> Option<NewLateByServer> {
    let Answer::Refused {
        refusal: Refusal::LateByServer {
            ended_at,
            received_at,
        },
        ..
    } = *answer
    else {
        return None;
    };
    tracing::error!(
        lot = %room.code,
        waited_ms = now.millis_since(received_at),
        "a bid that was in time is late by the server"
    );
    Some(NewLateByServer {
        lot: room.lot,
        round: room.round,
        account: received.account.id,
        key: received.request.key.clone(),
        bid: LateByServer {
            paddle: seat.paddle,
            received_at,
            ended_at,
            at: now,
        },
    })
}
