//! Deposits (bidding.md C.7): who may do what from which state, what becomes of them when a lot has
//! ended, and I15 over random books.

#![allow(clippy::unwrap_used, missing_docs)]

use domain::accounts::{Account, Actor, Grant, Role, Scope};
use domain::deposits::{
    Balances, BookAccount, Deposit, DepositBook, DepositKey, DepositRefusal as R, DepositState,
    LotEnd, Posting, Settlement, release_due,
};
use domain::evidence::FileHash;
use domain::ids::{AccountId, LotId};
use domain::money::{AMOUNT_MAX, Fen};
use domain::time::Timestamp;
use proptest::prelude::*;

const PROOF: FileHash = FileHash([3; 32]);
const AT: Timestamp = Timestamp(1_000);
const ASKED: Fen = Fen::yuan(10_000);
const LOT: LotId = LotId(1);
const BIDDER: AccountId = AccountId(1);
const KEY: DepositKey = key(1, 1);
const BUYER: LotEnd = LotEnd::Confirmed { buyer: BIDDER };
const DEFAULT: LotEnd = LotEnd::Defaulted { buyer: BIDDER };

const fn key(lot: i64, bidder: i64) -> DepositKey {
    DepositKey {
        lot: LotId(lot),
        bidder: AccountId(bidder),
    }
}

fn account(id: i64, role: Role) -> Account {
    Account {
        id: AccountId(id),
        login: format!("user{id}"),
        display_name: "某人（示例）".into(),
        institution: None,
        grants: vec![Grant {
            role,
            scope: Scope::Province,
        }],
        house_bot: false,
    }
}

fn bidder(id: i64) -> Account {
    account(id, Role::Bidder)
}

fn staff() -> Account {
    account(90, Role::Centre)
}

/// Whoever has not recorded what came in.
fn second() -> Account {
    account(91, Role::Centre)
}

/// A step of a deposit by somebody who may.
#[derive(Clone, Copy, Debug)]
enum Step {
    Request,
    Confirm,
    Release,
    Apply,
    Forfeit,
}

const STEPS: [Step; 5] = [
    Step::Request,
    Step::Confirm,
    Step::Release,
    Step::Apply,
    Step::Forfeit,
];

fn take(book: &mut DepositBook, key: DepositKey, step: Step, amount: Fen) -> Result<(), R> {
    let buyer = key.bidder;
    let posting: Result<Posting, R> = match step {
        Step::Request => {
            return book.request(key, ASKED, &bidder(buyer.0)).map(|_| ());
        }
        Step::Confirm => book.confirm(key, amount, PROOF, &staff(), AT),
        Step::Release => book.release(key, LotEnd::Unsold, PROOF, &second(), AT),
        Step::Apply => book.settle_buyer(key, LotEnd::Confirmed { buyer }, Actor::Clock, AT),
        Step::Forfeit => book.settle_buyer(key, LotEnd::Defaulted { buyer }, Actor::Clock, AT),
    };
    posting.map(|_| ())
}

/// A book with one deposit in this state, by the only way there.
fn book_in(state: DepositState) -> DepositBook {
    use {DepositState as S, Step as T};
    let way: &[Step] = match state {
        S::None => &[],
        S::Requested => &[T::Request],
        S::Held => &[T::Request, T::Confirm],
        S::Applied => &[T::Request, T::Confirm, T::Apply],
        S::Released => &[T::Request, T::Confirm, T::Release],
        S::Forfeited => &[T::Request, T::Confirm, T::Forfeit],
    };
    let mut book = DepositBook::default();
    for step in way {
        take(&mut book, KEY, *step, ASKED).unwrap();
    }
    assert_eq!(book.deposit(KEY).state, state);
    book
}

#[test]
fn every_state_by_every_step() {
    use DepositState as S;
    for state in S::ALL {
        for step in STEPS {
            let mut book = book_in(*state);
            let before = book.clone();
            let to = match (state, step) {
                (S::None | S::Released, Step::Request) => Some(S::Requested),
                (S::Requested, Step::Confirm) => Some(S::Held),
                (S::Held, Step::Release) => Some(S::Released),
                (S::Held, Step::Apply) => Some(S::Applied),
                (S::Held, Step::Forfeit) => Some(S::Forfeited),
                _ => None,
            };
            let answer = take(&mut book, KEY, step, ASKED);
            assert_eq!(answer.is_ok(), to.is_some(), "{state} {step:?}");
            match to {
                Some(to) => {
                    assert_eq!(book.deposit(KEY).state, to);
                    assert!(state.successors().contains(&to));
                }
                None => assert_eq!(book, before, "a refusal changes nothing"),
            }
            let code = match (state, step) {
                _ if to.is_some() => None,
                (S::Forfeited, Step::Request) => Some("DEPOSIT_FORFEITED"),
                (_, Step::Request) => Some("DEPOSIT_EXISTS"),
                _ => Some("DEPOSIT_STATE"),
            };
            assert_eq!(answer.err().map(|refusal| refusal.code()), code);
        }
    }
}

