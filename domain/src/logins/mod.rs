//! Sign-ins (登录): a signed-in browser, how long it stays one, what its owner is told of it, and how
//! guesses at passwords are slowed down (reliability.md S-07, S-08).

mod address;
mod device;
mod throttle;

pub use address::{Network, masked};
pub use device::{Browser, Device, System};
pub use throttle::{Brake, Bucket, Level, brake};

use crate::accounts::{Account, Role};
use crate::ids::LoginId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A sign-in is noted as used when the last note is older than this, ms: a request does not write.
/// Idle limits are far above it.
pub const SEEN_EVERY_MS: i64 = MINUTE_MS;

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Identity.
    pub id: LoginId,
    /// When the password was typed.
    pub made_at: Timestamp,
    /// When it was last used, to the minute or so ([`SEEN_EVERY_MS`]).
    pub seen_at: Timestamp,
    /// What it runs on.
    pub device: Device,
    /// Where it came from, without the last part; empty when that is not known.
    pub address: String,
}

/// How long a sign-in lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Without being used, ms.
    pub idle_ms: i64,
    /// However it is used, ms.
    pub absolute_ms: i64,
}

impl Limits {
    /// For whoever sees or decides what others must not: staff, organisers, administrators.
    pub const STAFF: Self = Self {
        idle_ms: HOUR_MS,
        absolute_ms: 12 * HOUR_MS,
    };
    /// For everybody else. A bidder who watches one auction to its end touches nothing for long.
    pub const USUAL: Self = Self {
        idle_ms: 4 * HOUR_MS,
        absolute_ms: 12 * HOUR_MS,
    };

    /// Those of an account: the strictest of its roles.
    pub fn of(account: &Account) -> Self {
        let watched = [
            Role::Organiser,
            Role::Centre,
            Role::Regulator,
            Role::SystemAdmin,
            Role::SecurityAdmin,
            Role::AuditAdmin,
        ];
        match watched.iter().any(|role| account.has(*role)) {
            true => Self::STAFF,
            false => Self::USUAL,
        }
    }

    /// The same, idle for no longer than `most` ms where the portal says so
    /// ([`PasswordProfile`](crate::passwords::PasswordProfile)).
    #[must_use]
    pub fn within(self, most: Option<i64>) -> Self {
        Self {
            idle_ms: most.map_or(self.idle_ms, |most| self.idle_ms.min(most)),
            ..self
        }
    }

    /// When a sign-in that was made and last used then is over.
    pub fn end(self, made_at: Timestamp, seen_at: Timestamp) -> Timestamp {
        let absolute = made_at.plus_millis(self.absolute_ms);
        absolute.min(seen_at.plus_millis(self.idle_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Grant, Scope};
    use crate::ids::AccountId;
    use crate::time::Date;

    fn holding(roles: &[Role]) -> Account {
        let grant = |role: &Role| Grant {
            role: *role,
            scope: Scope::Province,
        };
        Account {
            id: AccountId(1),
            login: "anna".into(),
            display_name: "安娜（示例）".into(),
            institution: None,
            grants: roles.iter().map(grant).collect(),
            house_bot: false,
        }
    }

    #[test]
    fn one_role_that_decides_is_enough_for_the_short_limit() {
        assert_eq!(Limits::of(&holding(&[])), Limits::USUAL);
        assert_eq!(Limits::of(&holding(&[Role::Bidder])), Limits::USUAL);
        let both = holding(&[Role::Bidder, Role::SecurityAdmin]);
        assert_eq!(Limits::of(&both), Limits::STAFF);
    }

    #[test]
    fn the_earlier_of_both_limits_ends_it() {
        let made = Date::of(2026, 11, 18).at(9, 0);
        let later = |hours: i64| made.plus_millis(hours * HOUR_MS);
        let limits = Limits::STAFF;
        assert_eq!(limits.end(made, made), later(1));
        assert_eq!(limits.end(made, later(5)), later(6));
        assert_eq!(limits.end(made, later(12)), later(12), "used to the end");
        for limits in [Limits::STAFF, Limits::USUAL] {
            assert!(limits.idle_ms >= 20 * SEEN_EVERY_MS && limits.idle_ms < limits.absolute_ms);
        }
    }
}
