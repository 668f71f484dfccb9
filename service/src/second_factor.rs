//! Second factors (两步验证): setting one up, signing in with one, recovery codes, and whom the portal
//! lets do nothing else before he has one (reliability.md S-03, S-04, S-05).

use crate::accounts::{RightPassword, token_hash};
use crate::bidding::change_standings;
use crate::qr::squares;
use crate::step_up::put_proof;
use crate::tries::{Given, try_account};
use crate::vault::of_account;
use crate::{Error, Portal, SignedIn, Tx};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::AccountId;
use domain::second_factor::{
    OFFER_MS, PENDING_MS, RECOVERY_BYTES, RECOVERY_CODES, Secret, TRIES_OF_SIGN_IN, Typed, hashed,
    is_demanded, recovery_code,
};
use domain::views::{FactorOffer, SecondFactorPage, StepPage};
use store::StoredFactor;

impl Portal {
    /// The first half of a sign-in, for an account with a second factor: a token that opens nothing but
    /// the second.
    pub(crate) async fn begin_second_step(
        &self,
        account: Account,
        right: RightPassword,
    ) -> Result<SignedIn, Error> {
        let id = account.id;
        let (token, now) = (self.random().token::<32>(), self.now());
        let expires_at = now.plus_millis(PENDING_MS);
        let (store, hash) = (self.store().clone(), token_hash(&token));
        self.durable(async move {
            // tidy-allow(audit): nobody is signed in by it; the second step has its row
            let mut tx = store.write().await?;
            tx.put_pending_sign_in(hash.as_bytes(), id, now, expires_at)
                .await?;
            right.note(&mut tx, id).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(SignedIn {
            token,
            // The device is known once the second half is done.
            device_token: String::new(),
            account,
            expires_at,
            second_step: true,
        })
    }

    /// What the second step takes of the sign-in that waits under this token; nothing when none waits.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn second_step_page(&self, token: &str) -> Result<Option<StepPage>, Error> {
        let Some(id) = self.pending_account(token).await? else {
            return Ok(None);
        };
        let mut tx = self.store().read().await?;
        let by_passkey = self.passkeys_work() && !tx.passkeys(id).await?.is_empty();
        Ok(Some(StepPage { by_passkey }))
    }

    /// Whose sign-in waits for its second step under this token.
    pub(crate) async fn pending_account(&self, token: &str) -> Result<Option<AccountId>, Error> {
        let mut tx = self.store().read().await?;
        let hash = token_hash(token);
        let waits = tx.pending_sign_in(hash.as_bytes(), TRIES_OF_SIGN_IN, self.now());
        Ok(waits.await?)
    }

    /// The second half of a sign-in: a code of the authenticator or a recovery code.
    ///
    /// # Errors
    /// `FACTOR_PENDING_OVER` when no sign-in waits under the token, or it has tried too often;
    /// `FACTOR_FORM`, `FACTOR_WRONG`; `FACTOR_TRIES` when the account has tried too often.
    pub async fn finish_sign_in(&self, token: &str, typed: &str) -> Result<SignedIn, Error> {
        if self.pending_account(token).await?.is_none() {
            return Err(Error::invalid("FACTOR_PENDING_OVER"));
        }
        let typed = Typed::parse(typed).ok_or(Error::invalid("FACTOR_FORM"))?;
        self.finish_with(token, Given::Typed(typed)).await
    }

    pub(crate) async fn finish_with(&self, token: &str, given: Given) -> Result<SignedIn, Error> {
        let (portal, hash, now) = (self.clone(), token_hash(token), self.now());
        let account = self
            .durable(async move {
                let mut tx = portal.store().audited().await?;
                let over = || Error::invalid("FACTOR_PENDING_OVER");
                let id = tx.take_sign_in_try(hash.as_bytes(), TRIES_OF_SIGN_IN, now);
                let id = id.await?.ok_or_else(over)?;
                try_account(&mut tx, id, now).await?;
                let account = tx.account(id).await?.ok_or_else(over)?;
                let outcome = portal.try_given(&mut tx, id, &given, now).await?;
                if outcome.is_right() && !tx.end_pending_sign_in(hash.as_bytes()).await? {
                    return Err(over());
                }
                let origin = portal.by(&account);
                tx.audit(origin.entry(outcome.act(), Object::account(id)));
                tx.commit().await?;
                outcome.answer().map(|()| account)
            })
            .await?;
        self.open_login(account, None).await
    }

    /// A person's own second factor. A new secret is shown only to whoever has just proven who he is.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn second_factor_page(&self, account: &Account) -> Result<SecondFactorPage, Error> {
        let fresh = self.fresh_until(account).await?.is_some();
        let demanded = self.must_enrol(account).await?;
        let since = self.now().plus_millis(-OFFER_MS);
        let mut tx = self.store().read().await?;
        let factor = tx.second_factor(account.id).await?;
        let offer = match fresh {
            true => tx.factor_offer(account.id, since).await?,
            false => None,
        };
        let open = |stored: Vec<u8>| {
            let secret = self.unseal(&of_account(account.id), &stored)?;
            self.offered(&Secret::new(*secret), account)
        };
        let offer = offer.map(open);
        let passkeys = tx.passkeys(account.id).await?;
        Ok(SecondFactorPage {
            since: factor.map(|factor| factor.confirmed_at),
            codes_left: tx.recovery_codes_left(account.id).await?,
            offer: offer.transpose()?,
            passkeys: passkeys.into_iter().map(|one| one.passkey).collect(),
            passkeys_work: self.passkeys_work(),
            demanded,
            fresh,
        })
    }

