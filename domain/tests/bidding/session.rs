//! E8: a whole session with reserve 160 000 and a priority right, times in seconds.

use crate::make::{A, B, C, Example, P1, P2, terms};
use domain::bidding::{EventKind, Outcome, ReserveStatus, Terms};
use domain::money::Fen;

#[test]
fn e8_a_full_session() {
    let ranks = [(P1, 1)].into_iter().collect();
    let mut lot = Example::of(Terms { ranks, ..terms() }, Some(160_000));
    lot.flat(A, 100_000, 10_000);
    lot.cap(B, 150_000, 60_000);
    assert_eq!(lot.leads(), (Some(B), 105_000));
    lot.flat(A, 130_000, 120_000);
    assert_eq!(lot.leads(), (Some(B), 135_000));
    lot.cap(C, 240_000, 3_400_000);
    assert_eq!(lot.stands(), (Some(C), 160_000, 3_700_000));
    assert_eq!(lot.reserve(), ReserveStatus::Met);
    lot.flat(P1, 160_000, 3_590_000);
    assert_eq!(lot.stands(), (Some(C), 165_000, 3_890_000));
    assert_eq!(lot.cap(C, 250_000, 3_889_999), []);
    assert_eq!(lot.stands(), (Some(C), 165_000, 3_890_000));
    lot.cap(P1, 230_000, 3_889_999);
    assert_eq!(lot.stands(), (Some(C), 240_000, 4_189_999));
    lot.cap(P1, 260_000, 4_100_000);
    assert_eq!(lot.stands(), (Some(P1), 250_000, 4_400_000));
    let price = Fen::yuan(250_000);
    assert_eq!(
        lot.auction
            .close(domain::time::Timestamp::from_millis(4_401_999)),
        None
    );
    assert_eq!(
        lot.close(4_402_000),
        Outcome::SoldPending { paddle: P1, price }
    );
}

/// The ranks are numbers as keys, which JSON has not.
#[test]
fn a_listing_with_priority_rights_is_read_as_it_was_written() {
    let lot = Example::with_ranks(&[(P1, 1), (P2, 2)]);
    let kind = EventKind::Listed {
        terms: lot.auction.terms.clone(),
    };
    let written = serde_json::to_string(&kind).unwrap();
    assert_eq!(serde_json::from_str::<EventKind>(&written).unwrap(), kind);
}
