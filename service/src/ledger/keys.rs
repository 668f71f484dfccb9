//! The key of the log: made at the first start, kept with the data, the same for every process.

use crate::{Error, Portal};
use domain::ledger::key::{KeyKind, SignerKey, VerifierKey};

/// The setting that holds the secret text of the key.
const SETTING: &str = "ledger_key";

/// The key that signs the heads of the log; its name is the log's origin.
#[derive(Clone)]
pub struct LogKey(SignerKey);

impl LogKey {
    /// Which log it is: its address without the scheme.
    pub fn origin(&self) -> &str {
        self.0.verifier().name()
    }

    /// The key that checks what this one signs; public.
    pub fn verifier(&self) -> &VerifierKey {
        self.0.verifier()
    }

    pub(super) const fn signer(&self) -> &SignerKey {
        &self.0
    }
}

impl Portal {
    /// The key of the log. The first call of a new installation makes it; from then on its name
    /// never changes, whatever the settings say.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn log_key(&self) -> Result<LogKey, Error> {
        if let Some(text) = self.store().read().await?.setting(SETTING).await? {
            return read(&text);
        }
        let (store, random) = (self.store().clone(), self.random().clone());
        let origin = self.settings().ledger_origin.clone();
        self.durable(async move {
            let mut tx = store.write().await?;
            tx.take_ledger().await?;
            if let Some(text) = tx.setting(SETTING).await? {
                return read(&text);
            }
            let key = SignerKey::from_seed(&origin, KeyKind::Ed25519, random.bytes());
            let key = key.map_err(|error| Error::Internal(error.to_string()))?;
            tx.set_setting(SETTING, &key.to_secret_text()).await?;
            tx.commit().await?;
            Ok(LogKey(key))
        })
        .await
    }
}

fn read(text: &str) -> Result<LogKey, Error> {
    let key = SignerKey::parse(text).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(LogKey(key))
}
