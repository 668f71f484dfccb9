//! Copies of the portal's data: taken under load, put back, checked (reliability.md I-25, I-35, I-36).
//!
//! A backup is a folder with a manifest of SHA-256 digests. It is written under another name and gets
//! its own only when everything in it is on the disk: what carries the name is whole.

mod backup;
mod check;
mod files;
mod manifest;
mod postgres;
mod record;
mod restore;

pub use backup::{Made, backup, prune};
pub use check::{Checked, check};
pub use manifest::Manifest;
pub use record::{LastBackup, last_backup, note_failure};
pub use restore::{Restored, restore};

use std::path::{Path, PathBuf};
use store::{Engine, StoreError};

/// Why a copy could not be taken or put back. The texts are for the operator at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database or the way to it failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal's own rules failed on the data.
    #[error(transparent)]
    Portal(#[from] crate::Error),
    /// It must not be done, or cannot be: a sentence that says why and what to do.
    #[error("{0}")]
    Refused(String),
}

impl UpkeepError {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::File { path, source }
    }

    fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }
}

type Result<T> = std::result::Result<T, UpkeepError>;

/// Where the data of a portal lies.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder.
    pub folder: PathBuf,
    /// The address of the database.
    pub url: String,
    /// The file that remembers how large the ledger was. It is never copied: put back with an old
    /// database it would say that nothing is missing.
    pub mark: PathBuf,
    /// Where the bytes of files lie when it is not the data folder, in words: no copy holds them then.
    pub elsewhere: Option<String>,
}

/// The file of the keys that seal secrets, in the data folder. It is never copied: whoever has a backup
/// and the key has the secrets.
pub const SECRETS_KEY: &str = "secrets.key";

impl Place {
    /// Where backups go when nothing else is said: in the data folder, and never into a backup.
    pub fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    fn engine(&self) -> Result<Engine> {
        Ok(store::engine_of(&self.url)?)
    }
}

/// Runs work that waits for the disk or for another program away from the tasks of the runtime.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| UpkeepError::refused(error.to_string()))?
}
