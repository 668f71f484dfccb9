//! Accounts: sign-in with a password, the signed-in browser (login), who is asking.

use crate::random::hex;
use crate::step_up::put_proof;
use crate::{Error, Portal, Tx};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::accounts::{Account, Scope};
use domain::audit::{Act, Object};
use domain::sessions::Session;
use domain::time::Timestamp;
use domain::views::{AccountPage, DemoAccount, GrantLine, GrantPlace, SessionLink, Visitor};
use sha2::{Digest, Sha256};

/// A sign-in lasts this long, ms: 12 hours, a working day with its evening.
const LOGIN_MS: i64 = 12 * 3_600_000;

/// A hash that no password has: compared against when the login name is unknown, so that both
/// cases take the same time (S: no enumeration).
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$bHVvY2h1aS1ub2JvZHk$\
    0000000000000000000000000000000000000000000";

/// A fresh sign-in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The browser's secret; only its hash is stored.
    pub token: String,
    /// The account.
    pub account: Account,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Only the first half is done: the token opens nothing but the second
    /// ([`Portal::finish_sign_in`]).
    pub second_step: bool,
}

impl Portal {
    /// Signs in with name and password; where the account has a second factor, the first half of it.
    ///
    /// # Errors
    /// `LOGIN_WRONG` for an unknown name and for a wrong password alike.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, Error> {
        let found = self
            .store()
            .read()
            .await?
            .account_by_login(&login.trim().to_lowercase())
            .await?;
        let (account, hash) = match found {
            Some((account, hash)) => (Some(account), hash),
            None => (None, None),
        };
        let password = password.to_owned();
        let fits = tokio::task::spawn_blocking(move || verify(&password, hash.as_deref()))
            .await
            .map_err(|e| Error::Internal(e.to_string()))?;
        let account = account
            .filter(|_| fits)
            .ok_or(Error::invalid("LOGIN_WRONG"))?;
        if let Some(first_half) = self.begin_second_step(&account).await? {
            return Ok(first_half);
        }
        self.open_login(account).await
    }

    /// Signs somebody in whose identity is proven, which counts as a proof for the next minutes.
    pub(crate) async fn open_login(&self, account: Account) -> Result<SignedIn, Error> {
        let token = self.random().token::<32>();
        let now = self.now();
        let expires_at = now.plus_millis(LOGIN_MS);
        let (store, id, hash) = (self.store().clone(), account.id, token_hash(&token));
        let origin = self.by(&account);
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.delete_expired_logins(now).await?;
            tx.insert_login(hash.as_bytes(), id, now, expires_at)
                .await?;
            put_proof(&mut tx, &hash, id, now).await?;
            tx.audit(origin.entry(Act::SignIn, Object::account(id)));
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(SignedIn {
            token,
            account,
            expires_at,
            second_step: false,
        })
    }

    /// Ends a sign-in. Ending one that is over already is no error.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let (portal, hash) = (self.clone(), token_hash(token));
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            if let Some(account) = tx.login(hash.as_bytes(), portal.now()).await? {
                tx.delete_login(hash.as_bytes()).await?;
                let origin = portal.by(&account);
                tx.audit(origin.entry(Act::SignOut, Object::account(account.id)));
                tx.commit().await?;
            }
            portal.logins().forget(&hash);
            Ok(())
        })
        .await
    }

    /// The account with this name, for the operator at the command line.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, Error> {
        let found = self.store().read().await?.account_by_login(login).await?;
        Ok(found.map(|(account, _)| account))
    }

    /// The account behind a browser's token, if the sign-in still lasts.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn account_of(&self, token: &str) -> Result<Option<Account>, Error> {
        let (hash, now) = (token_hash(token), self.now());
        if let Some(account) = self.logins().get(&hash, now) {
            return Ok(Some(account));
        }
        let mut tx = self.store().read().await?;
        let mut found = tx.login(hash.as_bytes(), now).await?;
        if let Some(account) = &mut found {
            self.hold_back(&mut tx, account).await?;
            self.logins().keep(hash, account.clone(), now);
        }
        Ok(found)
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
        Ok(Visitor {
            account: who.cloned(),
            hosted,
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
async fn place_of(tx: &mut Tx, scope: &Scope) -> Result<Option<GrantPlace>, Error> {
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

/// The argon2id hash of a password in PHC form.
///
/// # Errors
/// Only faults of ours.
pub fn hash_password(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|e| Error::Internal(e.to_string()))
}

/// Whether a password is the one of a hash; without a hash no, after the same time.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NO_PASSWORD)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && hash.is_some()
}

/// What is stored of a token: 256 random bits need no salt.
pub(crate) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hashed_with_their_own_salt() {
        let (one, two) = (
            hash_password("示例").unwrap(),
            hash_password("示例").unwrap(),
        );
        assert!(one.starts_with("$argon2id$") && one != two);
        assert!(verify("示例", Some(&one)) && !verify("别的", Some(&one)));
    }

    #[test]
    fn nobody_has_a_hash_that_parses_and_fits_nothing() {
        assert!(
            PasswordHash::new(NO_PASSWORD).is_ok(),
            "else unknown names would answer faster"
        );
        assert!(!verify("", None));
    }
}
