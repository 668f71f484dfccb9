//! Accounts: who is asking, his own page. Signing in stands in [`sign_in`], what becomes of a signed-in
//! browser in [`logins`], passwords in [`passwords`], guesses at them in [`guesses`].

mod guessed;
mod guesses;
pub(crate) mod logins;
mod passwords;
mod profile;
mod sign_in;

pub use logins::keep_logins;
pub(crate) use logins::{Known, Seen};
pub(crate) use passwords::Hashing;
pub use passwords::hash_password;
pub(crate) use sign_in::RightPassword;
pub use sign_in::{Client, SignedIn, SignedInAs};

use crate::random::hex;
use crate::recent::Recent;
use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Scope};
use domain::sessions::Session;
use domain::views::{AccountPage, DemoAccount, GrantLine, GrantPlace, SessionLink, Visitor};
use sha2::{Digest, Sha256};
use std::sync::Arc;

impl Portal {
    /// The same portal, asked by this browser.
    #[must_use]
    pub fn for_client(mut self, client: Client) -> Self {
        self.caller_mut().client = client;
        self
    }

    pub(crate) fn client(&self) -> &Client {
        &self.caller.client
    }

    pub(crate) fn recent_logins(&self) -> &Recent<Known> {
        &self.inner.logins
    }

    pub(crate) fn seen(&self) -> &Seen {
        &self.inner.seen
    }

    pub(crate) fn hashing(&self) -> &Arc<Hashing> {
        &self.inner.hashing
    }

    /// The account with this name, for the operator at the command line.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, Error> {
        let found = self.store().read().await?.account_by_login(login).await?;
        Ok(found.map(|(account, _)| account))
    }

    /// What the page header needs to know of the person.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn visitor(&self, who: Option<&Account>) -> Result<Visitor, Error> {
        let mut hosted = Vec::new();
        let ids: Vec<_> = who.into_iter().flat_map(Account::hosted).collect();
        if !ids.is_empty() {
            let found = self.store().read().await?.sessions_by_ids(&ids).await?;
            hosted = ids
                .iter()
                .filter_map(|id| found.get(id))
                .map(link)
                .collect();
        }
        let unread = match who {
            Some(account) => self.unread_notices(account).await?,
            None => 0,
        };
        let follows = match who {
            Some(account) => self.followed(account).await?,
            None => Vec::new(),
        };
        Ok(Visitor {
            account: who.cloned(),
            hosted,
            unread,
            follows,
            demo: self.settings().demo,
            site: self.settings().site.clone(),
        })
    }

    /// The person's own page: roles with the names of their places, and tokens.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn account_page(&self, account: &Account) -> Result<AccountPage, Error> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let institution = match account.institution {
            Some(id) => tx.institution(id).await?.map(|found| found.name),
            None => None,
        };
        let mut grants = Vec::new();
        for grant in &account.grants {
            // A place that is gone opens nothing any more: its role is not shown either.
            if let Some(place) = place_of(&mut tx, &grant.scope).await? {
                let role = grant.role;
                grants.push(GrantLine { role, place });
            }
        }
        Ok(AccountPage {
            institution,
            grants,
            tokens: tx.tokens(account.id, now).await?,
            account: account.clone(),
            server_now: now,
        })
    }

    /// The demo accounts with their password; none outside demo mode.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, Error> {
        if !self.settings().demo {
            return Ok(Vec::new());
        }
        let accounts = self.store().read().await?.demo_accounts().await?;
        let password = &self.settings().demo_password;
        Ok(accounts
            .into_iter()
            .map(|account| DemoAccount {
                login: account.login,
                display_name: account.display_name,
                password: password.clone(),
            })
            .collect())
    }
}

/// A scope with the name of its place; nothing when the place is gone.
pub(crate) async fn place_of(tx: &mut Tx, scope: &Scope) -> Result<Option<GrantPlace>, Error> {
    Ok(match scope {
        Scope::Institution(id) => {
            let found = tx.institution(*id).await?;
            found.map(|found| GrantPlace::Institution(found.name))
        }
        Scope::Session(id) => {
            let found = tx.session(*id).await?;
            found.map(|found| GrantPlace::Session(link(&found)))
        }
        Scope::City(code) => Some(GrantPlace::City(code.clone())),
        Scope::Province => Some(GrantPlace::Province),
    })
}

fn link(session: &Session) -> SessionLink {
    SessionLink {
        id: session.id,
        slug: session.slug.clone(),
        title: session.title.clone(),
    }
}

/// What is stored of a token: 256 random bits need no salt.
pub(crate) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
