//! The reserve that is opened after the close is the one that was committed to before, or the check
//! says so; and a sale is struck out by the rules, or the check says so.

use crate::courses::{Course, Setting, Step, lot};
use domain::bidding::{Order, Paddle};
use domain::ledger::hash::{Hash32, public_commitment};
use domain::ledger::leaf::{Leaf, LeafKind};
use domain::ledger::opening::{PublicEvent, PublicPart};
use domain::ledger::replay::{BreakKind, Entry, Head, verify};
use domain::money::Fen;

/// A lot with a reserve of 120,000 yuan, sold to number 2, its reserve opened.
fn sold() -> Course {
    let setting = Setting {
        reserve: Some(120),
        ranks: false,
        hard: false,
        min_bidders: 1,
        opens_reserve: true,
    };
    let bid = |paddle, steps| Step::Bid {
        paddle: Paddle(paddle),
        order: Order::Flat,
        steps,
        later_ms: 1_000,
        lag_ms: 0,
    };
    let mut course = Course::of(&setting, &[bid(1, 0), bid(2, 6)]);
    course.finish();
    course
}

/// The public part of the entry of this kind, changed, and everything made anew so that only the
/// rules and the commitment can tell.
fn with_lie(course: &Course, kind: LeafKind, lie: impl Fn(&mut PublicEvent)) -> (Vec<Entry>, Head) {
    let mut entries = course.entries(false);
    let mut digest = Hash32::ZERO;
    for entry in &mut entries {
        let truth = Leaf::parse(&entry.leaf).unwrap();
        let public = &mut entry.opening.public;
        if truth.kind == kind {
            let mut part = PublicPart::parse(&public.part).unwrap();
            lie(&mut part.event);
            public.part = part.to_json();
        }
        let leaf = Leaf {
            previous: digest,
            public: public_commitment(public.nonce, public.part.as_bytes()),
            ..truth
        };
        digest = leaf.digest();
        entry.leaf = leaf.to_bytes();
    }
    let leaves = entries.len() as u64;
    (entries, Head { leaves, digest })
}

fn broken(course: &Course, kind: LeafKind, lie: impl Fn(&mut PublicEvent)) -> BreakKind {
    let (entries, head) = with_lie(course, kind, lie);
    verify(&lot(), &entries, Some(&head)).unwrap_err().kind
}

#[test]
fn what_is_opened_is_what_was_committed_to() {
    let course = sold();
    let verified = verify(&lot(), &course.entries(false), Some(&course.head())).unwrap();
    assert_eq!(verified.reserve.unwrap().reserve, Fen::yuan(120_000));
    let kind = LeafKind::ReserveOpened;
    let cheaper = broken(&course, kind, |event| {
        let PublicEvent::ReserveOpened { opening } = event else {
            panic!("{event:?}");
        };
        opening.reserve = Fen::yuan(110_000);
    });
    assert_eq!(cheaper, BreakKind::Reserve);
    let salted = broken(&course, kind, |event| {
        let PublicEvent::ReserveOpened { opening } = event else {
            panic!("{event:?}");
        };
        opening.salt.0[31] ^= 1;
    });
    assert_eq!(salted, BreakKind::Reserve);
}

#[test]
fn another_commitment_than_the_published_one_is_found_when_it_is_opened() {
    let changed = broken(&sold(), LeafKind::Listed, |event| {
        let PublicEvent::Listed {
            reserve_commitment, ..
        } = event
        else {
            panic!("{event:?}");
        };
        *reserve_commitment = Some(Hash32([7; 32]));
    });
    assert_eq!(changed, BreakKind::Reserve);
    let dropped = broken(&sold(), LeafKind::Listed, |event| {
        let PublicEvent::Listed {
            reserve_commitment, ..
        } = event
        else {
            panic!("{event:?}");
        };
        *reserve_commitment = None;
    });
    assert_eq!(dropped, BreakKind::Reserve);
}

#[test]
fn a_sale_is_struck_out_only_with_its_buyer_and_for_the_price_of_the_others() {
    let mut course = sold();
    assert!(course.strike_buyer());
    let verified = verify(&lot(), &course.entries(false), Some(&course.head())).unwrap();
    assert_eq!((verified.price, verified.leader), (None, None));
    assert_eq!(verified.outcome, course.auction.outcome);
    let runner_up = broken(&course, LeafKind::Voided, |event| {
        let PublicEvent::Voided { paddle, .. } = event else {
            panic!("{event:?}");
        };
        *paddle = Paddle(1);
    });
    assert_eq!(runner_up, BreakKind::Order);
    let floor = broken(&course, LeafKind::Voided, |event| {
        let PublicEvent::Voided { floor, .. } = event else {
            panic!("{event:?}");
        };
        *floor = Some(Fen::yuan(105_000));
    });
    assert_eq!(floor, BreakKind::Floor);
}
