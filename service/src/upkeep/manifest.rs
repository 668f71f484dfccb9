//! What is in a backup, and that it is still what was written.

use super::files::{digest, is_plain};
use super::{Result, UpkeepError};
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::Engine;

/// The form of the manifests that this program writes and reads.
const FORM: u32 = 1;
/// The name of a manifest in its backup.
pub(super) const FILE: &str = "manifest.json";
/// The copy of a SQLite database in a backup.
pub(super) const SQLITE_COPY: &str = "database.sqlite";
/// The copy of a PostgreSQL database in a backup, as `pg_dump --format=custom` writes it.
pub(super) const POSTGRES_COPY: &str = "database.dump";
/// The folder of the other files in a backup.
pub(super) const FILES: &str = "files";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file; others are refused.
    pub form: u32,
    /// When the copy was begun, RFC 3339: everything acknowledged before is in it.
    pub made_at: String,
    /// The version of the program that made it.
    pub program: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// The number of the last migration of its tables.
    pub schema: i64,
    /// Leaves of the signed ledger; with PostgreSQL, at least so many.
    pub leaves: u64,
    /// Where the bytes of the files of lots and institutions lie, in words, when they are not in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<String>,
    /// Every file but this one.
    pub files: Vec<ManifestFile>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its path in the backup, with slashes.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// A manifest of no files yet.
    pub(super) fn new(made_at: String, engine: Engine, schema: i64, leaves: u64) -> Self {
        Self {
            form: FORM,
            made_at,
            program: env!("CARGO_PKG_VERSION").into(),
            engine: engine_name(engine).into(),
            schema,
            leaves,
            elsewhere: None,
            files: Vec::new(),
        }
    }

    /// The manifest of the backup in `folder`.
    ///
    /// # Errors
    /// When there is none, or one of another form.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(UpkeepError::file(&path))?;
        let read: serde_json::Result<Self> = serde_json::from_str(&text);
        let manifest = read.map_err(|error| {
            UpkeepError::refused(format!("{}: no manifest: {error}", path.display()))
        })?;
        if manifest.form != FORM {
            return Err(UpkeepError::refused(format!(
                "the backup has form {}, this program reads form {FORM}",
                manifest.form
            )));
        }
        Ok(manifest)
    }

    /// The engine whose database it holds.
    pub(super) fn engine(&self) -> Result<Engine> {
        [Engine::Sqlite, Engine::Postgres]
            .into_iter()
            .find(|engine| engine_name(*engine) == self.engine)
            .ok_or_else(|| UpkeepError::refused(format!("unknown engine {}", self.engine)))
    }

    /// Bytes of everything in it.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Compares every file in `folder` with its size and digest.
    ///
    /// # Errors
    /// Names the first file that is missing, of another content, or outside of the backup.
    pub(super) fn verify(&self, folder: &Path) -> Result<()> {
        for file in &self.files {
            if !is_plain(&file.path) {
                return Err(UpkeepError::refused(format!(
                    "the manifest names {}, which is outside of the backup",
                    file.path
                )));
            }
            let path = folder.join(&file.path);
            let (bytes, sha256) = digest(&path)?;
            if (bytes, &sha256) != (file.bytes, &file.sha256) {
                return Err(UpkeepError::refused(format!(
                    "{} is not what was written into the backup: {bytes} bytes instead of {}, or \
                     other ones. Take another copy",
                    path.display(),
                    file.bytes
                )));
            }
        }
        Ok(())
    }
}

pub(super) const fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}
