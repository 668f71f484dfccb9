//! `luochui migrate`: the tables brought up to date, with a backup before.

use super::place_of;
use crate::cli::Data;
use clap::Args;
use service::upkeep::backup;
use service::{Clock, Schema, inspect};
use std::path::PathBuf;

/// Options of `migrate`.
#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    data: Data,
    /// List what would be run and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// No backup before; for databases whose server makes its own.
    #[arg(long)]
    no_backup: bool,
    /// Folder of the backups; `backups` in the data folder when absent.
    #[arg(long, env = "LUOCHUI_BACKUPS")]
    to: Option<PathBuf>,
    /// The file that remembers how large the ledger was, as in `serve`; it is left out.
    #[arg(long, env = "LUOCHUI_LEDGER_MARK")]
    ledger_mark: Option<PathBuf>,
}

impl Migrate {
    /// Prints each migration and what was done.
    ///
    /// # Errors
    /// When the database is newer than this program, or the backup or a migration fails: then what
    /// was not run is not in the tables.
    pub async fn run(self) -> anyhow::Result<()> {
        let found = inspect(&self.data.url()).await?;
        let (schema, is_empty) = match found {
            Some(found) => {
                found.schema.admit(found.engine)?;
                (found.schema, found.is_empty)
            }
            None => (Schema::of_nothing(), true),
        };
        for step in &schema.pending {
            println!("{:04} {}", step.version, step.name);
        }
        if schema.pending.is_empty() {
            eprintln!("The tables are up to date.");
            return Ok(());
        }
        if self.dry_run {
            eprintln!("{} migrations would be run.", schema.pending.len());
            return Ok(());
        }
        if !is_empty && !self.no_backup {
            let place = place_of(&self.data, self.ledger_mark.clone());
            let to = self.to.clone().unwrap_or_else(|| place.backups());
            let made = backup(&place, &to, Clock::Real.now()).await?;
            eprintln!("The backup before is in {}", made.folder.display());
        }
        self.data.open().await?.close().await;
        eprintln!("{} migrations were run.", schema.pending.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::Cli;
    use clap::Parser;
    use service::testing::TestPortal;
    use service::upkeep::check;
    use service::{StoreOptions, inspect};
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Runs `luochui migrate` on the data in this folder.
    async fn migrate(folder: &Path, more: &[&str]) -> anyhow::Result<()> {
        let words = ["luochui", "migrate", "--data", folder.to_str().unwrap()];
        Cli::parse_from(words.iter().chain(more)).run().await
    }

    fn url(folder: &Path) -> String {
        format!("sqlite:{}", folder.join("luochui.sqlite").display())
    }

    /// The last migration that was run, and how many wait.
    async fn tables(folder: &Path) -> (i64, usize) {
        let found = inspect(&url(folder)).await.unwrap().unwrap();
        (found.schema.version.unwrap(), found.schema.pending.len())
    }

    fn backups(folder: &Path) -> Vec<PathBuf> {
        let found = fs::read_dir(folder.join("backups"));
        let found = found.into_iter().flatten();
        let paths = found.map(|entry| entry.unwrap().path());
        // Beside them lies the lock of whoever makes one.
        paths.filter(|path| path.is_dir()).collect()
    }

    #[tokio::test]
    async fn a_backup_of_the_old_tables_is_made_before_and_a_dry_run_changes_nothing() {
        let site = TestPortal::new().await;
        let lot = site.open_lot("P2026-ENER-0001", false).await;
        let anna = site.bidder("anna").await;
        anna.enrol(&lot).await.unwrap();
        anna.bid(&lot, 100_000).await.unwrap();
        let newest = inspect(site.url()).await.unwrap().unwrap();
        let newest = newest.schema.version.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        site.copy_as_of(newest - 1, &url(data)).await;
        // Numbers may be left out: the one before the newest is not always one less.
        let before = tables(data).await;
        assert!(before.0 < newest && before.1 == 1, "{before:?}");
        migrate(data, &["--dry-run"]).await.unwrap();
        assert_eq!(tables(data).await, before);
        assert!(backups(data).is_empty(), "nothing was made");

        migrate(data, &[]).await.unwrap();
        assert_eq!(tables(data).await, (newest, 0));
        let made = backups(data);
        assert_eq!(made.len(), 1, "{made:?}");
        let scratch = tempfile::tempdir().unwrap();
        let (url, options) = (url(data), StoreOptions::default());
        let copy = check(&made[0], scratch.path(), &url, options);
        let copy = copy.await.unwrap();
        assert!(copy.is_good(), "{copy:?}");
        assert_eq!(copy.manifest.schema, before.0, "as it was before");
        assert_eq!(copy.replayed.events, 2);

        migrate(data, &[]).await.unwrap();
        assert_eq!(backups(data).len(), 1, "there was nothing to do");
    }

    #[tokio::test]
    async fn an_empty_place_needs_no_backup_and_newer_tables_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        migrate(&data, &["--dry-run"]).await.unwrap();
        assert!(!data.exists(), "looking makes nothing");
        migrate(&data, &[]).await.unwrap();
        assert!(backups(&data).is_empty());
        TestPortal::make_newer(&url(&data)).await;
        let before = tables(&data).await;
        for more in [&["--dry-run"][..], &[]] {
            let refused = migrate(&data, more).await.unwrap_err().to_string();
            assert!(refused.contains("newer than this program"), "{refused}");
        }
        assert_eq!(tables(&data).await, before);
    }
}
