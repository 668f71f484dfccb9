//! L-11: the moves of a lot after its round have their leaves, and the check follows them by the
//! table of bidding.md C.7.

use crate::courses::{Course, Setting, Step, lot};
use domain::bidding::stage::{Particulars, Stage, StageEventKind as K, Struck};
use domain::bidding::{Order, Outcome, Paddle, SuspendReason};
use domain::evidence::FileHash;
use domain::ids::AccountId;
use domain::ledger::hash::Hash32;
use domain::ledger::leaf::{Leaf, LeafKind};
use domain::ledger::moved::{MoveRecord, PublicMove, SealedMove};
use domain::ledger::opening::{PublicEvent, PublicPart, SecretPart};
use domain::ledger::replay::{Break, BreakKind, Verified, verify};
use domain::lots::TransactionMode;
use domain::money::Fen;
use domain::time::Timestamp;

const DAY_US: i64 = 86_400_000_000;

/// A lot after its round; sold when somebody has bid.
fn over(bids: &[Step]) -> Course {
    let setting = Setting {
        reserve: None,
        ranks: false,
        hard: false,
        min_bidders: 1,
        opens_reserve: false,
    };
    let mut course = Course::of(&setting, bids);
    course.finish();
    course
}

fn sold() -> Course {
    let course = over(&[Step::Bid {
        paddle: Paddle(2),
        order: Order::Flat,
        steps: 0,
        later_ms: 1_000,
        lag_ms: 0,
    }]);
    let outcome = course.auction.outcome;
    assert!(matches!(outcome, Some(Outcome::SoldPending { .. })));
    course
}

fn moved(from: Stage, event: K, to: Stage) -> PublicMove {
    PublicMove {
        event,
        from,
        to,
        price: None,
        mode: None,
        related_party: None,
        until: None,
        struck: None,
    }
}

/// Puts moves at the end of a chain, a day apart, numbered from `first` on.
fn go(course: &mut Course, first: u64, moves: impl IntoIterator<Item = PublicMove>) {
    for (number, public) in (first..).zip(moves) {
        let last = course.sealed.last().unwrap().leaf.at;
        course.put_move(SealedMove {
            number,
            at: Timestamp(last.0 + DAY_US),
            public,
            record: Hash32([7; 32]),
        });
    }
}

fn check(course: &Course) -> Result<Verified, Break> {
    let public = verify(&lot(), &course.entries(false), Some(&course.head()));
    let audited = verify(&lot(), &course.entries(true), Some(&course.head()));
    assert_eq!(public, audited, "an auditor comes to the same");
    public
}

fn broken(course: &Course) -> BreakKind {
    check(course).unwrap_err().kind
}

/// The whole way of a sale.
fn sale() -> Vec<PublicMove> {
    use Stage as S;
    vec![
        moved(S::SoldPending, K::Confirm, S::Confirmed),
        moved(S::Confirmed, K::ContractProlonged, S::Confirmed),
        moved(S::Confirmed, K::ContractProlonged, S::Confirmed),
        moved(S::Confirmed, K::ContractSigned, S::ContractSigned),
        moved(S::ContractSigned, K::Paid, S::Paid),
        moved(S::Paid, K::TechRegistered, S::TechRegistered),
        moved(S::TechRegistered, K::TransferRegistered, S::Completed),
    ]
}

#[test]
fn a_sale_is_followed_to_its_end() {
    let mut course = sold();
    assert_eq!(check(&course).unwrap().stage, None, "no move, no leaf");
    let before = course.auction.seq;
    go(&mut course, 1, sale());
    let verified = check(&course).unwrap();
    assert_eq!(verified.stage, Some(Stage::Completed));
    assert_eq!(
        (verified.seq, verified.outcome),
        (before, course.auction.outcome)
    );
    assert_eq!(verified.head.leaves, course.sealed.len() as u64);
}

