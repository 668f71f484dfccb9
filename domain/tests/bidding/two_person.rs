//! One asks, another approves, in time (bidding.md C.7, C.8).

use crate::people::{LOT, account, reason, staff};
use domain::accounts::Role;
use domain::bidding::SuspendReason;
use domain::bidding::two_person::{Intervention, InterventionRequest, TwoPersonRefusal as Refusal};
use domain::time::Timestamp;

const VALID_MS: i64 = 600_000;
const SUSPEND: Intervention = Intervention::Suspend {
    reason: SuspendReason::SystemFault,
};

fn request() -> InterventionRequest {
    let asked_at = Timestamp::from_millis(1_000);
    InterventionRequest::new(LOT, SUSPEND, reason(), &staff(1), asked_at).unwrap()
}

#[test]
fn another_member_of_staff_approves() {
    let at = Timestamp::from_millis(2_000);
    let approved = request().approve(&staff(2), at, VALID_MS).unwrap();
    assert_eq!(approved.lot(), LOT);
    assert_eq!(approved.intervention(), SUSPEND);
    assert_eq!(approved.reason(), &reason());
    assert_eq!(approved.requested_by(), staff(1).id);
    assert_eq!(approved.approved_by(), staff(2).id);
    assert_eq!(approved.approved_at(), at);
}

#[test]
fn whoever_asked_cannot_approve() {
    let answer = request().approve(&staff(1), Timestamp(2_000_000), VALID_MS);
    assert_eq!(answer, Err(Refusal::SamePerson));
}

#[test]
fn only_the_centre_asks_and_approves() {
    for role in Role::ALL.iter().filter(|role| **role != Role::Centre) {
        let who = account(9, &[*role]);
        let at = Timestamp(0);
        let asked = InterventionRequest::new(LOT, SUSPEND, reason(), &who, at);
        assert_eq!(asked, Err(Refusal::InterventionForbidden), "{role}");
        let answer = request().approve(&who, Timestamp(2_000_000), VALID_MS);
        assert_eq!(answer, Err(Refusal::InterventionForbidden), "{role}");
    }
}

#[test]
fn a_request_runs_out() {
    let expired_at = Timestamp::from_millis(1_000 + VALID_MS);
    let late = request().approve(&staff(2), expired_at, VALID_MS);
    assert_eq!(late, Err(Refusal::ApprovalExpired { expired_at }));
    let last = Timestamp(expired_at.0 - 1);
    assert!(request().approve(&staff(2), last, VALID_MS).is_ok());
}

#[test]
fn the_first_fault_answers() {
    for mask in 0u32..8 {
        let fault = |bit: u32| mask & (1 << bit) != 0;
        let id = if fault(1) { 1 } else { 2 };
        let who = if fault(0) {
            account(id, &[Role::Bidder])
        } else {
            staff(id)
        };
        let late_ms = if fault(2) { VALID_MS } else { 0 };
        let at = Timestamp::from_millis(1_000 + late_ms);
        let code = request().approve(&who, at, VALID_MS).err();
        let codes = ["INTERVENTION_FORBIDDEN", "SAME_PERSON", "APPROVAL_EXPIRED"];
        let first = (0..3)
            .find(|bit| fault(*bit))
            .map(|bit| codes[bit as usize]);
        assert_eq!(code.map(|refusal| refusal.code()), first, "{mask:03b}");
    }
}
