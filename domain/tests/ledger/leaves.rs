//! The bytes of leaves and of what they commit to.

use domain::bidding::{
    Auction, Event, EventKind, Ladder, Order, Outcome, Paddle, Row, RowNote, SuspendReason, Terms,
};
use domain::ids::LotCode;
use domain::ledger::hash::{Hash32, leaf_hash, public_commitment, secret_commitment};
use domain::ledger::leaf::{Leaf, LeafKind, NotALeaf};
use domain::ledger::opening::{Opening, PublicPart, SecretPart};
use domain::ledger::reserve::ReserveOpening;
use domain::ledger::sealed::{Nonces, Sealed};
use domain::money::Fen;
use domain::time::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

const NONCES: Nonces = Nonces {
    public: Hash32([1; 32]),
    secret: Hash32([2; 32]),
};

fn lot() -> LotCode {
    LotCode::parse("D-0001").unwrap()
}

fn terms() -> Terms {
    Terms {
        start: Fen::yuan(100),
        ladder: Ladder::flat(Fen::yuan(10)).unwrap(),
        opens_at: Timestamp(0),
        ends_at: Timestamp(1_000_000),
        window_ms: 300,
        extension_ms: 300,
        hard_end: None,
        max_jump: 50,
        drain_ms: 2,
        has_reserve: true,
        min_bidders: 1,
        ranks: BTreeMap::from([(Paddle(9), 1)]),
    }
}

/// A leaf for a ceiling of 12,345 fen that came to 11,000.
fn ceiling() -> (Sealed, Auction) {
    let mut auction = Auction::listed(terms(), Some(Fen::yuan(900)), 1, Timestamp(-5));
    let row = |paddle, amount, note| Row {
        paddle: Paddle(paddle),
        amount: Fen(amount),
        order: Order::Cap,
        note,
    };
    let event = Event {
        seq: 2,
        at: Timestamp(258),
        kind: EventKind::Bid {
            paddle: Paddle(7),
            order: Order::Cap,
            amount: Fen(12_345),
            received_at: Timestamp(257),
            rows: vec![
                row(3, 10_000, Some(RowNote::Exhausted)),
                row(7, 11_000, None),
            ],
            ends_at: Timestamp(1_000_000),
        },
    };
    auction.apply(&event);
    let sealed = Sealed::of_event(&lot(), &event, &auction, None, Hash32([3; 32]), NONCES);
    (sealed, auction)
}

/// L-09: every byte of a leaf.
#[test]
fn the_bytes_of_a_leaf() {
    let (sealed, _) = ceiling();
    let json = "{\"event\":{\"bid\":{\"paddle\":7,\"order\":\"cap\",\"rows\":[\
        {\"paddle\":3,\"amount\":10000,\"order\":\"cap\",\"note\":\"exhausted\"},\
        {\"paddle\":7,\"amount\":11000,\"order\":\"cap\",\"note\":null}]}},\
        \"after\":{\"price\":11000,\"leader\":7,\"ends_at\":1000000,\"reserve\":\"NOT_MET\"}}";
    assert_eq!(sealed.opening.public.part, json);
    let secret = [1, 0, 0, 0, 0, 0, 0, 0x30, 0x39];
    assert_eq!(
        sealed.opening.secret.as_ref().unwrap().part.to_bytes(),
        secret
    );
    let expected = [
        b"\x01\x02\x06D-0001".as_slice(),
        b"\0\0\0\0\0\0\0\x02",
        b"\0\0\0\0\0\0\x01\x02",
        b"\0\0\0\0\0\0\x01\x01",
        b"\0\0\0\0\0\x0f\x42\x40",
        &[3; 32],
        &public_commitment(NONCES.public, json.as_bytes()).0,
        &secret_commitment(NONCES.secret, &secret).0,
    ];
    let bytes = sealed.leaf.to_bytes();
    assert_eq!(bytes, expected.concat());
    assert_eq!(Leaf::parse(&bytes).as_ref(), Ok(&sealed.leaf));
    assert_eq!(sealed.leaf.digest(), leaf_hash(&bytes));
}

