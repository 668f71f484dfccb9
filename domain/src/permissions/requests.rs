//! Roles are granted and taken by two persons (reliability.md S-36): one security administrator
//! proposes, another approves, and neither for himself.

use super::{GrantRefusal, check_grants};
use crate::accounts::{Account, Action, Grant, Role, Scope};
use crate::evidence::Reason;
use crate::ids::AccountId;
use crate::time::Timestamp;

/// How long a proposal waits for its approval, ms: seven days.
pub const PROPOSAL_VALID_MS: i64 = 7 * 86_400_000;

codes! {
    /// What is to happen to a role.
    RoleStep {
        Grant = "GRANT" / "授予",
        Withdraw = "WITHDRAW" / "收回",
    }
}

/// A role to be granted to an account, or to be taken from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// Granted or taken.
    pub step: RoleStep,
    /// Which role, where.
    pub grant: Grant,
}

/// Why roles stay as they are. The order of the variants is the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoleRefusal {
    /// Not a security administrator, or about oneself.
    #[error("FORBIDDEN")]
    Forbidden,
    /// Whoever proposed cannot approve.
    #[error("SAME_PERSON")]
    SamePerson,
    /// Not approved in time.
    #[error("PROPOSAL_EXPIRED")]
    Expired,
    /// The role does not hold in such a place.
    #[error("ROLE_SCOPE")]
    Scope,
    /// The account has it already.
    #[error("ROLE_HELD")]
    Held,
    /// The account has it not.
    #[error("ROLE_NOT_HELD")]
    NotHeld,
    /// It may not stand beside a role that the account has.
    #[error("{0}")]
    Apart(GrantRefusal),
}

/// Whether a role can hold in such a place.
pub const fn fits(role: Role, scope: &Scope) -> bool {
    match role {
        Role::Centre
        | Role::Expert
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin => {
            matches!(scope, Scope::Province)
        }
        Role::Organiser => matches!(scope, Scope::Session(_)),
        Role::Regulator => matches!(scope, Scope::City(_) | Scope::Province),
        Role::Liaison | Role::Manager => matches!(scope, Scope::Institution(_)),
        Role::Bidder | Role::Enterprise | Role::Service => {
            matches!(scope, Scope::Institution(_) | Scope::Province)
        }
    }
}

impl RoleChange {
    /// The roles of `account` after the change.
    ///
    /// # Errors
    /// [`RoleRefusal`] from [`RoleRefusal::Scope`] on: what [`check_grants`] refuses as well.
    pub fn apply(&self, account: &Account) -> Result<Vec<Grant>, RoleRefusal> {
        let mut grants = account.grants.clone();
        let held = grants.contains(&self.grant);
        match (self.step, held) {
            (RoleStep::Grant, _) if !fits(self.grant.role, &self.grant.scope) => {
                return Err(RoleRefusal::Scope);
            }
            (RoleStep::Grant, true) => return Err(RoleRefusal::Held),
            (RoleStep::Grant, false) => grants.push(self.grant.clone()),
            (RoleStep::Withdraw, false) => return Err(RoleRefusal::NotHeld),
            (RoleStep::Withdraw, true) => grants.retain(|grant| *grant != self.grant),
        }
        // Taking a role away never makes things worse, even where two stand together wrongly.
        if self.step == RoleStep::Grant {
            check_grants(&grants).map_err(RoleRefusal::Apart)?;
        }
        Ok(grants)
    }
}

/// A proposal that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleProposal {
    /// What is to happen.
    pub change: RoleChange,
    /// Why.
    pub reason: Reason,
    /// Who proposed.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

impl RoleProposal {
    /// Proposes a change of the roles of `about`.
    ///
    /// # Errors
    /// The first [`RoleRefusal`] that applies.
    pub fn new(
        change: RoleChange,
        about: &Account,
        reason: Reason,
        by: &Account,
        at: Timestamp,
    ) -> Result<Self, RoleRefusal> {
        may_grant(by, about)?;
        change.apply(about)?;
        Ok(Self {
            change,
            reason,
            by: by.id,
            at,
        })
    }

    /// When it can be approved no more.
    pub const fn expires_at(&self) -> Timestamp {
        self.at.plus_millis(PROPOSAL_VALID_MS)
    }

    /// Approves it: the roles of `about` as they are from now on. They are judged as they stand now,
    /// not as they stood when it was proposed.
    ///
    /// # Errors
    /// The first [`RoleRefusal`] that applies.
    pub fn approve(
        &self,
        about: &Account,
        by: &Account,
        at: Timestamp,
    ) -> Result<Vec<Grant>, RoleRefusal> {
        may_grant(by, about)?;
        if by.id == self.by {
            return Err(RoleRefusal::SamePerson);
        }
        if at >= self.expires_at() {
            return Err(RoleRefusal::Expired);
        }
        self.change.apply(about)
    }
}