#[test]
fn successors_are_what_the_steps_reach() {
    let reached: usize = DepositState::ALL.iter().map(|s| s.successors().len()).sum();
    assert_eq!(reached, 6);
}

#[test]
fn bidders_ask_for_their_own() {
    for role in Role::ALL {
        let mut book = DepositBook::default();
        let answer = book.request(KEY, ASKED, &account(1, *role));
        let may = matches!(role, Role::Bidder | Role::Enterprise);
        assert_eq!(answer.is_ok(), may, "{role}");
    }
    let mut book = DepositBook::default();
    let answer = book.request(KEY, ASKED, &bidder(2));
    assert_eq!(answer, Err(R::DepositForbidden));
    let answer = book.request(KEY, Fen(0), &bidder(1));
    assert_eq!(answer, Err(R::DepositNotNeeded));
}

#[test]
fn only_staff_confirm_and_release_and_not_for_themselves() {
    for role in Role::ALL {
        let who = account(90, *role);
        let may = *role == Role::Centre;
        let mut book = book_in(DepositState::Requested);
        let confirmed = book.confirm(KEY, ASKED, PROOF, &who, AT);
        assert_eq!(confirmed.is_ok(), may, "{role}");
        let mut book = book_in(DepositState::Held);
        let who = account(91, *role);
        let released = book.release(KEY, LotEnd::Unsold, PROOF, &who, AT);
        assert_eq!(released.is_ok(), may, "{role}");
    }
    let himself = account(BIDDER.0, Role::Centre);
    let mut book = book_in(DepositState::Requested);
    let answer = book.confirm(KEY, ASKED, PROOF, &himself, AT);
    assert_eq!(answer, Err(R::DepositForbidden));
}

#[test]
fn money_that_comes_and_goes_has_a_proof_and_a_person() {
    let mut book = book_in(DepositState::Held);
    book.release(KEY, LotEnd::Unsold, PROOF, &second(), AT)
        .unwrap();
    let ways = [
        (BookAccount::Received, BookAccount::Held, staff()),
        (BookAccount::Held, BookAccount::Released, second()),
    ];
    for (posting, (from, to, who)) in book.postings().iter().zip(ways) {
        let by = Actor::Person(who.id);
        assert_eq!((posting.from, posting.to), (from, to));
        assert_eq!((posting.amount, posting.by), (ASKED, by));
        assert_eq!((posting.proof, posting.at), (Some(PROOF), AT));
    }
    assert_eq!(book.postings().len(), 2);
}

/// reliability.md S-36: a refund takes two.
#[test]
fn whoever_recorded_that_money_came_in_does_not_send_it_back() {
    let mut book = book_in(DepositState::Held);
    let alone = book.release(KEY, LotEnd::Unsold, PROOF, &staff(), AT);
    assert_eq!(alone, Err(R::SamePerson));
    let deposits: Vec<Deposit> = book.deposits().copied().collect();
    let mut again = DepositBook::on_file(deposits, book.postings().to_vec());
    let alone = again.release(KEY, LotEnd::Unsold, PROOF, &staff(), AT);
    assert_eq!(alone, Err(R::SamePerson), "the book on file knows it too");
    let two = again.release(KEY, LotEnd::Unsold, PROOF, &second(), AT);
    assert!(two.is_ok());
}

#[test]
fn too_little_is_nothing_and_more_is_held_as_a_whole() {
    let mut book = book_in(DepositState::Requested);
    let asked = ASKED;
    let short = book.confirm(KEY, ASKED - Fen(1), PROOF, &staff(), AT);
    assert_eq!(short, Err(R::DepositTooLittle { asked }));
    assert_eq!(book.balances(), Balances::default());
    let absurd = book.confirm(KEY, Fen(i64::MAX), PROOF, &staff(), AT);
    assert_eq!(absurd, Err(R::DepositTooMuch { max: AMOUNT_MAX }));
    let more = ASKED + Fen(50);
    book.confirm(KEY, more, PROOF, &staff(), AT).unwrap();
    assert_eq!(book.balances().held, more);
}

#[test]
fn who_gets_what_when_a_lot_has_ended() {
    let mut book = DepositBook::default();
    for id in 1..=3 {
        take(&mut book, key(1, id), Step::Request, ASKED).unwrap();
    }
    // The third never paid, the fourth bids on another lot.
    for key in [key(1, 1), key(1, 2)] {
        take(&mut book, key, Step::Confirm, ASKED).unwrap();
    }
    take(&mut book, key(2, 4), Step::Request, ASKED).unwrap();
    take(&mut book, key(2, 4), Step::Confirm, ASKED).unwrap();
    let due = |end| -> Vec<(i64, Settlement)> {
        let due = book.settlements(LOT, end);
        due.iter().map(|(d, s)| (d.key.bidder.0, *s)).collect()
    };
    let back = (2, Settlement::Release);
    assert_eq!(due(LotEnd::Unsold), [(1, Settlement::Release), back]);
    assert_eq!(due(LotEnd::KnockedDown { buyer: BIDDER }), [back]);
    assert_eq!(due(BUYER), [(1, Settlement::Apply), back]);
    assert_eq!(due(DEFAULT), [(1, Settlement::Forfeit), back]);
}

