//! What a witness keeps: its key, and the largest head of every log that it has signed.
//!
//! A head is on the disk before its signature leaves, and looking it up and replacing it are one
//! step; otherwise a witness that is restarted, or asked twice at once, could sign two trees.

use anyhow::{Context, bail};
use domain::ledger::cosignature::cosign;
use domain::ledger::hash::Hash32;
use domain::ledger::key::{KeyKind, SignerKey, VerifierKey};
use domain::ledger::note::Signature;
use domain::ledger::witness::{AddCheckpoint, Seen, WitnessRefusal};
use serde::{Deserialize, Serialize};
use service::{Clock, Random};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A witness.
pub struct Memory {
    key: SignerKey,
    logs: Vec<VerifierKey>,
    file: PathBuf,
    /// By the origin of the log.
    heads: Mutex<BTreeMap<String, Head>>,
    clock: Clock,
    /// Only one process may answer for a witness; released when the process ends.
    _claim: File,
}

/// A head as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    size: u64,
    /// The root, base64.
    root: String,
}

/// Why a submission is not signed.
#[derive(Debug)]
pub enum Unsigned {
    /// By the protocol.
    Refused(WitnessRefusal),
    /// The head could not be kept, so it was not signed.
    Broken(anyhow::Error),
}

impl Memory {
    /// Opens the folder of a witness; the first time it makes a key with this name.
    ///
    /// # Errors
    /// When the folder cannot be used, belongs to a running witness or to one of another name.
    pub fn open(
        folder: &Path,
        name: &str,
        logs: Vec<VerifierKey>,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create the folder {}", folder.display()))?;
        let claim = File::create(folder.join("lock")).context("cannot create the lock")?;
        if claim.try_lock().is_err() {
            bail!("another witness is running on {}", folder.display());
        }
        let key = key_in(&folder.join("key"), name)?;
        let file = folder.join("heads.json");
        let heads = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).context("heads.json cannot be read")?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error).context("heads.json cannot be read"),
        };
        Ok(Self {
            key,
            logs,
            file,
            heads: Mutex::new(heads),
            clock,
            _claim: claim,
        })
    }

    /// The key that checks this witness's signatures.
    pub fn verifier(&self) -> &VerifierKey {
        self.key.verifier()
    }

    /// Judges a submission, keeps the head, and signs it.
    ///
    /// # Errors
    /// [`Unsigned`] says why not.
    pub fn add_checkpoint(&self, body: &[u8]) -> Result<Signature, Unsigned> {
        let submission = AddCheckpoint::parse(body).map_err(Unsigned::Refused)?;
        let log = submission.log(&self.logs).map_err(Unsigned::Refused)?;
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = heads
            .get(log.name())
            .map_or(Ok(Seen::default()), Head::seen);
        let seen = seen.map_err(Unsigned::Broken)?;
        let new = submission.judge(log, seen).map_err(Unsigned::Refused)?;
        if new != seen {
            let mut changed = heads.clone();
            changed.insert(log.name().to_owned(), Head::of(new));
            keep(&self.file, &changed).map_err(Unsigned::Broken)?;
            *heads = changed;
        }
        let now_s = self.clock.now().millis() / 1_000;
        let time_s = u64::try_from(now_s).map_err(|e| Unsigned::Broken(e.into()))?;
        let signature = cosign(&submission.checkpoint.text, &self.key, time_s);
        signature.map_err(|error| Unsigned::Broken(error.into()))
    }
}

impl Head {
    fn of(seen: Seen) -> Self {
        let root = seen.root.to_base64();
        Self {
            size: seen.size,
            root,
        }
    }

    fn seen(&self) -> anyhow::Result<Seen> {
        let root = Hash32::from_base64(&self.root).context("a root in heads.json is none")?;
        let size = self.size;
        Ok(Seen { size, root })
    }
}

/// The key in the file, made when there is none yet. Whoever reads the file can sign.
fn key_in(file: &Path, name: &str) -> anyhow::Result<SignerKey> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let key = SignerKey::parse(text.trim()).context("the file `key` holds no key")?;
            let own = key.verifier().name();
            if own != name {
                bail!("this folder belongs to the witness {own}");
            }
            Ok(key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let seed = Random::from_system().bytes();
            let key = SignerKey::from_seed(name, KeyKind::Cosignature, seed)
                .context("a name has no spaces and no plus sign")?;
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(file)?;
            writeln!(file, "{}", key.to_secret_text())?;
            file.sync_all()?;
            Ok(key)
        }
        Err(error) => Err(error).context("the file `key` cannot be read"),
    }
}

/// Replaces the file so that after a power cut the old or the new one is there, never a part.
fn keep(file: &Path, heads: &BTreeMap<String, Head>) -> anyhow::Result<()> {
    let beside = file.with_extension("new");
    let mut new = File::create(&beside)?;
    new.write_all(&serde_json::to_vec_pretty(heads)?)?;
    new.sync_all()?;
    fs::rename(&beside, file)?;
    let folder = file.parent().context("the file lies in a folder")?;
    File::open(folder)?.sync_all()?;
    Ok(())
}
