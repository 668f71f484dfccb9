//! The keys of the log: the first is made at the first start; all are kept with the data, the same
//! for every process. What signs is sealed as other secrets are (`crate::vault`); what checks stands
//! beside it in the open, so that whoever has the data can check the log without the key of secrets.
//!
//! A key is changed with an overlap (reliability.md L-05): for a while the old and the new one both
//! sign every head, so that whoever knows only one of them can check. Then the old one is destroyed.

use crate::vault::{Vault, of_log};
use crate::{Error, Portal};
use data_encoding::BASE64;
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::key::{KeyKind, SignerKey, VerifierKey};
use domain::ledger::note::Note;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use store::Tx;
use zeroize::Zeroizing;

/// The setting that holds the secret text of the key.
pub(super) const SETTING: &str = "ledger_key";
/// The setting that holds that of the key to come, during an overlap.
pub(super) const INCOMING: &str = "ledger_key_incoming";
/// The setting that holds the public keys that no longer sign, a line each, the oldest first.
const RETIRED: &str = "ledger_keys_retired";

/// What a stored key begins with that is sealed: then the key that checks, a space, and the sealed
/// secret text in Base64 follow.
pub(super) const SEALED: &str = "sealed ";

/// The keys that sign the heads of the log; their name is the log's origin.
#[derive(Clone)]
pub struct LogKey {
    signing: KeptKey,
    incoming: Option<KeptKey>,
    retired: Vec<VerifierKey>,
}

/// One of them, as it is kept.
#[derive(Clone)]
struct KeptKey {
    verifier: VerifierKey,
    /// What is stored.
    text: Zeroizing<String>,
    /// What signs, where the key of secrets that it is sealed under is known.
    signer: Option<SignerKey>,
}

impl KeptKey {
    /// A key to be stored, sealed where the portal has a key of secrets.
    fn kept(portal: &Portal, signer: SignerKey) -> Result<Self, Error> {
        let verifier = signer.verifier().clone();
        let secret = Zeroizing::new(signer.to_secret_text());
        let text = match portal.settings().vault {
            None => secret,
            Some(_) => {
                let sealed = portal.seal(&of_log(&verifier), secret.as_bytes())?;
                Zeroizing::new(format!("{SEALED}{verifier} {}", BASE64.encode(&sealed)))
            }
        };
        Ok(Self {
            verifier,
            text,
            signer: Some(signer),
        })
    }

    /// A key as it is stored.
    fn read(portal: &Portal, text: &str) -> Result<Self, Error> {
        let signer = |text: &str| SignerKey::parse(text).map_err(internal);
        let Some(rest) = text.strip_prefix(SEALED) else {
            let signer = signer(text)?;
            return Ok(Self {
                verifier: signer.verifier().clone(),
                text: Zeroizing::new(text.to_owned()),
                signer: Some(signer),
            });
        };
        let malformed = || Error::Internal("the stored key of the log cannot be read".into());
        let (verifier, sealed) = rest.split_once(' ').ok_or_else(malformed)?;
        let verifier = VerifierKey::parse(verifier).map_err(internal)?;
        let sealed = BASE64.decode(sealed.as_bytes()).map_err(|_| malformed())?;
        let vault = portal.settings().vault.as_ref();
        let opened = vault.and_then(|vault| vault.open(&of_log(&verifier), &sealed));
        let opened = opened.as_ref().map(|text| std::str::from_utf8(text));
        Ok(Self {
            signer: opened.and_then(Result::ok).map(signer).transpose()?,
            text: Zeroizing::new(text.to_owned()),
            verifier,
        })
    }

    /// What signs.
    fn signer(&self) -> Result<&SignerKey, Error> {
        self.signer.as_ref().ok_or_else(|| {
            Error::Internal(
                "the key of the log is sealed with a key of secrets that is not there".into(),
            )
        })
    }

