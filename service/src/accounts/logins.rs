//! The sign-ins of an account: listed and ended by their owner, noted as used now and then, and their
//! streams ended with them (reliability.md S-08).

use super::{SignedInAs, token_hash};
use crate::{Error, Portal};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::LoginId;
use domain::logins::SEEN_EVERY_MS;
use domain::time::Timestamp;
use domain::views::SecurityPage;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is remembered of a token for a moment.
pub(crate) type Known = SignedInAs;

/// How often the sign-ins that were used are written, ms.
const FLUSH_EVERY_MS: i64 = 30_000;
/// How far back it is read which sign-ins were ended: clocks of several nodes may differ by less, ms.
const LOOK_BACK_MS: i64 = 60_000;
/// Sign-ins that are over are kept for so long, ms.
const KEPT_MS: i64 = 3_600_000;
/// Guesses older than this have leaked away from every bucket, ms.
const GUESSES_KEPT_MS: i64 = 24 * 3_600_000;

/// Which sign-ins were used and are still to be written.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Noted>);

#[derive(Default)]
struct Noted {
    logins: HashMap<LoginId, Timestamp>,
    written_at: Timestamp,
}

impl Seen {
    /// Notes that a sign-in is used, unless what is stored is fresh enough.
    pub(super) fn note(&self, login: LoginId, stored: Timestamp, now: Timestamp) {
        if now.millis_since(stored) >= SEEN_EVERY_MS {
            self.lock().logins.insert(login, now);
        }
    }

    /// When it was last used: what is stored, or noted since.
    pub(super) fn last(&self, login: LoginId, stored: Timestamp) -> Timestamp {
        let noted = self.lock().logins.get(&login).copied();
        noted.map_or(stored, |noted| noted.max(stored))
    }

    /// What is to be written now; nothing before it is time.
    fn due(&self, now: Timestamp) -> Option<Vec<LoginId>> {
        let mut noted = self.lock();
        // A clock that was set back must not keep it from writing.
        let waited = now.millis_since(noted.written_at);
        if (0..FLUSH_EVERY_MS).contains(&waited) {
            return None;
        }
        noted.written_at = now;
        Some(std::mem::take(&mut noted.logins).into_keys().collect())
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Portal {
    /// Where the account is signed in; `this` is the sign-in that asks.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn security_page(
        &self,
        account: &Account,
        this: Option<LoginId>,
    ) -> Result<SecurityPage, Error> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let mut logins = tx.logins(account.id, now).await?;
        // The roles that it holds may be held back.
        let whole = tx.account(account.id).await?;
        drop(tx);
        let limits = self.limits(whole.as_ref().unwrap_or(account));
        for login in &mut logins {
            login.seen_at = match Some(login.id) == this {
                true => now,
                false => self.seen().last(login.id, login.seen_at),
            };
        }
        logins.retain(|login| limits.end(login.made_at, login.seen_at) > now);
        logins.sort_by_key(|login| Some(login.id) != this);
        Ok(SecurityPage {
            account: account.clone(),
            logins,
            this,
            limits,
            password_due: self.must_change_password(account).await?,
            server_now: now,
        })
    }

    /// Gives the sign-in that this handle works for a new token, after its owner has proven again who he
    /// is (reliability.md S-08): whoever has copied the old one has nothing of the proof. Nothing when
    /// it has ended, or where no browser asks.
    ///
    /// What the browser had sent with the old token at that moment is still answered on this node, for
    /// as long as sign-ins are remembered anyway.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn renew_login(&self) -> Result<Option<String>, Error> {
        let Some(old) = self.caller.login.clone() else {
            return Ok(None);
        };
        let token = self.random().token::<32>();
        let (store, new) = (self.store().clone(), token_hash(&token));
        let renewed = self
            .durable(async move {
                // tidy-allow(audit): the proof before it has its row
                let mut tx = store.write().await?;
                let renewed = tx.renew_login(old.as_bytes(), new.as_bytes()).await?;
                tx.commit().await?;
                Ok(renewed)
            })
            .await?;
        Ok(renewed.then_some(token))
    }

    /// Ends one sign-in of the account; its pages are refused and its streams end within a second, on
    /// every node.
    ///
    /// # Errors
    /// `NotFound` when the account has no such sign-in that lasts.
    pub async fn end_login(&self, account: &Account, id: LoginId) -> Result<(), Error> {
        let (store, origin, now) = (self.store().clone(), self.by(account), self.now());
        let account = account.id;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.end_login(account, id, now).await?;
            found.then_some(()).ok_or(Error::NotFound)?;
            let entry = origin.entry(Act::LoginEnd, Object::account(account));
            tx.audit(entry.after(&json!({ "sign_ins_ended": 1 })));
            Ok(tx.commit().await?)
        })
        .await?;
        self.end_streams_of(&[id]);
        Ok(())
    }

    /// Ends every sign-in of the account but `this`; answers how many there were.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn end_other_logins(
        &self,
        account: &Account,
        this: Option<LoginId>,
    ) -> Result<usize, Error> {
        let (store, origin, now) = (self.store().clone(), self.by(account), self.now());
        let account = account.id;
        let ended = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let ended = tx.end_logins(account, this, now).await?;
                if !ended.is_empty() {
                    let entry = origin.entry(Act::LoginEnd, Object::account(account));
                    tx.audit(entry.after(&json!({ "sign_ins_ended": ended.len() })));
                    tx.commit().await?;
                }
                Ok(ended)
            })
            .await?;
        self.end_streams_of(&ended);
        Ok(ended.len())
    }

    /// Ends at once what this process has of sign-ins that were ended here. The other nodes read it
    /// from the table.
    pub(crate) fn end_streams_of(&self, logins: &[LoginId]) {
        if logins.is_empty() {
            return;
        }
        self.recent_logins()
            .forget_all(|known| logins.contains(&known.login));
        for login in logins {
            self.hub().end_login(*login);
        }
    }
}

/// Ends the streams of sign-ins that are over, whoever ended them, and writes now and then which
/// were used. Public for tests, which move the clock.
///
/// # Errors
/// Only faults of ours; the next round tries again.
pub async fn keep_logins(portal: &Portal) -> Result<(), Error> {
    let now = portal.now();
    if portal.hub().has_logins() {
        let mut tx = portal.store().read().await?;
        let since = now.plus_millis(-LOOK_BACK_MS);
        let ended = tx.logins_ended_since(since).await?;
        for login in ended {
            portal.hub().end_login(login);
        }
        for login in portal.hub().logins_due(now) {
            let stored = tx.login_by_id(login, now).await?;
            let ends_at = stored.map(|stored| {
                let seen_at = portal.seen().last(stored.id, stored.seen_at);
                portal.limits(&stored.account).end(stored.made_at, seen_at)
            });
            match ends_at.filter(|ends_at| *ends_at > now) {
                Some(ends_at) => portal.hub().prolong_login(login, ends_at),
                None => portal.hub().end_login(login),
            }
        }
    }
    let Some(used) = portal.seen().due(now) else {
        return Ok(());
    };
    let store = portal.store().clone();
    portal
        .durable(async move {
            // tidy-allow(audit): when a sign-in was used, and what is over anyway
            let mut tx = store.write().await?;
            tx.see_logins(&used, now).await?;
            tx.forget_old_logins(now.plus_millis(-KEPT_MS)).await?;
            tx.forget_guesses(now.plus_millis(-GUESSES_KEPT_MS)).await?;
            Ok(tx.commit().await?)
        })
        .await
}
