//! One row of the record before it has its place in the chain.

use super::{Act, Class, ObjectKind};
use crate::accounts::{Account, Role};
use crate::ids::AccountId;
use crate::time::Timestamp;
use serde::Serialize;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The server, because an hour had come.
    Clock,
    /// The operator at the command line of the machine.
    Operator,
    /// Somebody who has no account, such as whoever signs an organisation up.
    Visitor,
    /// A person.
    Person {
        /// Whose account.
        id: AccountId,
        /// The codes of the roles held then, joined by `+`; empty for none.
        roles: String,
    },
}

impl Who {
    const CLOCK: &str = "CLOCK";
    const OPERATOR: &str = "OPERATOR";
    const VISITOR: &str = "VISITOR";

    /// The person behind `account`, with the roles held now.
    pub fn of(account: &Account) -> Self {
        let held = Role::ALL.iter().filter(|role| account.has(**role));
        let codes: Vec<&str> = held.map(|role| role.code()).collect();
        Self::Person {
            id: account.id,
            roles: codes.join("+"),
        }
    }

    /// Whose account; absent for the server and its operator.
    pub const fn person(&self) -> Option<AccountId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Clock | Self::Operator | Self::Visitor => None,
        }
    }

    /// In which role: codes joined by `+`, `CLOCK`, `OPERATOR` or `VISITOR`.
    pub fn roles(&self) -> &str {
        match self {
            Self::Clock => Self::CLOCK,
            Self::Operator => Self::OPERATOR,
            Self::Visitor => Self::VISITOR,
            Self::Person { roles, .. } => roles,
        }
    }

    /// Reads back what [`Self::person`] and [`Self::roles`] gave; `None` for anything else.
    pub fn stored(person: Option<AccountId>, roles: String) -> Option<Self> {
        match (person, roles.as_str()) {
            (Some(id), _) => Some(Self::Person { id, roles }),
            (None, Self::CLOCK) => Some(Self::Clock),
            (None, Self::OPERATOR) => Some(Self::Operator),
            (None, Self::VISITOR) => Some(Self::Visitor),
            (None, _) => None,
        }
    }
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Object {
    /// Which kind of thing.
    pub kind: ObjectKind,
    /// Which of them: the code of a lot, the number of anything else.
    pub id: String,
}

impl Object {
    /// The thing of this kind with this number or code.
    pub fn new(kind: ObjectKind, id: impl std::fmt::Display) -> Self {
        Self {
            kind,
            id: id.to_string(),
        }
    }

    /// The lot with this code.
    pub fn lot(code: impl std::fmt::Display) -> Self {
        Self::new(ObjectKind::Lot, code)
    }

    /// An account.
    pub fn account(id: AccountId) -> Self {
        Self::new(ObjectKind::Account, id)
    }
}

/// Who acts, when, and in which request: the same for every row of one use case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who.
    pub who: Who,
    /// When.
    pub at: Timestamp,
    /// Number of the request in the log.
    pub request: Option<String>,
}

impl Origin {
    /// A row about `object`; [`Entry::before`], [`Entry::after`] and [`Entry::because`] say the rest.
    pub fn entry(&self, act: Act, object: Object) -> Entry {
        Entry {
            at: self.at,
            who: self.who.clone(),
            act,
            object,
            before: None,
            after: None,
            reason: None,
            request: self.request.clone(),
        }
    }
}

/// One row of the record, before it has its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// What was done.
    pub act: Act,
    /// To what.
    pub object: Object,
    /// What it was before, JSON without secrets.
    pub before: Option<String>,
    /// What it is since, JSON without secrets.
    pub after: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Number of the request in the log.
    pub request: Option<String>,
}

impl Entry {
    /// Says what the object was before. Name each fact: no secret may slip in with a whole value.
    ///
    /// # Panics
    /// Never: values with text keys always serialise.
    #[must_use]
    pub fn before(mut self, facts: &impl Serialize) -> Self {
        self.before = Some(json(facts));
        self
    }

    /// Says what the object is since, as [`Self::before`] does.
    ///
    /// # Panics
    /// Never: values with text keys always serialise.
    #[must_use]
    pub fn after(mut self, facts: &impl Serialize) -> Self {
        self.after = Some(json(facts));
        self
    }

    /// Says why.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// How long it is kept at least.
    pub const fn class(&self) -> Class {
        self.object.kind.class()
    }

    /// What a search for words finds it by.
    pub fn search_text(&self) -> String {
        let texts = [&self.before, &self.after, &self.reason, &self.request];
        let texts = texts.into_iter().flatten().map(String::as_str);
        let known = [self.act.code(), self.act.form_label(), &self.object.id];
        known.into_iter().chain(texts).collect::<Vec<_>>().join(" ")
    }
}

fn json(facts: &impl Serialize) -> String {
    serde_json::to_string(facts).expect("facts have text keys and always serialise")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Grant, Scope};

    #[test]
    fn who_reads_back_what_was_stored() {
        let grant = |role| Grant {
            role,
            scope: Scope::Province,
        };
        let account = Account {
            id: AccountId(7),
            login: "someone".into(),
            display_name: "某人（示例）".into(),
            institution: None,
            grants: vec![
                grant(Role::Centre),
                grant(Role::Bidder),
                grant(Role::Centre),
            ],
            house_bot: false,
        };
        let person = Who::of(&account);
        assert_eq!(
            person.roles(),
            "BID+CTR",
            "each once, in the order of the table"
        );
        for who in [person, Who::Clock, Who::Operator, Who::Visitor] {
            let read = Who::stored(who.person(), who.roles().to_owned());
            assert_eq!(read, Some(who));
        }
        assert_eq!(
            Who::stored(None, "CTR".into()),
            None,
            "a role needs a person"
        );
    }
}
