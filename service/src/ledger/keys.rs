//! The keys of the log: the first is made at the first start; all are kept with the data, the same
//! for every process.
//!
//! A key is changed with an overlap (reliability.md L-05): for a while the old and the new one both
//! sign every head, so that whoever knows only one of them can check. Then the old one is destroyed.

use crate::{Error, Portal};
use domain::audit::{Act, Object, ObjectKind};
use domain::ledger::checkpoint::Checkpoint;
use domain::ledger::key::{KeyKind, SignerKey, VerifierKey};
use domain::ledger::note::Note;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use store::Tx;

/// The setting that holds the secret text of the key.
const SETTING: &str = "ledger_key";
/// The setting that holds that of the key to come, during an overlap.
const INCOMING: &str = "ledger_key_incoming";
/// The setting that holds the public keys that no longer sign, a line each, the oldest first.
const RETIRED: &str = "ledger_keys_retired";

/// The keys that sign the heads of the log; their name is the log's origin.
#[derive(Clone)]
pub struct LogKey {
    signing: SignerKey,
    incoming: Option<SignerKey>,
    retired: Vec<VerifierKey>,
}

impl LogKey {
    /// Which log it is: its address without the scheme.
    pub fn origin(&self) -> &str {
        self.signing.verifier().name()
    }

    /// The key that everybody checks the heads with; public.
    pub fn verifier(&self) -> &VerifierKey {
        self.signing.verifier()
    }

    /// The key that signs beside it during an overlap, and takes its place afterwards; public.
    pub fn incoming(&self) -> Option<&VerifierKey> {
        self.incoming.as_ref().map(SignerKey::verifier)
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
    pub(super) fn sign(&self, checkpoint: &Checkpoint) -> Result<Note, Error> {
        let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let note = checkpoint.sign(&self.signing);
        let mut note = note.map_err(|error| internal(&error))?;
        if let Some(incoming) = &self.incoming {
            let other = checkpoint.sign(incoming);
            let other = other.map_err(|error| internal(&error))?;
            note.signatures.extend(other.signatures);
        }
        Ok(note)
    }

    /// The keys as they are stored; nothing before the first start.
    pub(super) async fn stored(tx: &mut Tx) -> Result<Option<Self>, Error> {
        KeptKeys::read(tx).await?.key()
    }

    /// The keys, which are there since the first start.
    async fn required(tx: &mut Tx) -> Result<Self, Error> {
        Self::stored(tx).await?.ok_or(Error::NotFound)
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
    pub(super) fn key(&self) -> Result<Option<LogKey>, Error> {
        let kept = |key| self.0.get(key).map(String::as_str);
        let Some(text) = kept(SETTING) else {
            return Ok(None);
        };
        let retired = kept(RETIRED).unwrap_or_default().lines();
        let retired = retired.map(VerifierKey::parse);
        Ok(Some(LogKey {
            signing: read(text)?,
            incoming: kept(INCOMING).map(read).transpose()?,
            retired: retired
                .collect::<Result<_, _>>()
                .map_err(|error| Error::Internal(error.to_string()))?,
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
        if let Some(key) = LogKey::stored(&mut self.store().read().await?).await? {
            return Ok(key);
        }
        let (store, random) = (self.store().clone(), self.random().clone());
        let origin = self.settings().ledger_origin.clone();
        self.durable(async move {
            // tidy-allow(audit): the public ledger is a record of its own
            let mut tx = store.write().await?;
            tx.take_ledger().await?;
            if let Some(key) = LogKey::stored(&mut tx).await? {
                return Ok(key);
            }
            let signing = made(&origin, random.bytes())?;
            tx.set_setting(SETTING, &signing.to_secret_text()).await?;
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
    /// `NotFound` before the first start, `ROTATION_UNDER_WAY` when a change has begun already.
    pub async fn begin_rotation(&self) -> Result<LogKey, Error> {
        let (store, random) = (self.store().clone(), self.random().clone());
        let origin = self.by_whoever_runs();
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.take_ledger().await?;
            let mut key = LogKey::required(&mut tx).await?;
            if key.incoming.is_some() {
                return Err(Error::invalid("ROTATION_UNDER_WAY"));
            }
            let incoming = made(key.origin(), random.bytes())?;
            tx.set_setting(INCOMING, &incoming.to_secret_text()).await?;
            add_signature(&mut tx, &incoming).await?;
            let entry = origin.entry(
                Act::LedgerKey,
                Object::new(ObjectKind::Ledger, key.origin()),
            );
            tx.audit(entry.after(&json!({ "incoming": incoming.verifier().to_string() })));
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
        let (store, origin) = (self.store().clone(), self.by_whoever_runs());
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.take_ledger().await?;
            let mut key = LogKey::required(&mut tx).await?;
            let incoming = key.incoming.take().ok_or(Error::invalid("NO_ROTATION"))?;
            // A process of an older version may have signed with the old key alone.
            add_signature(&mut tx, &incoming).await?;
            key.retired.push(key.signing.verifier().clone());
            key.signing = incoming;
            let retired: Vec<String> = key.retired.iter().map(ToString::to_string).collect();
            tx.set_setting(RETIRED, &retired.join("\n")).await?;
            tx.set_setting(SETTING, &key.signing.to_secret_text())
                .await?;
            tx.forget_setting(INCOMING).await?;
            let entry = origin.entry(
                Act::LedgerKey,
                Object::new(ObjectKind::Ledger, key.origin()),
            );
            let entry =
                entry.before(&json!({ "signing": key.retired.last().map(ToString::to_string) }));
            tx.audit(entry.after(&json!({ "signing": key.signing.verifier().to_string() })));
            tx.commit().await?;
            Ok(key)
        })
        .await
    }
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
        let signed = signed.map_err(|error| Error::Internal(error.to_string()))?;
        if signed.text != note.text {
            return Err(Error::Internal("the stored head is another one".to_owned()));
        }
        note.signatures.extend(signed.signatures);
        tx.cosign_ledger_head(head.size, &note.to_string()).await?;
    }
    Ok(())
}

fn made(origin: &str, seed: [u8; 32]) -> Result<SignerKey, Error> {
    let key = SignerKey::from_seed(origin, KeyKind::Ed25519, seed);
    key.map_err(|error| Error::Internal(error.to_string()))
}

fn read(text: &str) -> Result<SignerKey, Error> {
    SignerKey::parse(text).map_err(|error| Error::Internal(error.to_string()))
}