fn may_grant(by: &Account, about: &Account) -> Result<(), RoleRefusal> {
    match by.may(Action::GrantRoles(about.id)) {
        true => Ok(()),
        false => Err(RoleRefusal::Forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{InstitutionId, SessionId};
    use crate::time::Date;

    const NOON: Timestamp = Date::of(2026, 11, 18).at(12, 0);

    fn account(id: i64, roles: &[Role]) -> Account {
        let grant = |role: &Role| Grant {
            role: *role,
            scope: Scope::Province,
        };
        Account {
            id: AccountId(id),
            login: format!("person{id}"),
            display_name: "某人（示例）".into(),
            institution: None,
            grants: roles.iter().map(grant).collect(),
            house_bot: false,
        }
    }

    fn change(step: RoleStep, role: Role) -> RoleChange {
        let scope = Scope::Province;
        let grant = Grant { role, scope };
        RoleChange { step, grant }
    }

    fn reason() -> Reason {
        Reason::parse("岗位调整").unwrap()
    }

    #[test]
    fn one_proposes_and_another_approves() {
        let (one, two) = (
            account(1, &[Role::SecurityAdmin]),
            account(2, &[Role::SecurityAdmin]),
        );
        let about = account(3, &[]);
        let wish = change(RoleStep::Grant, Role::Centre);
        let proposal = RoleProposal::new(wish, &about, reason(), &one, NOON).unwrap();
        assert_eq!(
            proposal.approve(&about, &one, NOON),
            Err(RoleRefusal::SamePerson)
        );
        let centre = account(4, &[Role::Centre]);
        assert_eq!(
            proposal.approve(&about, &centre, NOON),
            Err(RoleRefusal::Forbidden)
        );
        let late = proposal.expires_at();
        assert_eq!(
            proposal.approve(&about, &two, late),
            Err(RoleRefusal::Expired)
        );
        let roles = proposal
            .approve(&about, &two, late.plus_millis(-1))
            .unwrap();
        assert_eq!(roles, account(0, &[Role::Centre]).grants);
    }

    #[test]
    fn nobody_proposes_or_approves_for_himself() {
        let (one, two) = (
            account(1, &[Role::SecurityAdmin]),
            account(2, &[Role::SecurityAdmin]),
        );
        let wish = || change(RoleStep::Grant, Role::Centre);
        let own = RoleProposal::new(wish(), &one, reason(), &one, NOON);
        assert_eq!(own, Err(RoleRefusal::Forbidden));
        let about_two = RoleProposal::new(wish(), &two, reason(), &one, NOON).unwrap();
        assert_eq!(
            about_two.approve(&two, &two, NOON),
            Err(RoleRefusal::Forbidden)
        );
    }

    #[test]
    fn administrators_stay_apart_also_when_something_changed_meanwhile() {
        let (one, two) = (
            account(1, &[Role::SecurityAdmin]),
            account(2, &[Role::SecurityAdmin]),
        );
        let wish = change(RoleStep::Grant, Role::SystemAdmin);
        let system = account(3, &[Role::SecurityAdmin]);
        let refused = RoleProposal::new(wish.clone(), &system, reason(), &one, NOON);
        assert!(matches!(refused, Err(RoleRefusal::Apart(_))));
        let free = account(3, &[]);
        let proposal = RoleProposal::new(wish, &free, reason(), &one, NOON).unwrap();
        let since = account(3, &[Role::AuditAdmin]);
        assert!(matches!(
            proposal.approve(&since, &two, NOON),
            Err(RoleRefusal::Apart(_))
        ));
        // Two that stand together wrongly can be taken apart.
        let both = account(3, &[Role::AuditAdmin, Role::SystemAdmin]);
        let taken = change(RoleStep::Withdraw, Role::AuditAdmin).apply(&both);
        assert_eq!(taken, Ok(account(0, &[Role::SystemAdmin]).grants));
    }

    #[test]
    fn a_role_is_granted_once_and_taken_where_it_is() {
        let centre = account(3, &[Role::Centre]);
        let grant = change(RoleStep::Grant, Role::Centre);
        assert_eq!(grant.apply(&centre), Err(RoleRefusal::Held));
        let withdraw = change(RoleStep::Withdraw, Role::Expert);
        assert_eq!(withdraw.apply(&centre), Err(RoleRefusal::NotHeld));
    }

    #[test]
    fn every_role_holds_somewhere() {
        let places = [
            Scope::Institution(InstitutionId(1)),
            Scope::Session(SessionId(1)),
            Scope::City("3204".into()),
            Scope::Province,
        ];
        for role in Role::ALL {
            let held = places.iter().filter(|place| fits(*role, place)).count();
            assert!((1..=2).contains(&held), "{role}");
            let wrong = places.iter().find(|place| !fits(*role, place)).unwrap();
            let change = RoleChange {
                step: RoleStep::Grant,
                grant: Grant {
                    role: *role,
                    scope: wrong.clone(),
                },
            };
            assert_eq!(change.apply(&account(3, &[])), Err(RoleRefusal::Scope));
        }
    }
}