    /// Whether it is sealed under the newest key of secrets.
    fn is_sealed_by(&self, vault: &Vault) -> bool {
        let sealed = self.text.strip_prefix(SEALED);
        let sealed = sealed.and_then(|rest| rest.split_once(' '));
        let bytes = sealed.and_then(|(_, sealed)| BASE64.decode(sealed.as_bytes()).ok());
        bytes.is_some_and(|bytes| vault.is_newest(&bytes))
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

impl LogKey {
    /// Which log it is: its address without the scheme.
    pub fn origin(&self) -> &str {
        self.signing.verifier.name()
    }

    /// The key that everybody checks the heads with; public.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.signing.verifier
    }

    /// The key that signs beside it during an overlap, and takes its place afterwards; public.
    pub fn incoming(&self) -> Option<&VerifierKey> {
        self.incoming.as_ref().map(|key| &key.verifier)
    }

    /// All keys the log ever had, a line each, the oldest first: what it does, a space, the key.
    pub fn published(&self) -> String {
        let retired = self.retired.iter().map(|key| ("retired", key));
        let signing = std::iter::once(("signing", self.verifier()));
        let incoming = self.incoming().map(|key| ("incoming", key));
        let mut lines = String::new();
        for (does, key) in retired.chain(signing).chain(incoming) {
            let _ = writeln!(lines, "{does} {key}");
        }
        lines
    }

    /// What tells this log from every other: the first key it ever had. The mark beside the database
    /// goes by it, so that a copy from before a change of the key is still an old copy of this log.
    pub(super) fn identity(&self) -> String {
        self.retired.first().unwrap_or(self.verifier()).to_string()
    }

    /// A head, signed by every key that signs now.
    ///
    /// # Errors
    /// A fault of ours, among them a key that is sealed and does not open.
    pub(super) fn sign(&self, checkpoint: &Checkpoint) -> Result<Note, Error> {
        let note = checkpoint.sign(self.signing.signer()?);
        let mut note = note.map_err(internal)?;
        if let Some(incoming) = &self.incoming {
            let other = checkpoint.sign(incoming.signer()?);
            note.signatures.extend(other.map_err(internal)?.signatures);
        }
        Ok(note)
    }

    /// The keys as they are stored; nothing before the first start.
    pub(super) async fn stored(portal: &Portal, tx: &mut Tx) -> Result<Option<Self>, Error> {
        KeptKeys::read(tx).await?.key(portal)
    }

    /// The keys, which are there since the first start, and sign.
    async fn required(portal: &Portal, tx: &mut Tx) -> Result<Self, Error> {
        let key = Self::stored(portal, tx).await?.ok_or(Error::NotFound)?;
        key.signing.signer()?;
        Ok(key)
    }

    /// The text with the keys that no longer sign.
    fn retired_text(&self) -> String {
        let keys: Vec<String> = self.retired.iter().map(ToString::to_string).collect();
        keys.join("\n")
    }
}

/// The settings that hold the keys, as they stood when they were read. Secret. Whoever signs with what
/// they say looks at them once more: somebody may have begun or ended a change of the key.
#[derive(PartialEq, Eq)]
pub(super) struct KeptKeys(BTreeMap<String, String>);

impl KeptKeys {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, Error> {
        Ok(Self(tx.settings(&[SETTING, INCOMING, RETIRED]).await?))
    }

    /// The keys; nothing before the first start.
    pub(super) fn key(&self, portal: &Portal) -> Result<Option<LogKey>, Error> {
        let kept = |key| self.0.get(key).map(String::as_str);
        let Some(text) = kept(SETTING) else {
            return Ok(None);
        };
        let retired = kept(RETIRED).unwrap_or_default().lines();
        let retired = retired.map(VerifierKey::parse);
        let incoming = kept(INCOMING).map(|text| KeptKey::read(portal, text));
        Ok(Some(LogKey {
            signing: KeptKey::read(portal, text)?,
            incoming: incoming.transpose()?,
            retired: retired.collect::<Result<_, _>>().map_err(internal)?,
        }))
    }
}

impl Portal {
    /// The keys of the log. The first call of a new installation makes the first one; from then on
    /// the name never changes, whatever the settings say.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn log_key(&self) -> Result<LogKey, Error> {
        if let Some(key) = LogKey::stored(self, &mut self.store().read().await?).await? {
            return Ok(key);
        }
        let portal = self.clone();
        self.durable(async move {
            // tidy-allow(audit): the public ledger is a record of its own
            let mut tx = portal.store().write().await?;
            tx.take_ledger().await?;
            if let Some(key) = LogKey::stored(&portal, &mut tx).await? {
                return Ok(key);
            }
            let signing = made(&portal, &portal.settings().ledger_origin)?;
            tx.set_setting(SETTING, &signing.text).await?;
            tx.commit().await?;
            Ok(LogKey {
                signing,
                incoming: None,
                retired: Vec::new(),
            })
        })
        .await
    }

