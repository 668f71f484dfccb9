//! Where a portal that is measured keeps its data: a file in a folder of its own, or a database on
//! the throw-away PostgreSQL of `scripts/postgres.sh`.

use crate::portal::{self, Served};
use anyhow::{Context, ensure};
use service::{Store, StoreOptions};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A place for the data of one portal; the folder is removed with this value, the database with its
/// server.
pub struct Place {
    folder: TempDir,
    /// The address of its database; none for the file in the folder.
    database: Option<String>,
}

impl Place {
    /// An empty folder beside the build, so that everything is measured on one disk.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn file() -> anyhow::Result<Self> {
        Ok(Self {
            folder: crate::stage::folder()?,
            database: None,
        })
    }

    /// A fresh database of this name on the server at `url`.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn database(url: &str, name: &str) -> anyhow::Result<Self> {
        ensure!(psql(url, &format!("CREATE DATABASE {name}"))?, "a database");
        Ok(Self {
            folder: crate::stage::folder()?,
            database: Some(with_database(url, name)?),
        })
    }

    /// Opens it as `luochui serve` does.
    ///
    /// # Errors
    /// When the disk or the server refuses.
    pub async fn open(&self) -> anyhow::Result<Store> {
        match &self.database {
            Some(url) => Ok(Store::open(url, StoreOptions::default()).await?),
            None => crate::stage::open(self.folder.path()).await,
        }
    }

    /// Starts the built portal over it.
    ///
    /// # Errors
    /// As [`portal::start`].
    pub async fn start(&self) -> anyhow::Result<Served> {
        portal::start_over(self.folder.path(), self.database.as_deref()).await
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What is added to the name of a row: nothing for the file.
    pub const fn words(&self) -> &'static str {
        match self.database {
            Some(_) => " on PostgreSQL",
            None => "",
        }
    }
}

/// The address of the server, when there is one (`scripts/postgres.sh`).
pub fn server() -> Option<String> {
    let url = std::env::var("TEST_POSTGRES_URL").ok();
    if url.is_none() {
        eprintln!("PostgreSQL: left out; run it as LUOCHUI_POSTGRES_SYNC=1 scripts/postgres.sh …");
    }
    url
}

/// A program of the server's package.
///
/// # Errors
/// When the server is not installed.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    let script = portal::root().join("scripts/postgres.sh");
    let found = Command::new(script).arg("--find").output()?;
    let folder = String::from_utf8(found.stdout)?;
    Ok(PathBuf::from(folder.trim()).join(name))
}

/// Runs statements; whether the server took them.
///
/// # Errors
/// When there is no such program.
pub fn psql(url: &str, text: &str) -> anyhow::Result<bool> {
    let mut command = Command::new(program("psql")?);
    Ok(command.args([url, "-qc", text]).status()?.success())
}

/// The same server with another database.
fn with_database(url: &str, database: &str) -> anyhow::Result<String> {
    let (before, options) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = before
        .rsplit_once('/')
        .context("an address with a database")?;
    let mark = if options.is_empty() { "" } else { "?" };
    Ok(format!("{server}/{database}{mark}{options}"))
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_of_the_same_server() {
        let named = |url| with_database(url, "bench").unwrap();
        assert_eq!(named("postgres://p@h:1/postgres"), "postgres://p@h:1/bench");
        assert_eq!(named("postgres://p@h/x?a=b"), "postgres://p@h/bench?a=b");
        assert!(with_database("nothing", "bench").is_err());
    }
}
