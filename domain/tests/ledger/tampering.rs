//! Whatever is changed afterwards is found: bytes, by the commitments, the chain and its head; lies
//! that were sealed as carefully as the truth, by the rules.

use crate::courses::{Course, Setting, lot, settings, steps};
use domain::bidding::{Order, Outcome, Paddle, ReserveStatus, Row, RowNote};
use domain::ledger::hash::{Hash32, public_commitment};
use domain::ledger::leaf::Leaf;
use domain::ledger::opening::{PublicEvent, PublicPart};
use domain::ledger::replay::{BreakKind, Entry, Head, verify};
use domain::money::Fen;
use proptest::prelude::*;
use proptest::sample::Index;

/// What is done to the entries of a whole chain.
#[derive(Clone, Debug)]
enum Change {
    LeafByte(Index, Index, u8),
    PublicByte(Index, Index, u8),
    PublicNonce(Index, usize),
    SecretNonce(Index, usize),
    Drop(Index),
    Swap(Index, Index),
    Double(Index, Index),
}

fn changes() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    let bit = 1u8..=255;
    prop_oneof![
        6 => (index(), index(), bit.clone()).prop_map(|(a, b, c)| Change::LeafByte(a, b, c)),
        4 => (index(), index(), bit).prop_map(|(a, b, c)| Change::PublicByte(a, b, c)),
        1 => (index(), 0usize..32).prop_map(|(a, b)| Change::PublicNonce(a, b)),
        1 => (index(), 0usize..32).prop_map(|(a, b)| Change::SecretNonce(a, b)),
        2 => index().prop_map(Change::Drop),
        2 => (index(), index()).prop_map(|(a, b)| Change::Swap(a, b)),
        2 => (index(), index()).prop_map(|(a, b)| Change::Double(a, b)),
    ]
}