    /// Begins a change of the key: a new one is made and signs beside the old one from now on, the
    /// heads that are served now included. Running processes follow with their next head.
    ///
    /// # Errors
    /// `NotFound` before the first start, `ROTATION_UNDER_WAY` when a change has begun already; a fault
    /// of ours where the present one is sealed and does not open.
    pub async fn begin_rotation(&self) -> Result<LogKey, Error> {
        let (portal, origin) = (self.clone(), self.by_whoever_runs());
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            tx.take_ledger().await?;
            let mut key = LogKey::required(&portal, &mut tx).await?;
            if key.incoming.is_some() {
                return Err(Error::invalid("ROTATION_UNDER_WAY"));
            }
            let incoming = made(&portal, key.origin())?;
            tx.set_setting(INCOMING, &incoming.text).await?;
            add_signature(&mut tx, incoming.signer()?).await?;
            let entry = origin.entry(
                Act::LedgerKey,
                Object::new(ObjectKind::Ledger, key.origin()),
            );
            tx.audit(entry.after(&json!({ "incoming": incoming.verifier.to_string() })));
            tx.commit().await?;
            key.incoming = Some(incoming);
            Ok(key)
        })
        .await
    }

    /// Ends a change of the key: the new one signs alone, the old one is destroyed and stays known as
    /// one that has signed.
    ///
    /// # Errors
    /// `NotFound` before the first start, `NO_ROTATION` when no change has begun.
    pub async fn finish_rotation(&self) -> Result<LogKey, Error> {
        let (portal, origin) = (self.clone(), self.by_whoever_runs());
        self.durable(async move {
            let mut tx = portal.store().audited().await?;
            tx.take_ledger().await?;
            let mut key = LogKey::required(&portal, &mut tx).await?;
            let incoming = key.incoming.take().ok_or(Error::invalid("NO_ROTATION"))?;
            // A process of an older version may have signed with the old key alone.
            replace(&mut tx, &mut key, incoming, &origin).await?;
            tx.commit().await?;
            Ok(key)
        })
        .await
    }

    /// Seals the keys of the log that lie open or under an older key of secrets; answers how many those
    /// were. Where that key is `lost` another key takes the place of the one that does not open: it
    /// signs from then on, and what was signed before holds.
    ///
    /// # Errors
    /// A fault of ours when a key does not open, unless it is lost.
    pub(crate) async fn seal_log_keys(&self, vault: &Vault, lost: bool) -> Result<usize, Error> {
        // tidy-allow(audit): nothing is another than before, only its wrapping
        let mut tx = self.store().write().await?;
        tx.take_ledger().await?;
        let Some(key) = LogKey::stored(self, &mut tx).await? else {
            return Ok(0);
        };
        let kept = [
            (SETTING, Some(&key.signing)),
            (INCOMING, key.incoming.as_ref()),
        ];
        let mut sealed = 0;
        for (setting, key) in kept {
            let Some(key) = key.filter(|key| !key.is_sealed_by(vault)) else {
                continue;
            };
            let signer = match key.signer() {
                Ok(signer) => signer.clone(),
                Err(_) if lost => {
                    drop(tx);
                    self.replace_lost_key().await?;
                    return Ok(1);
                }
                Err(error) => return Err(error),
            };
            let anew = KeptKey::kept(self, signer)?;
            tx.set_setting(setting, &anew.text).await?;
            sealed += 1;
        }
        tx.commit().await?;
        Ok(sealed)
    }

    /// Puts another key in the place of one that nobody can open any more.
    async fn replace_lost_key(&self) -> Result<(), Error> {
        let origin = self.by_whoever_runs();
        let mut tx = self.store().audited().await?;
        tx.take_ledger().await?;
        let mut key = LogKey::stored(self, &mut tx)
            .await?
            .ok_or(Error::NotFound)?;
        // One that was to come is lost with it; it has signed as well.
        let incoming = key.incoming.take().map(|incoming| incoming.verifier);
        key.retired.extend(incoming);
        let anew = made(self, key.origin())?;
        replace(&mut tx, &mut key, anew, &origin).await?;
        Ok(tx.commit().await?)
    }
}

/// Lets `anew` sign alone from now on, the heads that are served now included; the one before stays known
/// as one that has signed.
async fn replace(
    tx: &mut Tx,
    key: &mut LogKey,
    anew: KeptKey,
    origin: &Origin,
) -> Result<(), Error> {
    add_signature(tx, anew.signer()?).await?;
    let before = std::mem::replace(&mut key.signing, anew).verifier;
    let was = json!({ "signing": before.to_string() });
    key.retired.push(before);
    tx.set_setting(RETIRED, &key.retired_text()).await?;
    tx.set_setting(SETTING, &key.signing.text).await?;
    tx.forget_setting(INCOMING).await?;
    let object = Object::new(ObjectKind::Ledger, key.origin());
    let entry = origin.entry(Act::LedgerKey, object).before(&was);
    tx.audit(entry.after(&json!({ "signing": key.signing.verifier.to_string() })));
    Ok(())
}

/// Adds the signature of a key to the heads that are served now, the latest and the latest that is
/// witnessed. Both were signed before: nothing new is said about the log.
async fn add_signature(tx: &mut Tx, key: &SignerKey) -> Result<(), Error> {
    let latest = tx.ledger_head().await?;
    let witnessed = super::cosigning::witnessed_head(tx).await?;
    let same = witnessed.as_ref().map(|head| head.size) == latest.as_ref().map(|head| head.size);
    for head in latest.into_iter().chain(witnessed.filter(|_| !same)) {
        let mut note = super::cosigning::read_note(&head.note)?;
        if Checkpoint::of(&note, key.verifier()).is_ok() {
            continue;
        }
        let checkpoint = Checkpoint {
            origin: key.verifier().name().to_owned(),
            size: head.size,
            root: head.root,
        };
        let signed = checkpoint.sign(key);
        let signed = signed.map_err(internal)?;
        if signed.text != note.text {
            return Err(Error::Internal("the stored head is another one".to_owned()));
        }
        note.signatures.extend(signed.signatures);
        tx.cosign_ledger_head(head.size, &note.to_string()).await?;
    }
    Ok(())
}

/// A key that was never there before.
fn made(portal: &Portal, origin: &str) -> Result<KeptKey, Error> {
    let seed = portal.random().bytes();
    let key = SignerKey::from_seed(origin, KeyKind::Ed25519, seed);
    KeptKey::kept(portal, key.map_err(internal)?)
}
