//! Tokens for programs: made and ended by their owner, or by the operator at the command line.

use crate::accounts::token_hash;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::TokenId;
use domain::tokens::{ApiToken, NewToken, TokenDraft, TokenRefusal, TokenScope};
use serde_json::json;

/// How a token begins, so that people and scanners know one when they see it.
const PREFIX: &str = "luochui_";
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

impl Portal {
    /// Makes a token for the account. Its text is in the answer and nowhere else.
    ///
    /// # Errors
    /// `Forbidden` for a bidding token of somebody who may not bid, `STEP_UP_REQUIRED` for one without a
    /// fresh proof of identity; the code of a
    /// [`TokenRefusal`].
    pub async fn create_token(
        &self,
        account: &Account,
        draft: TokenDraft,
    ) -> Result<NewToken, Error> {
        if draft.scope == TokenScope::Bid {
            require(account, Action::Bid)?;
            // Its bids give no proof any more, whatever the lot asks for.
            self.step_up(account).await?;
        }
        let secret = format!("{PREFIX}{}", self.random().token::<32>());
        let (store, hash, now) = (self.store().clone(), token_hash(&secret), self.now());
        let (account, origin) = (account.id, self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            draft.check(tx.tokens(account, now).await?.len())?;
            let mut token = ApiToken {
                id: TokenId(0),
                name: draft.name.trim().to_owned(),
                scope: draft.scope,
                created_at: now,
                expires_at: now.plus_millis(i64::from(draft.days) * DAY_MS),
            };
            token.id = tx.insert_token(account, hash.as_bytes(), &token).await?;
            let entry = origin.entry(Act::TokenCreate, Object::new(ObjectKind::Token, token.id));
            tx.audit(entry.after(&json!({
                "owner": account,
                "name": token.name,
                "scope": token.scope,
                "expires_at": token.expires_at.rfc3339(),
            })));
            tx.commit().await?;
            Ok(NewToken { token, secret })
        })
        .await
    }

    /// The tokens of the account that have not expired, newest first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn tokens(&self, account: &Account) -> Result<Vec<ApiToken>, Error> {
        let mut tx = self.store().read().await?;
        Ok(tx.tokens(account.id, self.now()).await?)
    }

    /// Ends a token of the account; programs that use it are refused within a second.
    ///
    /// # Errors
    /// `NotFound` when the account has no such token.
    pub async fn end_token(&self, account: &Account, id: TokenId) -> Result<(), Error> {
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let found = tx.delete_token(account, id).await?;
            found.then_some(()).ok_or(Error::NotFound)?;
            tx.audit(origin.entry(Act::TokenEnd, Object::new(ObjectKind::Token, id)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Whose token this is, and what it allows.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn token_holder(&self, secret: &str) -> Result<Option<(Account, TokenScope)>, Error> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let (hash, now) = (token_hash(secret), self.now());
        if let Some(known) = self.holders().get(&hash, now) {
            return Ok(Some(known));
        }
        let mut tx = self.store().read().await?;
        let mut found = tx.token_holder(hash.as_bytes(), now).await?;
        if let Some(holder) = &mut found {
            self.hold_back(&mut tx, &mut holder.0).await?;
            self.holders().keep(hash, holder.clone(), now);
        }
        Ok(found)
    }
}

impl From<TokenRefusal> for Error {
    fn from(refusal: TokenRefusal) -> Self {
        Self::Invalid {
            code: refusal.to_string().into(),
            args: Vec::new(),
        }
    }
}