/// I18: neither a ceiling nor the reserve is in what goes to the public.
#[test]
fn secrets_are_not_in_the_public_opening() {
    let (sealed, _) = ceiling();
    let whole = serde_json::to_string(&sealed.opening).unwrap();
    assert!(whole.contains("12345"));
    assert_eq!(
        serde_json::from_str::<Opening>(&whole).unwrap(),
        sealed.opening
    );
    let public = serde_json::to_string(&sealed.opening.public_only()).unwrap();
    assert!(!public.contains("12345") && !public.contains(&NONCES.secret.to_string()));
    assert!(!public.contains("secret"));
    let reserve = ReserveOpening {
        reserve: Fen(98_765_432_199),
        salt: Hash32([5; 32]),
    };
    let listed = Auction::listed(terms(), Some(reserve.reserve), 1, Timestamp(-5));
    let event = Event {
        seq: 1,
        at: Timestamp(-5),
        kind: EventKind::Listed { terms: terms() },
    };
    let sealed = Sealed::of_event(&lot(), &event, &listed, Some(reserve), Hash32::ZERO, NONCES);
    let public = serde_json::to_string(&sealed.opening.public_only()).unwrap();
    assert!(!public.contains("98765432199") && !public.contains(&reserve.salt.to_string()));
    assert!(public.contains(&reserve.commitment(&lot()).to_string()));
    assert_eq!(
        (sealed.leaf.at, sealed.leaf.received_at),
        (Timestamp(-5), Timestamp(-5))
    );
    let secret = sealed.opening.secret.unwrap().part;
    assert_eq!(secret, SecretPart::Reserve(reserve));
    let bytes = [b"\x02\0\0\0\x16\xfe\xe0\xe5\x87".as_slice(), &[5; 32]].concat();
    assert_eq!(secret.to_bytes(), bytes);
}

fn reserve() -> ReserveOpening {
    ReserveOpening {
        reserve: Fen::yuan(150),
        salt: Hash32([5; 32]),
    }
}

/// An event that led to a lot with a reserve, as a leaf.
fn sealed(kind: EventKind) -> (Sealed, Auction) {
    let after = Auction::listed(terms(), Some(reserve().reserve), 3, Timestamp(8));
    let event = Event {
        seq: 3,
        at: Timestamp(8),
        kind,
    };
    let first = Hash32::ZERO;
    let sealed = Sealed::of_event(&lot(), &event, &after, Some(reserve()), first, NONCES);
    (sealed, after)
}

/// Each kind has its byte, its public words, and a secret only where there is one.
#[test]
fn every_kind_of_event_has_its_leaf() {
    let (reason, paddle) = (SuspendReason::Outage, Paddle(7));
    let (outcome, ends_at) = (Outcome::UnsoldReserve, Timestamp(9));
    let flat = EventKind::Bid {
        paddle,
        order: Order::Flat,
        amount: Fen::yuan(100),
        received_at: Timestamp(5),
        rows: vec![],
        ends_at,
    };
    let voided = EventKind::Voided {
        paddle,
        reason,
        leader: None,
        price: None,
        ceiling: None,
    };
    let kinds = [
        (EventKind::Listed { terms: terms() }, "{\"listed\":", true),
        (flat, "{\"bid\":", false),
        (
            EventKind::Suspended {
                reason,
                remaining_ms: 4,
            },
            "{\"suspended\":",
            false,
        ),
        (EventKind::Resumed { ends_at }, "\"resumed\",", false),
        (voided, "{\"voided\":", false),
        (EventKind::Cancelled { reason }, "{\"cancelled\":", false),
        (EventKind::Closed { outcome }, "{\"closed\":", false),
    ];
    for (byte, (kind, word, secret)) in (1..).zip(kinds) {
        let (sealed, _) = sealed(kind);
        let json = sealed.opening.public.part;
        assert!(json.starts_with(&format!("{{\"event\":{word}")), "{json}");
        assert_eq!(sealed.leaf.to_bytes()[1], byte);
        assert_eq!(sealed.opening.secret.is_some(), secret, "{word}");
        assert_eq!(sealed.leaf.secret != Hash32::ZERO, secret, "{word}");
        assert_eq!(PublicPart::parse(&json).unwrap().kind(), sealed.leaf.kind);
    }
}

