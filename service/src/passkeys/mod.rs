//! Passkeys (通行密钥): adding, naming and removing them, the second step of a sign-in and proofs of
//! identity with them (reliability.md S-03). The steps of WebAuthn are those of `webauthn-rs`; what is
//! here is whose challenge it is, how long it waits, and that it is answered once.
//!
//! A challenge belongs to the sign-in that asked for it, by the hash of its token, and to one purpose.
//! It lies in the database and not in this process: the answer may come to another one.

mod answers;
#[cfg(test)]
mod fuzz;

pub(crate) use answers::{Answer, try_passkey};

use crate::accounts::token_hash;
use crate::bidding::change_standings;
use crate::step_up::put_proof;
use crate::tries::Given;
use crate::{Error, Portal, SignedIn, Tx};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::{AccountId, PasskeyId};
use domain::passkeys::{ANSWER_MAX, CHALLENGE_MS, Ceremony, PASSKEYS_MAX, named, relying_party};
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use store::{NewPasskey, StoredPasskey};
use webauthn_rs::prelude::{
    Passkey, PasskeyRegistration, RegisterPublicKeyCredential, Url, Uuid, Webauthn,
    WebauthnBuilder, WebauthnError,
};

/// # Errors
/// `PASSKEY_FORM`.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let read = (text.len() <= ANSWER_MAX).then(|| serde_json::from_str(text).ok());
    read.flatten().ok_or(Error::invalid("PASSKEY_FORM"))
}

fn written<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

fn fault(error: WebauthnError) -> Error {
    Error::Internal(error.to_string())
}

/// What authenticators keep beside a key instead of a name.
fn handle(account: AccountId) -> Uuid {
    Uuid::from_u128(u128::from(account.get().unsigned_abs()))
}

/// The keys of stored passkeys; one that cannot be read is a fault of ours.
fn keys(stored: &[StoredPasskey]) -> Result<Vec<Passkey>, Error> {
    let key = |one: &StoredPasskey| {
        let key = serde_json::from_str(&one.document);
        key.map_err(|error| Error::Internal(format!("passkey {}: {error}", one.passkey.id)))
    };
    stored.iter().map(key).collect()
}

fn stale(now: Timestamp) -> Timestamp {
    now.plus_millis(-CHALLENGE_MS)
}

impl Portal {
    /// Whether browsers give passkeys to the address of this portal.
    pub(crate) fn passkeys_work(&self) -> bool {
        self.relying_party().is_ok()
    }

    /// # Errors
    /// `PASSKEY_NO_ADDRESS` where the portal was not told its address, or has one without a name.
    pub(crate) fn relying_party(&self) -> Result<Webauthn, Error> {
        let none = || Error::invalid("PASSKEY_NO_ADDRESS");
        let (public, local) = (
            &self.settings().public_origin,
            &self.settings().local_origin,
        );
        let origin = public.as_ref().or(local.as_ref()).ok_or_else(none)?;
        let host = relying_party(origin).ok_or_else(none)?;
        let address = Url::parse(origin).map_err(|_| none())?;
        let wait = Duration::from_millis(CHALLENGE_MS.unsigned_abs());
        let builder = WebauthnBuilder::new(host, &address).map_err(fault)?;
        builder.timeout(wait).build().map_err(fault)
    }

