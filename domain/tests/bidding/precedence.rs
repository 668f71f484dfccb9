//! The order of the refusals (bidding.md C.4), over the product of all faults. Item 1, the token that
//! was seen before, is the writer's: `service/tests/portal/repeated.rs`.

use crate::make::{A, B, Example, instruction};
use domain::bidding::{Instruction, NotQualified, Order, Outcome, Paddle, SuspendReason};
use domain::money::Fen;
use domain::time::Timestamp;

/// B leads at 150,000 with a ceiling of 200,000: who says what, and the rank of its refusal.
const AMOUNTS: [(Paddle, Order, i64, Option<usize>); 12] = [
    (B, Order::Cap, 145_000, Some(6)),
    (B, Order::Cap, 195_000, Some(7)),
    (B, Order::Cap, 200_000, None),
    (B, Order::Cap, 210_000, None),
    (B, Order::Flat, 155_000, Some(8)),
    (B, Order::Flat, 100_000, Some(8)),
    (B, Order::Flat, 900_000, Some(8)),
    (A, Order::Flat, 150_000, Some(9)),
    (A, Order::Cap, 150_000, Some(9)),
    (A, Order::Flat, 900_000, Some(10)),
    (A, Order::Cap, 900_000, None),
    (A, Order::Flat, 155_000, None),
];

fn lot() -> Example {
    let mut lot = Example::new();
    lot.flat(A, 145_000, 1_000);
    lot.cap(B, 200_000, 1_000);
    assert_eq!(lot.leads(), (Some(B), 150_000));
    lot
}

#[test]
fn the_first_fault_answers_for_every_combination() {
    for mask in 0u32..64 {
        for (paddle, order, yuan, rank) in AMOUNTS {
            let fault = |bit: u32| mask & (1 << bit) != 0;
            let mut lot = lot();
            if fault(0) {
                lot.auction.outcome = Some(Outcome::UnsoldNoBid);
            }
            if fault(5) {
                let reason = SuspendReason::SystemFault;
                let event = lot.auction.suspend(reason, Timestamp(2_500_000));
                // A lot that is over is interrupted no more.
                event
                    .into_iter()
                    .for_each(|event| lot.auction.apply(&event));
            }
            if fault(1) {
                lot.auction.terms.opens_at = Timestamp::from_millis(5_000_000);
            }
            let ended = lot.auction.ends_at;
            let received_at = if fault(2) {
                ended
            } else {
                Timestamp(2_000_000)
            };
            let standing = match fault(3) {
                true => Err(NotQualified::NotEnrolled),
                false => Ok(()),
            };
            let amount = Fen::yuan(yuan) + Fen(i64::from(fault(4)));
            let given = Instruction {
                amount,
                received_at,
                ..instruction(paddle, order, yuan, 0)
            };
            let before = lot.auction.clone();
            let answer = lot.auction.decide(&given, standing, Timestamp(3_000_000));
            let in_time = !fault(1) && !fault(2);
            let first = match (1..5).find(|bit| fault(*bit)) {
                // On a lot that is over the time of arrival tells whose fault it is.
                _ if fault(0) => Some(usize::from(in_time)),
                _ if fault(5) => Some(0),
                Some(bit) => Some(bit as usize + 1),
                None => rank,
            };
            assert_eq!(
                answer.err().map(|refusal| refusal.rank()),
                first,
                "{mask:06b} {given:?}"
            );
            assert_eq!(lot.auction, before, "deciding changes nothing");
        }
    }
}

/// What was there in time and is decided after the close is the server's delay (reliability.md
/// §2.3); at the very end, or on a lot that was called off, it is not.
#[test]
fn only_what_arrived_in_time_is_late_by_the_server() {
    let mut lot = lot();
    let (opens, ends) = (lot.auction.terms.opens_at, lot.auction.ends_at);
    lot.auction.outcome = Some(Outcome::UnsoldReserve);
    let code = |lot: &Example, received_at: Timestamp| {
        let given = Instruction {
            received_at,
            ..instruction(A, Order::Flat, 155_000, 0)
        };
        let now = ends.plus_millis(60_000);
        lot.auction.decide(&given, Ok(()), now).unwrap_err().code()
    };
    assert_eq!(code(&lot, opens), "LATE_BY_SERVER");
    assert_eq!(code(&lot, Timestamp(ends.0 - 1)), "LATE_BY_SERVER");
    assert_eq!(code(&lot, ends), "LOT_NOT_OPEN");
    assert_eq!(code(&lot, Timestamp(opens.0 - 1)), "LOT_NOT_OPEN");
    lot.auction.outcome = Some(Outcome::Cancelled);
    assert_eq!(code(&lot, Timestamp(ends.0 - 1)), "LOT_NOT_OPEN");
}
