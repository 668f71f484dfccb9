//! Signing in and out, and who is behind the token of a browser.

use super::guesses::Guess;
use super::logins::Known;
use super::token_hash;
use crate::step_up::put_proof;
use crate::{Error, Portal, Tx};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::{AccountId, LoginId};
use domain::logins::{Device, masked};
use domain::time::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use store::NewLogin;

/// The browser that asks, as far as the server knows it.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Its address, past the proxies of ours; nothing when unknown.
    pub address: Option<IpAddr>,
    /// What it says it is.
    pub device: Device,
    /// The secret by which accounts know the device again; kept in a cookie of its own.
    pub device_token: Option<String>,
    /// The sign-in that it has.
    pub login: Option<LoginId>,
}

impl Client {
    /// What an account knows this device by; nothing for a browser without a secret. It covers the
    /// account, so that nothing tells that two people share a browser.
    pub(super) fn device_hash(&self, account: AccountId) -> Option<Vec<u8>> {
        let token = self.device_token.as_deref()?;
        Some(device_hash(account, token))
    }
}

fn device_hash(account: AccountId, token: &str) -> Vec<u8> {
    Sha256::digest(format!("{account}\n{token}")).to_vec()
}

/// A fresh sign-in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The browser's secret; only its hash is stored.
    pub token: String,
    /// The secret by which the account knows this device from now on.
    pub device_token: String,
    /// The account.
    pub account: Account,
    /// When it ends however it is used.
    pub expires_at: Timestamp,
    /// Only the first half is done: the token opens nothing but the second
    /// ([`Portal::finish_sign_in`]).
    pub second_step: bool,
}

/// What a right password leaves to be written.
pub(crate) struct RightPassword {
    /// It was counted as a guess.
    guess: Guess,
    /// The stored hash and the one that takes its place, when it was made with weaker parameters.
    renewal: Option<(String, String)>,
}

impl RightPassword {
    /// Takes the guess back and renews the hash; answers whether there was one to renew.
    ///
    /// # Errors
    /// Only faults of ours.
    pub(crate) async fn note(&self, tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
        self.guess.was_none(tx).await?;
        match &self.renewal {
            Some((old, new)) => Ok(tx.replace_password_hash(account, old, new).await?),
            None => Ok(false),
        }
    }
}

/// Who is behind a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedInAs {
    /// The sign-in.
    pub login: LoginId,
    /// The account.
    pub account: Account,
    /// When the sign-in is over if it is not used until then.
    pub ends_at: Timestamp,
}

impl Portal {
    /// Signs in with name and password; where the account has a second factor, the first half of it.
    /// The sign-in that the browser had is ended.
    ///
    /// # Errors
    /// `LOGIN_WRONG` for an unknown name and for a wrong password alike; `SIGN_IN_WAIT` with the
    /// `seconds` to wait after too many of those; `SIGN_IN_BUSY` when too many sign in at once.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, Error> {
        let name = login.trim().to_lowercase();
        let found = self.store().read().await?.account_by_login(&name).await?;
        let (account, hash) = match found {
            Some((account, hash)) => (Some(account), hash),
            None => (None, None),
        };
        let guess = self.guess(&name, account.as_ref().map(|a| a.id)).await?;
        let seat = self.hashing().seat().await?;
        self.count(&guess).await?;
        let compared = seat.compare(password.to_owned(), hash.clone()).await?;
        drop(seat);
        let account = account
            .filter(|_| compared.fits)
            .ok_or(Error::invalid("LOGIN_WRONG"))?;
        let renewal = hash.zip(compared.renewed);
        let right = RightPassword { guess, renewal };
        match self
            .store()
            .read()
            .await?
            .has_second_factor(account.id)
            .await?
        {
            true => self.begin_second_step(account, right).await,
            false => self.open_login(account, Some(right)).await,
        }
    }

    /// Signs somebody in whose identity is proven, which counts as a proof for the next minutes.
    pub(crate) async fn open_login(
        &self,
        account: Account,
        right: Option<RightPassword>,
    ) -> Result<SignedIn, Error> {
        let (token, now) = (self.random().token::<32>(), self.now());
        let client = self.client().clone();
        let device_token = client.device_token.clone();
        let device_token = device_token.unwrap_or_else(|| self.random().token::<16>());
        let expires_at = now.plus_millis(self.limits(&account).absolute_ms);
        let (store, id, origin) = (self.store().clone(), account.id, self.by(&account));
        let (token_hash, device_hash) = (token_hash(&token), device_hash(id, &device_token));
        let ended = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let address = client.address.map(masked).unwrap_or_default();
                tx.insert_login(NewLogin {
                    token_hash: token_hash.as_bytes(),
                    account: id,
                    made_at: now,
                    expires_at,
                    device: client.device,
                    address: &address,
                })
                .await?;
                tx.know_device(id, &device_hash, now).await?;
                put_proof(&mut tx, &token_hash, id, now).await?;
                let renewed = match right {
                    Some(right) => right.note(&mut tx, id).await?,
                    None => false,
                };
                // A sign-in has a token of its own, whatever the browser came with (S-08).
                let ended = match client.login {
                    Some(before) => tx.end_login_of_anybody(before, now).await?,
                    None => false,
                };
                let entry = origin.entry(Act::SignIn, Object::account(id));
                tx.audit(entry.after(&json!({
                    "address": address,
                    "device": client.device.to_code(),
                    "hash_renewed": renewed,
                })));
                tx.commit().await?;
                Ok(client.login.filter(|_| ended))
            })
            .await?;
        self.end_streams_of(&ended.into_iter().collect::<Vec<_>>());
        Ok(SignedIn {
            token,
            device_token,
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
            let now = portal.now();
            let mut tx = portal.store().audited().await?;
            if let Some(login) = tx.login(hash.as_bytes(), now).await? {
                let account = login.account;
                tx.end_login(account.id, login.id, now).await?;
                let origin = portal.by(&account);
                tx.audit(origin.entry(Act::SignOut, Object::account(account.id)));
                tx.commit().await?;
                portal.end_streams_of(&[login.id]);
            }
            portal.recent_logins().forget(&hash);
            Ok(())
        })
        .await
    }

    /// Who is behind a browser's token, if the sign-in still lasts: it was not ended, and has reached
    /// neither its absolute nor its idle limit. It counts as used.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn login_of(&self, token: &str) -> Result<Option<SignedInAs>, Error> {
        let (hash, now) = (token_hash(token), self.now());
        if let Some(known) = self.recent_logins().get(&hash, now) {
            return Ok(Some(known));
        }
        let mut tx = self.store().read().await?;
        let Some(stored) = tx.login(hash.as_bytes(), now).await? else {
            return Ok(None);
        };
        let limits = self.limits(&stored.account);
        let seen_at = self.seen().last(stored.id, stored.seen_at);
        if limits.end(stored.made_at, seen_at) <= now {
            return Ok(None);
        }
        self.seen().note(stored.id, stored.seen_at, now);
        let mut account = stored.account;
        self.hold_back(&mut tx, &mut account).await?;
        if self
            .is_password_due(&mut tx, account.id, stored.made_at)
            .await?
        {
            account.grants.clear();
        }
        let known: Known = SignedInAs {
            login: stored.id,
            account,
            ends_at: limits.end(stored.made_at, now),
        };
        self.recent_logins().keep(hash, known.clone(), now);
        Ok(Some(known))
    }

    /// The account behind a browser's token, as [`Self::login_of`].
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn account_of(&self, token: &str) -> Result<Option<Account>, Error> {
        Ok(self.login_of(token).await?.map(|known| known.account))
    }
}
