//! Accounts (账号), their roles and where each role holds (domain.md §1 users, §3.4, §3.7).

// Whoever asks an account whether it may, names the action beside it.
pub use crate::permissions::Action;

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
        /// Looks after the people of an organisation.
        Manager = "MGR" / "单位管理员",
        Regulator = "REG" / "主管部门",
        /// Keeps the portal running; one of the three administrators (reliability.md C-02).
        SystemAdmin = "SYS" / "系统管理员",
        /// Looks after accounts and roles.
        SecurityAdmin = "SEC" / "安全管理员",
        /// Reads the audit log, and nothing else.
        AuditAdmin = "AUD" / "审计管理员",
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

impl Account {
    /// True when the account holds `role` anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The sessions that the account hosts.
    pub fn hosted(&self) -> impl Iterator<Item = SessionId> {
        let hosts = |grant: &Grant| match grant.scope {
            Scope::Session(id) if grant.role == Role::Organiser => Some(id),
            _ => None,
        };
        self.grants.iter().filter_map(hosts)
    }
}