    /// Keeps a challenge for a sign-in until it is answered.
    async fn put_challenge(
        &self,
        (login, ceremony): (Arc<str>, Ceremony),
        account: AccountId,
        document: String,
    ) -> Result<(), Error> {
        let (store, now) = (self.store().clone(), self.now());
        self.durable(async move {
            // tidy-allow(audit): it opens nothing; what is answered to it has its row
            let mut tx = store.write().await?;
            let of = (login.as_bytes(), ceremony);
            tx.put_challenge(of, account, &document, now, stale(now))
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Asks a new passkey of the account to introduce itself. Answers what the browser hands to its
    /// authenticators: `PublicKeyCredentialCreationOptions` as JSON (WebAuthn §5.4).
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`; `LoginRequired` for whoever is no browser; `PASSKEY_NO_ADDRESS`;
    /// `PASSKEY_TOO_MANY` when the account has ten.
    pub async fn begin_passkey(&self, account: &Account) -> Result<String, Error> {
        self.require_proof(account).await?;
        let login = self.caller.login.clone().ok_or(Error::LoginRequired)?;
        let party = self.relying_party()?;
        let held = self.store().read().await?.passkeys(account.id).await?;
        if held.len() >= PASSKEYS_MAX {
            return Err(Error::invalid("PASSKEY_TOO_MANY"));
        }
        let shown = match account.display_name.trim() {
            "" => &account.login,
            name => name,
        };
        let held = held.into_iter().map(|one| one.credential).collect();
        let begun =
            party.start_passkey_registration(handle(account.id), &account.login, shown, Some(held));
        let (options, state) = begun.map_err(fault)?;
        let of = (login, Ceremony::Register);
        self.put_challenge(of, account.id, written(&state)?).await?;
        written(&options)
    }

    /// Adds the passkey that introduced itself; every other sign-in of the account ends. Where it is
    /// the first factor, the answer has recovery codes, which are shown this once.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`; `LoginRequired`; `PASSKEY_NAME` unless the name has 1–40 characters;
    /// `PASSKEY_FORM`, `PASSKEY_OVER`, `PASSKEY_WRONG`, `PASSKEY_TAKEN`, `PASSKEY_TOO_MANY`.
    pub async fn add_passkey(
        &self,
        account: &Account,
        name: &str,
        answer: &str,
    ) -> Result<Vec<String>, Error> {
        self.require_proof(account).await?;
        let login = self.caller.login.clone().ok_or(Error::LoginRequired)?;
        let name = named(name).ok_or(Error::invalid("PASSKEY_NAME"))?;
        let adding = Adding {
            party: self.relying_party()?,
            login,
            name: name.to_owned(),
            answer: read(answer)?,
        };
        let (codes, hashes) = self.new_codes();
        let (portal, id, now) = (self.clone(), account.id, self.now());
        let origin = self.by(account);
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let lots = change_standings(&mut tx, id).await?;
            let first = !tx.has_second_factor(id).await?;
            if let Err(refusal) = adding.add(&mut tx, id, now).await? {
                // The challenge is used up by a wrong answer as by a right one.
                tx.audit(origin.entry(Act::PasskeyWrong, Object::account(id)));
                tx.commit().await?;
                return Err(Error::invalid(refusal));
            }
            if first {
                tx.put_recovery_codes(id, &hashes).await?;
            }
            let login = &adding.login;
            let this = tx.login(login.as_bytes(), now).await?.map(|this| this.id);
            let ended = tx.end_logins(id, this, now).await?;
            put_proof(&mut tx, login, id, now).await?;
            tx.audit(origin.entry(Act::PasskeyAdd, Object::account(id)));
            tx.commit().await?;
            portal.forget_login();
            portal.end_streams_of(&ended);
            portal.forget_seats(lots).await;
            Ok(if first { codes } else { Vec::new() })
        })
        .await
    }

    /// Gives a passkey of the account another name.
    ///
    /// # Errors
    /// `PASSKEY_NAME` unless it has 1–40 characters; `NotFound` when the account has no such passkey.
    pub async fn rename_passkey(
        &self,
        account: &Account,
        id: PasskeyId,
        name: &str,
    ) -> Result<(), Error> {
        let name = named(name)
            .ok_or(Error::invalid("PASSKEY_NAME"))?
            .to_owned();
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.rename_passkey(account, id, &name).await?;
            found.then_some(()).ok_or(Error::NotFound)?;
            tx.audit(origin.entry(Act::PasskeyRename, Object::account(account)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Removes a passkey of the account; every other sign-in of it ends. Where that was its only
    /// factor, the recovery codes go with it. Where the account has no such passkey, because it was
    /// removed in another window, nothing happens.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`; `FACTOR_LAST` for somebody
    /// who must have a factor and has no other.
    pub async fn remove_passkey(&self, account: &Account, id: PasskeyId) -> Result<(), Error> {
        self.require_proof(account).await?;
        let (portal, origin, account) = (self.clone(), self.by(account), account.id);
        let (login, now) = (self.caller.login.clone(), self.now());
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let lots = change_standings(&mut tx, account).await?;
            if !tx.delete_passkey(account, id).await? {
                return Ok(());
            }
            portal.require_other(&mut tx, account).await?;
            if !tx.has_second_factor(account).await? {
                tx.delete_second_factor(account).await?;
            }
            let this = match &login {
                Some(login) => tx.login(login.as_bytes(), now).await?.map(|this| this.id),
                None => None,
            };
            let ended = tx.end_logins(account, this, now).await?;
            tx.audit(origin.entry(Act::PasskeyRemove, Object::account(account)));
            tx.commit().await?;
            portal.forget_login();
            portal.end_streams_of(&ended);
            portal.forget_seats(lots).await;
            Ok(())
        })
        .await
    }

    /// Asks the passkeys of the account for an answer: `PublicKeyCredentialRequestOptions` as JSON
    /// (WebAuthn §5.5).
    async fn ask_passkey(
        &self,
        (login, ceremony): (Arc<str>, Ceremony),
        account: AccountId,
    ) -> Result<String, Error> {
        let party = self.relying_party()?;
        let held = self.store().read().await?.passkeys(account).await?;
        if held.is_empty() {
            return Err(Error::invalid("PASSKEY_NONE"));
        }
        let begun = party.start_passkey_authentication(&keys(&held)?);
        let (options, state) = begun.map_err(fault)?;
        self.put_challenge((login, ceremony), account, written(&state)?)
            .await?;
        written(&options)
    }

    /// Asks for a passkey as the second step of the sign-in that waits under this token.
    ///
    /// # Errors
    /// `FACTOR_PENDING_OVER` when none waits; `PASSKEY_NO_ADDRESS`; `PASSKEY_NONE`.
    pub async fn ask_sign_in(&self, token: &str) -> Result<String, Error> {
        let id = self.pending_account(token).await?;
        let id = id.ok_or(Error::invalid("FACTOR_PENDING_OVER"))?;
        let login = token_hash(token).into();
        self.ask_passkey((login, Ceremony::SignIn), id).await
    }

    /// The second step of a sign-in with the answer of a passkey.
    ///
    /// # Errors
    /// `FACTOR_PENDING_OVER`, `FACTOR_TRIES`, as [`Portal::finish_sign_in`]; `PASSKEY_NO_ADDRESS`;
    /// `PASSKEY_FORM`, `PASSKEY_OVER`, `PASSKEY_WRONG`; `PASSKEY_BEHIND` when the counter went back.
    pub async fn answer_sign_in(&self, token: &str, answer: &str) -> Result<SignedIn, Error> {
        self.relying_party()?;
        let login = token_hash(token).into();
        let answer = Answer::read(login, Ceremony::SignIn, answer)?;
        self.finish_with(token, Given::Passkey(answer)).await
    }

    /// Asks for a passkey as a fresh proof of identity.
    ///
    /// # Errors
    /// `LoginRequired` for whoever is no browser; `PASSKEY_NO_ADDRESS`; `PASSKEY_NONE`.
    pub async fn ask_proof(&self, account: &Account) -> Result<String, Error> {
        let login = self.caller.login.clone().ok_or(Error::LoginRequired)?;
        self.ask_passkey((login, Ceremony::Prove), account.id).await
    }

    /// Takes the answer of a passkey as a proof of identity from this sign-in.
    ///
    /// # Errors
    /// `LoginRequired`; `FACTOR_TRIES`; otherwise as [`Portal::answer_sign_in`].
    pub async fn answer_proof(&self, account: &Account, answer: &str) -> Result<(), Error> {
        self.relying_party()?;
        let login = self.caller.login.clone().ok_or(Error::LoginRequired)?;
        let answer = Answer::read(login.clone(), Ceremony::Prove, answer)?;
        self.prove_by(account, login, Given::Passkey(answer)).await
    }
}

/// A passkey that introduces itself.
struct Adding {
    party: Webauthn,
    login: Arc<str>,
    name: String,
    answer: RegisterPublicKeyCredential,
}

impl Adding {
    /// Stores it; the inner error is the code of why it is not taken.
    async fn add(
        &self,
        tx: &mut Tx,
        id: AccountId,
        now: Timestamp,
    ) -> Result<Result<(), &'static str>, Error> {
        let of = (self.login.as_bytes(), Ceremony::Register);
        let Some(document) = tx.take_challenge(of, id, now, stale(now)).await? else {
            return Ok(Err("PASSKEY_OVER"));
        };
        let state: PasskeyRegistration =
            serde_json::from_str(&document).map_err(|error| Error::Internal(error.to_string()))?;
        let key = match self.party.finish_passkey_registration(&self.answer, &state) {
            Ok(key) => key,
            Err(error) => {
                tracing::info!(%error, "a new passkey was refused");
                return Ok(Err("PASSKEY_WRONG"));
            }
        };
        if tx.has_credential(key.cred_id()).await? {
            return Ok(Err("PASSKEY_TAKEN"));
        }
        if tx.passkeys(id).await?.len() >= PASSKEYS_MAX {
            return Ok(Err("PASSKEY_TOO_MANY"));
        }
        let new = NewPasskey {
            credential: key.cred_id(),
            document: &written(&key)?,
            name: &self.name,
            at: now,
        };
        tx.insert_passkey(id, &new).await?;
        Ok(Ok(()))
    }
}
