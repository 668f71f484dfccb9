//! What a passkey answers to a challenge.

use super::{handle, keys, read, stale, written};
use crate::tries::Outcome;
use crate::{Error, Tx};
use domain::ids::AccountId;
use domain::passkeys::Ceremony;
use domain::time::Timestamp;
use std::sync::Arc;
use webauthn_rs::prelude::{
    AuthenticationResult, PasskeyAuthentication, PublicKeyCredential, Webauthn, WebauthnError,
};

/// What a passkey answered, and to which challenge it may be an answer.
pub(crate) struct Answer {
    /// Hash of the token of the sign-in.
    login: Arc<str>,
    ceremony: Ceremony,
    credential: PublicKeyCredential,
}

impl Answer {
    /// # Errors
    /// `PASSKEY_FORM` for a text that no browser sends.
    pub(super) fn read(
        login: Arc<str>,
        ceremony: Ceremony,
        text: &str,
    ) -> Result<Box<Self>, Error> {
        Ok(Box::new(Self {
            login,
            ceremony,
            credential: read(text)?,
        }))
    }
}

/// Whether a passkey of this account answered its challenge, which is used up however it answered.
pub(crate) async fn try_passkey(
    tx: &mut Tx,
    party: &Webauthn,
    id: AccountId,
    answer: &Answer,
    now: Timestamp,
) -> Result<Outcome, Error> {
    let of = (answer.login.as_bytes(), answer.ceremony);
    let Some(document) = tx.take_challenge(of, id, now, stale(now)).await? else {
        return Ok(Outcome::PasskeyOver);
    };
    let given = &answer.credential;
    let owner = given.response.user_handle.as_deref();
    if owner.is_some_and(|owner| owner != handle(id).as_bytes()) {
        return Ok(Outcome::PasskeyWrong);
    }
    let state: PasskeyAuthentication =
        serde_json::from_str(&document).map_err(|error| Error::Internal(error.to_string()))?;
    match party.finish_passkey_authentication(given, &state) {
        Ok(result) => note_use(tx, id, &result, now).await,
        Err(WebauthnError::CredentialPossibleCompromise) => Ok(Outcome::PasskeyBehind),
        Err(error) => {
            tracing::info!(%error, "a passkey was refused");
            Ok(Outcome::PasskeyWrong)
        }
    }
}

/// The key may be gone by now, and its counter have been taken by another answer.
async fn note_use(
    tx: &mut Tx,
    id: AccountId,
    result: &AuthenticationResult,
    now: Timestamp,
) -> Result<Outcome, Error> {
    let stored = tx.passkeys(id).await?;
    let credential: &[u8] = result.cred_id();
    let found = stored.iter().find(|one| one.credential == credential);
    let Some(found) = found else {
        return Ok(Outcome::PasskeyWrong);
    };
    let mut key = keys(std::slice::from_ref(found))?;
    for key in &mut key {
        key.update_credential(result);
    }
    let document = written(&key[0])?;
    let used = tx.use_passkey((id, credential), result.counter(), &document, now);
    Ok(match used.await? {
        true => Outcome::Passkey,
        false => Outcome::PasskeyBehind,
    })
}
