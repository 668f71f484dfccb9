//! Who may bid on a lot (bidding.md C.4 item 5): the first reason over the product of all faults.

use crate::people::account;
use domain::accounts::{Account, Role};
use domain::bidding::NotQualified as N;
use domain::bidding::qualification::{BarReason, BidderFile, LotDemands, qualify};
use domain::deposits::{Deposit, DepositKey, DepositState};
use domain::ids::{AccountId, InstitutionId, LotId};
use domain::money::Fen;

const OWNER: InstitutionId = InstitutionId(3);
const ASKED: Fen = Fen::yuan(10_000);

/// A way to be at fault: what it breaks and the reason it gives.
type Fault = (fn(&mut Case), N);

struct Case {
    account: Account,
    file: BidderFile,
    lot: LotDemands,
}

impl Case {
    fn sound() -> Self {
        Self {
            account: account(1, &[Role::Bidder]),
            file: BidderFile {
                accepted_rules: Some(4),
                identity_verified: true,
                deposit: Some(deposit(DepositState::Held, ASKED)),
                related: false,
                barred: None,
                eligible: true,
                second_factor: false,
            },
            lot: LotDemands {
                owner: OWNER,
                practice: false,
                rules_version: 4,
                deposit: ASKED,
                second_factor: false,
            },
        }
    }

    fn answer(&self) -> Result<(), N> {
        qualify(&self.account, &self.file, &self.lot)
    }
}

fn deposit(state: DepositState, received: Fen) -> Deposit {
    let key = DepositKey {
        lot: LotId(5),
        bidder: AccountId(1),
    };
    Deposit {
        key,
        asked: ASKED,
        received,
        state,
    }
}

fn in_state(case: &mut Case, state: DepositState) {
    case.file.deposit = Some(deposit(state, ASKED));
}

/// Groups of faults that exclude each other, in order of precedence.
fn groups() -> Vec<Vec<Fault>> {
    vec![
        vec![(
            |c| c.account.grants.extend(account(1, &[Role::Centre]).grants),
            N::Staff,
        )],
        vec![(
            |c| c.account.grants.retain(|grant| grant.role != Role::Bidder),
            N::Role,
        )],
        vec![(|c| c.account.institution = Some(OWNER), N::OwnLot)],
        vec![(|c| c.file.related = true, N::Related)],
        vec![(|c| c.account.house_bot = true, N::PracticeOnly)],
        vec![
            (|c| c.file.barred = Some(BarReason::Struck), N::BarredStruck),
            (
                |c| c.file.barred = Some(BarReason::Default),
                N::BarredDefault,
            ),
            (|c| c.file.barred = Some(BarReason::Decision), N::Barred),
        ],
        vec![(|c| c.file.eligible = false, N::NotEligible)],
        vec![(|c| c.file.accepted_rules = None, N::NotEnrolled)],
        vec![(|c| c.file.identity_verified = false, N::Identity)],
        vec![
            (|c| c.lot.rules_version = 5, N::RulesChanged),
            (|c| c.lot.rules_version = 3, N::RulesChanged),
        ],
        vec![(|c| c.lot.second_factor = true, N::SecondFactor)],
        vec![
            (|c| c.file.deposit = None, N::Deposit),
            (|c| in_state(c, DepositState::None), N::Deposit),
            (|c| in_state(c, DepositState::Requested), N::Deposit),
            (|c| in_state(c, DepositState::Applied), N::Deposit),
            (|c| in_state(c, DepositState::Released), N::Deposit),
            (|c| in_state(c, DepositState::Forfeited), N::Deposit),
            (
                |c| c.file.deposit = Some(deposit(DepositState::Held, ASKED - Fen(1))),
                N::DepositShort,
            ),
        ],
    ]
}

#[test]
fn the_first_reason_answers_for_every_combination() {
    let groups = groups();
    let ways: Vec<usize> = groups.iter().map(|group| group.len() + 1).collect();
    let total: usize = ways.iter().product();
    assert_eq!(total, 512 * 4 * 3 * 8);
    for number in 0..total {
        let (mut rest, mut case, mut first) = (number, Case::sound(), None);
        for (group, ways) in groups.iter().zip(&ways) {
            let choice = rest % ways;
            rest /= ways;
            if choice > 0 {
                let (break_it, reason) = group[choice - 1];
                break_it(&mut case);
                first = first.or(Some(reason));
            }
        }
        assert_eq!(case.answer().err(), first, "{number}");
    }
}

#[test]
fn every_reason_has_its_fault_and_the_order_is_that_of_the_list() {
    let mut reasons: Vec<N> = groups()
        .concat()
        .iter()
        .map(|(_, reason)| *reason)
        .collect();
    reasons.dedup();
    assert_eq!(reasons, N::ALL);
}

#[test]
fn without_a_deposit_none_is_asked_for() {
    let mut case = Case::sound();
    case.file.deposit = None;
    assert_eq!(case.answer(), Err(N::Deposit));
    case.lot.deposit = Fen(0);
    assert_eq!(case.answer(), Ok(()));
}

#[test]
fn a_second_factor_is_asked_for_where_the_lot_says_so() {
    let mut case = Case::sound();
    case.lot.second_factor = true;
    assert_eq!(case.answer(), Err(N::SecondFactor));
    case.file.second_factor = true;
    assert_eq!(case.answer(), Ok(()));
    case.lot.second_factor = false;
    assert_eq!(case.answer(), Ok(()));
}

#[test]
fn a_house_bot_bids_on_practice_lots() {
    let mut case = Case::sound();
    case.account.house_bot = true;
    case.lot.practice = true;
    assert_eq!(case.answer(), Ok(()));
}

#[test]
fn an_organiser_is_staff_and_an_enterprise_bids() {
    let mut case = Case::sound();
    case.account = account(1, &[Role::Bidder, Role::Organiser]);
    assert_eq!(case.answer(), Err(N::Staff));
    case.account = account(1, &[Role::Enterprise]);
    assert_eq!(case.answer(), Ok(()));
}

#[test]
fn codes_are_as_they_are_sent() {
    for reason in N::ALL {
        let sent = serde_json::to_value(reason).unwrap();
        assert_eq!(sent, reason.code());
    }
}
