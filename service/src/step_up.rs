//! Proofs of identity (再次验证, reliability.md S-09): what weighs most is done only by somebody who has
//! just shown that he still is who signed in, with a code of his second factor, or with the password
//! where he has none. A sign-in is such a proof itself; each counts for five minutes, for the sign-in
//! that it was given in.
//!
//! **For a use case:** `self.step_up(account).await?`, after the permission and before anything is
//! written.

use crate::accounts::token_hash;
use crate::tries::{Given, try_account};
use crate::{Error, Portal, Tx};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::second_factor::{FRESH_MS, Typed};
use domain::time::Timestamp;
use domain::views::ProofPage;

impl Portal {
    /// The same portal, working for the browser that is signed in with this token.
    #[must_use]
    pub fn in_login(mut self, token: &str) -> Self {
        self.caller_mut().login = Some(token_hash(token).into());
        self
    }

    /// Refuses whoever has not proven his identity lately, where the portal asks for it. What no browser
    /// asks for, such as a program with a token, is refused; the operator at the console is not.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`.
    pub(crate) async fn step_up(&self, account: &Account) -> Result<(), Error> {
        match self.settings().step_up {
            true => self.require_proof(account).await,
            false => Ok(()),
        }
    }

    /// Whether personal data may be shown in the clear to this sign-in: its proof is fresh, or the portal
    /// asks for none. Pages that show more than it mask it otherwise.
    ///
    /// # Errors
    /// Only faults of ours.
    pub(crate) async fn may_reveal(&self, account: &Account) -> Result<bool, Error> {
        if !self.settings().step_up || self.caller.operator {
            return Ok(true);
        }
        Ok(self.fresh_until(account).await?.is_some())
    }

    /// The same wherever the portal runs: for what the proofs themselves rest on.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`.
    pub(crate) async fn require_proof(&self, account: &Account) -> Result<(), Error> {
        if self.caller.operator || self.fresh_until(account).await?.is_some() {
            return Ok(());
        }
        Err(Error::invalid("STEP_UP_REQUIRED"))
    }

    /// Until when the last proof of this sign-in counts; nothing when it does no more.
    pub(crate) async fn fresh_until(&self, account: &Account) -> Result<Option<Timestamp>, Error> {
        let Some(login) = &self.caller.login else {
            return Ok(None);
        };
        let now = self.now();
        let mut tx = self.store().read().await?;
        let stale = now.plus_millis(-FRESH_MS);
        let proof = tx.login_proof(login.as_bytes(), account.id, now, stale);
        Ok(proof.await?.map(|at| at.plus_millis(FRESH_MS)))
    }

    /// What the page that takes a proof shows.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn proof_page(&self, account: &Account) -> Result<ProofPage, Error> {
        let fresh_until = self.fresh_until(account).await?;
        let mut tx = self.store().read().await?;
        Ok(ProofPage {
            by_code: tx.has_second_factor(account.id).await?,
            by_passkey: self.passkeys_work() && !tx.passkeys(account.id).await?.is_empty(),
            fresh_until,
        })
    }

    /// Takes a proof of identity from this sign-in: a code where the account has a second factor, the
    /// password otherwise.
    ///
    /// # Errors
    /// `LoginRequired`; `FACTOR_FORM`, `FACTOR_WRONG`, `PROOF_WRONG`; `FACTOR_TRIES` when the account
    /// has tried too often.
    pub async fn prove(&self, account: &Account, typed: &str) -> Result<(), Error> {
        let login = self.caller.login.clone().ok_or(Error::LoginRequired)?;
        let (_, hash) = {
            let mut tx = self.store().read().await?;
            let by_code = tx.has_second_factor(account.id).await?;
            if by_code {
                drop(tx);
                let typed = Typed::parse(typed).ok_or(Error::invalid("FACTOR_FORM"))?;
                return self.prove_by(account, login, Given::Typed(typed)).await;
            }
            let found = tx.account_by_login(&account.login).await?;
            found.ok_or(Error::LoginRequired)?
        };
        if typed.is_empty() {
            return Err(Error::invalid("PROOF_MISSING"));
        }
        let (store, origin, id, now) = (
            self.store().clone(),
            self.by(account),
            account.id,
            self.now(),
        );
        let typed = typed.to_owned();
        let seat = self.hashing().seat().await?;
        self.durable(async move {
            // The try is spent before the work of hashing, and stays spent when nobody waits for it.
            // tidy-allow(audit): what comes of it has its row below
            let mut tx = store.write().await?;
            try_account(&mut tx, id, now).await?;
            tx.commit().await?;
            let fits = seat.compare(typed, hash).await?.fits;
            drop(seat);
            let mut tx = store.audited().await?;
            let act = match fits {
                true => Act::FactorProve,
                false => Act::FactorWrong,
            };
            if fits {
                tx.forget_proof_tries(id).await?;
                put_proof(&mut tx, &login, id, now).await?;
            }
            tx.audit(origin.entry(act, Object::account(id)));
            tx.commit().await?;
            fits.then_some(()).ok_or(Error::invalid("PROOF_WRONG"))
        })
        .await
    }

    pub(crate) async fn prove_by(
        &self,
        account: &Account,
        login: std::sync::Arc<str>,
        given: Given,
    ) -> Result<(), Error> {
        let (portal, origin, id, now) = (self.clone(), self.by(account), account.id, self.now());
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            try_account(&mut tx, id, now).await?;
            let outcome = portal.try_given(&mut tx, id, &given, now).await?;
            if outcome.is_right() {
                put_proof(&mut tx, &login, id, now).await?;
            }
            tx.audit(origin.entry(outcome.act(), Object::account(id)));
            tx.commit().await?;
            outcome.answer()
        })
        .await
    }
}

/// Notes a proof of the sign-in with this hash.
pub(crate) async fn put_proof(
    tx: &mut Tx,
    login: &str,
    account: domain::ids::AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let stale = now.plus_millis(-FRESH_MS);
    let put = tx.put_login_proof(login.as_bytes(), account, now, stale);
    Ok(put.await?)
}