/// Moves from before there were leaves of them have none; those that have one are without gap.
#[test]
fn only_the_first_moves_of_a_lot_may_be_without_leaves() {
    let mut older = sold();
    go(&mut older, 5, sale());
    assert_eq!(check(&older).unwrap().stage, Some(Stage::Completed));
    let mut gap = sold();
    go(&mut gap, 1, sale().drain(..3));
    go(&mut gap, 5, sale().drain(3..));
    assert_eq!(broken(&gap), BreakKind::Seq);
    let mut from_nothing = sold();
    go(&mut from_nothing, 0, sale());
    assert_eq!(broken(&from_nothing), BreakKind::Seq);
}

#[test]
fn no_lot_moves_before_its_result() {
    let mut course = over(&[]);
    course.sealed.truncate(1);
    let negotiate = moved(Stage::UnsoldNoBid, K::Negotiate, Stage::Negotiating);
    go(&mut course, 1, [negotiate]);
    assert_eq!(broken(&course), BreakKind::Order);
}

/// From every stage that can be reached after a round, every arrow that the table does not have.
#[test]
fn arrows_that_the_table_does_not_have_are_found() {
    let mut tried = 0;
    for place in 0..=sale().len() {
        let stands = match place {
            0 => Stage::SoldPending,
            _ => sale()[place - 1].to,
        };
        for event in K::ALL {
            for to in Stage::ALL {
                if stands.deal_targets(*event).contains(to) {
                    continue;
                }
                let mut course = sold();
                go(&mut course, 1, sale().drain(..place));
                go(&mut course, place as u64 + 1, [moved(stands, *event, *to)]);
                assert_eq!(
                    broken(&course),
                    BreakKind::Transition,
                    "{stands} {event} {to}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 4_000, "{tried}");
    // A legal arrow of another stage than the one where the lot stands.
    let mut skipped = sold();
    go(&mut skipped, 1, sale().drain(3..));
    assert_eq!(broken(&skipped), BreakKind::Transition);
}

#[test]
fn a_publicity_is_not_ended_before_its_time() {
    use Stage as S;
    let way = |days: i64| {
        let mut course = over(&[]);
        let last = course.sealed.last().unwrap().leaf.at;
        let agreed = PublicMove {
            price: Some(Fen::yuan(80_000)),
            mode: Some(TransactionMode::Transfer),
            related_party: Some(false),
            until: Some(Timestamp(last.0 + days * DAY_US)),
            ..moved(S::Negotiating, K::PriceAgreed, S::Publicity)
        };
        let moves = [
            moved(S::UnsoldNoBid, K::Negotiate, S::Negotiating),
            agreed,
            moved(S::Publicity, K::PublicityOver, S::Confirmed),
        ];
        go(&mut course, 1, moves);
        course
    };
    assert_eq!(check(&way(3)).unwrap().stage, Some(S::Confirmed));
    assert_eq!(broken(&way(4)), BreakKind::Time);
}

#[test]
fn the_next_round_follows_from_the_move_that_orders_it() {
    use Stage as S;
    let again = |start: i64| {
        let mut course = sold();
        let relist = PublicMove {
            price: Some(Fen::yuan(start)),
            ..moved(S::Defaulted, K::Relist, S::Scheduled)
        };
        let refused = moved(S::SoldPending, K::BuyerDefaulted, S::Defaulted);
        go(&mut course, 1, [refused, relist]);
        course.list_again();
        course
    };
    let mut second = again(100_000);
    assert_eq!(check(&second).unwrap().stage, None, "a new round");
    second.finish();
    let over = moved(S::UnsoldNoBid, K::SeasonEnded, S::Showcase);
    go(&mut second, 3, [over]);
    assert_eq!(check(&second).unwrap().stage, Some(S::Showcase));
    assert_eq!(broken(&again(90_000)), BreakKind::Price);
    let mut confirmed = sold();
    go(&mut confirmed, 1, sale().drain(..1));
    confirmed.list_again();
    assert_eq!(broken(&confirmed), BreakKind::Transition);
}

#[test]
fn a_buyer_is_struck_out_by_event_and_move_together() {
    use Stage as S;
    let struck = |paddle, reason, to| PublicMove {
        struck: Some(Struck {
            paddle: Paddle(paddle),
            reason,
        }),
        ..moved(S::SoldPending, K::Void, to)
    };
    let collusion = SuspendReason::Collusion;
    let way = |strikes: bool, public: PublicMove| {
        let mut course = sold();
        assert!(!strikes || course.strike_buyer());
        go(&mut course, 1, [public]);
        course
    };
    let right = way(true, struck(2, collusion, S::Defaulted));
    assert_eq!(check(&right).unwrap().stage, Some(S::Defaulted));
    let ours = struck(2, SuspendReason::SystemFault, S::Negotiating);
    assert!(ours.is_legal());
    for wrong in [
        // The event gives another reason.
        way(true, ours),
        way(true, struck(2, collusion, S::Negotiating)),
        way(true, struck(1, collusion, S::Defaulted)),
        way(true, moved(S::SoldPending, K::Confirm, S::Confirmed)),
        way(true, moved(S::SoldPending, K::Void, S::Defaulted)),
        way(false, struck(2, collusion, S::Defaulted)),
    ] {
        assert_eq!(broken(&wrong), BreakKind::Transition);
    }
    let mut late = way(false, moved(S::SoldPending, K::Confirm, S::Confirmed));
    assert!(late.strike_buyer());
    assert_eq!(broken(&late), BreakKind::Order, "confirmed is confirmed");
}

/// L-10: what is on record of a move stands behind a commitment, and every part of it counts.
#[test]
fn the_record_of_a_move_is_committed_to_and_not_shown() {
    let particulars = Particulars {
        party: Some("示例科技公司（示例）".into()),
        ..Particulars::default()
    };
    let record = MoveRecord {
        by: Some(AccountId(7)),
        reason: "材料已核对",
        particulars: &particulars,
        paper: Some(FileHash([3; 32])),
    };
    let none = Particulars::default();
    let others = [
        MoveRecord { by: None, ..record },
        MoveRecord {
            reason: "材料未核对",
            ..record
        },
        MoveRecord {
            particulars: &none,
            ..record
        },
        MoveRecord {
            paper: None,
            ..record
        },
    ];
    for other in others {
        assert_ne!(other.digest(), record.digest(), "{other:?}");
    }
    let mut course = sold();
    let at = course.sealed.last().unwrap().leaf.at;
    course.put_move(SealedMove {
        number: 1,
        at,
        public: sale().remove(0),
        record: record.digest(),
    });
    check(&course).unwrap();
    let sealed = course.sealed.last().unwrap();
    let secret = sealed.opening.secret.as_ref().unwrap().part;
    assert_eq!(secret, SecretPart::Record(record.digest()));
    assert_eq!(secret.to_bytes(), [&[3], &record.digest().0[..]].concat());
    let json = &sealed.opening.public.part;
    let public = "{\"event\":{\"moved\":{\"event\":\"CONFIRM\",\"from\":\"SOLD_PENDING\",\
        \"to\":\"CONFIRMED\",\"price\":null,\"mode\":null,\"related_party\":null,\
        \"until\":null,\"struck\":null}},";
    assert!(json.starts_with(public), "{json}");
    assert!(matches!(
        PublicPart::parse(json).unwrap().event,
        PublicEvent::Moved(_)
    ));
    let leaf = Leaf::parse(&sealed.leaf.to_bytes()).unwrap();
    assert_eq!(
        (leaf.kind, leaf.kind.byte(), leaf.seq),
        (LeafKind::Moved, 9, 1)
    );
    assert_eq!(leaf.at, at, "it may share the instant of the close");

    // Another record in its place, or none, is found by whoever may see it.
    let mut entries = course.entries(true);
    let shown = &mut entries.last_mut().unwrap().opening;
    shown.secret.as_mut().unwrap().part = SecretPart::Record(Hash32([1; 32]));
    let found = verify(&lot(), &entries, None).unwrap_err();
    assert_eq!(found.kind, BreakKind::SecretCommitment);
}
