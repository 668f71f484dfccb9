//! Who does things in these tests.

use domain::accounts::{Account, Grant, Role, Scope};
use domain::evidence::Reason;
use domain::ids::{AccountId, LotId};

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