#[test]
fn a_reserve_is_opened_under_the_number_of_the_close() {
    let (close, after) = sealed(EventKind::Closed {
        outcome: Outcome::UnsoldReserve,
    });
    let opened = Sealed::of_reserve(&close.leaf, &after, Timestamp(20), reserve(), NONCES);
    assert_eq!(
        (opened.leaf.to_bytes()[1], opened.leaf.seq),
        (8, close.leaf.seq)
    );
    assert_eq!(opened.leaf.previous, close.leaf.digest());
    assert!(
        opened
            .opening
            .public
            .part
            .contains("\"reserve\":15000,\"salt\":\"0505")
    );
}

/// Only the canonical spelling of a public part is one.
#[test]
fn other_spellings_of_a_public_part_are_refused() {
    let json = ceiling().0.opening.public.part;
    assert!(PublicPart::parse(&json).is_some());
    for (from, to) in [
        (":7", ": 7"),
        ("{\"event\"", " {\"event\""),
        ("\"note\":null", "\"note\":null,\"more\":1"),
        (",\"note\":null", ""),
        (
            "\"paddle\":7,\"order\":\"cap\"",
            "\"order\":\"cap\",\"paddle\":7",
        ),
        ("10000", "1e4"),
        ("exhausted", "exhaust\\u0065d"),
        ("\"paddle\":7,", "\"paddle\":7,\"paddle\":7,"),
    ] {
        let other = json.replacen(from, to, 1);
        assert_ne!(other, json, "{from}");
        assert_eq!(PublicPart::parse(&other), None, "{other}");
    }
}

fn leaves() -> impl Strategy<Value = Leaf> {
    let hash = || any::<[u8; 32]>().prop_map(Hash32);
    let kind = prop::sample::select(LeafKind::ALL.to_vec());
    let (code, times) = ("[A-Z0-9-]{1,32}", any::<(i64, i64, i64)>());
    (kind, code, any::<u64>(), times, hash(), hash(), hash()).prop_map(
        |(kind, code, seq, (at, received_at, ends_at), previous, public, secret)| Leaf {
            kind,
            lot: LotCode::parse(&code).unwrap(),
            seq,
            at: Timestamp(at),
            received_at: Timestamp(received_at),
            ends_at: Timestamp(ends_at),
            previous,
            public,
            secret,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn leaves_have_one_form(leaf in leaves(), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let bytes = leaf.to_bytes();
        prop_assert_eq!(bytes.len(), 131 + leaf.lot.as_str().len());
        prop_assert_eq!(Leaf::parse(&bytes), Ok(leaf));
        let at = at.index(bytes.len());
        prop_assert_eq!(Leaf::parse(&bytes[..at]), Err(NotALeaf));
        prop_assert_eq!(Leaf::parse(&[bytes.as_slice(), &[to]].concat()), Err(NotALeaf));
        let mut other = bytes.clone();
        other[at] = to;
        if let Ok(read) = Leaf::parse(&other) {
            prop_assert_eq!(read.to_bytes(), other, "one form for one leaf");
        }
        let mut lower = bytes;
        lower[3..].make_ascii_lowercase();
        if let Ok(read) = Leaf::parse(&lower) {
            prop_assert_eq!(read.to_bytes(), lower);
        }
    }

    #[test]
    fn parsers_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,60}") {
        if let Ok(leaf) = Leaf::parse(&bytes) {
            prop_assert_eq!(leaf.to_bytes(), bytes);
        }
        prop_assert_eq!(PublicPart::parse(&text), None);
    }
}
