//! Secrets at rest (密封存放): what people's authenticators, webhooks and browsers share with the portal,
//! the key that push services know it by, and those that sign the public ledger, lie in the database
//! sealed under a key that lies outside of it (reliability.md S-04, S-32).
//!
//! A sealed secret is a version, the id of its key, a nonce and what XChaCha20-Poly1305 makes of the
//! secret, bound to whose it is: moved to another row it does not open.

use crate::random::Random;
use crate::{Error, Portal};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::SecretTable;
use zeroize::Zeroizing;

/// The setting that remembers under which key secrets are sealed.
const SETTING: &str = "secrets_key";
const VERSION: u8 = 1;
const ID: usize = 4;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Bytes that sealing adds.
const ADDED: usize = 1 + ID + NONCE + TAG;
/// Rows that are looked at in one transaction.
const PAGE: u32 = 200;

/// The keys that secrets are sealed with: the first seals, all of them open. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<[Key]>);

struct Key {
    id: [u8; ID],
    cipher: XChaCha20Poly1305,
    /// What addresses of private files are signed with.
    addresses: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Key {
    fn new(bytes: &[u8; 32]) -> Self {
        let derived = |what: &[u8]| {
            Zeroizing::<[u8; 32]>::new(
                Sha256::new()
                    .chain_update(what)
                    .chain_update(bytes)
                    .finalize()
                    .into(),
            )
        };
        let mut id = [0; ID];
        id.copy_from_slice(&derived(b"luochui secrets key\n")[..ID]);
        Self {
            id,
            cipher: XChaCha20Poly1305::new(bytes.into()),
            addresses: derived(b"luochui file addresses\n"),
        }
    }
}

impl Vault {
    /// Reads a file of keys: a line for each, base64 of 32 bytes, what begins with `#` is left out.
    ///
    /// # Errors
    /// A sentence that names the line, and never what stands in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().enumerate();
        let lines = lines.map(|(number, line)| (number + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let key = |(number, line): (usize, &str)| {
            let bytes = BASE64.decode(line.as_bytes()).ok().map(Zeroizing::new);
            let bytes = bytes
                .as_deref()
                .and_then(|bytes| bytes.first_chunk().filter(|_| bytes.len() == 32));
            bytes
                .map(Key::new)
                .ok_or_else(|| format!("line {number} is no key: it has to be 32 bytes in base64"))
        };
        let keys = lines.map(key).collect::<Result<Vec<_>, _>>()?;
        match keys.is_empty() {
            true => Err("there is no key in it".to_owned()),
            false => Ok(Self(keys.into())),
        }
    }

    /// The text of a file with a new key.
    pub fn new_file(random: &Random) -> String {
        let key = Zeroizing::new(BASE64.encode(&*Zeroizing::new(random.bytes::<32>())));
        format!(
            "# Luochui: opens what authenticators and webhooks share with the portal. Keep a copy away\n\
             # from the backups. To change it put the new key first and keep the old one (OPERATIONS.md).\n\
             {}\n",
            *key
        )
    }

    fn seal(&self, nonce: [u8; NONCE], whose: &str, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let key = &self.0[0];
        let payload = Payload {
            msg: secret,
            aad: whose.as_bytes(),
        };
        let sealed = key.cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::Internal("a secret was not sealed".into()))?;
        Ok([&[VERSION][..], &key.id, &nonce, &sealed].concat())
    }

    pub(crate) fn open(&self, whose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (head, rest) = sealed.split_first_chunk::<{ 1 + ID }>()?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>()?;
        let key = self.0.iter().find(|key| key.id == head[1..])?;
        let payload = Payload {
            msg,
            aad: whose.as_bytes(),
        };
        let opened = key.cipher.decrypt(&XNonce::from(*nonce), payload).ok();
        let opened = opened.map(Zeroizing::new);
        opened.filter(|_| head[0] == VERSION)
    }

    /// What addresses of private files are signed with; follows from the newest key.
    pub(crate) fn addresses(&self) -> Zeroizing<[u8; 32]> {
        self.0[0].addresses.clone()
    }

    pub(crate) fn is_newest(&self, stored: &[u8]) -> bool {
        stored.get(1..=ID) == Some(&self.0[0].id[..])
    }

    fn name(id: &[u8]) -> String {
        crate::random::hex(id)
    }
}

/// Whose the secret of an authenticator is.
pub(crate) fn of_account(account: impl std::fmt::Display) -> String {
    format!("totp/{account}")
}

/// Whose the secret of a webhook is.
pub(crate) fn of_webhook(address: impl std::fmt::Display) -> String {
    format!("webhook/{address}")
}

/// Whose the secret is that a browser shares.
pub(crate) fn of_browser(address: impl std::fmt::Display) -> String {
    format!("push/{address}")
}

/// Whose the key is that push services know the portal by.
pub(crate) const OF_PORTAL: &str = "vapid";

/// Whose the key is that signs the public ledger: that of the key which checks.
pub(crate) fn of_log(verifier: impl std::fmt::Display) -> String {
    format!("ledger/{verifier}")
}

impl Portal {
    /// A secret as it is stored; as it is where the portal has no keys.
    pub(crate) fn seal(&self, whose: &str, secret: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.settings().vault {
            Some(vault) => vault.seal(self.random().bytes(), whose, secret),
            None => Ok(secret.to_vec()),
        }
    }

