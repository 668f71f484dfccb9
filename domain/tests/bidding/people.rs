//! Who does things in these tests.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::bidding::two_person::{
    APPROVAL_VALID_DEFAULT_MS, ApprovedIntervention, Intervention, InterventionRequest,
};
use domain::evidence::Reason;
use domain::ids::{AccountId, LotId};
use domain::time::Timestamp;

pub const LOT: LotId = LotId(5);

pub fn account(id: i64, roles: &[Role]) -> Account {
    let grant = |role: &Role| Grant {
        role: *role,
        scope: Scope::Province,
    };
    Account {
        id: AccountId(id),
        login: format!("user{id}"),
        display_name: "某人（示例）".into(),
        institution: None,
        grants: roles.iter().map(grant).collect(),
        house_bot: false,
    }
}

pub fn staff(id: i64) -> Account {
    account(id, &[Role::Centre])
}

pub fn reason() -> Reason {
    Reason::parse("核查材料").unwrap()
}

/// What staff 71 ask for and staff 72 approve at `at`.
pub fn approved_on(lot: LotId, wanted: Intervention, at: Timestamp) -> ApprovedIntervention {
    let request = InterventionRequest::new(lot, wanted, reason(), &staff(71), at).unwrap();
    request
        .approve(&staff(72), at, APPROVAL_VALID_DEFAULT_MS)
        .unwrap()
}