#[test]
fn only_a_default_forfeits() {
    let mut book = book_in(DepositState::Held);
    for end in [
        LotEnd::Unsold,
        LotEnd::KnockedDown { buyer: BIDDER },
        LotEnd::Defaulted {
            buyer: AccountId(2),
        },
        BUYER,
    ] {
        let mut book = book.clone();
        let answer = book.settle_buyer(KEY, end, Actor::Clock, AT);
        let applied = end == BUYER;
        assert_eq!(answer.is_ok(), applied, "{end:?}");
        assert_eq!(book.balances().forfeited, Fen(0), "{end:?}");
    }
    let released = book.release(KEY, DEFAULT, PROOF, &staff(), AT);
    let due = Some(Settlement::Forfeit);
    assert_eq!(released, Err(R::DepositNotDue { due }));
    book.settle_buyer(KEY, DEFAULT, Actor::Clock, AT).unwrap();
    assert_eq!(book.balances().forfeited, ASKED);
}

#[test]
fn the_buyers_deposit_stays_until_he_has_confirmed() {
    let mut book = book_in(DepositState::Held);
    let end = LotEnd::KnockedDown { buyer: BIDDER };
    let answer = book.release(KEY, end, PROOF, &staff(), AT);
    assert_eq!(answer, Err(R::DepositNotDue { due: None }));
}

#[test]
fn money_that_comes_late_goes_back_and_nothing_goes_twice() {
    let mut book = book_in(DepositState::Requested);
    assert_eq!(book.settlements(LOT, LotEnd::Unsold), []);
    take(&mut book, KEY, Step::Confirm, ASKED).unwrap();
    assert_eq!(book.settlements(LOT, LotEnd::Unsold).len(), 1);
    take(&mut book, KEY, Step::Release, ASKED).unwrap();
    assert_eq!(book.settlements(LOT, LotEnd::Unsold), []);
    let state = DepositState::Released;
    let twice = take(&mut book, KEY, Step::Release, ASKED);
    assert_eq!(twice, Err(R::DepositState { state }));
    assert_eq!(release_due(AT), AT.plus_millis(86_400_000));
}

#[test]
fn a_book_on_file_goes_on_where_it_stopped() {
    let book = book_in(DepositState::Held);
    let deposits: Vec<Deposit> = book.deposits().copied().collect();
    let mut again = DepositBook::on_file(deposits, book.postings().to_vec());
    assert_eq!(again, book);
    take(&mut again, KEY, Step::Release, ASKED).unwrap();
    assert_eq!(again.postings().last().map(|posting| posting.seq), Some(2));
}

fn steps() -> impl Strategy<Value = Vec<(DepositKey, Step, Fen)>> {
    let key = (1i64..3, 1i64..5).prop_map(|(lot, bidder)| key(lot, bidder));
    let amount = prop_oneof![
        4 => (ASKED.0 - 5..ASKED.0 + 500).prop_map(Fen),
        1 => any::<i64>().prop_map(Fen),
    ];
    let step = prop::sample::select(&STEPS[..]);
    prop::collection::vec((key, step, amount), 1..120)
}

proptest! {
    #[test]
    fn i15_everything_received_is_held_applied_released_or_forfeited(steps in steps()) {
        let mut book = DepositBook::default();
        // Told apart from the book: what the bank has seen come in and go back.
        let (mut came_in, mut went_back) = (0, 0);
        for (key, step, amount) in steps {
            let before = book.deposit(key);
            let done = take(&mut book, key, step, amount).is_ok();
            match step {
                Step::Confirm if done => came_in += amount.0,
                Step::Release if done => went_back += before.received.0,
                _ => {}
            }
            let sums = book.balances();
            let kept = sums.held + sums.applied + sums.released + sums.forfeited;
            prop_assert_eq!(kept, sums.received);
            prop_assert_eq!((sums.received.0, sums.released.0), (came_in, went_back));
            let each = [sums.held, sums.applied, sums.released, sums.forfeited];
            prop_assert!(each.iter().all(|balance| *balance >= Fen(0)));
            let in_state = |state| -> i64 {
                let of_state = book.deposits().filter(|held| held.state == state);
                of_state.map(|held| held.received.0).sum()
            };
            prop_assert_eq!(in_state(DepositState::Held), sums.held.0);
            prop_assert_eq!(in_state(DepositState::Applied), sums.applied.0);
            prop_assert_eq!(in_state(DepositState::Forfeited), sums.forfeited.0);
        }
        for (index, posting) in book.postings().iter().enumerate() {
            prop_assert_eq!(posting.seq, index as u64 + 1);
            prop_assert!(posting.amount > Fen(0));
            prop_assert!(posting.from != posting.to);
        }
    }
}
