//! Read models of a person's own page.

use super::SessionLink;
use crate::accounts::{Account, Role};
use crate::ids::LoginId;
use crate::logins::{Limits, Login};
use crate::time::Timestamp;
use crate::tokens::ApiToken;
use serde::{Deserialize, Serialize};

/// Who somebody is on the portal, and what his programs may do in his name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// The account.
    pub account: Account,
    /// Name of the institution that the person belongs to.
    pub institution: Option<String>,
    /// Every role with the place where it holds, as they were granted.
    pub grants: Vec<GrantLine>,
    /// Tokens that have not expired, newest first; at most
    /// [`TOKENS_MAX`](crate::tokens::TOKENS_MAX).
    pub tokens: Vec<ApiToken>,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// Where an account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityPage {
    /// The account.
    pub account: Account,
    /// Its sign-ins that last, the one that asks first, then the newest.
    pub logins: Vec<Login>,
    /// The one that asks.
    pub this: Option<LoginId>,
    /// How long they last.
    pub limits: Limits,
    /// Another password has to be chosen before anything else.
    pub password_due: bool,
    /// The server's clock.
    pub server_now: Timestamp,
}

/// A role with the place where it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantLine {
    /// What the person may be.
    pub role: Role,
    /// Where.
    pub place: GrantPlace,
}

/// Where a role holds: an [`accounts::Scope`](crate::accounts::Scope) with the names that people
/// read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum GrantPlace {
    /// The affairs of the institution with this name.
    Institution(String),
    /// One industry session.
    Session(SessionLink),
    /// One of the thirteen cities, by its four-digit code.
    City(String),
    /// The whole province.
    Province,
}