/// Makes the change; `None` when it changes nothing, or leaves no text.
fn make(change: &Change, entries: &[Entry]) -> Option<Vec<Entry>> {
    let mut changed = entries.to_vec();
    let at = |index: &Index| index.index(entries.len());
    match change {
        Change::LeafByte(place, byte, bits) => {
            let leaf = &mut changed[at(place)].leaf;
            let byte = byte.index(leaf.len());
            leaf[byte] ^= bits;
        }
        Change::PublicByte(place, byte, bits) => {
            let part = &mut changed[at(place)].opening.public.part;
            let mut bytes = part.clone().into_bytes();
            let byte = byte.index(bytes.len());
            bytes[byte] ^= bits;
            *part = String::from_utf8(bytes).ok()?;
        }
        Change::PublicNonce(place, byte) => changed[at(place)].opening.public.nonce.0[*byte] ^= 4,
        Change::SecretNonce(place, byte) => {
            changed[at(place)].opening.secret.as_mut()?.nonce.0[*byte] ^= 4;
        }
        Change::Drop(place) => drop(changed.remove(at(place))),
        Change::Swap(a, b) => changed.swap(at(a), at(b)),
        Change::Double(from, to) => {
            let copy = changed[at(from)].clone();
            changed.insert(at(to), copy);
        }
    }
    (changed != entries).then_some(changed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_change_of_published_bytes_is_found(
        setting in settings(), steps in steps(15), change in changes(), secrets in any::<bool>(),
    ) {
        let course = Course::of(&setting, &steps);
        let entries = course.entries(secrets);
        if let Some(changed) = make(&change, &entries) {
            let broken = verify(&lot(), &changed, Some(&course.head()));
            prop_assert!(broken.is_err(), "{:?} was not found", change);
        }
    }

    /// What stands before the change is still believed: the break is at the change or, where the
    /// leaf itself is well formed, at the next one.
    #[test]
    fn the_break_is_where_the_change_is(
        setting in settings(), steps in steps(10), place in any::<Index>(), byte in any::<Index>(),
    ) {
        let course = Course::of(&setting, &steps);
        let mut entries = course.entries(false);
        let place = place.index(entries.len());
        let byte = byte.index(entries[place].leaf.len());
        entries[place].leaf[byte] ^= 1;
        let broken = verify(&lot(), &entries, Some(&course.head())).expect_err("found");
        let leaf = broken.leaf as usize;
        prop_assert!(leaf == place + 1 || leaf == place + 2, "{broken}, changed {}", place + 1);
    }

    /// A lie in one figure, with every commitment and digest made anew.
    #[test]
    fn a_lie_that_is_sealed_as_the_truth_is_found(
        setting in settings(), steps in steps(12), lie in lies(), place in any::<Index>(),
    ) {
        let course = Course::of(&setting, &steps);
        let mut entries = course.entries(false);
        let place = place.index(entries.len());
        let mut part = PublicPart::parse(&entries[place].opening.public.part).unwrap();
        if tell(&lie, &mut part) && !may_be_true(&lie, &part) {
            entries[place].opening.public.part = part.to_json();
            let head = seal_anew(&mut entries);
            let broken = verify(&lot(), &entries, Some(&head));
            prop_assert!(broken.is_err(), "{:?} in {:?}", lie, part);
        }
    }

    /// The reserve, once opened, settles the price after somebody was struck out.
    #[test]
    fn a_lie_about_the_price_is_found_when_the_reserve_is_opened(
        setting in settings(), steps in steps(25), by in amounts(), place in any::<Index>(),
    ) {
        let lie = Lie::Price(by);
        let setting = Setting { opens_reserve: true, ..setting };
        let mut course = Course::of(&setting, &steps);
        course.finish();
        let mut entries = course.entries(false);
        let place = place.index(entries.len());
        let mut part = PublicPart::parse(&entries[place].opening.public.part).unwrap();
        if tell(&lie, &mut part) {
            entries[place].opening.public.part = part.to_json();
            let head = seal_anew(&mut entries);
            let broken = verify(&lot(), &entries, Some(&head));
            prop_assert!(broken.is_err(), "{:?} in {:?}", lie, part);
        }
    }

    /// The reserve, once opened, settles its status for good.
    #[test]
    fn a_lie_about_the_status_is_found_when_the_reserve_is_opened(
        setting in settings(), steps in steps(5), place in any::<Index>(),
    ) {
        let setting = Setting { reserve: Some(150), opens_reserve: true, ..setting };
        let mut course = Course::of(&setting, &steps);
        course.finish();
        let mut entries = course.entries(false);
        let place = place.index(entries.len());
        let mut part = PublicPart::parse(&entries[place].opening.public.part).unwrap();
        part.after.reserve = match part.after.reserve {
            ReserveStatus::Met => ReserveStatus::NotMet,
            _ => ReserveStatus::Met,
        };
        entries[place].opening.public.part = part.to_json();
        let head = seal_anew(&mut entries);
        let broken = verify(&lot(), &entries, Some(&head)).expect_err("found");
        prop_assert_eq!((broken.leaf as usize, broken.kind), (place + 1, BreakKind::ReserveStatus));
    }
}

/// One figure of a public part. Only those that the rules determine are in the list: the amount of
/// a ceiling that lost, for one, could have been another.
#[derive(Clone, Debug)]
enum Lie {
    Price(i64),
    Leader(Paddle),
    EndsAt(i64),
    NoReserve,
    By(Paddle),
    OrderTurned,
    LastAmount(i64),
    LastPaddle(Paddle),
    LastOrder,
    Note(Index, Option<RowNote>),
    LastLeftOut,
    LineDoubled(Index),
    Remaining(i64),
    OffGridFloor,
    Outcome(Outcome),
    Reserve(i64),
}

/// By how much a figure is changed: on the grid of the courses, beside it, and a little.
fn amounts() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![-1_000_000, -500_000, -1, 1, 100, 500_000, 1_000_000])
}

fn lies() -> impl Strategy<Value = Lie> {
    let paddle = || (1u16..13).prop_map(Paddle);
    let notes = [
        None,
        Some(RowNote::Outbid),
        Some(RowNote::Exhausted),
        Some(RowNote::Tie),
    ];
    let sold = (paddle(), 1i64..400).prop_map(|(paddle, thousand)| Outcome::SoldPending {
        paddle,
        price: Fen::yuan(thousand * 1_000),
    });
    let unsold = [
        Outcome::UnsoldNoBid,
        Outcome::UnsoldReserve,
        Outcome::UnsoldTooFew,
        Outcome::Cancelled,
    ];
    let outcome = prop_oneof![sold, prop::sample::select(unsold.to_vec())];
    prop_oneof![
        amounts().prop_map(Lie::Price),
        paddle().prop_map(Lie::Leader),
        amounts().prop_map(Lie::EndsAt),
        Just(Lie::NoReserve),
        paddle().prop_map(Lie::By),
        Just(Lie::OrderTurned),
        amounts().prop_map(Lie::LastAmount),
        paddle().prop_map(Lie::LastPaddle),
        Just(Lie::LastOrder),
        (any::<Index>(), prop::sample::select(notes.to_vec())).prop_map(|(a, b)| Lie::Note(a, b)),
        Just(Lie::LastLeftOut),
        any::<Index>().prop_map(Lie::LineDoubled),
        amounts().prop_map(Lie::Remaining),
        Just(Lie::OffGridFloor),
        outcome.prop_map(Lie::Outcome),
        amounts().prop_map(Lie::Reserve),
    ]
}

