//! Accounts (账号), their roles and where each role holds (domain.md §1 users, §3.4, §3.7).

use crate::ids::{AccountId, InstitutionId, SessionId};
use serde::{Deserialize, Serialize};

codes! {
    /// What a person may be on the portal. The public (`PUB`) has no account and no role.
    Role {
        Bidder = "BID" / "竞买人",
        Liaison = "LIA" / "活动联络员",
        Organiser = "ORG" / "承办单位",
        Centre = "CTR" / "省技术产权交易市场",
        Expert = "EXP" / "专家",
        Enterprise = "ENT" / "企业",
        Service = "SVC" / "服务机构",
        Regulator = "REG" / "主管部门",
    }
}

/// Where a role holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Scope {
    /// The affairs of one institution.
    Institution(InstitutionId),
    /// One industry session.
    Session(SessionId),
    /// One of the thirteen cities, by its four-digit code (`3204`).
    City(String),
    /// The whole province.
    Province,
}

/// One role with its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What the person may be.
    pub role: Role,
    /// Where that holds.
    pub scope: Scope,
}

/// A person's account. Passwords and contacts are kept apart and never leave the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// The name typed at sign-in: 3–40 characters of `a–z 0–9 . _ -`.
    pub login: String,
    /// The name shown to the person and to staff, never to the public.
    pub display_name: String,
    /// The institution the person belongs to.
    pub institution: Option<InstitutionId>,
    /// Roles with their scopes.
    pub grants: Vec<Grant>,
    /// A house bot of the practice lots; it never bids on real lots.
    pub house_bot: bool,
}

/// Who did something: a person, or the clock of the server when an hour had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Actor {
    /// The server, on time.
    Clock,
    /// A person.
    Person(AccountId),
}

impl Actor {
    /// The person, unless it was the clock.
    pub const fn person(self) -> Option<AccountId> {
        match self {
            Self::Clock => None,
            Self::Person(id) => Some(id),
        }
    }
}

/// What somebody wants to do. The table below is the only place that says who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Bid on lots (after enrolment on the lot).
    Bid,
    /// Import or write lots for an institution.
    SubmitLots(InstitutionId),
    /// Publish lots and put them into rounds.
    PublishLots,
    /// Create and close rounds.
    ManageRounds,
    /// Edit and publish the page of a session.
    EditSession(SessionId),
    /// See the reserve price of a lot of this institution.
    SeeReserve(InstitutionId),
    /// Ask for, or approve, a suspension, resumption, cancellation or void (bidding.md C.7, C.8);
    /// it always takes two of those who may.
    Intervene,
    /// Confirm that deposits have come in, and that they have gone back (bidding.md C.7).
    KeepDeposits,
    /// Move a lot on after its round: confirm the deal, record the contract and the registers, lead
    /// it through negotiation and publicity, put it up again (bidding.md C.7).
    KeepDeals,
    /// Withdraw a lot of this institution before bidding opens: the consignor's right alone
    /// (bidding.md C.7; 拍卖法 29).
    WithdrawLot(InstitutionId),
}

impl Account {
    /// True when the account holds `role` anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    fn holds(&self, role: Role, scope: &Scope) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.role == role && grant.scope == *scope)
    }

    /// Whether this account may do `action` (domain.md §3.7); everything not listed is refused.
    pub fn may(&self, action: Action) -> bool {
        let centre = self.has(Role::Centre);
        match action {
            // An enterprise bids as a bidder; staff and organisers never do.
            Action::Bid => {
                (self.has(Role::Bidder) || self.has(Role::Enterprise))
                    && !centre
                    && !self.has(Role::Organiser)
            }
            Action::SubmitLots(of) | Action::SeeReserve(of) => {
                centre || self.holds(Role::Liaison, &Scope::Institution(of))
            }
            Action::WithdrawLot(of) => self.holds(Role::Liaison, &Scope::Institution(of)),
            Action::PublishLots
            | Action::ManageRounds
            | Action::Intervene
            | Action::KeepDeposits
            | Action::KeepDeals => centre,
            Action::EditSession(of) => centre || self.holds(Role::Organiser, &Scope::Session(of)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(grants: &[(Role, Scope)]) -> Account {
        Account {
            id: AccountId(1),
            login: "someone".into(),
            display_name: "某人（示例）".into(),
            institution: None,
            grants: grants
                .iter()
                .map(|(role, scope)| Grant {
                    role: *role,
                    scope: scope.clone(),
                })
                .collect(),
            house_bot: false,
        }
    }

    #[test]
    fn the_permission_table() {
        let own = Scope::Institution(InstitutionId(7));
        let liaison = account(&[(Role::Liaison, own.clone())]);
        assert!(liaison.may(Action::SubmitLots(InstitutionId(7))));
        assert!(!liaison.may(Action::SubmitLots(InstitutionId(8))));
        assert!(!liaison.may(Action::Bid));
        assert!(!liaison.may(Action::PublishLots));
        assert!(liaison.may(Action::WithdrawLot(InstitutionId(7))));
        assert!(!liaison.may(Action::WithdrawLot(InstitutionId(8))));

        let organiser = account(&[(Role::Organiser, Scope::Session(SessionId(3)))]);
        assert!(organiser.may(Action::EditSession(SessionId(3))));
        assert!(!organiser.may(Action::EditSession(SessionId(4))));

        let centre = account(&[(Role::Centre, Scope::Province)]);
        assert!(centre.may(Action::PublishLots) && centre.may(Action::ManageRounds));
        assert!(centre.may(Action::EditSession(SessionId(4))));
        assert!(!centre.may(Action::Bid));
        assert!(centre.may(Action::Intervene) && centre.may(Action::KeepDeposits));
        assert!(centre.may(Action::KeepDeals) && !liaison.may(Action::KeepDeals));
        assert!(!centre.may(Action::WithdrawLot(InstitutionId(7))));

        assert!(account(&[(Role::Bidder, own.clone())]).may(Action::Bid));
        assert!(account(&[(Role::Enterprise, own.clone())]).may(Action::Bid));
        assert!(!account(&[(Role::Bidder, own), (Role::Centre, Scope::Province)]).may(Action::Bid));
        assert!(!account(&[]).may(Action::Bid));
    }

    #[test]
    fn every_role_alone_gets_only_its_row() {
        let actions = [
            Action::Bid,
            Action::SubmitLots(InstitutionId(9)),
            Action::PublishLots,
            Action::ManageRounds,
            Action::EditSession(SessionId(9)),
            Action::SeeReserve(InstitutionId(9)),
            Action::Intervene,
            Action::KeepDeposits,
            Action::KeepDeals,
            Action::WithdrawLot(InstitutionId(9)),
        ];
        for role in Role::ALL {
            let who = account(&[(*role, Scope::Province)]);
            let allowed = actions.iter().filter(|a| who.may(**a)).count();
            let expected = match role {
                Role::Centre => 8,
                Role::Bidder | Role::Enterprise => 1,
                _ => 0,
            };
            assert_eq!(allowed, expected, "{role}");
        }
    }
}