    fn offered(&self, secret: &Secret, account: &Account) -> Result<FactorOffer, Error> {
        let origin = self.settings().public_origin.as_deref();
        let host = origin.and_then(|origin| origin.split_once("://"));
        let issuer = host.map_or("Luochui", |(_, host)| host);
        let address = secret.address(issuer, &account.login);
        Ok(FactorOffer {
            secret: secret.text(),
            squares: squares(&address)?,
            address,
        })
    }

    /// Makes a new secret, which counts for nothing until a code confirms it.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`.
    pub async fn begin_second_factor(&self, account: &Account) -> Result<(), Error> {
        self.require_proof(account).await?;
        let (store, id, now) = (self.store().clone(), account.id, self.now());
        let secret = Secret::new(self.random().bytes());
        let secret = self.seal(&of_account(id), secret.bytes())?;
        self.durable(async move {
            // tidy-allow(audit): it opens nothing and shuts nothing until it is confirmed
            let mut tx = store.write().await?;
            tx.put_factor_offer(id, &secret, now).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Confirms the new secret with its first code: from now on it is the second factor. Answers the
    /// recovery codes, which are shown this once; every other sign-in of the account ends.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`; `FACTOR_OFFER_OVER` when no secret waits; `FACTOR_FORM`, `FACTOR_WRONG`.
    pub async fn confirm_second_factor(
        &self,
        account: &Account,
        typed: &str,
    ) -> Result<Vec<String>, Error> {
        self.require_proof(account).await?;
        let typed = Typed::parse(typed).and_then(|typed| typed.code());
        let typed = typed.ok_or(Error::invalid("FACTOR_FORM"))?;
        let (codes, hashes) = self.new_codes();
        let (portal, id, now) = (self.clone(), account.id, self.now());
        let (origin, login) = (self.by(account), self.caller.login.clone());
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let lots = change_standings(&mut tx, id).await?;
            let mut ended = Vec::new();
            let stored = tx.factor_offer(id, now.plus_millis(-OFFER_MS)).await?;
            let stored = stored.ok_or(Error::invalid("FACTOR_OFFER_OVER"))?;
            let secret = Secret::new(*portal.unseal(&of_account(id), &stored)?);
            let step = secret.accepts(typed, now, 0);
            let factor = StoredFactor {
                last_step: step.ok_or(Error::invalid("FACTOR_WRONG"))?,
                confirmed_at: now,
                secret: stored,
            };
            tx.delete_second_factor(id).await?;
            tx.put_second_factor(id, &factor).await?;
            tx.put_recovery_codes(id, &hashes).await?;
            if let Some(login) = &login {
                let this = tx.login(login.as_bytes(), now).await?.map(|this| this.id);
                ended = tx.end_logins(id, this, now).await?;
                put_proof(&mut tx, login, id, now).await?;
            }
            tx.audit(origin.entry(Act::FactorEnrol, Object::account(id)));
            tx.commit().await?;
            portal.forget_login();
            portal.end_streams_of(&ended);
            portal.forget_seats(lots).await;
            Ok(codes)
        })
        .await
    }

    /// Gives the account other recovery codes, which are shown this once; the old ones end.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`; `FACTOR_NONE` without a second factor.
    pub async fn renew_recovery_codes(&self, account: &Account) -> Result<Vec<String>, Error> {
        self.require_proof(account).await?;
        let (codes, hashes) = self.new_codes();
        let (store, id, origin) = (self.store().clone(), account.id, self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            if !tx.has_second_factor(id).await? {
                return Err(Error::invalid("FACTOR_NONE"));
            }
            tx.put_recovery_codes(id, &hashes).await?;
            tx.audit(origin.entry(Act::FactorCodes, Object::account(id)));
            tx.commit().await?;
            Ok(codes)
        })
        .await
    }