    /// A stored secret of `N` bytes, wiped when whoever needs it is done.
    ///
    /// # Errors
    /// A fault of ours when it is sealed under a key that this process does not have, or was changed.
    pub(crate) fn unseal<const N: usize>(
        &self,
        whose: &str,
        stored: &[u8],
    ) -> Result<Zeroizing<[u8; N]>, Error> {
        if let Ok(plain) = stored.try_into() {
            return Ok(Zeroizing::new(plain));
        }
        let vault = self.settings().vault.as_ref();
        let opened = vault.and_then(|vault| vault.open(whose, stored));
        let opened = opened.and_then(|bytes| bytes[..].try_into().ok());
        opened.map(Zeroizing::new).ok_or_else(|| {
            let key = Vault::name(stored.get(1..=ID).unwrap_or_default());
            Error::Internal(format!("a secret does not open; it names the key {key}"))
        })
    }

    /// Seals what lies open or under an older key, and remembers the key; answers how many secrets that
    /// were. Where nobody gave the portal keys nothing happens.
    ///
    /// # Errors
    /// A fault of ours when secrets are sealed under a key that is not in the file, unless `lost` says
    /// that it is gone for good: then they stay as they are and open no more.
    pub async fn seal_secrets(&self, lost: bool) -> Result<usize, Error> {
        let Some(vault) = self.settings().vault.clone() else {
            return Ok(0);
        };
        let portal = self.clone();
        self.durable(async move {
            // First: nothing is sealed by a process that the others could not read after.
            remember(&portal, &vault, lost).await?;
            let mut sealed = portal.seal_log_keys(&vault, lost).await?;
            for table in SecretTable::ALL {
                let mut after = 0;
                loop {
                    // tidy-allow(audit): nothing is another than before, only its wrapping
                    let mut tx = portal.store().write().await?;
                    let rows = tx.secrets(table, after, PAGE).await?;
                    let Some(last) = rows.last() else {
                        break;
                    };
                    after = last.number;
                    for row in &rows {
                        let is_sealed = row.secret.len() == table.bytes() + ADDED;
                        if is_sealed && vault.is_newest(&row.secret) {
                            continue;
                        }
                        let whose = match table {
                            SecretTable::Webhooks => of_webhook(&row.whose),
                            SecretTable::Browsers => of_browser(&row.whose),
                            SecretTable::PushKey => OF_PORTAL.to_owned(),
                            SecretTable::Factors | SecretTable::Offers => of_account(&row.whose),
                        };
                        let plain = match is_sealed {
                            true => vault.open(&whose, &row.secret),
                            false => Some(Zeroizing::new(row.secret.clone())),
                        };
                        match plain {
                            Some(plain) => {
                                let new = portal.seal(&whose, &plain)?;
                                tx.reseal(table, row, &new).await?;
                                sealed += 1;
                            }
                            None if lost => {}
                            None => return Err(missing(&row.secret[1..=ID])),
                        }
                    }
                    tx.commit().await?;
                }
            }
            Ok(sealed)
        })
        .await
    }
}

fn missing(id: &[u8]) -> Error {
    let id = Vault::name(id);
    Error::Internal(format!(
        "secrets in the database are sealed with the key {id}, which is not in the file of keys"
    ))
}

/// Another process may have a file of its own, before there is anything that it could not open.
async fn remember(portal: &Portal, vault: &Vault, lost: bool) -> Result<(), Error> {
    // tidy-allow(audit): a note about the file, which the operator changes
    let mut tx = portal.store().write().await?;
    let known = tx.setting(SETTING).await?;
    let names: Vec<_> = vault.0.iter().map(|key| Vault::name(&key.id)).collect();
    if let Some(known) = known.filter(|known| !lost && !names.contains(known)) {
        return Err(Error::Internal(format!(
            "secrets are sealed with the key {known}, which is not in the file of keys"
        )));
    }
    tx.set_setting(SETTING, &names[0]).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::ZeroizeOnDrop;

    fn vault(seeds: &[u64]) -> Vault {
        let files: Vec<_> = seeds
            .iter()
            .map(|seed| Vault::new_file(&Random::seeded(*seed)))
            .collect();
        Vault::parse(&files.concat()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_with_its_key_only() {
        let (ours, theirs) = (vault(&[1]), vault(&[2]));
        let sealed = ours.seal([7; NONCE], "totp/1", b"secret").unwrap();
        assert_eq!(sealed.len(), 6 + ADDED);
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(*ours.open("totp/1", &sealed).unwrap(), b"secret");
        assert_eq!(ours.open("totp/2", &sealed), None, "of another row");
        assert_eq!(theirs.open("totp/1", &sealed), None, "with another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(ours.open("totp/1", &changed), None, "byte {at}");
            assert_eq!(ours.open("totp/1", &sealed[..at]), None);
        }
        let both = vault(&[2, 1]);
        assert_eq!(*both.open("totp/1", &sealed).unwrap(), b"secret");
        assert!(ours.is_newest(&sealed) && !both.is_newest(&sealed));
    }

    /// S-32. Whoever takes the feature away from a crate, or the wrapping from a value, is stopped here.
    #[test]
    fn what_holds_a_secret_wipes_it() {
        fn wiped<T: ZeroizeOnDrop>() {}
        fn is_wiped<T: ZeroizeOnDrop>(_: &T) {}
        wiped::<XChaCha20Poly1305>();
        wiped::<domain::second_factor::Secret>();
        wiped::<p256::SecretKey>();
        wiped::<p256::ecdsa::SigningKey>();
        is_wiped(&Key::new(&[7; 32]).addresses);
        let ours = vault(&[1]);
        let sealed = ours.seal([7; NONCE], "totp/1", b"secret").unwrap();
        is_wiped(&ours.open("totp/1", &sealed).unwrap());
    }

    #[test]
    fn a_file_without_keys_is_refused_without_telling_what_is_in_it() {
        for wrong in ["", "# nothing\n", "AAAA", "not base64 at all"] {
            let refusal = Vault::parse(wrong).unwrap_err();
            assert!(wrong.is_empty() || !refusal.contains(wrong), "{refusal}");
        }
    }
}