/// Tells the lie; `false` when the part has no such figure or already says so.
fn tell(lie: &Lie, part: &mut PublicPart) -> bool {
    let truth = part.clone();
    match lie {
        Lie::Price(by) => part.after.price = part.after.price.map(|price| Fen(price.0 + by)),
        Lie::Leader(paddle) => part.after.leader = part.after.leader.and(Some(*paddle)),
        Lie::EndsAt(by) => part.after.ends_at.0 += by,
        Lie::NoReserve => {
            part.after.reserve = match part.after.reserve {
                ReserveStatus::None => ReserveStatus::Met,
                _ => ReserveStatus::None,
            }
        }
        _ => tell_of_event(lie, &mut part.event),
    }
    *part != truth
}

/// While the reserve is hidden, the rules leave one figure open. Without the one who was struck out,
/// a ceiling is lifted to the reserve, and no line says by how much: every price of the grid is that
/// of some reserve.
fn may_be_true(lie: &Lie, part: &PublicPart) -> bool {
    let struck = matches!(part.event, PublicEvent::Voided { .. });
    let lifted = part.after.reserve == ReserveStatus::Met;
    matches!(lie, Lie::Price(by) if by % GRID == 0) && struck && lifted
}

/// The step of the lower band of the courses, in fen: the grid has nothing between its multiples.
const GRID: i64 = 500_000;

fn tell_of_event(lie: &Lie, event: &mut PublicEvent) {
    match event {
        PublicEvent::Bid {
            paddle,
            order,
            rows,
        } => match lie {
            Lie::By(other) => *paddle = *other,
            Lie::OrderTurned => *order = turned(*order),
            _ => tell_of_rows(lie, rows),
        },
        PublicEvent::Suspended { remaining_ms, .. } => {
            if let Lie::Remaining(by) = lie {
                *remaining_ms += by;
            }
        }
        PublicEvent::Voided { floor, .. } if matches!(lie, Lie::OffGridFloor) => {
            *floor = floor.map(|floor| Fen(floor.0 + 1));
        }
        PublicEvent::Closed { outcome } => {
            if let Lie::Outcome(other) = lie {
                *outcome = *other;
            }
        }
        PublicEvent::ReserveOpened { opening } => {
            if let Lie::Reserve(by) = lie {
                opening.reserve.0 += by;
            }
        }
        _ => {}
    }
}

fn tell_of_rows(lie: &Lie, rows: &mut Vec<Row>) {
    let count = rows.len();
    let Some(last) = rows.last_mut() else { return };
    match lie {
        Lie::LastAmount(by) => last.amount.0 += by,
        Lie::LastPaddle(paddle) => last.paddle = *paddle,
        Lie::LastOrder => last.order = turned(last.order),
        Lie::Note(at, note) => rows[at.index(count)].note = *note,
        Lie::LastLeftOut => drop(rows.pop()),
        Lie::LineDoubled(at) => rows.push(rows[at.index(count)]),
        _ => {}
    }
}

fn turned(order: Order) -> Order {
    match order {
        Order::Flat => Order::Cap,
        Order::Cap => Order::Flat,
    }
}

/// Makes commitments, the chain and its head fit what the entries say now.
fn seal_anew(entries: &mut [Entry]) -> Head {
    let mut digest = Hash32::ZERO;
    for entry in entries.iter_mut() {
        let public = &entry.opening.public;
        let part = PublicPart::parse(&public.part).unwrap();
        let truth = Leaf::parse(&entry.leaf).unwrap();
        let hidden = match &part.event {
            PublicEvent::Bid { order, .. } => *order == Order::Cap,
            _ => truth.secret != Hash32::ZERO,
        };
        let leaf = Leaf {
            ends_at: part.after.ends_at,
            previous: digest,
            public: public_commitment(public.nonce, public.part.as_bytes()),
            secret: if hidden {
                Hash32([1; 32])
            } else {
                Hash32::ZERO
            },
            ..truth
        };
        digest = leaf.digest();
        entry.leaf = leaf.to_bytes();
    }
    Head {
        leaves: entries.len() as u64,
        digest,
    }
}