    /// Takes the authenticator of the account away; every other sign-in of it ends. Where that was its
    /// only factor, the recovery codes go with it.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`; `FACTOR_NONE` without an authenticator; `FACTOR_LAST` for somebody who must
    /// have a factor and has no other.
    pub async fn remove_second_factor(&self, account: &Account) -> Result<(), Error> {
        self.require_proof(account).await?;
        let (portal, id, origin) = (self.clone(), account.id, self.by(account));
        let (login, now) = (self.caller.login.clone(), self.now());
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let lots = change_standings(&mut tx, id).await?;
            if !tx.delete_second_factor(id).await? {
                return Err(Error::invalid("FACTOR_NONE"));
            }
            portal.require_other(&mut tx, id).await?;
            let this = match &login {
                Some(login) => tx.login(login.as_bytes(), now).await?.map(|this| this.id),
                None => None,
            };
            let ended = tx.end_logins(id, this, now).await?;
            tx.audit(origin.entry(Act::FactorRemove, Object::account(id)));
            tx.commit().await?;
            portal.forget_login();
            portal.end_streams_of(&ended);
            portal.forget_seats(lots).await;
            Ok(())
        })
        .await
    }

    /// Refuses, after a factor was taken away, whoever must have one and has no other.
    ///
    /// # Errors
    /// `FACTOR_LAST`: nothing may be committed then.
    pub(crate) async fn require_other(&self, tx: &mut Tx, id: AccountId) -> Result<(), Error> {
        if !self.settings().require_second_factor || tx.has_second_factor(id).await? {
            return Ok(());
        }
        let demanded = tx.account(id).await?.is_some_and(|it| is_demanded(&it));
        (!demanded)
            .then_some(())
            .ok_or(Error::invalid("FACTOR_LAST"))
    }

    /// Ten recovery codes, and what is stored of them.
    pub(crate) fn new_codes(&self) -> (Vec<String>, Vec<String>) {
        let code = |_| recovery_code(self.random().bytes::<RECOVERY_BYTES>());
        let codes: Vec<String> = (0..RECOVERY_CODES).map(code).collect();
        let hashes = codes.iter().map(|code| hashed(code)).collect();
        (codes, hashes)
    }

    /// What was remembered of this sign-in is no more true.
    pub(crate) fn forget_login(&self) {
        if let Some(login) = &self.caller.login {
            self.recent_logins().forget(login);
        }
    }

    /// The account as it may act: whoever must have a second factor and has none holds no role until
    /// then, on pages, streams and interfaces alike.
    pub(crate) async fn hold_back(&self, tx: &mut Tx, account: &mut Account) -> Result<(), Error> {
        let demanded = self.settings().require_second_factor && is_demanded(account);
        if demanded && !tx.has_second_factor(account.id).await? {
            account.grants.clear();
        }
        Ok(())
    }

    /// Whether this account holds no role because it has to set up its second factor first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn must_enrol(&self, account: &Account) -> Result<bool, Error> {
        if !self.settings().require_second_factor || !account.grants.is_empty() {
            return Ok(false);
        }
        let mut tx = self.store().read().await?;
        let whole = tx.account(account.id).await?;
        let demanded = whole.is_some_and(|account| is_demanded(&account));
        Ok(demanded && !tx.has_second_factor(account.id).await?)
    }
}
