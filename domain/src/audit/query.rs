//! What is asked of the record, and what it answers.

use super::{Act, ObjectKind};
use crate::ids::AccountId;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Whose rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorFilter {
    /// Of the server and its operator.
    Machine,
    /// Of one person.
    Person(AccountId),
}

/// Which rows are looked for; everything that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// The name that the actor signs in with; `-` for the server itself; empty for everybody.
    pub actor: String,
    /// What was done.
    pub act: Option<Act>,
    /// To which kind of thing.
    pub kind: Option<ObjectKind>,
    /// To which of them; empty for all.
    pub object: String,
    /// From this day on, Beijing time.
    pub from: Option<Date>,
    /// Until this day, which counts.
    pub until: Option<Date>,
    /// Words; empty for all.
    pub q: String,
    /// The page begins below this number.
    pub below: Option<u64>,
}

impl Query {
    /// What stands for the server in [`Query::actor`].
    pub const MACHINE: &str = "-";

    /// The rows about one thing.
    pub fn about(kind: ObjectKind, object: impl std::fmt::Display) -> Self {
        Self {
            kind: Some(kind),
            object: object.to_string(),
            ..Self::default()
        }
    }

    /// Whether rows are left out.
    pub fn filters(&self) -> bool {
        let whole = Self {
            below: self.below,
            ..Self::default()
        };
        *self != whole
    }

    /// The first instant that counts.
    pub fn starts_at(&self) -> Option<Timestamp> {
        self.from.map(|day| day.at(0, 0))
    }

    /// The first instant that does not count any more.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.until.map(|day| day.plus_days(1).at(0, 0))
    }
}

/// A row of the record as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Whose account; absent for the server and its operator.
    pub actor: Option<AccountId>,
    /// The name the actor signs in with now.
    pub login: Option<String>,
    /// The actor's name now.
    pub name: Option<String>,
    /// The roles held then: codes joined by `+`, `CLOCK`, `OPERATOR` or `VISITOR`.
    pub roles: String,
    /// What was done.
    pub act: Act,
    /// To which kind of thing.
    pub kind: ObjectKind,
    /// To which of them.
    pub object: String,
    /// What it was before, JSON.
    pub before: Option<String>,
    /// What it is since, JSON.
    pub after: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Number of the request in the log.
    pub request: Option<String>,
    /// The hash of its link, 64 hexadecimal digits.
    pub hash: String,
}

/// A page of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The rows, newest first.
    pub rows: Vec<AuditRow>,
    /// The next page begins below this number; absent on the last one.
    pub next: Option<u64>,
}
